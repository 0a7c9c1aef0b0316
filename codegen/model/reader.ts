// Reads values of a document, naming file, pointer, line and column of whatever is not as expected.
import type { Faults } from '../load/faults.js';
import type { JoinedDocument } from '../load/join.js';
import { isObject, type Json, type JsonObject } from '../load/json.js';
import { didYouMean } from '../load/nearest.js';

/** Ends the reading with a fault of an object of the document, or of one of its keys. */
type Fail = (node: Json | undefined, problem: string, key?: string) => never;

export type Reader = ReturnType<typeof readerOf>;

/**
 * What reads one document. See `buildModel` for what a lenient one lets pass. Unknown words, and the faults of what is read with
 * `each`, are noted in `faults`; any other fault is thrown.
 */
export function readerOf(document: JoinedDocument, isLenient: boolean, faults: Faults) {
  const fail: Fail = (node, problem, key) => {
    throw document.fault(node, problem, key);
  };
  const lists = readersOfLists(fail);
  return {
    isLenient,
    fail,
    /** Reads what can be read of a list, and notes the faults of the rest. */
    each: faults.each,
    origin: (node: Json) => document.origin(node),
    ...lists,
    ...readersOfMaps(fail),
    ...readersOfValues(fail, lists.list),
    ...readersOfWords(fail, lists.list),
    known: knownWords(document, faults),
  };
}

type ListOf = (parent: JsonObject, key: string) => Json[];

function readersOfLists(fail: Fail) {
  const list = (parent: JsonObject, key: string): Json[] => {
    const value = parent[key] ?? [];
    return Array.isArray(value) ? value : fail(parent, `${key} must be a list`, key);
  };
  const objects = (parent: JsonObject, key: string): JsonObject[] =>
    list(parent, key).map((item) => (isObject(item) ? item : fail(parent, `${key} must be a list of maps`, key)));
  return { list, objects };
}

function readersOfMaps(fail: Fail) {
  const optionalObject = (parent: JsonObject, key: string): JsonObject | undefined => {
    const value = parent[key];
    return value === undefined || isObject(value) ? value : fail(parent, `${key} must be a map`, key);
  };
  const object = (parent: JsonObject, key: string): JsonObject =>
    optionalObject(parent, key) ?? fail(parent, `${key} must be a map`);
  /** Entries of a map of maps; empty if it is not there. */
  const maps = (parent: JsonObject, key: string): [name: string, node: JsonObject][] => {
    const holder = optionalObject(parent, key) ?? {};
    return Object.entries(holder).map(([name, item]) => [
      name,
      isObject(item) ? item : fail(holder, `${name} must be a map`, name),
    ]);
  };
  return { object, optionalObject, maps };
}

function readersOfValues(fail: Fail, list: ListOf) {
  const { optionalObject } = readersOfMaps(fail);
  const optionalText = (parent: JsonObject, key: string): string | undefined => {
    const value = parent[key];
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return fail(parent, `${key} must be text`, key);
    if (value.length > LONGEST_TEXT) fail(parent, `${key} is longer than ${LONGEST_TEXT} characters`, key);
    return value.trim();
  };
  const text = (parent: JsonObject, key: string): string =>
    optionalText(parent, key) ?? fail(parent, `${key} is missing`);
  const texts = (parent: JsonObject, key: string): string[] =>
    list(parent, key).map((item) =>
      typeof item === 'string' ? item : fail(parent, `${key} must be a list of texts`, key),
    );
  const optionalNumber = (parent: JsonObject, key: string): number | undefined => {
    const value = parent[key];
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
    return fail(parent, `${key} must be a number`, key);
  };
  const number = (parent: JsonObject, key: string): number =>
    optionalNumber(parent, key) ?? fail(parent, `${key} is missing`);
  /** Numbers by name. */
  const numbersIn = (parent: JsonObject, key: string): { [name: string]: number } => {
    const holder = optionalObject(parent, key) ?? {};
    return Object.fromEntries(Object.keys(holder).map((name) => [name, number(holder, name)]));
  };
  const flag = (parent: JsonObject, key: string): boolean => {
    const value = parent[key] ?? false;
    return typeof value === 'boolean' ? value : fail(parent, `${key} must be true or false`, key);
  };
  /** Texts and numbers that a value may have. */
  const scalars = (parent: JsonObject, key: string): (string | number)[] =>
    list(parent, key).map((item) =>
      typeof item === 'string' || typeof item === 'number'
        ? item
        : fail(parent, `${key} must be a list of texts or numbers`, key),
    );
  return { text, optionalText, texts, number, optionalNumber, numbersIn, flag, scalars };
}

/** Readers of what must be one of a closed list. */
function readersOfWords(fail: Fail, list: ListOf) {
  const oneOf = <Word extends string>(
    parent: JsonObject,
    key: string,
    words: readonly Word[],
    value: Json | undefined,
  ): Word => {
    const meant = typeof value === 'string' ? didYouMean(value, words) : '';
    return words.find((one) => one === value) ?? fail(parent, `${key} must be one of ${words.join(', ')}${meant}`, key);
  };
  /** One of the given words; of a list, its first entry. */
  const word = <Word extends string>(parent: JsonObject, key: string, words: readonly Word[]): Word =>
    oneOf(parent, key, words, [parent[key]].flat()[0]);
  const words = <Word extends string>(parent: JsonObject, key: string, known: readonly Word[]): Word[] =>
    list(parent, key).map((item) => oneOf(parent, key, known, item));
  /** A name that may become one of generated code, by one of the rules of allowed-names.ts. */
  const allowed = (
    node: JsonObject,
    name: string,
    rule: (name: string) => string | undefined,
    key?: string,
  ): string => {
    const problem = rule(name);
    return problem === undefined ? name : fail(node, `the name "${shortened(name)}" ${problem}`, key);
  };
  return { word, words, allowed };
}

/** Notes each key of a map that is none of the allowed words; the map is read all the same. */
const knownWords =
  (document: JoinedDocument, faults: Faults) =>
  (node: JsonObject, allowed: string, what: string): void => {
    const names = allowed.split(' ');
    for (const key of Object.keys(node).filter((one) => !names.includes(one)))
      faults.note(document.fault(node, `unknown word "${key}" in ${what}${didYouMean(key, names)}`, key));
  };

/** No text for people is that long; printing longer ones takes minutes. */
const LONGEST_TEXT = 20_000;
const LONGEST_SHOWN = 60;
const shortened = (text: string) => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);

/** Facts without those that are not set, and with those optional that may be so. */
type Present<Facts> = { [Key in keyof Facts as undefined extends Facts[Key] ? never : Key]: Facts[Key] } & {
  [Key in keyof Facts as undefined extends Facts[Key] ? Key : never]?: Exclude<Facts[Key], undefined>;
};

/** A copy without the keys that are not set, so that absent facts leave none behind. */
export const present = <Facts extends object>(facts: Facts): Present<Facts> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Present<Facts>;
