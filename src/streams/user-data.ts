// The user data stream: makes the listenKey, keeps it alive, replaces it, and hands out what happens to the account.
import {
  userDataDecoders,
  userDataHandlerNames,
  type UserDataEvent,
  type UserDataHandlers,
} from '../../generated/events.js';
import { connections } from '../../generated/protocol.js';
import { operations } from '../../generated/rest/operations.js';
import { decodeUserDataMessage, type UnknownEvent } from '../decode/decode.js';
import type { CallOperation, Gap, Operation } from '../rows.js';
import { ArgumentError, ExchangeError, TransportError } from '../errors.js';
import { keyOf } from './listeners.js';
import { createHandover } from '../sockets/handover.js';
import { createSocket, type Connection, type Socket } from '../sockets/socket.js';
import type { StreamSettings } from './shard.js';

/** Options of a user data stream. */
export interface UserDataOptions {
  /** Told, before the next event, that events may be missing: read orders, balances and positions anew over REST. */
  readonly onGap?: (gap: Gap) => void;
  /** Told of events whose type the spec does not know. Without it they are told as drift only. */
  readonly onUnknown?: (event: UnknownEvent) => void;
  /** How long a listenKey may go without being kept alive. Default: half its life. Unit: ms. */
  readonly keepAliveMs?: number;
  /** Whether to end the listenKey at the end. It belongs to the whole account: other programs may use it. Default: true. */
  readonly closesListenKey?: boolean;
}

/** A user data stream that is open. It lasts, over all reconnects, until it is closed. */
export interface UserDataStream {
  /** Replaces the connection; nothing is lost or doubled. */
  rotate(): Promise<void>;
  /** Ends it. */
  close(): Promise<void>;
}

/** Handlers by kind of event, or one handler of all. */
export type UserDataReceiver = UserDataHandlers | ((event: UserDataEvent) => void);

const NAME = 'userData';
const facts = connections.userDataStreams.listenKey;
const rows = operations as { readonly [id: string]: Operation<any, any> | undefined };

/**
 * Opens the user data stream.
 *
 * @returns The stream once its connection is open.
 * @throws {ExchangeError} The exchange gave no listenKey.
 * @throws {TransportError} There is no connection to the exchange.
 */
export async function openUserData(
  receiver: UserDataReceiver,
  options: UserDataOptions,
  call: CallOperation,
  settings: StreamSettings,
): Promise<UserDataStream> {
  const base = settings.urls['private'];
  if (base === undefined) throw new ArgumentError('environment', 'has no private host, which user data needs');
  const { notify } = settings;
  const handover = createHandover({ overlapMs: settings.overlapMs, longestMs: settings.timeoutMs });
  const keepAliveMs = options.keepAliveMs ?? facts.keepAliveIntervalMs;
  let listenKey = '';
  let ready: Connection[] = [];
  let last: UserDataEvent | undefined;
  let lastText = '';
  let heardAt = Date.now();
  let gap: { reason: string; from: number } | undefined;
  let isClosed = false;
  let settled: { resolve: () => void; reject: (error: Error) => void } | undefined;

  /** The key that is alive, or a new one; either way it lives its whole life from now on. */
  async function startKey(): Promise<string> {
    const { listenKey: key } = (await call(rows[facts.start]!, {})) as { listenKey: string };
    listenKey = key;
    return key;
  }

  const socket: Socket = createSocket(
    {
      async url() {
        try {
          return `${base}/ws/${await startKey()}`;
        } catch (error) {
          // Without a key, or with a wrong one, no attempt will ever succeed.
          if (error instanceof ArgumentError || error instanceof ExchangeError) settled?.reject(error);
          throw error;
        }
      },
      async prepare(connection) {
        if (ready.length > 0) handover.begin(connection);
        ready.push(connection);
        if (ready.length === 1) tellGap();
        settled?.resolve();
      },
      message(text, connection) {
        const isHeld = handover.holds(connection);
        if (!isHeld) {
          if (text === lastText) return;
          lastText = text;
        }
        receive(text, isHeld);
      },
      async handOver() {
        const missing = await handover.finish();
        if (missing.length > 0) lose('the old connection was lost while the new one took over');
        ready = ready.slice(-1);
      },
      lost(connection, reason) {
        const wasReady = ready.includes(connection);
        ready = ready.filter((other) => other !== connection);
        handover.lost(connection);
        if (wasReady && ready.length === 0) lose(reason);
      },
      state: (state, reason) => notify({ kind: 'state', connection: NAME, state, reason }),
    },
    settings,
  );

  function receive(text: string, isHeld: boolean): void {
    let message;
    try {
      message = decodeUserDataMessage(text, { onDrift: settings.onDrift });
    } catch (error) {
      return notify({ kind: 'error', place: NAME, error });
    }
    for (const event of message.events ?? (message.event ? [message.event] : [])) take(event, isHeld);
  }

  function take(event: UserDataEvent | UnknownEvent, isHeld: boolean): void {
    if (!handover.isActive) return deliver(event);
    const key = `${event.eventType} ${keyOf(event, userDataDecoders.get(event.eventType)?.dedupe ?? [])}`;
    handover[isHeld ? 'hold' : 'pass']({ stream: NAME, key, deliver: () => deliver(event) });
  }

  function deliver(event: UserDataEvent | UnknownEvent): void {
    if (gap) tellGap();
    heardAt = Date.now();
    if (event.eventType === 'unknown') return guarded(() => options.onUnknown?.(event));
    last = event;
    guarded(() => {
      if (typeof receiver === 'function') receiver(event);
      else receiver[userDataHandlerNames[event.eventType]!]?.(event as never);
    });
    if (event.eventType === facts.expiredEvent) renew('the listenKey expired');
  }

  /** What a handler throws is told, and harms nobody else. */
  function guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      notify({ kind: 'error', place: `handler of ${NAME}`, error });
    }
  }

  function lose(reason: string): void {
    gap ??= { reason, from: heardAt };
  }

  function tellGap(): void {
    if (!gap) return;
    const { reason, from } = gap;
    gap = undefined;
    const told: Gap = { stream: NAME, reason, from, to: Date.now(), lastEvent: last, missing: undefined };
    notify({ kind: 'gap', ...told });
    guarded(() => options.onGap?.(told));
  }

  /** The key is gone, so nothing more comes over this connection: the next one starts a new key. */
  function renew(reason: string): void {
    for (const connection of ready) connection.abandon(reason);
  }

  const keepAlive = setInterval(() => {
    if (ready.length === 0) return;
    call(rows[facts.keepAlive]!, {}).catch((error: unknown) => {
      if (isClosed) return;
      notify({ kind: 'error', place: facts.keepAlive, error });
      if (error instanceof ExchangeError && error.code === facts.unknownKeyError) renew('the listenKey is gone');
    });
  }, keepAliveMs);

  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    clearInterval(keepAlive);
    handover.cancel();
    await socket.close();
    if (listenKey === '' || options.closesListenKey === false) return;
    await call(rows[facts.close]!, {}).catch((error: unknown) => notify({ kind: 'error', place: facts.close, error }));
  }

  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      settled = { resolve, reject };
      const problem = `not open within ${settings.subscribeTimeoutMs} ms`;
      timer = setTimeout(() => reject(new TransportError(NAME, problem, 'rejected')), settings.subscribeTimeoutMs);
    });
  } catch (error) {
    await close();
    throw error;
  } finally {
    clearTimeout(timer);
    settled = undefined;
  }
  return {
    rotate: async () => {
      await socket.rotate();
    },
    close,
  };
}
