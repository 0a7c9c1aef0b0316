// `npm run set-version -- <x.y.z>`: sets the version wherever it stands, and dates the changelogs.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHANGELOG, newestEntry } from './diff/changelog.js';
import { reaches } from './diff/version.js';
import { asyncApiNames } from './load/documents.js';
import { valueAt } from './load/json.js';
import { parseSource } from './load/read.js';
import { SpecError } from './load/spec-error.js';
import { isStarted, runProgram, UsageError } from './program.js';

const UNRELEASED = '## Unreleased';

/** Sets the version in every file of a checkout that says it; gives the files. Nothing is written unless all can be. */
export function setVersion(folder: string, version: string, date: string): string[] {
  const documents = ['openapi/openapi', ...asyncApiNames(join(folder, 'spec')).map((name) => `asyncapi/${name}`)];
  const edits: [file: string, edit: (text: string, file: string) => string][] = [
    ...documents.map((name): [string, typeof inYaml] => [`spec/${name}.yaml`, inYaml]),
    ['package.json', (text) => inJson(text, 1)],
    ['package-lock.json', (text) => inJson(text, 2)],
    ['CHANGELOG.md', inChangelog],
    [CHANGELOG, inChangelog],
  ];

  /** In the `info` of a document. */
  function inYaml(text: string, file: string): string {
    const { value, positionOf } = parseSource(text, file);
    const old = valueAt(value, '/info/version');
    const place = positionOf('/info/version');
    if (typeof old !== 'string' || !place) throw new SpecError(`${file}: info has no version that is text`);
    refuseUnlessHigher(version, old, file);
    const lines = text.split('\n');
    const [index, start] = [place.line - 1, place.column - 1];
    lines[index] = lines[index]!.slice(0, start) + lines[index]!.slice(start).replace(old, version);
    return lines.join('\n');
  }

  /** In the first places of a package file, which are those of the package itself. */
  function inJson(text: string, places: number): string {
    const { version: old } = JSON.parse(text) as { version: string };
    refuseUnlessHigher(version, old, 'package.json');
    const from = `"version": ${JSON.stringify(old)}`;
    return Array.from({ length: places }).reduce<string>(
      (whole) => whole.replace(from, `"version": "${version}"`),
      text,
    );
  }

  /** What is not released yet becomes the entry of the version; an entry that is there stays. */
  function inChangelog(text: string): string {
    const heading = `## ${version} (${date})`;
    if (newestEntry(text).version === version) return text;
    if (text.includes(`\n${UNRELEASED}\n`)) return text.replace(UNRELEASED, heading);
    const start = text.search(/^## /m);
    return start === -1
      ? `${text.trimEnd()}\n\n${heading}\n`
      : `${text.slice(0, start)}${heading}\n\n${text.slice(start)}`;
  }

  const texts = edits.map(([file, edit]) => {
    const before = readFileSync(join(folder, file), 'utf8');
    return { file, before, after: edit(before, file) };
  });
  const changed = texts.filter(({ before, after }) => before !== after);
  for (const { file, after } of changed) writeFileSync(join(folder, file), after);
  return changed.map(({ file }) => file);
}

function refuseUnlessHigher(version: string, old: string, file: string): void {
  if (reaches(old, version)) throw new UsageError(`${version} is not higher than ${old}, which ${file} says`);
}

const HELP = `npm run set-version -- <x.y.z> [--date <day>] [--json]

Sets the version in every document of spec/, in package.json and its lock file, and makes a dated heading of it in both
changelogs. Run npm run generate afterwards: generated files name the version.

  --date  day of the headings, such as 2026-12-31; else today
  --json  prints the changed files as JSON

Exit codes: 0 done; 2 wrong usage, or a version that is not higher than the present one.`;

if (isStarted(import.meta.url)) {
  await runProgram(
    HELP,
    { date: { type: 'string' } },
    ({ values: { date, json }, positionals: [version, ...more] }) => {
      if (version === undefined || more.length > 0) throw new UsageError('one version is needed');
      if (!/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(version))
        throw new UsageError(`${version} is no version: one looks like 1.2.3`);
      if (!/^\d{4}-\d\d-\d\d$/.test(date ?? '2026-12-31'))
        throw new UsageError('--date takes a day such as 2026-12-31');
      const changed = setVersion('.', version, date ?? new Date().toISOString().slice(0, 10));
      if (json) console.log(JSON.stringify({ version, changed }, null, 2));
      else console.log(`${version} set in ${changed.join(', ')}; now run npm run generate`);
      return 0;
    },
  );
}
