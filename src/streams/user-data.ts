// The user data stream: one feed over a socket that a listenKey opens, handed out to the caller's handlers.
import type { CallOperation } from '../calls.js';
import { decodeMessage, type UnknownEvent } from '../decode/decode.js';
import type { Drift } from '../drift.js';
import { ArgumentError, DecodeError, ExchangeError, TransportError } from '../errors.js';
import type { Notice } from '../notices.js';
import { checkDurationOrNever } from '../option-checks.js';
import type { UserDataFacts } from '../product.js';
import type { Connection } from '../sockets/connection.js';
import { createContinuity } from '../sockets/continuity.js';
import { createKeyOf } from '../sockets/event-keys.js';
import { createHandover } from '../sockets/handover.js';
import { createSocket, type SocketSettings } from '../sockets/socket.js';
import type { Gap } from '../subscriptions.js';
import { createListenKey } from './listen-key.js';
import { guardedBy } from './listeners.js';

/** Options of a user data stream. */
export interface UserDataOptions {
  /** Called before the next event where events may be missing: read orders, balances and positions anew over REST. */
  readonly onGap?: (gap: Gap) => void;
  /** Takes events whose type the spec does not know. Without it they are notices of drift only. */
  readonly onUnknown?: (event: UnknownEvent) => void;
  /** How long a listenKey may go without being kept alive; `Infinity`: for ever. Default: half its life. Unit: ms. */
  readonly keepAliveMs?: number;
  /**
   * Whether to end the listenKey at the end, unless another stream of this client uses it. It belongs to the whole account:
   * streams of other programs end with it. Default: false.
   */
  readonly closesListenKey?: boolean;
}

/** A user data stream that is open. It lasts, over all reconnects, until it is closed. */
export interface UserDataStream {
  /** Replaces the connection; nothing is lost or doubled. */
  rotate(): Promise<void>;
  /** Ends it. */
  close(): Promise<void>;
}

/** What a user data stream needs of its client. Unit of all times: ms. */
export interface UserDataSettings extends SocketSettings {
  readonly facts: UserDataFacts;
  readonly call: CallOperation;
  readonly urls: { readonly [host: string]: string };
  readonly timeoutMs: number;
  readonly subscribeTimeoutMs: number;
  readonly overlapMs: number;
  readonly notify: (notice: Notice) => void;
  readonly onDrift: (drift: Drift) => void;
  /** Takes listenKeys out of a text. */
  readonly redact: (text: string) => string;
  /** Keys of all streams of this client, with how many streams use each. */
  readonly keysInUse: Map<string, number>;
}

/** A user data stream that may still be opening. */
export interface PendingUserData extends UserDataStream {
  /**
   * Resolves when its connection is open.
   *
   * @throws {ExchangeError} The exchange gave no listenKey.
   * @throws {TransportError} There is no connection to the exchange.
   */
  readonly opened: Promise<void>;
}

type Event = { readonly eventType: string };

const NAME = 'userData';

