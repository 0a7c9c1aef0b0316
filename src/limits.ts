// How much of the rate limits is used, as the answers' headers tell.
import { limitHeaders } from '../generated/protocol.js';

/** Counts by window, e.g. `{ '1m': 12 }`. */
export interface LimitCounts {
  /** Request weight of this IP. */
  readonly usedWeight: { readonly [window: string]: number };
  /** Orders of this account. */
  readonly orderCounts: { readonly [window: string]: number };
}

const USED_WEIGHT = limitHeaders.usedWeight.toLowerCase();
const ORDER_COUNT = limitHeaders.orderCount.toLowerCase();
const RETRY_AFTER = limitHeaders.retryAfter.toLowerCase();

/** Reads the counts of one answer. Header names are in lower case. */
export function readLimits(headers: { readonly [name: string]: string }): LimitCounts {
  const usedWeight: { [window: string]: number } = {};
  const orderCounts: { [window: string]: number } = {};
  for (const name in headers) {
    if (name.startsWith(USED_WEIGHT)) usedWeight[name.slice(USED_WEIGHT.length)] = Number(headers[name]);
    else if (name.startsWith(ORDER_COUNT)) orderCounts[name.slice(ORDER_COUNT.length)] = Number(headers[name]);
  }
  return { usedWeight, orderCounts };
}

/** How long an answer asks to wait: seconds, or a date. Unit: ms. */
export function readRetryAfter(headers: { readonly [name: string]: string }, now: number): number | undefined {
  const text = headers[RETRY_AFTER];
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
