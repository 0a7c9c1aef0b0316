// `npm run simulate`: many schedules, each from its seed, spread over processes; a failing one is made small.
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { run } from './run.js';
import { createSchedule } from './schedule.js';
import { shrink } from './shrink.js';

const HELP = `npm run simulate -- [--seeds N] [--from S] [--seed S] [--jobs N]

Runs client, exchange and faults in one process on virtual time, and lets a judge look on.

  --seeds N  how many schedules, one a seed (default: 1000)
  --from S   the first seed (default: 1)
  --seed S   one schedule: prints what happens line by line, and the smallest schedule with the same fault
  --jobs N   processes (default: one a processor)
  --hash     prints a checksum of what happens in all of them: the same on every machine and version of Node.js

Exit codes: 0 the judge found nothing; 1 it did; 2 wrong usage.`;

/** What a process says when its share is done. */
interface Share {
  readonly failed: readonly (readonly [seed: number, faults: readonly string[]])[];
}

async function runShare(from: number, step: number, end: number): Promise<Share> {
  const failed: [number, readonly string[]][] = [];
  for (let seed = from; seed < end; seed += step) {
    const { faults } = await run(createSchedule(seed));
    if (faults.length > 0) failed.push([seed, faults]);
  }
  return { failed };
}

async function runOne(seed: number): Promise<number> {
  const schedule = createSchedule(seed);
  const { faults, trace } = await run(schedule);
  for (const line of trace) console.log(line);
  for (const fault of faults) console.log(`FAULT ${fault}`);
  if (faults.length === 0) return 0;
  console.log(`smallest: ${JSON.stringify(await shrink(schedule))}`);
  return 1;
}

async function printHash(from: number, count: number): Promise<number> {
  const hash = createHash('sha256');
  for (let seed = from; seed < from + count; seed++) hash.update((await run(createSchedule(seed))).trace.join('\n'));
  console.log(hash.digest('hex'));
  return 0;
}

async function runMany(from: number, count: number, jobs: number): Promise<number> {
  const start = performance.now();
  const shares = Array.from({ length: jobs }, (_, index) => {
    const child = fork(import.meta.filename, ['share', String(from + index), String(jobs), String(from + count)], {
      execArgv: process.execArgv,
    });
    return new Promise<Share>((resolve, reject) => {
      child.once('message', (share) => resolve(share as Share));
      child.once('exit', (code) => reject(new Error(`a process ended early with code ${code}`)));
    });
  });
  const failed = (await Promise.all(shares)).flatMap((share) => share.failed).sort(([a], [b]) => a - b);
  for (const [seed, [first, ...more]] of failed)
    console.log(`seed ${seed}: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`);
  const ms = performance.now() - start;
  console.log(`${count} schedules in ${(ms / 1000).toFixed(0)} s, ${((ms * jobs) / count).toFixed(1)} ms each`);
  console.log(`${count - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
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
    const options = {
      seeds: text,
      from: text,
      seed: text,
      jobs: text,
      hash: flag,
      help: { type: 'boolean', short: 'h' },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

const [command, ...share] = process.argv.slice(2);
if (command === 'share') {
  // Warnings of a client without anybody who listens are part of what is simulated.
  process.removeAllListeners('warning');
  const [from = 1, step = 1, end = 1] = share.map(Number);
  process.send!(await runShare(from, step, end), () => process.exit());
} else {
  const values = readOptions();
  if (values.help) console.log(HELP);
  else if (values.seed !== undefined) process.exitCode = await runOne(readNumber(values.seed, 'seed', 1));
  else {
    const [from, count] = [readNumber(values.from, 'from', 1), readNumber(values.seeds, 'seeds', 1000)];
    if (values.hash) process.exitCode = await printHash(from, count);
    else process.exitCode = await runMany(from, count, readNumber(values.jobs, 'jobs', availableParallelism()));
  }
}
