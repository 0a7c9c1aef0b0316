// One socket with up to as many streams as a connection may have: subscribes, reads, and hands out.
import { decodeMessage, type UnknownEvent } from '../decode/decode.js';
import type { Drift } from '../drift.js';
import type { Notice } from '../notices.js';
import type { StreamFacts } from '../product.js';
import type { EventDecoder } from '../rows.js';
import type { Connection } from '../sockets/connection.js';
import { createHandover } from '../sockets/handover.js';
import { createSocket, type Socket, type SocketSettings } from '../sockets/socket.js';
import { createControl, type Control } from './control.js';
import type { Feed } from './feed.js';
import { createReconciler, type Reconciler } from './reconcile.js';
import { createStreamSet } from './stream-set.js';
import { watch } from './watch.js';

/** What the market streams of a client share. Unit of all times: ms. */
export interface StreamSettings extends SocketSettings {
  readonly facts: StreamFacts;
  readonly urls: { readonly [host: string]: string };
  /** Longest wait for the answer to a control message. */
  readonly timeoutMs: number;
  /** Longest wait until a new subscription is accepted. */
  readonly subscribeTimeoutMs: number;
  readonly overlapMs: number;
  readonly notify: (notice: Notice) => void;
  readonly onDrift: (drift: Drift) => void;
  /** The exchange's time. Unit: ms since the Unix epoch. */
  readonly now: () => number;
}

/** A socket with its streams. */
export interface Shard {
  readonly route: string;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly socket: Socket;
  readonly isClosed: boolean;
  add(feed: Feed): void;
  /** Gives a stream up; the connection closes with its last one. */
  remove(feed: Feed): Promise<void>;
  close(): Promise<void>;
}

/** What is said over one connection. */
interface Channel {
  readonly control: Control;
  readonly reconciler: Reconciler;
  /** The last message: an exact repetition of it says nothing new, since every event has its time. */
  lastText: string;
}

/** The stream that a message names, also one that cannot be read whole. */
const STREAM_OF = /^\{"stream":"([^"\\]+)"/;

/** Opens a socket. Streams are subscribed to as soon as it is there, and again after each loss. */
export function createShard(name: string, route: string, url: string, settings: StreamSettings): Shard {
  const { notify, time, facts } = settings;
  const feeds = new Map<string, Feed>();
  const decoders = new Map<string, EventDecoder>();
  const channels = new Map<Connection, Channel>();
  const shutdownEvent = facts.marketStreams.shutdownEvent;
  const handover = createHandover(settings, () => [...feeds.values()].map(({ continuity }) => continuity));
  /** The connection that nearly every message comes over. */
  let newest: [Connection, Channel] | undefined;
  let isClosed = false;

  const socket = createSocket(
    {
      url: () => url,
      async prepare(connection) {
        const control = createControl(connection, settings);
        const reconciler = createReconciler(connection, control, streams, time);
        newest = [connection, { control, reconciler, lastText: '' }];
        channels.set(...newest);
        await reconciler.settled();
      },
      message: receive,
      handOver: handover.finish,
      retired(connection) {
        silence(connection, 'the connection was replaced');
        for (const { continuity } of feeds.values()) continuity.retire(connection);
      },
      lost(connection, reason) {
        silence(connection, reason);
        handover.lose(connection, reason);
      },
      state: (state, reason) => notify({ kind: 'state', connection: name, state, reason }),
    },
    settings,
  );

  /** Nothing more is said over a connection. */
  function silence(connection: Connection, reason: string): void {
    const channel = channels.get(connection);
    channels.delete(connection);
    if (connection === newest?.[0]) newest = undefined;
    channel?.control.end(reason);
    channel?.reconciler.end(reason);
  }

  const streams = createStreamSet({
    feeds,
    settings,
    askAgain(stream, connection) {
      const reconciler = channels.get(connection)?.reconciler;
      reconciler?.renew(stream);
      reconciler?.sync();
    },
    drop: (feed) => void drop(feed),
  });

  function receive(text: string, connection: Connection): void {
    const channel = connection === newest?.[0] ? newest[1] : channels.get(connection);
    let message;
    try {
      message = decodeMessage(text, decoders, reporting);
    } catch (error) {
      const named = feeds.get(STREAM_OF.exec(text)?.[1] ?? '');
      for (const { continuity } of named ? [named] : feeds.values())
        continuity.damage(connection, 'a message could not be read');
      return notify({ kind: 'error', place: name, error });
    }
    if (message.reply) return channel?.control.answer(message.reply);
    if (channel) {
      if (text === channel.lastText) return;
      channel.lastText = text;
    }
    const feed = feeds.get(message.stream ?? '');
    if (!feed) return;
    if (message.event) take(message.event, feed, connection);
    else for (const event of message.events ?? []) take(event as object, feed, connection);
  }

  function take(event: object, feed: Feed, connection: Connection): void {
    // An event that nobody knows is drift, and no reason to believe that one is missing.
    if ((event as UnknownEvent).eventType !== 'unknown') feed.continuity.receive(event, connection);
  }

  /** The exchange announces that it is about to cut the connection: no drift, but a reason to leave it. */
  function onDrift(drift: Drift): void {
    if (drift.kind === 'unknown-event' && drift.event === shutdownEvent) socket.leave();
    else settings.onDrift(drift);
  }

  const reporting = { onDrift };

  const stopWatching = watch(name, feeds, () => socket.state, settings);

  async function drop(feed: Feed): Promise<void> {
    const stream = feed.reference.name;
    if (feeds.get(stream) !== feed) return;
    feeds.delete(stream);
    for (const { reconciler } of channels.values()) reconciler.sync();
    if (feeds.size === 0) await close();
  }

  async function close(): Promise<void> {
    if (!isClosed) {
      isClosed = true;
      stopWatching();
      streams.stop();
      handover.stop();
      for (const { control, reconciler } of channels.values()) {
        control.end('the client was closed');
        reconciler.end('the client was closed');
      }
      feeds.clear();
    }
    await socket.close();
  }

  return {
    route,
    feeds,
    socket,
    get isClosed() {
      return isClosed;
    },
    add(feed) {
      const stream = feed.reference.name;
      feeds.set(stream, feed);
      // A stream that is given up may still send for a while, so its decoder stays.
      for (const type of feed.reference.decoder.types) decoders.set(type, feed.reference.decoder);
      for (const { reconciler } of channels.values()) {
        reconciler.renew(stream);
        reconciler.sync();
      }
    },
    remove: drop,
    close,
  };
}
