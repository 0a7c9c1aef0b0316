// `npm run simulate:mutants`: each fault that is put into the client must be found by the rule that is about it, or the judge is blind.
import { availableParallelism } from 'node:os';
import { bundleShare } from '../bundle.js';
import type { Failure } from '../share.js';
import { runShare } from '../shares.js';
import { calls } from './calls.js';
import { RULES, type Mutant } from './mutant.js';
import { sockets } from './sockets.js';
import { streams } from './streams.js';

const SEEDS = 2000;

/** The first failure that its rule finds. */
async function failureOf(mutant: Mutant): Promise<Failure | undefined> {
  const bundle = await bundleShare(mutant);
  let found: Failure | undefined;
  try {
    await runShare(bundle.file, { from: 1, step: 1, end: SEEDS + 1 }, ({ seed, faults }) => {
      const fault = faults.find((one) => RULES[mutant.rule].test(one));
      if (fault !== undefined) found = { seed, faults: [fault] };
      return fault === undefined;
    });
  } finally {
    bundle.remove();
  }
  return found;
}

const wanted = process.argv.slice(2);
const all = [...sockets, ...streams, ...calls];
const chosen = all.filter(({ what }) => wanted.length === 0 || wanted.some((word) => what.includes(word)));
let missed = 0;

/** Works until no mutant is left. */
async function work(left: Iterator<Mutant>): Promise<void> {
  for (let next = left.next(); !next.done; next = left.next()) {
    const mutant = next.value;
    const found = await failureOf(mutant);
    if (!found) missed++;
    console.log(`${found ? `seed ${String(found.seed).padStart(4)}` : '   MISSED'}  ${mutant.what} (${mutant.file})`);
    if (found) console.log(`           ${found.faults[0]!.slice(0, 120)}`);
  }
}

const left = chosen.values();
await Promise.all(Array.from({ length: availableParallelism() }, () => work(left)));
console.log(`${chosen.length - missed} passed, ${missed} failed`);
process.exitCode = missed === 0 ? 0 : 1;
