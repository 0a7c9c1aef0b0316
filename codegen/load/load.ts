// Reads the spec folder and joins its files into one self-contained document a format.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseDocument } from 'yaml';

/** Anything YAML or JSON can say. Integers beyond 2^53 − 1 are bigints, so that no example loses a digit. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A fault in the spec: its message names the file and the JSON pointer. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
}

export interface SpecDocument {
  readonly root: JsonObject;
  /** Says where in the source files an object of the document stands, e.g. `spec/components/orders.yaml#/Order`. */
  origin(node: Json | undefined): string;
}

/** Section of `components` that the entries of a file under spec/components belong to; `undefined`: joined in place. */
function sectionOf(file: string): 'schemas' | 'parameters' | 'responses' | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1, -'.yaml'.length);
  if (name === 'parameters' || name === 'responses') return name;
  return name === 'errors' ? undefined : 'schemas';
}

const isObject = (node: Json | undefined): node is JsonObject =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

/** A value that the YAML reader has made: big integers stay bigints, all others become numbers. */
export function plain(node: unknown): Json {
  if (typeof node === 'bigint') return Number.isSafeInteger(Number(node)) ? Number(node) : node;
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== 'object' || node === null) return node as Json;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, plain(value)]));
}

/** Copies a root file and everything that it refers to into one document; shared entries go into `components`. */
function joiner(specFolder: string, rootFile: string) {
  const files = new Map<string, JsonObject>();
  const origins = new WeakMap<object, string>();
  const components = new Map<string, { section: string; name: string; file: string; index: number; value: Json }>();

  function read(file: string): JsonObject {
    const known = files.get(file);
    if (known) return known;
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      throw new SpecError(`${shown(file)}: no such file`);
    }
    const document = parseDocument(text, { intAsBigInt: true });
    const fault = document.errors[0];
    if (fault) throw new SpecError(`${shown(file)}: ${fault.message}`);
    const value = plain(document.toJS({ maxAliasCount: -1 }));
    if (!isObject(value)) throw new SpecError(`${shown(file)}: expected a map at the top`);
    files.set(file, value);
    return value;
  }
  const shown = (file: string) => relative(resolve(specFolder, '..'), file);

  /** Copies a node of a file; references become references into `components`. */
  function joined(node: Json, file: string, pointer: string): Json {
    if (Array.isArray(node)) {
      const copy = node.map((item, index) => joined(item, file, `${pointer}/${index}`));
      origins.set(copy, `${shown(file)}#${pointer}`);
      return copy;
    }
    if (!isObject(node)) return node;
    const copy: JsonObject = {};
    origins.set(copy, `${shown(file)}#${pointer}`);
    const { $ref, ...own } = node;
    for (const [key, value] of Object.entries(own)) {
      copy[key] = joined(value, file, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
    if ($ref === undefined) return copy;
    const target = follow(String($ref), file, pointer);
    if (typeof target !== 'string') return target;
    return Object.assign(copy, { $ref: target });
  }

  /** The place of a referred component in the joined document, or the referred value itself where it is no component. */
  function follow(reference: string, from: string, pointer: string): Json {
    const [path = '', fragment = ''] = reference.split('#');
    if (path === '' && from === rootFile) return reference;
    const file = path === '' ? from : resolve(dirname(from), path);
    const steps = fragment
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    let value: Json | undefined = read(file);
    for (const step of steps) value = isObject(value) ? value[step] : undefined;
    if (value === undefined) throw new SpecError(`${shown(from)}#${pointer}: ${reference} refers to nothing`);

    const section = sectionOf(file);
    const [name] = steps;
    if (section === undefined) return joined(value, file, fragment);
    const isEntry = file.includes('/components/') || (file === from && !name?.startsWith('/'));
    if (steps.length !== 1 || name === undefined || !isEntry) {
      throw new SpecError(
        `${shown(from)}#${pointer}: ${reference} must name an entry of its own file or of one under components/`,
      );
    }
    const key = `${section}/${name}`;
    const known = components.get(key);
    if (known && known.file !== file) {
      throw new SpecError(`${shown(file)}#/${name}: the name is taken by ${shown(known.file)}#/${name}`);
    }
    if (!known) {
      const entry = { section, name, file, index: Object.keys(read(file)).indexOf(name), value: null as Json };
      components.set(key, entry);
      entry.value = joined(value, file, `/${name}`);
    }
    return `#/components/${key}`;
  }

  /** Adds the collected components to the joined root, in the order of their files. */
  function finished(root: JsonObject): SpecDocument {
    const sorted = [...components.values()].sort((a, b) =>
      a.file < b.file ? -1 : a.file > b.file ? 1 : a.index - b.index,
    );
    const sections = (root['components'] ??= {}) as { [section: string]: JsonObject };
    for (const { section, name, file, value } of sorted) {
      const entries = (sections[section] ??= {});
      if (name in entries) throw new SpecError(`${shown(file)}#/${name}: the name is taken by ${shown(rootFile)}`);
      entries[name] = value;
      if (isObject(value)) origins.set(value, `${shown(file)}#/${name}`);
    }
    return {
      root,
      origin: (node) => (typeof node === 'object' && node !== null && origins.get(node)) || shown(rootFile),
    };
  }
  const joinedFile = (file: string) => joined(read(file), file, '') as JsonObject;
  const isUsed = (file: string, name: string) => components.get(`schemas/${name}`)?.file === file;
  return { joinedFile, isUsed, finished, origins, shown };
}

/** Reads the OpenAPI root and every file of `paths/`, which may hold schemas of its own beside its paths. */
export function loadOpenApi(specFolder: string): SpecDocument {
  const rootFile = resolve(specFolder, 'openapi/openapi.yaml');
  const { joinedFile, isUsed, finished, origins, shown } = joiner(specFolder, rootFile);
  const root = joinedFile(rootFile);
  const paths: { [path: string]: JsonObject } = {};
  const folder = resolve(specFolder, 'openapi/paths');
  for (const name of readdirSync(folder).sort()) {
    const file = join(folder, name);
    for (const [path, item] of Object.entries(joinedFile(file) as { [path: string]: JsonObject })) {
      if (!path.startsWith('/')) {
        if (isUsed(file, path)) continue;
        throw new SpecError(`${shown(file)}: ${path} is neither a path, which begins with /, nor a schema used here`);
      }
      const known = (paths[path] ??= {});
      for (const [method, operation] of Object.entries(item)) {
        if (method in known) throw new SpecError(`${origins.get(item)}: ${method} stands in another file too`);
        known[method] = operation;
      }
      origins.set(known, origins.get(item)!);
    }
  }
  root['paths'] = paths;
  return finished(root);
}

/** Reads an AsyncAPI document of `asyncapi/`. */
function loadAsyncApi(specFolder: string, name: string): SpecDocument {
  const rootFile = resolve(specFolder, `asyncapi/${name}.yaml`);
  const { joinedFile, finished } = joiner(specFolder, rootFile);
  return finished(joinedFile(rootFile));
}

/** All documents of a spec folder. */
export interface SpecDocuments {
  readonly openApi: SpecDocument;
  readonly marketStreams: SpecDocument;
  readonly userDataStreams: SpecDocument;
  readonly websocketApi: SpecDocument;
}

/** Reads a spec folder. */
export function loadSpec(specFolder: string): SpecDocuments {
  return {
    openApi: loadOpenApi(specFolder),
    marketStreams: loadAsyncApi(specFolder, 'market-streams'),
    userDataStreams: loadAsyncApi(specFolder, 'user-data-streams'),
    websocketApi: loadAsyncApi(specFolder, 'websocket-api'),
  };
}

/** A component schema that nothing refers to. */
export interface UnusedSchema {
  readonly file: string;
  readonly name: string;
  readonly node: JsonObject;
}

/** What stands in the folder of components but in none of the documents. */
export function unusedSchemas(specFolder: string, documents: SpecDocuments): UnusedSchema[] {
  const used = new Set(
    (Object.values(documents) as SpecDocument[]).flatMap((document) => {
      const components = document.root['components'] as { readonly [section: string]: JsonObject } | undefined;
      return Object.values(components?.['schemas'] ?? {}).map((node) => document.origin(node));
    }),
  );
  const folder = resolve(specFolder, 'components');
  const { joinedFile, shown } = joiner(specFolder, folder);
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => sectionOf(path) === 'schemas')
    .flatMap((path) => {
      const file = shown(path);
      const entries = Object.entries(joinedFile(path)) as [string, JsonObject][];
      return entries.filter(([name]) => !used.has(`${file}#/${name}`)).map(([name, node]) => ({ file, name, node }));
    });
}

