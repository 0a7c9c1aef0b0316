// One socket with up to as many streams as a connection may have: subscribes, reads, hands out, tells gaps and silence.
import { createControl, type Control } from './control.js';
import { decodeMarketMessage, type UnknownEvent } from '../decode/decode.js';
import type { StreamReference } from '../rows.js';
import type { Drift } from '../decode/drift.js';
import { ExchangeError } from '../errors.js';
import { keyOf, type Listener } from './listeners.js';
import { createHandover } from '../sockets/handover.js';
import type { Notice } from '../notices.js';
import { createSocket, type Connection, type Socket, type SocketSettings } from '../sockets/socket.js';

/** What the market streams of a client share. */
export interface StreamSettings extends SocketSettings {
  readonly urls: { readonly [host: string]: string };
  /** Longest wait for the answer to a control message. Unit: ms. */
  readonly timeoutMs: number;
  /** Longest wait until a new subscription is accepted. Unit: ms. */
  readonly subscribeTimeoutMs: number;
  readonly overlapMs: number;
  readonly notify: (notice: Notice) => void;
  readonly onDrift: (drift: Drift) => void;
  /** The exchange's time. Unit: ms since the Unix epoch. */
  readonly now: () => number;
}

/** Names in one control message. */
const NAMES_PER_MESSAGE = 256;
/** How often silence and latency are looked at. Unit: ms. */
const WATCH_MS = 1000;
const LATENCY_EVERY = 10;

/** One stream and all who listen to it. */
export interface Feed {
  readonly reference: StreamReference;
  readonly listeners: Set<Listener>;
  readonly silenceMs: number;
  isAccepted: boolean;
  accepted: Promise<void>;
  accept(): void;
  refuse(error: Error): void;
  last: unknown;
  /** When the last event, or else the acceptance, was. Unit: ms since the Unix epoch. */
  heardAt: number;
  silenceTold: boolean;
  gap: { reason: string; from: number } | undefined;
}

/** A socket with its streams. */
export interface Shard {
  readonly name: string;
  readonly route: string;
  readonly feeds: Map<string, Feed>;
  readonly socket: Socket;
  readonly send: (method: 'SUBSCRIBE' | 'UNSUBSCRIBE', names: readonly string[]) => Promise<void>;
  /** Names that wait for the end of this turn. */
  readonly waiting: { subscribe: Set<string>; unsubscribe: Set<string> };
  stop(): void;
}

