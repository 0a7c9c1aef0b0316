// The listenKey of a user data stream: started, kept alive, and found to be gone.
import type { CallOperation } from '../calls.js';
import { DecodeError, ExchangeError } from '../errors.js';
import type { Notice } from '../notices.js';
import type { UserDataFacts } from '../product.js';
import { pauseMs } from '../sockets/pauses.js';
import type { SocketSettings } from '../sockets/socket.js';

/** What a listenKey needs of its surroundings. */
export interface ListenKeySettings extends Pick<SocketSettings, 'time' | 'random' | 'reconnectMaxMs'> {
  readonly facts: UserDataFacts;
  readonly call: CallOperation;
  readonly notify: (notice: Notice) => void;
  /** How long a key may go without being kept alive. Unit: ms. */
  readonly keepAliveMs: number;
  /** Keys of all streams of this client, with how many streams use each. */
  readonly keysInUse: Map<string, number>;
}

/** See {@link createListenKey}. */
export interface ListenKey {
  /**
   * The key that is alive, or a new one; either way it lives its whole life from now on.
   *
   * @throws {ExchangeError} The exchange gives none.
   * @throws {DecodeError} Its answer holds none.
   */
  start(): Promise<string>;
  /** Stops keeping it alive; with `ends` also ends it at the exchange, unless another stream uses it. */
  stop(ends: boolean): Promise<void>;
}

/** First pause before a failed keep-alive is tried again. Unit: ms. */
const FIRST_PAUSE_MS = 1000;

/**
 * Keeps a listenKey alive from its start on.
 *
 * @param gone Called when the key is dead: nothing comes over its connection any more.
 * @param replaced Called when the exchange gave another key, with whether a connection with that key has yet to be opened. Events
 *   may be missing: nobody knows since when the one before is dead.
 */
export function createListenKey(
  { facts, call, notify, keepAliveMs, keysInUse, time, ...settings }: ListenKeySettings,
  gone: (reason: string) => void,
  replaced: (needsConnection: boolean) => void,
): ListenKey {
  const { start, keepAlive, close, lifetimeMs, unknownKeyError } = facts.userDataStreams.listenKey;
  const pauses = { ...settings, reconnectMinMs: FIRST_PAUSE_MS };
  let key = '';
  let extendedAt = 0;
  let failures = 0;
  /** Aborted when it is stopped, so that nothing is left of a call on its way. */
  const stopping = new AbortController();
  const { signal } = stopping;
  let cancelTimer = () => {};

  function use(next: string): void {
    if (next === key) return;
    release();
    key = next;
    keysInUse.set(key, (keysInUse.get(key) ?? 0) + 1);
  }

  /** True if no other stream of this client uses the key. */
  function release(): boolean {
    const left = (keysInUse.get(key) ?? 0) - 1;
    if (left > 0) keysInUse.set(key, left);
    else keysInUse.delete(key);
    return left <= 0;
  }

  function plan(ms: number): void {
    cancelTimer();
    if (!signal.aborted) cancelTimer = time.after(ms, () => void extend());
  }

  async function extend(): Promise<void> {
    const extended = key;
    try {
      const answer = (await call(keepAlive, {}, { signal })) as { readonly listenKey?: unknown } | null;
      if (signal.aborted) return;
      extendedAt = time.monotonic();
      failures = 0;
      plan(keepAliveMs);
      const given = answer?.listenKey;
      if (isUsable(given) && given !== key) replaced(true);
    } catch (error) {
      if (signal.aborted) return;
      notify({ kind: 'error', place: keepAlive.id, error });
      // A connection that has come up meanwhile has a key of its own.
      if (extended !== key) return;
      const isUnknown = error instanceof ExchangeError && error.code === unknownKeyError;
      if (isUnknown || time.monotonic() - extendedAt >= lifetimeMs) return gone('the listenKey is gone');
      plan(pauseMs(pauses, ++failures));
    }
  }

  return {
    async start() {
      const answer = (await call(start, {}, { signal })) as { readonly listenKey?: unknown } | null;
      const given = answer?.listenKey;
      if (!isUsable(given)) throw new DecodeError(start.id, 'the answer holds no listenKey');
      if (signal.aborted) return given;
      if (key !== '' && given !== key) replaced(false);
      use(given);
      extendedAt = time.monotonic();
      failures = 0;
      plan(keepAliveMs);
      return given;
    },
    async stop(ends) {
      if (signal.aborted) return;
      stopping.abort();
      cancelTimer();
      if (key === '') return;
      const isLast = release();
      if (!ends || !isLast) return;
      await call(close, {}).catch((error: unknown) => notify({ kind: 'error', place: close.id, error }));
    },
  };
}

const isUsable = (key: unknown): key is string => typeof key === 'string' && key !== '';
