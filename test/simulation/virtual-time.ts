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
    runTo: (end) =>
      new Promise((resolve, reject) => {
        const goOn = (): void => {
          try {
            if (runSome(end)) resolve();
            else setImmediate(goOn);
          } catch (error) {
            reject(error as Error);
          }
        };
        // Microtasks are drained between timers, which takes a stack without any of them.
        setImmediate(goOn);
      }),
  };

  /** Lets some timers go off, each with all that follows from it. True if none is left until then. */
  function runSome(end: number): boolean {
    for (let count = 0; heap.length > 0 && heap[0]!.at <= end; count++) {
      // What the engine itself has to do, such as collect garbage, waits for the end of the turn.
      if (count === TIMERS_A_TURN) return false;
      const timer = pop(heap);
      if (timer.isCancelled) continue;
      elapsed = timer.at;
      timer.act();
      drain();
    }
    elapsed = end;
    return true;
  }
}

/** As many timers go off before the event loop of Node.js has its turn. */
const TIMERS_A_TURN = 1000;

/**
 * Lets all promises go on that can, and all that follows from them, before it returns. Node.js does the same between two of
 * its timers; a turn of its event loop for each would take ten times as long.
 */
const drain = Reflect.get(process, '_tickCallback') as () => void;

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