/** The names of the AsyncAPI documents in a spec folder. */
export function asyncApiNames(specFolder: string): string[] {
  return readdirSync(resolve(specFolder, 'asyncapi'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * An AsyncAPI document in the form that is published. The schemas of AsyncAPI ignore what stands beside `$ref`, so it is
 * written in a form that every reader honours.
 */
export function portableAsyncApi(specFolder: string, name: string): SpecDocument {
  const document = loadAsyncApi(specFolder, name);
  mergeSiblings(document.root, ((document.root['components'] as JsonObject)['schemas'] ?? {}) as JsonObject);
  return document;
}

function mergeSiblings(node: Json | undefined, schemas: JsonObject): void {
  if (typeof node !== 'object' || node === null) return;
  for (const child of Object.values(node)) mergeSiblings(child, schemas);
  if (!isObject(node) || typeof node['$ref'] !== 'string' || Object.keys(node).length === 1) return;
  const { $ref } = node;
  const target = schemas[$ref.slice($ref.lastIndexOf('/') + 1)];
  delete node['$ref'];
  if (isObject(target) && target['properties'] === undefined && target['allOf'] === undefined) {
    Object.assign(node, { ...target, ...node });
  } else {
    node['allOf'] = [{ $ref }];
  }
}

/** JSON text of a document: big integers as plain digits. */
export function toJsonText(document: Json, indent?: number): string {
  const text = JSON.stringify(
    document,
    (_, value: unknown) => (typeof value === 'bigint' ? `\u0000${value}` : value),
    indent,
  );
  return text.replace(/"\\u0000(-?\d+)"/g, '$1');
}
