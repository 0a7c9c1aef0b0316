// Makes a failing schedule small: takes away what is not needed for the fault.
import { run } from './run.js';
import type { Action, Schedule } from './schedule.js';

/** What a fault is about, without its time and numbers, so that the same fault is known in a smaller run. */
const kindOf = (fault: string) => fault.replace(/\d+/g, '#');

/** The smallest schedule found that shows the same kind of fault. */
export async function shrink(schedule: Schedule): Promise<Schedule> {
  const { faults } = await run(schedule);
  const wanted = faults.map(kindOf)[0];
  if (wanted === undefined) return schedule;
  const fails = async (smaller: Schedule) => (await run(smaller)).faults.some((fault) => kindOf(fault) === wanted);
  let best = schedule;
  for (const point of Object.keys(schedule.strength)) {
    const calmer = { ...best, strength: { ...best.strength, [point]: 0 } };
    if (await fails(calmer)) best = calmer;
  }
  for (let size = best.actions.length >> 1; size >= 1; size >>= 1) {
    for (let from = 0; from < best.actions.length;) {
      const actions: readonly Action[] = best.actions.toSpliced(from, size);
      if (await fails({ ...best, actions })) best = { ...best, actions };
      else from += size;
    }
  }
  return best;
}
