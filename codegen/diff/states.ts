// Reads a state of the spec: a folder, a published bundle, or a revision of git.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { buildModel } from '../model/build.js';
import {
  loadSpec,
  plain,
  SpecError,
  type Json,
  type JsonObject,
  type SpecDocument,
  type SpecDocuments,
} from '../load/load.js';
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
    return { name, model: buildModel(documents), documents, form: 'files', date };
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

const BUNDLED = {
  openApi: 'openapi',
  marketStreams: 'market-streams',
  userDataStreams: 'user-data-streams',
  websocketApi: 'websocket-api',
} as const;

/** Reads the self-contained documents that `npm run spec` writes. */
function readBundle(folder: string): State {
  const read = (file: string): SpecDocument => {
    const path = join(folder, `${file}.json`);
    if (!existsSync(path)) throw new SpecError(`${path}: no such file`);
    // JSON is YAML, whose reader keeps integers beyond 2^53 exact.
    const root = plain(parseDocument(readFileSync(path, 'utf8'), { intAsBigInt: true }).toJS()) as JsonObject;
    for (const schema of Object.values((root['components'] as JsonObject)['schemas'] ?? {})) unwrap(schema, true);
    return { root, origin: () => path };
  };
  const entries = Object.entries(BUNDLED).map(([key, file]) => [key, read(file)]);
  const documents = Object.fromEntries(entries) as unknown as SpecDocuments;
  return { name: folder, model: buildModel(documents), documents, form: 'bundle', date: undefined };
}

/** Bundles write a reference with words beside it as `allOf`, since AsyncAPI forbids the short form. */
function unwrap(node: Json, isEntry = false): void {
  if (typeof node !== 'object' || node === null) return;
  for (const child of Object.values(node)) unwrap(child);
  if (Array.isArray(node) || isEntry) return;
  const [target, ...more] = Array.isArray(node['allOf']) ? (node['allOf'] as JsonObject[]) : [];
  if (typeof target?.['$ref'] !== 'string' || more.length > 0 || node['properties'] !== undefined) return;
  delete node['allOf'];
  node['$ref'] = target['$ref'];
}
