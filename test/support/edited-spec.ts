// States of the spec made by small edits, read as fast as can be: only what an edited file reaches is read again.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buildModel } from '../../codegen/model/build.js';
import { loadAsyncApi, loadOpenApi, loadSpec, type SpecDocuments } from '../../codegen/load/documents.js';
import type { Model } from '../../codegen/model/model.js';

/** A file of the spec, a text in it (the first after an anchor, if one is given), and what takes its place. */
export type Edit = readonly [file: string, from: string | RegExp | readonly [anchor: string, from: string], to: string];

const present = loadSpec('spec');
const files = readdirSync('spec', { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
const texts = new Map(
  files.filter((file) => file.endsWith('.yaml')).map((file) => [file, readFileSync(`spec/${file}`, 'utf8')]),
);
const OPENAPI = 'openapi/openapi.yaml';
const CATALOGUE = 'components/errors.yaml';
/** Read in any case, since a document needs one group at least. */
const GROUP = 'openapi/paths/convert.yaml';

/** A file that nothing refers to, and all that it refers to. */
const units = [...texts.keys()]
  .filter((file) => !file.startsWith('components/'))
  .map((file) => {
    const parts = new Set([file]);
    for (const part of parts) {
      for (const [, name] of texts.get(part)!.matchAll(/([\w-]+\.yaml)#/g)) parts.add(`components/${name}`);
    }
    return { file, parts };
  });

function edited(text: string, [file, from, to]: Edit): string {
  const [anchor, part] = typeof from === 'string' || from instanceof RegExp ? ['', from] : from;
  const start = text.indexOf(anchor);
  const changed = start === -1 ? text : text.slice(0, start) + text.slice(start).replace(part, to);
  if (changed === text) throw new Error(`${file} does not hold ${String(from)}`);
  return changed;
}

/** Groups are read without their neighbours and the catalogue, which these words name. */
const alone = (text: string) =>
  text.replaceAll(/^ *x-verify-with: .*\n/gm, '').replaceAll(/^ *x-error-codes:(?: .*\n|\n(?: {6,}.*\n)+)/gm, '');

/** Reads what some files are part of: the documents that they reach, and of REST only the groups that they reach. */
function documentsWith(changes: ReadonlyMap<string, string>): SpecDocuments {
  const touched = units.filter(({ parts }) => [...changes.keys()].some((file) => parts.has(file)));
  const read = units.filter((unit) => [OPENAPI, GROUP].includes(unit.file) || touched.includes(unit));
  const needed = new Set(read.flatMap(({ parts }) => [...parts]));
  const folder = mkdtempSync(join(tmpdir(), 'spec-'));
  try {
    for (const file of texts.keys()) {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      if (changes.has(file)) writeFileSync(path, alone(changes.get(file)!));
      else if (file === CATALOGUE) writeFileSync(path, 'codes: []\nhttp: []\n');
      else if (needed.has(file) && !file.startsWith('components/')) writeFileSync(path, alone(texts.get(file)!));
      else if (needed.has(file)) symlinkSync(resolve('spec', file), path);
    }
    return present.map((document) => {
      if (document.kind !== 'openApi')
        return touched.some(({ file }) => file === `asyncapi/${document.name}.yaml`)
          ? loadAsyncApi(folder, document.name)
          : document;
      return touched.some(({ file }) => file.startsWith('openapi/')) ? loadOpenApi(folder) : document;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const unchanged = new Map<string, SpecDocuments>();

/** The documents that edits touch, before and after them. */
function documentsOf(edits: readonly Edit[]): readonly [before: SpecDocuments, after: SpecDocuments] {
  const changes = new Map<string, string>();
  for (const edit of edits) changes.set(edit[0], edited(changes.get(edit[0]) ?? texts.get(edit[0]) ?? '', edit));
  const key = [...changes.keys()].sort().join();
  const before =
    unchanged.get(key) ?? documentsWith(new Map([...changes.keys()].map((file) => [file, texts.get(file)!])));
  unchanged.set(key, before);
  return [before, documentsWith(changes)];
}

const models = new WeakMap<SpecDocuments, Model>();

/** The models of what edits touch, before and after them. */
export function modelsOf(edits: readonly Edit[]): readonly [before: Model, after: Model] {
  const [before, after] = documentsOf(edits);
  const model = models.get(before) ?? buildModel(before, true);
  models.set(before, model);
  return [model, buildModel(after, true)];
}
