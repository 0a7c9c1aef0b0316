// `npm run simulate:mutants`: each fault that is put into the client must be found by the rule that is about it, or the judge is blind.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bundleShare } from '../bundle.js';
import { readKept, writeKept } from '../kept.js';
import type { Failure } from '../share.js';
import { runShare } from '../shares.js';
import { MUTANTS } from './all.js';
import { RULES, type Mutant } from './mutant.js';

const SEEDS = 2000;

/** The first failure that its rule finds; with `isKept` also the smallest schedule of that kind. */
async function failureOf(mutant: Mutant, isKept: boolean): Promise<Failure | undefined> {
  const bundle = await bundleShare(mutant);
  const rule = RULES[mutant.rule];
  const from = mutant.firstSeed ?? 1;
  let found: Failure | undefined;
  const failed = (failure: Failure): boolean => {
    if (failure.faults.some((fault) => rule.test(fault))) found = failure;
    return found === undefined;
  };
  try {
    await runShare(bundle.file, { from, step: 1, end: from + SEEDS }, failed, isKept ? rule : undefined);
  } finally {
    bundle.remove();
  }
  return found;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  // Keeps the smallest schedule that finds each, for the tests.
  options: { keep: { type: 'boolean', default: false } },
});
const chosen = MUTANTS.filter(
  ({ what }) => positionals.length === 0 || positionals.some((word) => what.includes(word)),
);
const kept = readKept();
let missed = 0;

/** Works until no mutant is left. */
async function work(left: Iterator<Mutant>): Promise<void> {
  for (let next = left.next(); !next.done; next = left.next()) {
    const { what, file, rule } = next.value;
    // A fault that cannot be put in any more, since the client reads otherwise now, is as good as missed.
    const found = await failureOf(next.value, values.keep).catch((error: Error) => console.log(error.message));
    if (!found) missed++;
    console.log(`${found ? `seed ${String(found.seed).padStart(4)}` : '   MISSED'}  ${what} (${file})`);
    if (found) console.log(`           ${found.faults.find((fault) => RULES[rule].test(fault))!.slice(0, 120)}`);
    if (!found?.smallest) continue;
    kept.set(what, found.smallest);
    writeKept(
      new Map(MUTANTS.flatMap((one) => (kept.has(one.what) ? [[one.what, kept.get(one.what)!] as const] : []))),
    );
  }
}

const left = chosen.values();
await Promise.all(Array.from({ length: availableParallelism() }, () => work(left)));
console.log(`${chosen.length - missed} passed, ${missed} failed`);
process.exitCode = missed === 0 ? 0 : 1;
