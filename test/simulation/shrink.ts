// Makes a failing schedule small: takes away what is not needed for the fault.
import type { Schedule } from './schedule.js';

/** Runs a schedule, and says what is wrong. */
export type Run = (schedule: Schedule) => Promise<readonly string[]>;

/** What a fault is about, without its time and numbers, so that the same fault is known in a smaller run. */
const kindOf = (fault: string) => fault.replace(/\d+/g, '#').replace(/^# /, '');

/** Faults of many streams are one kind of fault. */
const ruleOf = (fault: string) => kindOf(fault).replace(/^(handler|iteration|user data)[^:]*/, '');

/** The smallest schedule found that shows the same kind of fault. */
export async function shrink(schedule: Schedule, run: Run): Promise<Schedule> {
  const wanted = (await run(schedule)).map(ruleOf)[0];
  if (wanted === undefined) return schedule;
  let best = schedule;
  const tryOut = async (smaller: Schedule): Promise<boolean> => {
    if (!(await run(smaller)).some((fault) => ruleOf(fault) === wanted)) return false;
    best = smaller;
    return true;
  };
  for (const point of Object.keys(schedule.strength))
    await tryOut({ ...best, strength: { ...best.strength, [point]: 0 } });
  for (let isSmaller = true; isSmaller;) {
    const { length } = best.actions;
    for (let size = Math.max(1, length >> 1); size >= 1; size >>= 1)
      for (let from = 0; from < best.actions.length;)
        if (!(await tryOut({ ...best, actions: best.actions.toSpliced(from, size) }))) from += size;
    isSmaller = best.actions.length < length;
  }
  const last = best.actions.at(-1)?.at ?? 0;
  await tryOut({ ...best, activeMs: last + 1 });
  return best;
}
