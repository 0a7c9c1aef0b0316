// A spec of about 900 lines of its own, changed by replacing texts: each stands in it once.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadSpec, type SpecDocuments } from '../../codegen/load/documents.js';

/** What stands in the spec, and what takes its place. */
export type Change = readonly [given: string, instead: string];

const FOLDER = 'test/diff/spec';
const present = new Map(
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]),
);

/** The documents of the spec after some changes. */
export function smallSpec(...changes: readonly Change[]): SpecDocuments {
  const texts = new Map(present);
  for (const [given, instead] of changes) {
    const places = [...texts].flatMap(([name, text]) =>
      text
        .split(given)
        .slice(1)
        .map(() => name),
    );
    const [file] = places;
    if (file === undefined || places.length > 1) throw new Error(`${given} stands ${places.length} times in the spec`);
    texts.set(
      file,
      texts.get(file)!.replace(given, () => instead),
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'spec-'));
  try {
    for (const [name, text] of texts) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return loadSpec(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
