// The documents of a spec folder, each with what kind it is.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withAllFaults, type Faults } from './faults.js';
import { createJoiner, type JoinedDocument } from './join.js';
import { isObject, pointerStep, type JsonObject } from './json.js';
import { SpecError } from './spec-error.js';

/** What a document describes. */
const KINDS = ['openApi', 'marketStreams', 'userDataStreams', 'websocketApi'] as const;
export type DocumentKind = (typeof KINDS)[number];

/** One document of a spec, joined. */
export interface SpecDocument extends JoinedDocument {
  /** Its file without folder and ending, e.g. `market-streams`. */
  readonly name: string;
  readonly kind: DocumentKind;
}

/** All documents of a spec: at most one of a kind. */
export type SpecDocuments = readonly SpecDocument[];

const OPENAPI = 'openapi';

type Joiner = ReturnType<typeof createJoiner>;

/** The kind of a document, by what only that kind says. */
export function kindOf(root: JsonObject): DocumentKind {
  if ('openapi' in root) return 'openApi';
  if ('x-listen-key' in root) return 'userDataStreams';
  return 'x-session' in root ? 'websocketApi' : 'marketStreams';
}

/** The document of a kind, if the spec has one. */
export const findDocument = (documents: SpecDocuments, kind: DocumentKind): SpecDocument | undefined =>
  documents.find((document) => document.kind === kind);

/** The document of a kind. */
export function documentOf(documents: SpecDocuments, kind: DocumentKind): SpecDocument {
  const document = findDocument(documents, kind);
  if (!document) throw new SpecError(`the spec has no document of ${kind}`);
  return document;
}

/** Reads the OpenAPI root and every file of `paths/`, which may hold schemas of its own beside its paths. */
export const loadOpenApi = (specFolder: string): SpecDocument =>
  withAllFaults((faults) => openApiOf(specFolder, faults));

function openApiOf(specFolder: string, faults: Faults): SpecDocument {
  const rootFile = resolve(specFolder, `openapi/${OPENAPI}.yaml`);
  const joiner = createJoiner(specFolder, rootFile, faults);
  const root = joiner.joinedFile(rootFile);
  const paths: { [path: string]: JsonObject } = {};
  const folder = resolve(specFolder, 'openapi/paths');
  faults.each(filesOf(folder), (name) => addPaths(paths, join(folder, name), joiner, faults));
  root['paths'] = paths;
  return { ...joiner.finished(root), name: OPENAPI, kind: 'openApi' };
}

/** Adds the paths of a file to those of other files. */
function addPaths(paths: { [path: string]: JsonObject }, file: string, joiner: Joiner, faults: Faults): void {
  const { joinedFile, isUsed, setOrigin, faultAt, shown } = joiner;
  faults.each(Object.entries(joinedFile(file)), ([path, item]) => {
    if (!path.startsWith('/')) {
      if (isUsed(file, path)) return;
      throw new SpecError(`${shown(file)}: ${path} is neither a path, which begins with /, nor a schema used here`);
    }
    const place = `/${pointerStep(path)}`;
    if (!isObject(item)) throw faultAt(file, place, 'a path must be a map');
    const known = (paths[path] ??= {});
    for (const [method, operation] of Object.entries(item)) {
      if (method in known) throw faultAt(file, place, `${method} stands in another file too`);
      known[method] = operation;
    }
    setOrigin(known, item);
  });
}

/** Names of the YAML files in a folder; none where there is no such folder. */
function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .sort();
  } catch {
    return [];
  }
}

/** The names of the AsyncAPI documents in a spec folder. */
export const asyncApiNames = (specFolder: string): string[] =>
  filesOf(resolve(specFolder, 'asyncapi')).map((file) => file.slice(0, -'.yaml'.length));

/** Reads an AsyncAPI document of `asyncapi/`. */
export const loadAsyncApi = (specFolder: string, name: string): SpecDocument =>
  withAllFaults((faults) => asyncApiOf(specFolder, name, faults));

function asyncApiOf(specFolder: string, name: string, faults: Faults): SpecDocument {
  const rootFile = resolve(specFolder, `asyncapi/${name}.yaml`);
  const { joinedFile, finished } = createJoiner(specFolder, rootFile, faults);
  const document = finished(joinedFile(rootFile));
  return { ...document, name, kind: kindOf(document.root) };
}

/** Reads a spec folder. */
export const loadSpec = (specFolder: string): SpecDocuments =>
  withAllFaults((faults) => {
    const openApi = faults.attempt(() => openApiOf(specFolder, faults));
    const asyncApis = faults.each(asyncApiNames(specFolder), (name) => asyncApiOf(specFolder, name, faults));
    const documents = openApi ? [openApi, ...asyncApis] : asyncApis;
    for (const document of documents) {
      const other = findDocument(documents, document.kind);
      if (other !== document) throw document.fault(document.root, `it is of the same kind as ${other!.name}`);
    }
    return documents;
  });
