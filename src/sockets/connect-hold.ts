// Holds connects back as long as the exchange asks to wait.
import { readRetryAfter } from '../limits.js';
import type { StreamFacts } from '../product.js';
import { sleep, type TimeSource } from '../time.js';
import type { ConnectionError } from './connection-error.js';

/** See {@link createConnectHold}. */
export interface ConnectHold {
  /** Resolves once an attempt is allowed, or when the signal is aborted. */
  wait(signal: AbortSignal): Promise<void>;
  /** An attempt has failed: its answer may ask to wait. */
  failed(error: ConnectionError): void;
}

/** First pause where a limit was hit and the answer does not say for how long; it doubles. Unit: ms. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 120_000;

/** The hold of what connects and makes no calls; with calls the gates of calls do it. */
export function createConnectHold({ marketStreams }: StreamFacts, time: TimeSource): ConnectHold {
  const { retryAfterHeader, limitStatuses } = marketStreams.handshake;
  let until = 0;
  let refusals = 0;
  return {
    async wait(signal) {
      while (!signal.aborted && until > time.monotonic()) await sleep(time, until - time.monotonic(), signal);
    },
    failed({ status, headers }) {
      if (status === undefined) return;
      const isLimit = limitStatuses.includes(status);
      const askedMs = readRetryAfter(headers[retryAfterHeader.toLowerCase()], time.now()) ?? 0;
      if (isLimit && askedMs === 0) refusals++;
      else refusals = 0;
      const growingMs = refusals === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (refusals - 1));
      if (isLimit) until = Math.max(until, time.monotonic() + Math.max(askedMs, growingMs));
    },
  };
}
