// When a program that runs on ends: after a time, at a signal, or when it has what it wants.

/** See {@link createEnding}. */
export interface Ending {
  /** Resolves at the end. */
  readonly reached: Promise<void>;
  readonly isReached: boolean;
  /** Ends. */
  readonly end: () => void;
}

/** Ends after this time, if any, and at SIGINT or SIGTERM. A second signal ends the program at once. */
export function createEnding(afterMs: number | undefined): Ending {
  let isReached = false;
  let resolve = () => {};
  const reached = new Promise<void>((done) => (resolve = done));
  const timer = afterMs === undefined ? undefined : setTimeout(end, afterMs);
  // Nothing else may be left to wait for, such as between two calls.
  const alive = setInterval(() => {}, 2 ** 30);
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  function end(): void {
    isReached = true;
    clearTimeout(timer);
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
