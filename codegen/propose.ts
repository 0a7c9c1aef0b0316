// `npm run propose -- upstream|live`: what a scheduled run does, from finding a change to its pull request.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isStarted, runProgram, UsageError } from './program.js';
import { must, Refusal, runIn, type Run } from './propose/commands.js';
import { losses } from './propose/losses.js';
import { propose } from './propose/pull-request.js';
import { planOf, recordTo } from './propose/recording.js';
import { remember, upstream, writeCertain, knownVersion } from './upstream.js';
import { PACKAGE, publishedVersions, readVersion } from './upstream/fetch.js';
import { linesOf } from './upstream/print.js';
import { fix, readSpec, verify } from './verify.js';
import { linesOf as verifiedLines } from './verify/print.js';

const HELP = `npm run propose -- upstream | live [--for 10m] [--capture <file>]

Looks for a change of the exchange's API, changes the spec and what is generated from it, and opens a pull request with
the evidence, or brings the open one up to date. It needs git with a remote named origin, and gh.

  upstream   a version of ${PACKAGE} that is newer than the one the spec was last compared with
  live       public streams and calls, recorded and held against the spec
  --for      how long to record (default 10m)
  --capture  a recording that is there already, instead of a new one

Exit codes: 0 nothing new, or proposed; 1 it cannot be done: the recording is refused (451) or empty, the change would
lose operations or more than 1 % of the fields, or a program failed; 2 wrong usage, or a fault in the spec.`;

const SPEC = 'spec';
/** What a proposal may change. */
const PATHS = [SPEC, 'generated', 'codegen/upstream/known.json'];

/** Looks for a newer version of the package. What was done, in words. */
async function proposeUpstream(run: Run): Promise<string> {
  const known = knownVersion();
  const newest = publishedVersions().at(-1);
  if (!newest || newest.version === known) return `${PACKAGE} ${known} is still the newest version`;
  const { version } = newest;
  const date = newest.date ?? today();
  const before = readSpec(SPEC);
  const proposals = upstream(readVersion(known), readVersion(version), before, date);
  await writeCertain(SPEC, proposals);
  remember(version);
  const title = `The spec follows ${PACKAGE} ${version}`;
  return finish(run, before, `upstream/${version}`, title, [
    `${known} → ${version}, published ${date}.`,
    '',
    ...linesOf(proposals),
  ]);
}

/** Records, and holds what came against the spec. What was done, in words. */
async function proposeLive(run: Run, duration: string, given: string | undefined): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'live-'));
  try {
    const before = readSpec(SPEC);
    const capture = given ?? join(folder, 'capture.ndjson');
    if (given === undefined) recordTo(capture, planOf(before.model), duration, run);
    const found = await verify([capture], before);
    await fix(SPEC, found.proposals);
    const left = (await verify([capture], readSpec(SPEC))).proposals.length;
    const evidence = [...verifiedLines(found), `${left} left to a person.`];
    if (found.proposals.length === 0) return evidence.join('\n');
    const done = finish(run, before, `live/${today()}`, 'The spec follows what the exchange sends', evidence);
    // What no edit follows from must not stay unseen because nothing else changed.
    if (left > 0 && done === NOTHING) throw new Refusal(evidence.join('\n'));
    return done;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const NOTHING = 'nothing to propose';
const today = () => new Date().toISOString().slice(0, 10);

/** Checks the changed spec, generates, and opens the pull request. */
function finish(
  run: Run,
  before: ReturnType<typeof readSpec>,
  branch: string,
  title: string,
  evidence: readonly string[],
): string {
  const lost = losses(before.model, readSpec(SPEC).model);
  if (lost.length > 0) throw new Refusal(`${lost.join('\n')}\n\n${evidence.join('\n')}`);
  must(run, 'npm', 'run', '-s', 'generate');
  const changes = must(run, 'npm', 'run', '-s', 'diff', '--', 'HEAD');
  const body = ['## Found', '', ...evidence, '', '## What changes for users', '', '```', changes.trimEnd(), '```', ''];
  const done = propose(run, { branch, title, body: body.join('\n'), paths: PATHS });
  return done === 'nothing' ? NOTHING : `pull request of ${branch}: ${done}`;
}

const FLAGS = { for: { type: 'string' }, capture: { type: 'string' } } as const;

if (isStarted(import.meta.url)) {
  await runProgram(HELP, FLAGS, async ({ values, positionals: [what, ...more] }) => {
    if (more.length > 0 || (what !== 'upstream' && what !== 'live')) throw new UsageError('Say upstream or live');
    const run = runIn('.');
    try {
      const done = what === 'upstream' ? proposeUpstream(run) : proposeLive(run, values.for ?? '10m', values.capture);
      console.log(await done);
      return 0;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      console.error(error.message);
      return 1;
    }
  });
}
