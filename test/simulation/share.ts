// A process that runs a share of the schedules: `node share.mjs <from> <step> <end>`. It says which failed, as soon as they do.
import { run } from './run.js';
import { createSchedule } from './schedule.js';

/** What the process says of a schedule that failed. */
export interface Failure {
  readonly seed: number;
  readonly faults: readonly string[];
}

const [from = 1, step = 1, end = 1] = process.argv.slice(2).map(Number);
// Nobody reads stacks here, and each costs as much as a hundred lines of the client.
Error.stackTraceLimit = 0;
for (let seed = from; seed < end; seed += step) {
  const faults = await run(createSchedule(seed));
  if (faults.length > 0) process.send!({ seed, faults } satisfies Failure);
}
process.disconnect();
