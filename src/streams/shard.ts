// One socket with up to as many streams as a connection may have: subscribes, reads, and hands out.
import type { Drift } from '../drift.js';
import type { Notice } from '../notices.js';
import type { StreamFacts } from '../product.js';
import type { EventDecoder } from '../rows.js';
import { createHandover } from '../sockets/handover.js';
import { createSocket, type Socket, type SocketSettings } from '../sockets/socket.js';
import { createChannels } from './channels.js';
import type { Feed } from './feed.js';
import { receive } from './receive.js';
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

/** Opens a socket. Streams are subscribed to as soon as it is there, and again after each loss. */
export function createShard(name: string, route: string, url: string, settings: StreamSettings): Shard {
  const { notify, facts } = settings;
  const feeds = new Map<string, Feed>();
  const decoders = new Map<string, EventDecoder>();
  const channels = createChannels(settings);
  const handover = createHandover(settings, () => [...feeds.values()].map(({ continuity }) => continuity));
  let isClosed = false;

  const streams = createStreamSet({
    feeds,
    settings,
    askAgain: (stream) => channels.sync(stream),
    drop: (feed) => void drop(feed),
  });

  /** The exchange announces that it is about to cut the connection: no drift, but a reason to leave it. */
  function onDrift(drift: Drift): void {
    if (drift.kind === 'unknown-event' && drift.event === facts.marketStreams.shutdownEvent) socket.leave();
    else settings.onDrift(drift);
  }
  const receiver = { name, feeds, decoders, channels, notify, reporting: { onDrift } };

  const socket = createSocket(
    {
      url: () => url,
      prepare: (connection) => channels.open(connection, streams).reconciler.settled(),
      message: (text, connection) => receive(receiver, text, connection),
      handOver: handover.finish,
      retired(connection) {
        channels.end(connection, 'the connection was replaced');
        for (const { continuity } of feeds.values()) continuity.retire(connection);
      },
      lost(connection, reason) {
        channels.end(connection, reason);
        handover.lose(connection, reason);
      },
      state: (state, reason) => notify({ kind: 'state', connection: name, state, reason }),
    },
    settings,
  );
  const stopWatching = watch(name, feeds, () => socket.state, settings);

  async function drop(feed: Feed): Promise<void> {
    const stream = feed.reference.name;
    if (feeds.get(stream) !== feed) return;
    feeds.delete(stream);
    channels.sync();
    if (feeds.size === 0) await close();
  }

  async function close(): Promise<void> {
    if (!isClosed) {
      isClosed = true;
      stopWatching();
      streams.stop();
      handover.stop();
      channels.endAll('the client was closed');
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
      feeds.set(feed.reference.name, feed);
      // A stream that is given up may still send for a while, so its decoder stays.
      for (const type of feed.reference.decoder.types) decoders.set(type, feed.reference.decoder);
      channels.sync(feed.reference.name);
    },
    remove: drop,
    close,
  };
}
