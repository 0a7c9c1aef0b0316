// `npm run diff -- <rev-or-folder> [<rev-or-folder>]`: what changed in the spec, whom it breaks, and the version to release.
import { writeFileSync } from 'node:fs';
import { baseOf } from './diff/base.js';
import { CHANGELOG, readChangelog, withEntry } from './diff/changelog.js';
import { differences } from './diff/compare.js';
import { omissionOf, printOmission } from './diff/documented.js';
import { rank, type Finding } from './diff/findings.js';
import type { Level } from './diff/kinds.js';
import { entryOf, linesOf } from './diff/print.js';
import { readState, type State } from './diff/states.js';
import { nextVersion, reaches, verdict, type Reader } from './diff/version.js';
import { isStarted, runProgram, showProgress, UsageError } from './program.js';

const WORKING_TREE = 'spec';
const LIMITS: { readonly [option: string]: Level } = { breaking: 'major', minor: 'minor' };
const UNDOCUMENTED = 'undocumented';
const HELP = `npm run diff -- <rev-or-folder> [<rev-or-folder>] [--json] [--fail-on breaking|minor|${UNDOCUMENTED}] [--write]

Tells what changed between two states of the spec, whom it breaks, and the version to release.

  <rev-or-folder>  a git revision, a spec folder, or a folder of published documents; the second one is spec/ if left out
  --json           prints findings and versions as JSON
  --fail-on        ends with 1 if readers or callers are asked for that much; ${UNDOCUMENTED}: if something breaks that the
                   newest entry of ${CHANGELOG} does not name, and without a revision since the entry before it
  --write          puts an entry on top of ${CHANGELOG}
  --date           day of that entry, such as 2026-12-31; else that of the newer commit, else today

Exit codes: 0 done; 1 what --fail-on names was found; 2 wrong usage, or a state that cannot be read.`;

/** The verdict for one kind of reader and the version that it asks for. */
function release(findings: readonly Finding[], reader: Reader, before: State, after: State) {
  const level = verdict(findings, reader);
  const wanted = nextVersion(before.model.version, level);
  const { version } = after.model;
  return { level, version: wanted, enough: reaches(version, wanted) };
}

const FLAGS = { write: { type: 'boolean' }, 'fail-on': { type: 'string' }, date: { type: 'string' } } as const;

/** What `--fail-on` asks for. */
function limitOf(failOn: string | undefined): Level | undefined {
  if (failOn === undefined || failOn === UNDOCUMENTED) return undefined;
  const limit = LIMITS[failOn];
  if (limit === undefined) throw new UsageError(`--fail-on takes breaking, minor or ${UNDOCUMENTED}`);
  return limit;
}

type Release = ReturnType<typeof release>;

function print(before: State, after: State, findings: readonly Finding[], spec: Release, client: Release): void {
  const [old, fresh] = [before, after].map(({ name, model }) => `${name} (${model.version})`);
  console.log(
    `${old} → ${fresh}: ${findings.length === 0 ? 'nothing changed' : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`}`,
  );
  for (const line of linesOf(findings)) console.log(line);
  if (findings.length === 0) return;
  const said = ({ level, version }: Release) => `${level}, so ${version}`;
  console.log(`\nReaders of the specification: ${said(spec)}\nCallers of the client: ${said(client)}`);
  if (!spec.enough) {
    console.log(`info.version is ${after.model.version}: set it to ${spec.version} in every document of spec/`);
  }
}

function write(findings: readonly Finding[], wanted: string, after: State, given: string | undefined): void {
  if (findings.length === 0) return console.error(`${CHANGELOG} stays as it is: nothing changed`);
  const version = reaches(after.model.version, wanted) ? after.model.version : wanted;
  const date = given ?? after.date ?? new Date().toISOString().slice(0, 10);
  const text = readChangelog() || '# Changelog of the specification\n';
  writeFileSync(CHANGELOG, withEntry(text, entryOf(version, date, findings)));
  console.error(`${CHANGELOG}: entry for ${version} written`);
}

if (isStarted(import.meta.url)) {
  await runProgram(HELP, FLAGS, ({ values, positionals: [from, to = WORKING_TREE, ...more] }) => {
    const { json, write: writes, date, 'fail-on': failOn } = values;
    const limit = limitOf(failOn);
    const isDocumented = failOn === UNDOCUMENTED;
    if (from === undefined && !isDocumented) throw new UsageError('What to compare with is missing');
    if (more.length > 0) throw new UsageError(`${more.join(' ')} is too much: two states are compared`);
    if (isDocumented && to !== WORKING_TREE)
      throw new UsageError(`${to} is too much: ${CHANGELOG} is held against what stands beside it`);
    if (!/^\d{4}-\d\d-\d\d$/.test(date ?? '2026-12-31')) throw new UsageError('--date takes a day such as 2026-12-31');

    showProgress('reading two states of the spec …');
    const { state: before, notes } =
      from === undefined ? baseOf(readChangelog()) : { state: readState(from), notes: [] };
    for (const note of notes) console.error(`note: ${note}`);
    if (!before) return 0;
    const after = readState(to);
    const findings = differences(before, after);
    showProgress('');
    const [spec, client] = (['spec', 'client'] as const).map((reader) => release(findings, reader, before, after));
    if (json) {
      const facts = { from: before.name, to, version: after.model.version, spec, client, findings };
      console.log(JSON.stringify(facts, null, 2));
    } else print(before, after, findings, spec!, client!);
    if (writes) write(findings, spec!.version, after, date);
    const { version } = after.model;
    const omission = isDocumented ? omissionOf(findings, readChangelog(), version) : undefined;
    if (omission && omission.places.length > 0) {
      printOmission(omission, version, before.name);
      return 1;
    }
    const isOver = (level: Level) => limit !== undefined && rank(level) >= rank(limit);
    return isOver(spec!.level) || isOver(client!.level) ? 1 : 0;
  });
}
