// The listenKey of the one account of this exchange.
import { randomBytes } from 'node:crypto';
import { timerDelay } from './connection.js';
import { Refusal } from './refusal.js';
import type { Handlers } from './state.js';

export type ListenKeys = ReturnType<typeof createListenKeys>;

/**
 * @param defaultLifetimeMs Unit: ms.
 * @param onExpired Told the key that has just expired, not the one that was closed.
 */
export function createListenKeys(now: () => number, defaultLifetimeMs: number, onExpired: (listenKey: string) => void) {
  let lifetimeMs = defaultLifetimeMs;
  let current: { listenKey: string; renewed: number } | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** The key, unless its time is over. */
  function alive() {
    if (current && current.renewed + lifetimeMs <= now()) expire();
    return current;
  }

  function expire(): void {
    if (!current) return;
    const { listenKey } = current;
    set(undefined);
    onExpired(listenKey);
  }

  function set(listenKey: string | undefined): void {
    current = listenKey === undefined ? undefined : { listenKey, renewed: now() };
    watch();
  }

  /** Looks at the key when its time is over by the exchange's clock, which may be set meanwhile. */
  function watch(): void {
    clearTimeout(timer);
    if (!alive()) return;
    timer = setTimeout(watch, timerDelay(current!.renewed + lifetimeMs - now())).unref();
  }

  /** They need no view of a record: the answer is the key. */
  const handlers = (): Handlers => ({
    /** Extends the key if there is one. */
    startUserDataStream: () => {
      const listenKey = alive()?.listenKey ?? randomBytes(32).toString('hex');
      set(listenKey);
      return { listenKey };
    },
    keepaliveUserDataStream: () => {
      const listenKey = alive()?.listenKey;
      if (listenKey === undefined) throw new Refusal(-1125);
      set(listenKey);
      return { listenKey };
    },
    closeUserDataStream: () => {
      set(undefined);
      return {};
    },
  });

  return {
    handlers,
    expire,
    /** To be called when the clock was set. */
    watch,
    /** The key that is alive. */
    get current() {
      return alive()?.listenKey;
    },
    get lifetimeMs() {
      return lifetimeMs;
    },
    set lifetimeMs(ms) {
      lifetimeMs = ms;
      watch();
    },
    reset(): void {
      lifetimeMs = defaultLifetimeMs;
      set(undefined);
    },
  };
}
