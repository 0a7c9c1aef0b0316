// The listenKey of the one account of the exchange in memory.
import type { UserDataFacts } from '../product.js';
import type { Operation } from '../rows.js';
import type { Fate } from './faults.js';

/** See {@link createAccountKey}. */
export interface AccountKey {
  /** Empty: there is none. */
  readonly current: string;
  /** The answer to a call about it; nothing if the call is about something else. */
  answer(row: Operation): unknown;
  expire(): void;
}

/** Keys of the exchange have 64 characters. */
const DIGITS = 60;

export function createAccountKey({ userDataStreams }: UserDataFacts, fate: Fate): AccountKey {
  const { start, keepAlive, close, unknownKeyError } = userDataStreams.listenKey;
  let current = '';
  let count = 0;
  const renew = () => (current = `listenKey${String(++count).padStart(DIGITS, '0')}`);
  return {
    get current() {
      return current;
    },
    answer(row) {
      if (row === close) {
        current = '';
        return {};
      }
      if (row !== start && row !== keepAlive) return undefined;
      const fault = fate('listenKey')?.name;
      if (fault === 'empty') return {};
      if (row === keepAlive && (current === '' || fault === 'refused'))
        return { code: unknownKeyError, msg: 'This listenKey does not exist.' };
      return { listenKey: current === '' || fault === 'replaced' ? renew() : current };
    },
    expire: () => void (current = ''),
  };
}
