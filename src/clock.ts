// The exchange's time, as far as this machine knows it.
import { DecodeError, TransportError } from './errors.js';
import type { TimeSource } from './time.js';

/** A clock that can be set by the exchange's. */
export interface Clock {
  /** How far the exchange's clock is ahead of this machine's. Unit: ms. 0 until the first `sync()`. */
  readonly offsetMs: number;
  /** The exchange's time. Unit: ms since the Unix epoch. */
  now(): number;
  /**
   * Asks the exchange for its time, a few times, and takes over the difference of the quickest answer. Calls made meanwhile
   * share one measurement. If it fails, the clock stays as it was.
   *
   * @throws {BinanceError} The exchange gave no usable time, or the client was closed.
   */
  sync(): Promise<void>;
}

/** Questions of one measurement. */
const SAMPLES = 3;
/** An answer as quick as this is exact enough; no more are asked for. Unit: ms. */
const QUICK_MS = 20;
/** A wall clock that moved otherwise than the monotonic one was set meanwhile. Unit: ms. */
const LARGEST_STEP_MS = 20;
/** Times of 13 digits: from the year 2001 to 2286. Unit: ms since the Unix epoch. */
const EARLIEST = 1e12;
const LATEST = 1e13;

/**
 * @param time Clocks of this machine.
 * @param askTime Asks the exchange for its time, once: a repeat would be part of what is measured.
 * @param longestMs Longest duration of a measurement. Unit: ms.
 * @param closing Aborted when the client is closed, which ends a measurement under way and allows no other.
 */
export function createClock(
  time: TimeSource,
  askTime: (signal: AbortSignal) => Promise<unknown>,
  longestMs: number,
  closing: AbortSignal,
): Clock {
  let offsetMs = 0;
  let running: Promise<void> | undefined;

  async function sample(signal: AbortSignal): Promise<{ offsetMs: number; roundTripMs: number }> {
    const [wallBefore, before] = [time.now(), time.monotonic()];
    const serverTime = await askTime(signal);
    const roundTripMs = time.monotonic() - before;
    const wallAfter = time.now();
    if (!Number.isSafeInteger(serverTime) || !((serverTime as number) >= EARLIEST && (serverTime as number) < LATEST))
      throw new DecodeError('clock', 'the answer holds no time in ms since the Unix epoch');
    if (Math.abs(wallAfter - wallBefore - roundTripMs) > LARGEST_STEP_MS)
      throw new DecodeError('clock', "this machine's clock was set while the exchange was asked for the time");
    // The answer is half a round trip old.
    return { offsetMs: Math.round((serverTime as number) - (wallAfter - roundTripMs / 2)), roundTripMs };
  }

  async function measure(): Promise<void> {
    if (closing.aborted) throw new TransportError('clock', 'the client was closed', 'rejected');
    const end = new AbortController();
    const stop = () => end.abort();
    const cancel = time.after(longestMs, stop);
    closing.addEventListener('abort', stop);
    let best: { offsetMs: number; roundTripMs: number } | undefined;
    let failure: unknown;
    try {
      for (let n = 0; n < SAMPLES && !end.signal.aborted; n++) {
        try {
          const next = await sample(end.signal);
          if (!best || next.roundTripMs < best.roundTripMs) best = next;
          if (best.roundTripMs <= QUICK_MS) break;
        } catch (error) {
          failure = error;
        }
      }
    } finally {
      cancel();
      closing.removeEventListener('abort', stop);
    }
    if (!best) throw failure;
    offsetMs = best.offsetMs;
  }
  return {
    get offsetMs() {
      return offsetMs;
    },
    now: () => Math.round(time.now() + offsetMs),
    sync: () => (running ??= measure().finally(() => (running = undefined))),
  };
}
