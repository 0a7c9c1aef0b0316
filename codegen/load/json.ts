// Values of documents, and their JSON text.

/** Anything YAML or JSON can say. Integers beyond 2^53 − 1 are bigints, so that no example loses a digit. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const isObject = (node: unknown): node is JsonObject =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

/** A value that the YAML reader has made: big integers stay bigints, all others become numbers. */
export function plain(node: unknown): Json {
  if (typeof node === 'bigint') return Number.isSafeInteger(Number(node)) ? Number(node) : node;
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== 'object' || node === null) return node as Json;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, plain(value)]));
}

/** JSON text of a document: big integers as plain digits. */
export function toJsonText(document: Json | object, indent?: number): string {
  const text = JSON.stringify(
    document,
    (_, value: unknown) => (typeof value === 'bigint' ? `\u0000${value}` : value),
    indent,
  );
  return text.replace(/"\\u0000(-?\d+)"/g, '$1');
}

/** Steps of a JSON pointer, e.g. `/paths/~1fapi~1v1~1time`. */
export const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** A step as it is written in a JSON pointer. */
export const pointerStep = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** What a reference inside a document points to, `undefined` if nothing. */
export function valueAt(root: Json, pointer: string): Json | undefined {
  return stepsOf(pointer).reduce<Json | undefined>(
    (node, step) =>
      typeof node === 'object' && node !== null
        ? Object.hasOwn(node, step)
          ? (node as JsonObject)[step]
          : undefined
        : undefined,
    root,
  );
}

/** What a node refers to, through any number of references inside the document; a node without `$ref` is given back. */
export function follow(root: JsonObject, node: JsonObject): JsonObject {
  const { $ref } = node;
  if (typeof $ref !== 'string') return node;
  const target = valueAt(root, $ref);
  if (!isObject(target)) throw new Error(`${$ref} refers to nothing`);
  return follow(root, target);
}

/** Name of what a reference of a joined document points to. */
export const lastStep = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);
