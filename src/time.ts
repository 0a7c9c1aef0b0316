// The seam to time: clocks and timers. Only this file reads clocks and sets timers.

/** Clocks and timers. The default is this machine's; a simulation brings its own. */
export interface TimeSource {
  /** Wall clock. Unit: ms since the Unix epoch. It may be set back or forward at any moment. */
  now(): number;
  /** A clock that only goes forward, for durations. Unit: ms. */
  monotonic(): number;
  /**
   * Calls a function once, after a while; `Infinity` means never.
   *
   * @param ms Unit: ms. It may be longer than 2^31.
   * @returns A function that cancels it.
   */
  after(ms: number, act: () => void): () => void;
}

/** What a timer of the platform can wait; a longer one ends at once. Unit: ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clocks and timers of this machine. */
export const systemTime: TimeSource = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, act) {
    if (ms === Infinity) return () => {};
    if (ms > LONGEST_TIMER_MS) {
      let cancel = systemTime.after(LONGEST_TIMER_MS, () => (cancel = systemTime.after(ms - LONGEST_TIMER_MS, act)));
      return () => cancel();
    }
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** Calls a function again and again, the first time after one period, until it is cancelled. */
export function every(time: TimeSource, ms: number, act: () => void): () => void {
  let cancel = time.after(ms, again);
  function again(): void {
    cancel = time.after(ms, again);
    act();
  }
  return () => cancel();
}

/** Resolves after a while, or as soon as one of the signals is aborted. */
export function sleep(time: TimeSource, ms: number, ...signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some((signal) => signal?.aborted)) return resolve();
    const done = () => {
      cancel();
      for (const signal of signals) signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = time.after(ms, done);
    for (const signal of signals) signal?.addEventListener('abort', done);
  });
}
