// Time of a simulation: it goes on from timer to timer, and the wall clock of the client can be set back or forward.
import type { TimeSource } from '../../src/time.js';

export interface SimulatedTime {
  /** Time as the exchange and the schedule see it. */
  readonly exchange: TimeSource;
  /** Time as the client sees it. */
  readonly client: TimeSource;
  /** How many timers the client has set and not cancelled. */
  readonly clientTimers: number;
  /** Sets the client's wall clock. Unit: ms. */
  stepClock(ms: number): void;
  /** Lets time go on until then. Unit: ms since the start. */
  runTo(end: number): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  act: () => void;
  isCancelled: boolean;
}

const nothing = () => {};

const START = 1_788_220_800_000;

export function createSimulatedTime(): SimulatedTime {
  const heap: Timer[] = [];
  let elapsed = 0;
  let order = 0;
  let clockStep = 0;
  let clientTimers = 0;

  function after(ms: number, act: () => void): () => void {
    if (ms === Infinity) return () => {};
    const timer: Timer = { at: elapsed + Math.max(0, Math.ceil(ms)), order: order++, act, isCancelled: false };
    push(heap, timer);
    return () => {
      timer.isCancelled = true;
      // It may be due in a day, and holds nothing until then.
      timer.act = nothing;
    };
  }
  const exchange: TimeSource = { now: () => START + elapsed, monotonic: () => elapsed, after };
  const client: TimeSource = {
    now: () => START + elapsed + clockStep,
    monotonic: () => elapsed,
    after(ms, act) {
      if (ms === Infinity) return () => {};
      let isPending = true;
      clientTimers++;
      const done = () => {
        if (isPending) clientTimers--;
        isPending = false;
      };
      const cancel = after(ms, () => (done(), act()));
      return () => (done(), cancel());
    },
  };
  return {
    exchange,
    client,
    get clientTimers() {
      return clientTimers;
    },
    stepClock: (ms) => (clockStep += ms),
    async runTo(end) {
      await settled();
      while (heap.length > 0 && heap[0]!.at <= end) {
        const timer = pop(heap);
        if (timer.isCancelled) continue;
        elapsed = timer.at;
        timer.act();
        // What falls due at the same moment and is no cause of anything else need not wait for promises, but may.
        await settled();
      }
      elapsed = end;
    },
  };
}

/** All promises that can go on have gone on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

const isBefore = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Timer[], timer: Timer): void {
  let at = heap.push(timer) - 1;
  for (let parent = (at - 1) >> 1; at > 0 && isBefore(timer, heap[parent]!); parent = (at - 1) >> 1) {
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): Timer {
  const first = heap[0]!;
  const last = heap.pop()!;
  if (heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
    if (!isBefore(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return first;
}
