// The documents of a spec folder, each with what kind it is.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isObject, type JsonObject } from './json.js';
import { createJoiner, type JoinedDocument } from './join.js';
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
export function loadOpenApi(specFolder: string): SpecDocument {
  const rootFile = resolve(specFolder, `openapi/${OPENAPI}.yaml`);
  const { joinedFile, isUsed, finished, setOrigin, faultAt, shown } = createJoiner(specFolder, rootFile);
  const root = joinedFile(rootFile);
  const paths: { [path: string]: JsonObject } = {};
  for (const name of filesOf(resolve(specFolder, 'openapi/paths'))) {
    const file = join(resolve(specFolder, 'openapi/paths'), name);
    for (const [path, item] of Object.entries(joinedFile(file))) {
      if (!path.startsWith('/')) {
        if (isUsed(file, path)) continue;
        throw new SpecError(`${shown(file)}: ${path} is neither a path, which begins with /, nor a schema used here`);
      }
      const place = `/${path.replaceAll('/', '~1')}`;
      if (!isObject(item)) throw faultAt(file, place, 'a path must be a map');
      const known = (paths[path] ??= {});
      for (const [method, operation] of Object.entries(item)) {
        if (method in known) throw faultAt(file, place, `${method} stands in another file too`);
        known[method] = operation;
      }
      setOrigin(known, item);
    }
  }
  root['paths'] = paths;
  return { ...finished(root), name: OPENAPI, kind: 'openApi' };
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
export function loadAsyncApi(specFolder: string, name: string): SpecDocument {
  const rootFile = resolve(specFolder, `asyncapi/${name}.yaml`);
  const { joinedFile, finished } = createJoiner(specFolder, rootFile);
  const document = finished(joinedFile(rootFile));
  return { ...document, name, kind: kindOf(document.root) };
}

/** Reads a spec folder. */
export function loadSpec(specFolder: string): SpecDocuments {
  const documents = [
    loadOpenApi(specFolder),
    ...asyncApiNames(specFolder).map((name) => loadAsyncApi(specFolder, name)),
  ];
  for (const document of documents) {
    const other = findDocument(documents, document.kind);
    if (other !== document) throw document.fault(document.root, `it is of the same kind as ${other!.name}`);
  }
  return documents;
}
