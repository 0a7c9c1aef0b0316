// The listenKey of the one account of this exchange.
import { randomBytes } from 'node:crypto';
import { Refusal } from './refusal.js';
import type { Handlers } from './state.js';

/** Unit: ms. */
const LIFETIME = 60 * 60_000;

export function createListenKeys(now: () => number) {
  let current: { listenKey: string; expires: number } | undefined;
  const alive = () => (current && current.expires > now() ? current : undefined);

  const handlers: Handlers = {
    /** Extends the key if there is one. */
    startUserDataStream: () => {
      current = { listenKey: alive()?.listenKey ?? randomBytes(32).toString('hex'), expires: now() + LIFETIME };
      return { listenKey: current.listenKey };
    },
    keepaliveUserDataStream: () => {
      const key = alive();
      if (!key) throw new Refusal(-1125);
      key.expires = now() + LIFETIME;
      return { listenKey: key.listenKey };
    },
    closeUserDataStream: () => {
      current = undefined;
      return {};
    },
  };
  return { handlers, reset: () => void (current = undefined) };
}
