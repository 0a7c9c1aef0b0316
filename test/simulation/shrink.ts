// Makes a failing schedule small: takes away what is not needed for the fault.
import type { Schedule } from './schedule.js';
import { STREAMS } from './streams.js';

/** Runs a schedule, and says what is wrong. */
export type Run = (schedule: Schedule) => Promise<readonly string[]>;

/** What a fault is about, without its time and numbers, so that the same fault is known in a smaller run. */
const kindOf = (fault: string) => fault.replace(/\d+/g, '#').replace(/^# /, '');

/** Faults of many streams are one kind of fault. */
const ruleOf = (fault: string) => kindOf(fault).replace(/^(handler|iteration|user data)[^:]*/, '');

/** The smallest schedule found that shows the same kind of fault, or one that is asked for. */
export async function shrink(schedule: Schedule, run: Run, isWanted?: (fault: string) => boolean): Promise<Schedule> {
  const [first] = await run(schedule);
  if (first === undefined) return schedule;
  const isSame = isWanted ?? ((fault: string) => ruleOf(fault) === ruleOf(first));
  let best = schedule;
  const tryOut = async (smaller: Schedule): Promise<boolean> => {
    if (!(await run(smaller)).some(isSame)) return false;
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
  for (const [index, action] of best.actions.entries())
    for (const part of [{ a: 0 }, { a: action.a % STREAMS.length }, { b: 0 }, { b: action.b % 100 }])
      await tryOut({ ...best, actions: best.actions.with(index, { ...best.actions[index]!, ...part }) });
  const last = best.actions.at(-1)?.at ?? 0;
  await tryOut({ ...best, activeMs: last + 1 });
  return best;
}
