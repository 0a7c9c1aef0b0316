// Where the spec says something: components, the part of a file that they stand in, and how files refer to them.
import { posix } from 'node:path';
import { findDocument, type SpecDocument, type SpecDocuments } from '../load/documents.js';
import { isObject, pointerStep, stepsOf, valueAt, type Json, type JsonObject } from '../load/json.js';
import type { UnusedSchema } from '../load/unused.js';
import type { OperationModel } from '../model/model.js';
import type { Target } from './values.js';

/** A map of the spec, and the file that it stands in. */
export interface Place {
  readonly node: JsonObject;
  readonly file: string;
  /** Path in the file. */
  readonly at: readonly string[];
}

/** A component schema in the document that it comes from. */
export interface Component extends Place {
  readonly document: SpecDocument;
}

/** A part of a component. */
type Part = Pick<Place, 'node' | 'at'>;

const REFERENCE = '#/components/schemas/';

/** The map under a key; empty if there is none. */
export function mapIn(node: JsonObject, key: string): JsonObject {
  const inner = node[key];
  return isObject(inner) ? inner : {};
}

/** The list under a key; empty if there is none. */
export function listIn(node: JsonObject, key: string): readonly Json[] {
  const inner = node[key];
  return Array.isArray(inner) ? inner : [];
}

/** The map that the properties stand in which a schema adds to those of its bases. */
export function ownPart({ node, at }: Part): Part {
  const parts = listIn(node, 'allOf');
  const index = parts.findIndex((part) => isObject(part) && part['$ref'] === undefined);
  const own = parts[index];
  return isObject(own) ? { node: own, at: [...at, 'allOf', String(index)] } : { node, at };
}

/** Where a new component goes that a schema of the same file refers to. */
export const besides = ({ at }: Part): string[] => at.slice(0, -1);

/** How a file refers to what stands in another one, or in itself. */
export const reference = ({ file, at }: Pick<Place, 'file' | 'at'>, from: Pick<Place, 'file'>): string =>
  `${file === from.file ? '' : posix.relative(posix.dirname(from.file), file)}#/${at.join('/')}`;

/** Finds what documents say. */
export class Places {
  readonly #documents: SpecDocuments;
  readonly #findUnused: () => readonly UnusedSchema[];
  #unused: readonly UnusedSchema[] | undefined;

  constructor(documents: SpecDocuments, findUnused: () => readonly UnusedSchema[]) {
    this.#documents = documents;
    this.#findUnused = findUnused;
  }

  document(kind: SpecDocument['kind']): SpecDocument | undefined {
    return findDocument(this.#documents, kind);
  }

  /** Where a map of a document comes from. */
  placeIn(document: SpecDocument, node: JsonObject): Place {
    const [file = '', pointer = ''] = document.origin(node).split('#');
    return { node, file, at: stepsOf(pointer) };
  }

  component(name: string): Component | undefined {
    for (const document of this.#documents) {
      const found = valueAt(document.root, `${REFERENCE}${pointerStep(name)}`);
      if (isObject(found)) return { document, ...this.placeIn(document, found) };
    }
    return undefined;
  }

  /** The component that a reference of a joined document means. */
  #referred(node: JsonObject): Component | undefined {
    const { $ref } = node;
    return typeof $ref === 'string' ? this.component($ref.replace(REFERENCE, '')) : undefined;
  }

  /** What is said of a value: by a component, by a property, or by the items of the list that it is. */
  placeOf(component: Component, { key, depth }: Target): Part | undefined {
    if (key === undefined) return component;
    const part = ownPart(component);
    const steps = [key, ...Array.from({ length: depth }, () => 'items')];
    let node: Json | undefined = part.node['properties'];
    for (const step of steps) node = isObject(node) ? node[step] : undefined;
    return isObject(node) ? { node, at: [...part.at, 'properties', ...steps] } : undefined;
  }

  /** What says which schema an answer of REST has. */
  answerOf({ path, method }: OperationModel): Place | undefined {
    const document = this.document('openApi');
    let node: Json | undefined = document?.root['paths'];
    for (const step of [path, method.toLowerCase(), 'responses', '200', 'content', 'application/json'])
      node = isObject(node) ? node[step] : undefined;
    return document && isObject(node) ? this.placeIn(document, node) : undefined;
  }

  /** The JSON type that a schema or what it refers to has. */
  typeOf(node: JsonObject): Json | undefined {
    return node['type'] ?? this.#referred(node)?.node['type'];
  }

  /** How a file refers to a component. */
  referenceTo(name: string, from: Pick<Place, 'file'>): string {
    const component = this.component(name);
    if (!component) throw new Error(`the spec has no component ${name}`);
    return reference(component, from);
  }

  /** What a joined document says, its references as a file has to write them. */
  relative(node: JsonObject, from: Pick<Place, 'file'>): JsonObject {
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        key === '$ref' ? this.referenceTo(String(value).replace(REFERENCE, ''), from) : this.#relativeIn(value, from),
      ]),
    );
  }

  #relativeIn(value: Json, from: Pick<Place, 'file'>): Json {
    if (Array.isArray(value)) return value.map((item) => this.#relativeIn(item, from));
    return isObject(value) ? this.relative(value, from) : value;
  }

  /** Keys of an object, those of its bases included. */
  keysOf(node: JsonObject): string[] {
    const parts = listIn(node, 'allOf').filter(isObject);
    const bases = parts.map((part) => this.#referred(part)?.node ?? part);
    return [...Object.keys(mapIn(node, 'properties')), ...bases.flatMap((base) => this.keysOf(base))];
  }

  /** Reference to the only component that nothing refers to and that something holds for. */
  onlyUnused(holds: (node: JsonObject) => boolean, from: Component): string | undefined {
    const [one, ...more] = (this.#unused ??= this.#findUnused()).filter(({ node }) => holds(node));
    return one && more.length === 0 ? reference({ file: one.file, at: [one.name] }, from) : undefined;
  }
}
