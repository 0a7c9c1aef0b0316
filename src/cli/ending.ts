// When a program that runs on ends: after a time, at a signal, or when it has what it wants.

/** See {@link createEnding}. */
export interface Ending {
  /** Resolves at the end. */
  readonly reached: Promise<void>;
  readonly isReached: boolean;
  /** Ends. */
  readonly end: () => void;
}

/** Longest time of a timer of the platform. Unit: ms. */
const LONGEST_TIMER = 2 ** 30;

/** Calls back after a time of any length. Returns what stops it. */
export function startTimer(callback: () => void, ms: number): () => void {
  const due = performance.now() + ms;
  let timer: NodeJS.Timeout;
  const wait = () => {
    const left = due - performance.now();
    timer = left > LONGEST_TIMER ? setTimeout(wait, LONGEST_TIMER) : setTimeout(callback, Math.max(0, left));
  };
  wait();
  return () => clearTimeout(timer);
}

/** Ends after this time, if any, and at SIGINT or SIGTERM. A second signal ends the program at once. */
export function createEnding(afterMs: number | undefined): Ending {
  let isReached = false;
  let resolve = () => {};
  const reached = new Promise<void>((done) => (resolve = done));
  const stopTimer = afterMs === undefined ? () => {} : startTimer(end, afterMs);
  // Nothing else may be left to wait for, such as between two calls.
  const alive = setInterval(() => {}, 2 ** 30);
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  function end(): void {
    isReached = true;
    stopTimer();
    clearInterval(alive);
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    resolve();
  }
  return {
    reached,
    get isReached() {
      return isReached;
    },
    end,
  };
}
