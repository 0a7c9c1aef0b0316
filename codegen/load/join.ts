// Joins a file and everything that it refers to into one self-contained document; shared entries go into `components`.
import { dirname, relative, resolve } from 'node:path';
import { isObject, pointerStep, stepsOf, type Json, type JsonObject } from './json.js';
import { readSource, type SourceFile } from './read.js';
import { SpecError } from './spec-error.js';

/** A joined document. */
export interface JoinedDocument {
  readonly root: JsonObject;
  /** Says where in the source files an object of the document stands, e.g. `spec/components/orders.yaml#/Order`. */
  origin(node: Json | undefined): string;
  /** A fault of an object of the document, or of one of its keys. */
  fault(node: Json | undefined, problem: string, key?: string): SpecError;
}

/** Section of `components` that the entries of a file under spec/components belong to; `undefined`: joined in place. */
export function sectionOf(file: string): 'schemas' | 'parameters' | 'responses' | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1, -'.yaml'.length);
  if (name === 'parameters' || name === 'responses') return name;
  return name === 'errors' ? undefined : 'schemas';
}

interface Component {
  readonly section: string;
  readonly name: string;
  readonly file: string;
  readonly index: number;
  value: Json;
}

/** References that are followed inside each other; more of them end nowhere. */
const DEEPEST = 200;

/** What joins the files of a spec folder around one root file. */
export function createJoiner(specFolder: string, rootFile: string) {
  const sources = new Map<string, SourceFile>();
  const origins = new WeakMap<object, { readonly file: string; readonly pointer: string }>();
  const components = new Map<string, Component>();
  let depth = 0;

  const shown = (file: string) => relative(resolve(specFolder, '..'), file).replaceAll('\\', '/');

  function sourceOf(file: string): SourceFile {
    const source = sources.get(file) ?? readSource(file, shown(file));
    sources.set(file, source);
    return source;
  }

  function faultAt(file: string, pointer: string, problem: string, key?: string): SpecError {
    return new SpecError(`${shown(file)}#${pointer}: ${problem}`, sourceOf(file).positionOf(pointer, key));
  }

  /** Copies a node of a file; references become references into `components`. */
  function joined(node: Json, file: string, pointer: string): Json {
    if (Array.isArray(node)) {
      const copy = node.map((item, index) => joined(item, file, `${pointer}/${index}`));
      origins.set(copy, { file, pointer });
      return copy;
    }
    if (!isObject(node)) return node;
    const copy: JsonObject = {};
    origins.set(copy, { file, pointer });
    const { $ref, ...own } = node;
    for (const [key, value] of Object.entries(own)) {
      if (key === '__proto__') throw faultAt(file, pointer, '__proto__ cannot be a name', key);
      copy[key] = joined(value, file, `${pointer}/${pointerStep(key)}`);
    }
    if ($ref === undefined) return copy;
    if (typeof $ref !== 'string') throw faultAt(file, pointer, '$ref must be text', '$ref');
    const target = follow($ref, file, pointer);
    if (typeof target !== 'string') return target;
    return Object.assign(copy, { $ref: target });
  }

  /** The place of a referred component in the joined document, or the referred value itself where it is no component. */
  function follow(reference: string, from: string, pointer: string): Json {
    const [path = '', fragment = ''] = reference.split('#');
    if (path === '' && from === rootFile) return reference;
    const file = path === '' ? from : resolve(dirname(from), path);
    const steps = stepsOf(fragment);
    let value: Json | undefined = sourceOf(file).value;
    for (const step of steps) value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined) throw faultAt(from, pointer, `${reference} refers to nothing`, '$ref');

    const section = sectionOf(file);
    if (section === undefined)
      return joinedInPlace(value, file, fragment, () => faultAt(from, pointer, `${reference} ends nowhere`, '$ref'));
    const [name] = steps;
    const isEntry = shown(file).includes('/components/') || (file === from && !name?.startsWith('/'));
    if (steps.length !== 1 || name === undefined || !isEntry) {
      const rule = 'must name an entry of its own file or of one under components/';
      throw faultAt(from, pointer, `${reference} ${rule}`, '$ref');
    }
    return `#/components/${componentOf(section, name, file, value)}`;
  }

  function joinedInPlace(value: Json, file: string, fragment: string, endless: () => SpecError): Json {
    if (++depth > DEEPEST) throw endless();
    const copy = joined(value, file, fragment);
    depth--;
    return copy;
  }

  /** Key of an entry among the collected components. */
  function componentOf(section: string, name: string, file: string, value: Json): string {
    const key = `${section}/${name}`;
    const known = components.get(key);
    if (known && known.file !== file) {
      throw faultAt(file, `/${pointerStep(name)}`, `the name is taken by ${shown(known.file)}#/${name}`);
    }
    if (!known) {
      const index = Object.keys(sourceOf(file).value).indexOf(name);
      const entry: Component = { section, name, file, index, value: null };
      components.set(key, entry);
      entry.value = joined(value, file, `/${pointerStep(name)}`);
    }
    return key;
  }

  /** Adds the collected components to the joined root, in the order of their files. */
  function finished(root: JsonObject): JoinedDocument {
    const sorted = [...components.values()].sort((a, b) =>
      a.file < b.file ? -1 : a.file > b.file ? 1 : a.index - b.index,
    );
    const sections = (root['components'] ??= {}) as { [section: string]: JsonObject };
    for (const { section, name, file, value } of sorted) {
      const entries = (sections[section] ??= {});
      const pointer = `/${pointerStep(name)}`;
      if (Object.hasOwn(entries, name)) throw faultAt(file, pointer, `the name is taken by ${shown(rootFile)}`);
      entries[name] = value;
      if (isObject(value)) origins.set(value, { file, pointer });
    }
    const placeOf = (node: Json | undefined) =>
      typeof node === 'object' && node !== null ? origins.get(node) : undefined;
    return {
      root,
      origin(node) {
        const place = placeOf(node);
        return place ? `${shown(place.file)}#${place.pointer}` : shown(rootFile);
      },
      fault(node, problem, key) {
        const place = placeOf(node);
        return place
          ? faultAt(place.file, place.pointer, problem, key)
          : new SpecError(`${shown(rootFile)}: ${problem}`);
      },
    };
  }

  const joinedFile = (file: string) => joined(sourceOf(file).value, file, '') as JsonObject;
  const isUsed = (file: string, name: string) => components.get(`schemas/${name}`)?.file === file;
  /** Gives an object that was put together the origin of one of its parts. */
  const setOrigin = (node: JsonObject, part: JsonObject) => origins.set(node, origins.get(part)!);
  return { joinedFile, isUsed, finished, setOrigin, faultAt, shown };
}
