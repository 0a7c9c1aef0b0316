// Takes parts of documents that the model was read from, so that their form is known; what is not there is empty.
import { isObject, type Json, type JsonObject } from './json.js';

/** Maps by name, e.g. schemas. */
export type Named = { readonly [name: string]: JsonObject };

const valueIn = (node: Json | undefined, keys: readonly string[]) =>
  keys.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), node);

/** The map at the end of these keys. */
export function mapAt(node: Json | undefined, ...keys: readonly string[]): JsonObject {
  const value = valueIn(node, keys);
  return isObject(value) ? value : {};
}

/** The maps inside the map at the end of these keys. */
export const mapsAt = (node: Json | undefined, ...keys: readonly string[]): Named =>
  Object.fromEntries(
    Object.entries(mapAt(node, ...keys)).flatMap(([name, value]) => (isObject(value) ? [[name, value]] : [])),
  );

/** The list at the end of these keys. */
export function listAt(node: Json | undefined, ...keys: readonly string[]): Json[] {
  const value = valueIn(node, keys);
  return Array.isArray(value) ? value : [];
}

/** The maps of the list at the end of these keys. */
export const mapsInList = (node: Json | undefined, ...keys: readonly string[]): JsonObject[] =>
  listAt(node, ...keys).filter(isObject);

/** The texts of the list at the end of these keys. */
export const textsAt = (node: Json | undefined, ...keys: readonly string[]): string[] =>
  listAt(node, ...keys).map(String);

/** The text at the end of these keys; `undefined` where there is none. */
export function textAt(node: Json | undefined, ...keys: readonly string[]): string | undefined {
  const value = valueIn(node, keys);
  return value === undefined ? undefined : String(value);
}
