// `npm run upstream -- <old> <new>`: what changed in the official package, and the edits of the spec that follow.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unusedSchemas } from './load/unused.js';
import { isStarted, runProgram, showProgress, UsageError } from './program.js';
import type { PackageFacts } from './upstream/facts.js';
import { PACKAGE, publishedVersions, readVersion } from './upstream/fetch.js';
import { factsOf, linesOf } from './upstream/print.js';
import { proposalsFor, type Proposal } from './upstream/proposals.js';
import { readSpec, type Spec } from './verify.js';
import { Places } from './verify/places.js';
import { Checker } from './verify/values.js';
import { writeEdits } from './verify/write-edits.js';

const HELP = `npm run upstream -- [<old> <new>] [--write] [--json] [--date 2026-12-31] [--spec spec]

Compares the types of two versions of ${PACKAGE}, and shows
for each change the edit of the spec that follows, or that the spec says so already.

  <old> <new>  versions, which are fetched from the registry, or folders or tarballs with the package; left out, the
               version that the spec was last compared with, and the newest one
  --write      makes the edits that are certain, and remembers <new> as the version that was compared
  --json       prints changes and edits as JSON
  --date       day of what is new; else that on which <new> was published, or today
  --spec       the spec folder

Exit codes: 0 the spec says all of it already, or --write has; 1 something is left to do; 2 wrong usage, or a package
or spec that cannot be read.`;

const KNOWN = fileURLToPath(new URL('upstream/known.json', import.meta.url));

/** The version that the spec was last compared with. */
export const knownVersion = (): string => (JSON.parse(readFileSync(KNOWN, 'utf8')) as { version: string }).version;

/** Remembers the version that the spec was compared with. */
export const remember = (version: string): void => writeFileSync(KNOWN, `${JSON.stringify({ version })}\n`);

/** What follows from the changes between two versions of the package. `date` is the day of the newer one. */
export function upstream(before: PackageFacts, after: PackageFacts, spec: Spec, date: string): Proposal[] {
  const { folder, documents, model } = spec;
  const places = new Places(documents, () => unusedSchemas(folder, documents));
  return proposalsFor(before, after, { model, checker: new Checker(model.schemas), places }, date);
}

/** Makes the edits that are certain. The names of the files that changed. */
export const writeCertain = (specFolder: string, proposals: readonly Proposal[]): Promise<string[]> =>
  writeEdits(
    specFolder,
    proposals.flatMap(({ verdict, edits }) => (verdict === 'certain' ? edits : [])),
  );

const FLAGS = { write: { type: 'boolean' }, date: { type: 'string' }, spec: { type: 'string' } } as const;

/** The versions to compare: as given, or the known one and the newest; and the day of the newer one. */
function versionsOf(given: readonly string[]): {
  readonly old: string;
  readonly fresh: string;
  readonly date: string | undefined;
} {
  const [old, fresh, ...more] = given;
  if (more.length > 0 || (old !== undefined && fresh === undefined))
    throw new UsageError('Two versions are compared, or none is given');
  const published = old === undefined || /^\d/.test(fresh ?? '') ? publishedVersions() : [];
  const newest = fresh ?? published.at(-1)?.version ?? knownVersion();
  return { old: old ?? knownVersion(), fresh: newest, date: published.find(({ version }) => version === newest)?.date };
}

if (isStarted(import.meta.url)) {
  await runProgram(HELP, FLAGS, async ({ values, positionals }) => {
    const { write, json, spec: folder = 'spec', date } = values;
    if (!/^\d{4}-\d\d-\d\d$/.test(date ?? '2026-12-31')) throw new UsageError('--date takes a day such as 2026-12-31');
    showProgress('asking the registry …');
    const { old, fresh, date: published } = versionsOf(positionals);
    showProgress(`reading ${old} and ${fresh} …`);
    const [before, after] = old === fresh ? [] : [readVersion(old), readVersion(fresh)];
    const day = date ?? published ?? new Date().toISOString().slice(0, 10);
    const proposals = before && after ? upstream(before, after, readSpec(folder), day) : [];
    const files = write ? await writeCertain(folder, proposals) : [];
    if (write && after) remember(after.version);
    showProgress('');
    const left = proposals.filter(({ verdict }) => verdict === 'open' || (verdict === 'certain' && !write));
    if (json) {
      console.log(
        JSON.stringify({ from: old, to: fresh, date: day, changes: factsOf(proposals), written: files }, null, 2),
      );
    } else {
      console.log(`${PACKAGE} ${old} → ${fresh}${before ? `, ${day}` : ''}\n`);
      for (const line of linesOf(proposals)) console.log(line);
      if (files.length > 0) console.log(`\nwritten: ${files.join(', ')}`);
    }
    return left.length > 0 ? 1 : 0;
  });
}
