// Time that stands still until a test lets it go on.
import type { TimeSource } from '../../src/time.js';

export interface VirtualTime extends TimeSource {
  /** Lets time go on: timers that fall due act in order, and what they start runs until it waits, before the next one. */
  advance(ms: number): Promise<void>;
  /** How many timers are waiting. */
  readonly timers: number;
}

/** @param startWallClock Unit: ms since the Unix epoch. */
export function createVirtualTime(startWallClock = 1_788_220_800_000): VirtualTime {
  const waiting = new Set<{ readonly at: number; readonly act: () => void }>();
  let elapsed = 0;

  /** The timer that falls due first; of two at once the one that was set first. */
  function nextUntil(end: number) {
    let first: { readonly at: number; readonly act: () => void } | undefined;
    for (const timer of waiting) if (timer.at <= end && (!first || timer.at < first.at)) first = timer;
    return first;
  }

  return {
    now: () => startWallClock + elapsed,
    monotonic: () => elapsed,
    after(ms, act) {
      const timer = { at: elapsed + ms, act };
      if (ms !== Infinity) waiting.add(timer);
      return () => waiting.delete(timer);
    },
    async advance(ms) {
      const end = elapsed + ms;
      await settled();
      for (let timer = nextUntil(end); timer; timer = nextUntil(end)) {
        elapsed = Math.max(elapsed, timer.at);
        waiting.delete(timer);
        timer.act();
        await settled();
      }
      elapsed = end;
    },
    get timers() {
      return waiting.size;
    },
  };
}

/** All promises that can go on have gone on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
