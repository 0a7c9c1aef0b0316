// Reads a state of the spec: a folder, a published bundle, or a revision of git.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildModel } from '../model/build.js';
import { documentOf, kindOf, loadSpec, type SpecDocument, type SpecDocuments } from '../load/documents.js';
import { isObject, type Json, type JsonObject } from '../load/json.js';
import { parseSource } from '../load/read.js';
import { SpecError } from '../load/spec-error.js';
import type { Model } from '../model/model.js';

/** One state of the spec. */
export interface State {
  /** As it was asked for. */
  readonly name: string;
  readonly model: Model;
  readonly documents: SpecDocuments;
  /** Bundles hold less of the words than the files that they were made from. */
  readonly form: 'files' | 'bundle';
  /** Day of the commit, if it is one. */
  readonly date: string | undefined;
}

/** Reads a folder, or a revision if there is no such folder. */
export function readState(name: string): State {
  if (!existsSync(name)) return readRevision(name);
  if (!statSync(name).isDirectory()) throw new SpecError(`${name} is a file; give a spec folder or a git revision`);
  if (existsSync(join(name, 'openapi.json'))) return readBundle(name);
  if (existsSync(join(name, 'openapi/openapi.yaml'))) return readFiles(name, name);
  throw new SpecError(`${name} is no spec folder: it holds neither openapi/openapi.yaml nor openapi.json`);
}

function readFiles(folder: string, name: string, date?: string): State {
  try {
    const documents = loadSpec(folder);
    if (documents.length === 1) throw new SpecError('spec/asyncapi: it holds no documents');
    translateRetryWords(documentOf(documents, 'openApi').root);
    return { name, model: buildModel(documents, date !== undefined), documents, form: 'files', date };
  } catch (error) {
    if (error instanceof SpecError) error.message = `${name}: ${error.message}`;
    throw error;
  }
}

function readRevision(name: string): State {
  const git = (...args: string[]) =>
    execFileSync('git', args, { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
  let archive: Buffer;
  let date: string;
  try {
    const commit = git('rev-parse', '--verify', '--end-of-options', `${name}^{commit}`).toString().trim();
    date = git('show', '--no-patch', '--format=%cs', commit).toString().trim();
    archive = git('archive', '--format=tar', commit, 'spec');
  } catch {
    throw new SpecError(`${name} is neither a folder nor a git revision with a folder spec/`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'spec-'));
  try {
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    return readFiles(join(folder, 'spec'), name, date);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Reads the self-contained documents that `npm run spec` writes: those that name their format, in its newest form. */
function readBundle(folder: string): State {
  const documents = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file): SpecDocument | undefined => {
      const path = join(folder, file);
      const { value: root, positionOf } = parseSource(readFileSync(path, 'utf8'), path);
      if (!('asyncapi' in root) && !String(root['openapi']).startsWith('3.1')) return undefined;
      const components = isObject(root['components']) ? root['components'] : {};
      for (const schema of Object.values(components['schemas'] ?? {})) unwrap(schema, true);
      const fault = (_: unknown, problem: string, key?: string) =>
        new SpecError(`${path}: ${problem}`, positionOf('', key));
      return { name: file.slice(0, -'.json'.length), kind: kindOf(root), root, origin: () => path, fault };
    })
    .filter((document) => document !== undefined);
  translateRetryWords(documentOf(documents, 'openApi').root);
  return { name: folder, model: buildModel(documents, true), documents, form: 'bundle', date: undefined };
}

/** Bundles write a reference with words beside it as `allOf`, since AsyncAPI forbids the short form. */
function unwrap(node: Json, isEntry = false): void {
  if (typeof node !== 'object' || node === null) return;
  for (const child of Object.values(node)) unwrap(child);
  if (!isObject(node) || isEntry) return;
  const [target, ...more] = Array.isArray(node['allOf']) ? node['allOf'] : [];
  if (!isObject(target) || more.length > 0 || node['properties'] !== undefined) return;
  if (typeof target['$ref'] !== 'string') return;
  delete node['allOf'];
  node['$ref'] = target['$ref'];
}

/** What stood under `retry` before there was a closed list of words. */
const FORMER_RETRY_WORDS: { readonly [former: string]: string } = {
  'no, wait': 'wait',
  'not executed, backoff': 'backoff',
  'not executed, after clock sync': 'sync-clock',
  'not executed, after the window or Retry-After': 'after-window',
  'check state first': 'check-first',
  'new key': 'new-key',
  'treat as done': 'done',
  'by variant': 'by-variant',
};

/** Older states are read as if they had been written in today's words. */
function translateRetryWords(root: JsonObject): void {
  const errors = [root['x-errors'] ?? [], root['x-http-errors'] ?? []].flat() as JsonObject[];
  for (const error of [...errors, ...errors.flatMap((one) => (one['variants'] ?? []) as JsonObject[])]) {
    const former = error['retry'];
    if (typeof former === 'string') error['retry'] = FORMER_RETRY_WORDS[former] ?? former;
  }
}
