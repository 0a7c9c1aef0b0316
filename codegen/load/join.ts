// Joins a file and everything that it refers to into one self-contained document; shared entries go into `components`.
import type { Faults } from './faults.js';
import { isObject, pointerStep, valueAt, type Json, type JsonObject } from './json.js';
import { didYouMean } from './nearest.js';
import { createSources, type Sources } from './sources.js';
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

/** Where objects of a joined document stand in the source files. */
type Origins = WeakMap<object, { readonly file: string; readonly pointer: string }>;

/** References that are followed inside each other; more of them end nowhere. */
const DEEPEST = 200;

/** What joins the files of a spec folder around one root file. References to nothing are noted as faults, and left out. */
export function createJoiner(specFolder: string, rootFile: string, faults: Faults) {
  const sources = createSources(specFolder);
  const { shown, sourceOf, faultAt, targetOf } = sources;
  const origins: Origins = new WeakMap();
  const components = createComponents(sources, rootFile);
  let depth = 0;

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
    const target = faults.attempt(() => follow($ref, file, pointer));
    if (target === undefined) return copy;
    return typeof target === 'string' ? Object.assign(copy, { $ref: target }) : target;
  }

  /** The place of a referred component in the joined document, or the referred value itself where it is no component. */
  function follow(reference: string, from: string, pointer: string): Json {
    if (reference.startsWith('#') && from === rootFile) return reference;
    const { file, steps, value } = targetOf(reference, from, pointer);
    const section = sectionOf(file);
    if (section === undefined) {
      if (++depth > DEEPEST) throw faultAt(from, pointer, `${reference} ends nowhere`, '$ref');
      const copy = joined(value, file, reference.slice(reference.indexOf('#') + 1));
      depth--;
      return copy;
    }
    const [name] = steps;
    const isEntry = shown(file).includes('/components/') || (file === from && !name?.startsWith('/'));
    if (steps.length !== 1 || name === undefined || !isEntry) {
      const rule = 'must name an entry of its own file or of one under components/';
      throw faultAt(from, pointer, `${reference} ${rule}`, '$ref');
    }
    return `#/components/${components.keyOf({ section, name, file }, () => joined(value, file, `/${pointerStep(name)}`))}`;
  }

  const joinedFile = (file: string) => joined(sourceOf(file).value, file, '') as JsonObject;
  const isUsed = (file: string, name: string) => components.fileOf(`schemas/${name}`) === file;
  /** Gives an object that was put together the origin of one of its parts. */
  const setOrigin = (node: JsonObject, part: JsonObject) => origins.set(node, origins.get(part)!);
  /** The document that a joined root makes with all that it refers to. */
  function finished(root: JsonObject): JoinedDocument {
    components.addTo(root, origins);
    const document = documentOf(root, rootFile, sources, origins);
    noteDangling(document, root, faults);
    return document;
  }
  return { joinedFile, isUsed, finished, setOrigin, faultAt, shown };
}

function documentOf(root: JsonObject, rootFile: string, sources: Sources, origins: Origins): JoinedDocument {
  const { shown, faultAt } = sources;
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
      return place ? faultAt(place.file, place.pointer, problem, key) : new SpecError(`${shown(rootFile)}: ${problem}`);
    },
  };
}

interface Component {
  readonly section: string;
  readonly name: string;
  readonly file: string;
  value: Json;
}

/** Collects the entries of other files that a document refers to. */
function createComponents({ shown, sourceOf, faultAt }: Sources, rootFile: string) {
  const components = new Map<string, Component>();

  /** Key of an entry, which is joined when it is first referred to. */
  function keyOf({ section, name, file }: Omit<Component, 'value'>, read: () => Json): string {
    const key = `${section}/${name}`;
    const known = components.get(key);
    if (known && known.file !== file)
      throw faultAt(file, `/${pointerStep(name)}`, `the name is taken by ${shown(known.file)}#/${name}`);
    if (!known) {
      const entry: Component = { section, name, file, value: null };
      components.set(key, entry);
      entry.value = read();
    }
    return key;
  }

  /** Adds the entries to a joined root, in the order of their files. */
  function addTo(root: JsonObject, origins: Origins): void {
    const indexOf = ({ file, name }: Component) => Object.keys(sourceOf(file).value).indexOf(name);
    const sorted = [...components.values()]
      .map((entry) => ({ ...entry, index: indexOf(entry) }))
      .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.index - b.index));
    const sections = (root['components'] ??= {}) as { [section: string]: JsonObject };
    for (const { section, name, file, value } of sorted) {
      const entries = (sections[section] ??= {});
      const pointer = `/${pointerStep(name)}`;
      if (Object.hasOwn(entries, name)) throw faultAt(file, pointer, `the name is taken by ${shown(rootFile)}`);
      entries[name] = value;
      if (isObject(value)) origins.set(value, { file, pointer });
    }
  }
  return { keyOf, addTo, fileOf: (key: string) => components.get(key)?.file };
}

/** Notes references inside a document that lead to nothing. */
function noteDangling(document: JoinedDocument, node: Json, faults: Faults): void {
  if (typeof node !== 'object' || node === null) return;
  const { $ref } = isObject(node) ? node : {};
  if (typeof $ref === 'string' && valueAt(document.root, $ref) === undefined) {
    const end = $ref.lastIndexOf('/');
    const known = Object.keys(valueAt(document.root, $ref.slice(0, end)) ?? {});
    const meant = didYouMean($ref.slice(end + 1), known);
    faults.note(document.fault(node, `${$ref} refers to nothing${meant}`, '$ref'));
  }
  for (const child of Object.values(node)) noteDangling(document, child, faults);
}