/** Opens the user data stream. `receive` takes the events that the spec knows. */
export function openUserData(
  receive: (event: Event) => unknown,
  options: UserDataOptions,
  settings: UserDataSettings,
): PendingUserData {
  const { notify, time, facts, redact } = settings;
  const { host, address, listenKey, shutdownEvent } = facts.userDataStreams;
  const base = settings.urls[host];
  if (base === undefined) throw new ArgumentError('environment', `has no ${host} host, which user data needs`);
  const keepAliveMs = options.keepAliveMs ?? listenKey.keepAliveIntervalMs;
  checkDurationOrNever(keepAliveMs, 'keepAliveMs');

  const guarded = guardedBy(notify, `handler of ${NAME}`);
  const [give, giveUnknown, giveGap] = [guarded(receive), guarded(options.onUnknown), guarded(options.onGap)];
  const connections = new Set<Connection>();
  const opening = createOpening(settings, () => socket.lastError);
  let last: Event | undefined;
  let isClosed = false;

  const feed = createContinuity({
    time,
    keyOf: keysOf(facts),
    deliver(event) {
      if ((event as Event).eventType === 'unknown') return giveUnknown(event as UnknownEvent);
      last = event as Event;
      give(last);
      if (last.eventType === listenKey.expiredEvent) renew('the listenKey expired');
    },
    gap({ reason, from }) {
      const gap: Gap = { stream: NAME, reason, from, to: time.now(), lastEvent: last, missing: undefined };
      notify({ kind: 'gap', ...gap, lastEvent: last && withoutKey(last) });
      giveGap(gap);
    },
  });
  const handover = createHandover(settings, () => [feed]);
  const key = createListenKey({ ...settings, keepAliveMs }, renew, (needsConnection) => {
    for (const connection of connections) feed.damage(connection, 'the listenKey was replaced');
    if (needsConnection) void socket.rotate();
  });
  const lastTexts = new WeakMap<Connection, string>();

  const socket = createSocket(
    {
      async url() {
        try {
          return `${base}${address.replace(/\{\w+\}/, await key.start())}`;
        } catch (error) {
          // Without a key, or with a wrong one, no attempt will ever succeed.
          if (error instanceof ArgumentError || error instanceof ExchangeError || error instanceof DecodeError)
            opening.reject(error);
          throw error;
        }
      },
      async prepare(connection) {
        connections.add(connection);
        feed.begin(connection);
        feed.accept(connection);
        opening.resolve();
      },
      message: read,
      handOver: handover.finish,
      lost(connection, reason) {
        connections.delete(connection);
        handover.lose(connection, reason);
      },
      state: (state, reason) => notify({ kind: 'state', connection: NAME, state, reason }),
    },
    settings,
  );

  function read(text: string, connection: Connection): void {
    if (isClosed) return;
    if (lastTexts.get(connection) === text) return;
    lastTexts.set(connection, text);
    let message;
    try {
      message = decodeMessage(text, facts.userDataDecoders, { onDrift });
    } catch (error) {
      feed.damage(connection, 'a message could not be read');
      return notify({ kind: 'error', place: NAME, error: new DecodeError(NAME, redact((error as Error).message)) });
    }
    const events = message.events ?? (message.event ? [message.event] : []);
    for (const event of events) if (!isShutdown(event as Event)) feed.receive(event as Event, connection);
  }

  /** The exchange announces that it is about to cut the connection: no drift, but a reason to leave it. */
  function onDrift(drift: Drift): void {
    if (drift.kind !== 'unknown-event' || drift.event !== shutdownEvent)
      return settings.onDrift({ ...drift, sample: redact(drift.sample) });
    socket.leave();
  }
  const isShutdown = (event: Event) =>
    event.eventType === 'unknown' && (event as UnknownEvent).raw.includes(`"${shutdownEvent}"`);

  /** The event as notices show it: one of them holds the key that has expired. */
  const withoutKey = (event: Event): unknown =>
    event.eventType === listenKey.expiredEvent ? JSON.parse(redact(JSON.stringify(event))) : event;

  /** The key is gone, so nothing more comes over its connections: the next one starts a new key. */
  function renew(reason: string): void {
    for (const connection of connections) connection.abandon(reason);
  }

  async function close(): Promise<void> {
    isClosed = true;
    opening.reject(new TransportError(NAME, 'the stream was closed', 'rejected'));
    handover.stop();
    await Promise.all([socket.close(), key.stop(options.closesListenKey === true)]);
  }

  const opened = opening.promise.catch(async (error: unknown) => {
    await close();
    throw error;
  });
  opened.catch(() => {}); // whoever waits for it hears of it
  return {
    opened,
    close,
    rotate: async () => {
      await socket.rotate();
    },
  };
}

/** A promise that the stream is open, which is not waited for for ever. */
function createOpening({ time, subscribeTimeoutMs }: UserDataSettings, lastError: () => Error | undefined) {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((...both) => ([resolve, reject] = both));
  const cancel = time.after(subscribeTimeoutMs, () => {
    const cause = lastError();
    const problem = `not open within ${subscribeTimeoutMs} ms${cause ? ` (${cause.message})` : ''}`;
    reject(new TransportError(NAME, problem, 'rejected', cause));
  });
  promise.then(cancel, cancel);
  return { promise, resolve, reject };
}

/** What tells an event of user data from others: its type, and what the spec says of that type. */
function keysOf(facts: UserDataFacts): (event: object) => string {
  const keys = new Map<string, (event: object) => string | number>();
  const { expiredEvent } = facts.userDataStreams.listenKey;
  return (event) => {
    const { eventType } = event as Event;
    // A key that is started again after its end may expire again.
    if (eventType === expiredEvent) return JSON.stringify(event);
    let keyOf = keys.get(eventType);
    if (!keyOf)
      keys.set(eventType, (keyOf = createKeyOf(facts.userDataDecoders.get(eventType)?.dedupe ?? [], () => false)));
    return `${eventType} ${keyOf(event)}`;
  };
}
