// Where the spec says something: components, the part of a file that they stand in, and how files refer to them.
import { posix } from 'node:path';
import type { SpecDocument, SpecDocuments } from '../load/documents.js';
import { isObject, pointerStep, stepsOf, valueAt, type Json, type JsonObject } from '../load/json.js';
import type { UnusedSchema } from '../load/unused.js';
import type { Target } from './values.js';

/** A component schema in the document and file that it comes from. */
export interface Component {
  readonly document: SpecDocument;
  readonly node: JsonObject;
  readonly file: string;
  /** Path in the file. */
  readonly at: readonly string[];
}

/** A part of a component. */
export interface Part {
  readonly node: JsonObject;
  readonly at: readonly string[];
}

const REFERENCE = '#/components/schemas/';

/** Finds what documents say. */
export function createPlaces(documents: SpecDocuments, findUnused: () => readonly UnusedSchema[]) {
  let unused: readonly UnusedSchema[] | undefined;

  function componentOf(name: string): Component | undefined {
    for (const document of documents) {
      const found = valueAt(document.root, `${REFERENCE}${pointerStep(name)}`);
      if (!isObject(found)) continue;
      const [file = '', pointer = ''] = document.origin(found).split('#');
      return { document, node: found, file, at: stepsOf(pointer) };
    }
    return undefined;
  }

  /** The map with the properties that a schema adds to those of its bases. */
  function ownPart({ node, at }: Component): Part {
    const parts = node['allOf'] as JsonObject[] | undefined;
    if (!parts) return { node, at };
    const index = parts.findIndex((part) => part['$ref'] === undefined);
    return { node: parts[index]!, at: [...at, 'allOf', String(index)] };
  }

  /** What is said of a value: by a component, by a property, or by the items of the list that it is. */
  function placeOf(component: Component, { key, depth }: Target): Part | undefined {
    if (key === undefined) return component;
    const part = ownPart(component);
    let node = ((part.node['properties'] ?? {}) as JsonObject)[key] as JsonObject | undefined;
    let at = [...part.at, 'properties', key];
    for (let step = 0; step < depth && node; step++) {
      node = node['items'] as JsonObject | undefined;
      at = [...at, 'items'];
    }
    return node && { node, at };
  }

  /** The JSON type that a schema or what it refers to has. */
  function typeOf(node: JsonObject): Json | undefined {
    return node['type'] ?? componentOf(String(node['$ref'] ?? '').replace(REFERENCE, ''))?.node['type'];
  }

  /** How a file refers to a component. */
  const referenceTo = (name: string, from: Component) => reference(componentOf(name)!, from);
  const reference = ({ file, at }: Pick<Component, 'file' | 'at'>, from: Component) =>
    `${file === from.file ? '' : posix.relative(posix.dirname(from.file), file)}#/${at.join('/')}`;
  /** Where a new component goes that a schema of the same file refers to. */
  const besides = ({ at }: Component) => at.slice(0, -1);

  /** What a joined document says, its references as a file has to write them. */
  function relative(node: JsonObject, from: Component): JsonObject {
    const text = JSON.stringify(node, (key, value: unknown) =>
      key === '$ref' ? referenceTo(String(value).replace(REFERENCE, ''), from) : value,
    );
    return JSON.parse(text) as JsonObject;
  }
  /** Keys of an object, those of its bases included. */
  function keysOf(node: JsonObject): string[] {
    const parts = (node['allOf'] ?? []) as JsonObject[];
    const bases = parts.map((part) => componentOf(String(part['$ref'] ?? '').replace(REFERENCE, ''))?.node ?? part);
    return [...Object.keys((node['properties'] ?? {}) as JsonObject), ...bases.flatMap(keysOf)];
  }

  /** The only component that nothing refers to and that something holds for. */
  function onlyUnused(holds: (node: JsonObject) => boolean, from: Component): string | undefined {
    const [one, ...more] = (unused ??= findUnused()).filter(({ node }) => holds(node));
    return one && more.length === 0 ? reference({ file: one.file, at: [one.name] }, from) : undefined;
  }
  return { documents, keysOf, onlyUnused, componentOf, ownPart, placeOf, typeOf, referenceTo, relative, besides };
}

export type Places = ReturnType<typeof createPlaces>;
