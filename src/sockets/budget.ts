// How many connections may be opened in a while.
import { sleep, type TimeSource } from '../time.js';

/**
 * Waits until one more attempt is allowed, or until the signal is aborted.
 *
 * @param onWait Called with the reason if that takes a while.
 */
export type Admit = (signal: AbortSignal, onWait?: (reason: string) => void) => Promise<void>;

/** Attempts that all sockets of a client together may make in a window; further ones wait. */
export function createBudget(attempts: number, windowMs: number, time: TimeSource): Admit {
  const recent: number[] = [];
  return async (signal, onWait) => {
    for (;;) {
      const now = time.monotonic();
      while (recent.length > 0 && now - recent[0]! >= windowMs) recent.shift();
      if (signal.aborted) return;
      if (recent.length < attempts) break;
      onWait?.(`the connection budget is used up: ${attempts} attempts within ${windowMs / 1000} s`);
      await sleep(time, recent[0]! + windowMs - now, signal);
    }
    recent.push(time.monotonic());
  };
}
