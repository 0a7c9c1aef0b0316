// A process that runs a share of the schedules: `node share.mjs <from> <step> <end>`. It says which failed, as soon as they do.
// With a rule behind that, it makes the first that fails by it small, and ends.
import { run } from './run.js';
import { createSchedule, type Schedule } from './schedule.js';
import { shrink } from './shrink.js';

/** What the process says of a schedule that failed. */
export interface Failure {
  readonly seed: number;
  readonly faults: readonly string[];
  /** The smallest schedule that fails alike, where that was asked for. */
  readonly smallest?: Schedule;
}

const [from = 1, step = 1, end = 1] = process.argv.slice(2, 5).map(Number);
const rule = process.argv[5] === undefined ? undefined : new RegExp(process.argv[5]);
// Nobody reads stacks here, and each costs as much as a hundred lines of the client.
Error.stackTraceLimit = 0;
for (let seed = from; seed < end; seed += step) {
  const schedule = createSchedule(seed);
  const faults = await run(schedule);
  if (faults.length === 0) continue;
  if (!rule) process.send!({ seed, faults } satisfies Failure);
  else if (faults.some((fault) => rule.test(fault))) {
    const smallest = await shrink(schedule, run, (fault) => rule.test(fault));
    process.send!({ seed, faults, smallest } satisfies Failure);
    break;
  }
}
process.disconnect();
