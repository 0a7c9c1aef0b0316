// The listenKey of the one account of the exchange in memory.
import type { UserDataFacts } from '../product.js';
import type { Operation } from '../rows.js';
import type { TimeSource } from '../time.js';
import type { Fate } from './faults.js';

/** See {@link createAccountKey}. */
export interface AccountKey {
  /** Empty: there is none, or it was not extended in time. */
  readonly current: string;
  /** The answer to a call about it; nothing if the call is about something else. */
  answer(row: Operation): unknown;
  expire(): void;
}

/** Keys of the exchange have 64 characters. */
const DIGITS = 60;

export function createAccountKey({ userDataStreams }: UserDataFacts, time: TimeSource, fate: Fate): AccountKey {
  const { start, keepAlive, close, unknownKeyError, lifetimeMs } = userDataStreams.listenKey;
  let key = '';
  let extendedAt = 0;
  let count = 0;
  const isAlive = () => key !== '' && time.monotonic() - extendedAt < lifetimeMs;
  const renew = () => (key = `listenKey${String(++count).padStart(DIGITS, '0')}`);
  return {
    get current() {
      return isAlive() ? key : '';
    },
    answer(row) {
      if (row === close) {
        key = '';
        return {};
      }
      if (row !== start && row !== keepAlive) return undefined;
      const fault = fate('listenKey')?.name;
      if (fault === 'empty') return {};
      if (row === keepAlive && (!isAlive() || fault === 'refused'))
        return { code: unknownKeyError, msg: 'This listenKey does not exist.' };
      const listenKey = !isAlive() || fault === 'replaced' ? renew() : key;
      extendedAt = time.monotonic();
      return { listenKey };
    },
    expire: () => void (key = ''),
  };
}