/** Opens a socket. Streams are subscribed to as soon as it is there, and again after each loss. */
export function createShard(name: string, route: string, url: string, settings: StreamSettings): Shard {
  const { notify } = settings;
  const feeds = new Map<string, Feed>();
  const handover = createHandover({ overlapMs: settings.overlapMs, longestMs: settings.timeoutMs });
  const controls = new Map<Connection, Control>();
  /** Connections that are ready; the last one is in use. */
  let ready: Connection[] = [];
  let newest: { event: unknown; at: number } | undefined;
  let lastText = '';

  const socket = createSocket(
    {
      url: () => url,
      async prepare(connection) {
        const control = createControl(connection, settings.timeoutMs);
        controls.set(connection, control);
        const isRotation = ready.length > 0;
        if (isRotation) handover.begin(connection);
        else lastText = '';
        try {
          await subscribeAll(control);
        } catch (error) {
          if (isRotation) handover.cancel();
          throw error;
        }
        ready.push(connection);
        if (!isRotation) for (const feed of feeds.values()) tellGap(feed);
      },
      message(text, connection) {
        const isHeld = handover.holds(connection);
        if (!isHeld) {
          // An exact repetition says nothing new: every event has its time.
          if (text === lastText) return;
          lastText = text;
        }
        receive(text, connection, isHeld);
      },
      async handOver() {
        for (const stream of await handover.finish()) {
          const feed = feeds.get(stream);
          if (feed)
            feed.gap = { reason: 'the old connection was lost while the new one took over', from: feed.heardAt };
        }
        ready = ready.slice(-1);
      },
      lost(connection, reason) {
        controls.get(connection)?.end(reason);
        controls.delete(connection);
        const wasReady = ready.includes(connection);
        ready = ready.filter((other) => other !== connection);
        handover.lost(connection);
        if (!wasReady || ready.length > 0 || handover.isOverlap) return;
        for (const feed of feeds.values()) if (feed.isAccepted) feed.gap ??= { reason, from: feed.heardAt };
      },
      state: (state, reason) => notify({ kind: 'state', connection: name, state, reason }),
    },
    settings,
  );

  /** Streams may come and go while the answers are on their way. */
  async function subscribeAll(control: Control): Promise<void> {
    const asked = new Set<string>();
    for (;;) {
      const added = [...feeds.keys()].filter((stream) => !asked.has(stream));
      const removed = [...asked].filter((stream) => !feeds.has(stream));
      if (added.length + removed.length === 0) return;
      for (const stream of added) asked.add(stream);
      for (const stream of removed) asked.delete(stream);
      await Promise.all([request(control, 'UNSUBSCRIBE', removed), request(control, 'SUBSCRIBE', added)]);
    }
  }

  function receive(text: string, connection: Connection, isHeld: boolean): void {
    let message;
    try {
      message = decodeMarketMessage(text, { onDrift: settings.onDrift });
    } catch (error) {
      return notify({ kind: 'error', place: name, error });
    }
    if (message.reply) return controls.get(connection)?.answer(message.reply);
    const feed = feeds.get(message.stream ?? '');
    if (!feed) return;
    if (message.event) take(message.event, feed, isHeld);
    else for (const event of message.events) take(event, feed, isHeld);
  }

  function take(event: object, feed: Feed, isHeld: boolean): void {
    if (!handover.isActive) return deliver(event, feed);
    const stream = feed.reference.name;
    const key = `${stream} ${keyOf(event, feed.reference.decoder.dedupe)}`;
    handover[isHeld ? 'hold' : 'pass']({ stream, key, deliver: () => deliver(event, feed) });
  }

  function deliver(event: object, feed: Feed): void {
    if (feed.gap) tellGap(feed);
    // Drift has told of an event that nobody knows.
    if ((event as UnknownEvent).eventType === 'unknown') return;
    feed.last = event;
    feed.heardAt = Date.now();
    feed.silenceTold = false;
    newest = { event, at: feed.heardAt };
    for (const listener of feed.listeners) listener.event(event);
  }

  function tellGap(feed: Feed): void {
    if (!feed.gap) return;
    const { reason, from } = feed.gap;
    feed.gap = undefined;
    const { name: stream } = feed.reference;
    const gap = { stream, reason, from, to: Date.now(), lastEvent: feed.last, missing: undefined };
    notify({ kind: 'gap', ...gap });
    for (const listener of feed.listeners) listener.gap(gap);
  }

  /** Sends names in as many control messages as it takes; a refused message is repeated name by name. */
  async function request(control: Control, method: string, names: readonly string[]): Promise<void> {
    const batches = Array.from({ length: Math.ceil(names.length / NAMES_PER_MESSAGE) }, (_, index) =>
      names.slice(index * NAMES_PER_MESSAGE, (index + 1) * NAMES_PER_MESSAGE),
    );
    await Promise.all(batches.map((batch) => requestBatch(control, method, batch)));
  }

  async function requestBatch(control: Control, method: string, names: readonly string[]): Promise<void> {
    try {
      await control.request(method, names);
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      if (names.length > 1) {
        await Promise.all(names.map((one) => requestBatch(control, method, [one])));
        return;
      }
      const feed = feeds.get(names[0]!);
      feeds.delete(names[0]!);
      feed?.refuse(error);
      if (feed?.isAccepted) notify({ kind: 'error', place: names[0]!, error });
      return;
    }
    if (method !== 'SUBSCRIBE') return;
    for (const one of names) {
      const feed = feeds.get(one);
      if (!feed) continue;
      feed.isAccepted = true;
      feed.heardAt = Math.max(feed.heardAt, Date.now());
      // In the next turn the connection is in use, so that whoever waits finds it open.
      setImmediate(() => feed.accept());
    }
  }

  let ticks = 0;
  const watch = setInterval(() => {
    const now = Date.now();
    if (newest && ++ticks % LATENCY_EVERY === 0) {
      const { eventTime } = newest.event as { eventTime?: number };
      if (eventTime !== undefined) {
        const latencyMs = newest.at + (settings.now() - now) - eventTime;
        notify({ kind: 'latency', connection: name, latencyMs });
      }
      newest = undefined;
    }
    if (ready.length === 0) return;
    for (const feed of feeds.values()) {
      const silentMs = now - feed.heardAt;
      if (feed.silenceMs === 0 || feed.silenceTold || !feed.isAccepted || silentMs <= feed.silenceMs) continue;
      feed.silenceTold = true;
      notify({ kind: 'silence', stream: feed.reference.name, silentMs });
    }
  }, WATCH_MS);

  return {
    name,
    route,
    feeds,
    socket,
    waiting: { subscribe: new Set(), unsubscribe: new Set() },
    stop: () => {
      clearInterval(watch);
      handover.cancel();
      for (const control of controls.values()) control.end('the client was closed');
    },
    async send(method, names) {
      if (names.length === 0) return;
      const open = [...controls.entries()].filter(([connection]) => ready.includes(connection));
      await Promise.all(
        open.map(([connection, control]) =>
          request(control, method, names).catch((error: unknown) => connection.abandon((error as Error).message)),
        ),
      );
    },
  };
}
