// `npm run simulate`: many schedules, each from its seed, spread over processes; a failing one is made small.
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bundleShare } from './bundle.js';
import { run } from './run.js';
import { createSchedule } from './schedule.js';
import { runShare } from './shares.js';
import { shrink } from './shrink.js';

const HELP = `npm run simulate -- [--seeds N] [--from S] [--seed S] [--jobs N] [--hash]

Runs client, exchange and faults in one process on virtual time, and lets a judge look on.

  --seeds N  how many schedules, one a seed (default: 1000)
  --from S   the first seed (default: 1)
  --seed S   one schedule: prints what happens line by line, and the smallest schedule with the same fault
  --jobs N   processes (default: one a processor)
  --hash     prints a checksum of what happens in all of them: the same on every machine and version of Node.js

Exit codes: 0 the judge found nothing; 1 it did; 2 wrong usage.`;

async function runOne(seed: number): Promise<number> {
  const schedule = createSchedule(seed);
  const faults = await run(schedule, (line) => console.log(line));
  for (const fault of faults) console.log(`FAULT ${fault}`);
  if (faults.length === 0) return 0;
  console.log(`smallest: ${JSON.stringify(await shrink(schedule, run))}`);
  return 1;
}

async function printHash(from: number, count: number): Promise<number> {
  const hash = createHash('sha256');
  for (let seed = from; seed < from + count; seed++)
    await run(createSchedule(seed), (line) => void hash.update(`${line}\n`));
  console.log(hash.digest('hex'));
  return 0;
}

async function runMany(from: number, count: number, jobs: number): Promise<number> {
  const bundle = await bundleShare();
  const start = performance.now();
  let failed = 0;
  const shares = Array.from({ length: jobs }, (_, index) =>
    runShare(
      bundle.file,
      { from: from + index, step: jobs, end: from + count },
      ({ seed, faults: [first, ...more] }) => {
        failed++;
        console.log(`seed ${seed}: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`);
        return true;
      },
    ),
  );
  try {
    await Promise.all(shares);
  } finally {
    bundle.remove();
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(`${count} schedules in ${seconds.toFixed(0)} s: ${Math.round(count / seconds)} a second`);
  console.log(`${count - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function readNumber(text: string | undefined, name: string, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  console.error(`--${name} must be an integer above 0\n\n${HELP}`);
  process.exit(2);
}

function readOptions() {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const options = { seeds: text, from: text, seed: text, jobs: text, hash: flag, help: { ...flag, short: 'h' } };
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

const values = readOptions();
if (values.help) console.log(HELP);
else if (values.seed !== undefined) process.exitCode = await runOne(readNumber(values.seed, 'seed', 1));
else {
  const [from, count] = [readNumber(values.from, 'from', 1), readNumber(values.seeds, 'seeds', 1000)];
  if (values.hash) process.exitCode = await printHash(from, count);
  else process.exitCode = await runMany(from, count, readNumber(values.jobs, 'jobs', availableParallelism()));
}
