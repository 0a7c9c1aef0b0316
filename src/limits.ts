// How much of the rate limits is used, and how long to wait, as the headers of answers say.
import type { RestFacts } from './product.js';

/** Counts by window, e.g. `{ '1m': 12 }`. */
export interface LimitCounts {
  /** Request weight of this IP. */
  readonly usedWeight: { readonly [window: string]: number };
  /** Orders of this account. */
  readonly orderCounts: { readonly [window: string]: number };
}

/** Headers of an answer, names in lower case. */
type Headers = { readonly [name: string]: string };

/** Reads the headers of one product. */
export interface LimitReader {
  counts(headers: Headers): LimitCounts;
  /**
   * How long an answer asks to wait. Unit: ms. Nothing if it does not say, or not in a readable way.
   *
   * @param now The exchange's time, for a date. Unit: ms since the Unix epoch.
   */
  retryAfterMs(headers: Headers, now: number): number | undefined;
}

/** Seconds; sent twice they come joined. */
const SECONDS = /^\s*\d+(\.\d+)?(\s*,\s*\d+(\.\d+)?)*\s*$/;

/** Makes the reader of a product's headers. */
export function createLimitReader(names: RestFacts['limitHeaders']): LimitReader {
  const usedWeightStart = names.usedWeight.toLowerCase();
  const orderCountStart = names.orderCount.toLowerCase();
  const retryAfter = names.retryAfter.toLowerCase();
  return {
    counts(headers) {
      const usedWeight: { [window: string]: number } = {};
      const orderCounts: { [window: string]: number } = {};
      for (const name in headers) {
        if (name.startsWith(usedWeightStart)) usedWeight[name.slice(usedWeightStart.length)] = Number(headers[name]);
        else if (name.startsWith(orderCountStart))
          orderCounts[name.slice(orderCountStart.length)] = Number(headers[name]);
      }
      return { usedWeight, orderCounts };
    },
    retryAfterMs: (headers, now) => readRetryAfter(headers[retryAfter], now),
  };
}

/** How long the text of a header asks to wait, as seconds or as a date. Unit: ms. Nothing if it cannot be read. */
export function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (SECONDS.test(text)) return Math.ceil(Math.max(...text.split(',').map(Number)) * 1000);
  // A number that is no count of seconds, such as -1, would be read as a year.
  const ms = /[a-z]/i.test(text) ? Date.parse(text) - now : NaN;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
