// `npm run soak`: a client that runs for days of virtual time, or for minutes of real time over real sockets.
import { parseArgs } from 'node:util';
import { soakReal } from './soak-real.js';
import { soakVirtual } from './soak-virtual.js';

const HELP = `npm run soak -- [--days N] [--streams N] [--seed S]
npm run soak -- --real [--minutes N] [--streams N] [--seed S]

Many streams at one event a second each on average, bursts of a hundred times that, user data, calls over REST and the
WebSocket API, rotations and faults. Nothing may be lost without a gap, nothing doubled, and nothing may grow.

  --days N     days of virtual time (default: 7)
  --streams N  streams (default: 200)
  --seed S     what faults and times are drawn from (default: 1)
  --real       real time and real sockets, against the loopback exchange
  --minutes N  minutes of real time (default: 10)

Exit codes: 0 the judge found nothing; 1 it did; 2 wrong usage.`;

/** More faults than these are only counted. */
const SHOWN_FAULTS = 50;

function readOptions() {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    return parseArgs({
      options: { days: text, streams: text, seed: text, minutes: text, real: flag, help: { ...flag, short: 'h' } },
    }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function refuse(problem: string): never {
  console.error(`${problem}\n\n${HELP}`);
  process.exit(2);
}

function readNumber(text: string | undefined, name: string, fallback: number, isWhole = true): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isFinite(value) && value > 0 && (!isWhole || Number.isSafeInteger(value))) return value;
  return refuse(`--${name} must be ${isWhole ? 'an integer' : 'a number'} above 0`);
}

const values = readOptions();
if (values.help) console.log(HELP);
else {
  const start = performance.now();
  let faults = 0;
  const fault = (what: string) => {
    if (++faults <= SHOWN_FAULTS) console.log(`FAULT ${what}`);
  };
  const onRejection = (error: unknown) => fault(`nobody waits for: ${String((error as Error)?.stack ?? error)}`);
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onRejection);
  const shared = {
    streams: readNumber(values.streams, 'streams', 200),
    seed: readNumber(values.seed, 'seed', 1),
    print: (text: string) => console.log(text),
    fault,
  };
  const days = readNumber(values.days, 'days', 7, false);
  const minutes = readNumber(values.minutes, 'minutes', 10, false);
  await (values.real ? soakReal({ ...shared, minutes }) : soakVirtual({ ...shared, days }));
  const { user, system } = process.cpuUsage();
  const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;
  console.log(
    `${seconds(performance.now() - start)}, ${seconds((user + system) / 1000)} of processor, ${faults} faults`,
  );
  console.log(faults === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
  process.exitCode = faults === 0 ? 0 : 1;
}
