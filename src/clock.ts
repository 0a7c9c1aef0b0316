// The exchange's time, as far as this machine knows it.

/** A clock that can be set by the exchange's. */
export interface Clock {
  /** How far the exchange's clock is ahead of this machine's. Unit: ms. 0 until the first `sync()`. */
  readonly offsetMs: number;
  /** The exchange's time. Unit: ms since the Unix epoch. */
  now(): number;
  /** Asks the exchange for its time and takes over the difference. Calls made meanwhile share one request. */
  sync(): Promise<void>;
}

/**
 * @param localTime This machine's time. Unit: ms since the Unix epoch.
 * @param askTime The exchange's time.
 */
export function createClock(localTime: () => number, askTime: () => Promise<number>): Clock {
  let offsetMs = 0;
  let running: Promise<void> | undefined;

  async function measure(): Promise<void> {
    const sent = localTime();
    const serverTime = await askTime();
    // The answer is half a round trip old.
    offsetMs = Math.round(serverTime - (sent + localTime()) / 2);
  }
  return {
    get offsetMs() {
      return offsetMs;
    },
    now: () => Math.round(localTime() + offsetMs),
    sync: () => (running ??= measure().finally(() => (running = undefined))),
  };
}
