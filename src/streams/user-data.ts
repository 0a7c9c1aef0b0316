// The user data stream: one feed over a socket that a listenKey opens, handed out to the caller's handlers.
import type { CallOperation } from '../calls.js';
import type { UnknownEvent } from '../decode/decode.js';
import type { Drift } from '../drift.js';
import { ArgumentError, DecodeError, ExchangeError, TransportError } from '../errors.js';
import type { Notice } from '../notices.js';
import { checkDurationOrNever } from '../option-checks.js';
import type { UserDataFacts } from '../product.js';
import type { Connection } from '../sockets/connection.js';
import { createHandover } from '../sockets/handover.js';
import { createSocket, type SocketSettings } from '../sockets/socket.js';
import type { Gap } from '../subscriptions.js';
import { createListenKey } from './listen-key.js';
import { createUserDataFeed, USER_DATA, type UserDataEvent } from './user-data-feed.js';
import { createUserDataReader } from './user-data-messages.js';

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

/** Opens the user data stream. `receive` takes the events that the spec knows. */
export function openUserData(
  receive: (event: UserDataEvent) => unknown,
  options: UserDataOptions,
  settings: UserDataSettings,
): PendingUserData {
  const { listenKey } = settings.facts.userDataStreams;
  const address = addressOf(settings);
  const keepAliveMs = options.keepAliveMs ?? listenKey.keepAliveIntervalMs;
  checkDurationOrNever(keepAliveMs, 'keepAliveMs');
  const { onGap, onUnknown } = options;
  const connections = new Set<Connection>();
  const opening = createOpening(settings, () => socket.lastError);
  let isClosed = false;

  /** The key is gone, so nothing more comes over its connections: the next one starts a new key. */
  function renew(reason: string): void {
    for (const connection of connections) connection.abandon(reason);
  }

  const feed = createUserDataFeed({ receive, onGap, onUnknown }, settings, () => renew('the listenKey expired'));
  const read = createUserDataReader(feed, settings, () => socket.leave());
  const handover = createHandover(settings, () => [feed]);
  const key = createListenKey({ ...settings, keepAliveMs }, renew, (needsConnection) => {
    for (const connection of connections) feed.damage(connection, 'the listenKey was replaced');
    if (needsConnection) void socket.rotate();
  });

  const socket = createSocket(
    {
      url: async () => address(await key.start().catch(opening.failed)),
      async prepare(connection) {
        connections.add(connection);
        feed.begin(connection);
        feed.accept(connection);
        opening.resolve();
      },
      message(text, connection) {
        if (!isClosed) read(text, connection);
      },
      handOver: handover.finish,
      lost(connection, reason) {
        connections.delete(connection);
        handover.lose(connection, reason);
      },
      state: (state, reason) => settings.notify({ kind: 'state', connection: USER_DATA, state, reason }),
    },
    settings,
  );

  async function close(): Promise<void> {
    isClosed = true;
    opening.reject(new TransportError(USER_DATA, 'the stream was closed', 'rejected'));
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

/** Makes the URL of a listenKey. */
function addressOf({ facts, urls }: UserDataSettings): (key: string) => string {
  const { host, address } = facts.userDataStreams;
  const base = urls[host];
  if (base === undefined) throw new ArgumentError('environment', `has no ${host} host, which user data needs`);
  return (key) => `${base}${address.replace(/\{\w+\}/, key)}`;
}

/** A promise that the stream is open, which is not waited for for ever. */
function createOpening({ time, subscribeTimeoutMs }: UserDataSettings, lastError: () => Error | undefined) {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((...both) => ([resolve, reject] = both));
  const cancel = time.after(subscribeTimeoutMs, () => {
    const cause = lastError();
    const problem = `not open within ${subscribeTimeoutMs} ms${cause ? ` (${cause.message})` : ''}`;
    reject(new TransportError(USER_DATA, problem, 'rejected', cause));
  });
  promise.then(cancel, cancel);
  /** Without a key, or with a wrong one, no attempt will ever succeed. */
  function failed(error: unknown): never {
    if (error instanceof ArgumentError || error instanceof ExchangeError || error instanceof DecodeError) reject(error);
    throw error;
  }
  return { promise, resolve, reject, failed };
}
