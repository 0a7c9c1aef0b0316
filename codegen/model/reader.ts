// Reads values of a document, naming file and pointer of whatever is not as expected.
import { SpecError, type Json, type JsonObject, type SpecDocument } from '../load/load.js';

/** What reads one document. */
export function readerOf(document: SpecDocument) {
  const fail = (node: Json | undefined, problem: string): never => {
    throw new SpecError(`${document.origin(node)}: ${problem}`);
  };
  const object = (parent: JsonObject, key: string): JsonObject => {
    const value = parent[key];
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return fail(parent, `${key} must be a map`);
    return value;
  };
  const list = (parent: JsonObject, key: string): Json[] => {
    const value = parent[key] ?? [];
    return Array.isArray(value) ? value : fail(parent, `${key} must be a list`);
  };
  const optionalText = (parent: JsonObject, key: string): string | undefined => {
    const value = parent[key];
    if (value === undefined) return undefined;
    return typeof value === 'string' ? value.trim() : fail(parent, `${key} must be text`);
  };
  const text = (parent: JsonObject, key: string): string =>
    optionalText(parent, key) ?? fail(parent, `${key} is missing`);
  const texts = (parent: JsonObject, key: string): string[] =>
    list(parent, key).map((item) => (typeof item === 'string' ? item : fail(parent, `${key} must be a list of texts`)));
  /** One of the given words; of a list, its first entry. */
  const word = <Word extends string>(parent: JsonObject, key: string, words: readonly Word[]): Word => {
    const [value] = [parent[key]].flat();
    return words.find((one) => one === value) ?? fail(parent, `${key} must be one of ${words.join(', ')}`);
  };
  const known = (node: JsonObject, words: string, what: string): void => {
    const allowed = words.split(' ');
    for (const key of Object.keys(node)) if (!allowed.includes(key)) fail(node, `unknown word "${key}" in ${what}`);
  };
  const origin = (node: Json) => document.origin(node);
  return { fail, object, list, text, optionalText, texts, word, known, origin };
}
export type Reader = ReturnType<typeof readerOf>;

type Numbers<Key extends string> = { [key in Key]?: number };

/** Numbers of keywords, so that absent bounds leave no key behind. */
export function numbers<Key extends string>(
  reader: Reader,
  node: JsonObject,
  words: { readonly [key in Key]: string },
): Numbers<Key> {
  const found = Object.entries<string>(words).filter(([, word]) => node[word] !== undefined);
  for (const [, word] of found) if (typeof node[word] !== 'number') reader.fail(node, `${word} must be a number`);
  return Object.fromEntries(found.map(([key, word]) => [key, node[word]])) as Numbers<Key>;
}

/** Name of what a reference of the joined document points to. */
export const lastStep = (reference: string) => reference.slice(reference.lastIndexOf('/') + 1);
