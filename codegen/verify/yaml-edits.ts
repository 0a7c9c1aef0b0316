// Small changes to the text of a YAML file that leave every other character, and so every comment, where it is.
import {
  Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Alias,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { isObject, plain, type Json } from '../load/json.js';

/** One change. `at` is the path of the map that it is made in. */
export type YamlEdit = { readonly file: string; readonly at: readonly string[] } & (
  | {
      /** Puts an entry behind another one; first if that is `undefined`, last if the map does not hold it. */
      readonly do: 'insert';
      readonly key: string;
      readonly after: string | undefined;
      readonly value: Json;
    }
  /** Sets an entry, at the end if it is new. */
  | { readonly do: 'set'; readonly key: string; readonly value: Json }
  /** Adds to a list, or takes from it; an empty list goes. */
  | { readonly do: 'append' | 'drop'; readonly key: string; readonly value: Json }
);

type Range = readonly [start: number, end: number];

/** Makes one change in the text of its file. */
export function applyEdit(text: string, edit: YamlEdit): string {
  const document = parseDocument(text, { intAsBigInt: true });
  const node = nodeAt(document, edit.at);
  if (!isAlias(node)) return change(text, node, edit);
  // What other places share is copied, and only the copy is changed.
  const copy = flowText(plain(node.toJS(document)));
  const { contents } = parseDocument(copy, { intAsBigInt: true });
  return isMap(contents) ? splice(text, rangeOf(text, node), change(copy, contents, edit)) : text;
}

function change(text: string, map: YAMLMap, edit: YamlEdit): string {
  switch (edit.do) {
    case 'insert':
      return insert(text, map, edit.key, edit.value, edit.after);
    case 'set':
      return set(text, map, edit.key, edit.value);
    case 'append':
      return append(text, map, edit.key, edit.value);
    case 'drop':
      return drop(text, map, edit.key, edit.value);
  }
}

/** YAML of a value on one line. */
export function flowText(value: Json): string {
  // Inside a list, where a comma has to be quoted.
  return yamlText([value], 0).slice(1, -1).trim();
}

/** YAML of a value whose maps are written on one line from a depth on. */
function yamlText(value: Json, flowDepth: number): string {
  const document = new Document(value);
  visit(document, {
    Collection(_, node, path) {
      node.flow = isSeq(node) || path.filter(isMap).length >= flowDepth;
    },
    Scalar(_, node) {
      // What other readers would take for a date, or for a comment, stands in quotes.
      if (typeof node.value === 'string' && /^\d{4}-\d\d-\d\d$|#/.test(node.value)) node.type = 'QUOTE_SINGLE';
    },
  });
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: true }).trimEnd();
}

/** The map at a path, or the alias of one. */
function nodeAt(document: Document, path: readonly string[]): YAMLMap | Alias {
  let node: unknown = document.contents;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isSeq(node)) node = node.get(Number(step), true);
    else node = isMap(node) ? node.get(step, true) : undefined;
  }
  if (!isMap(node) && !isAlias(node)) throw new Error(`${path.join('/')} is no map`);
  return node;
}

const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);
/** Where a node stands, without the line break that belongs to some. */
const rangeOf = (text: string, node: unknown): Range => {
  const [start, end] = (isNode(node) && node.range) || [0, 0];
  return [start, start + text.slice(start, end).trimEnd().length];
};
const pairOf = (map: YAMLMap, key: string) => map.items.find((pair) => keyOf(pair) === key);
const splice = (text: string, [start, end]: Range, inserted: string) =>
  text.slice(0, start) + inserted + text.slice(end);

/** Spaces before what stands at a place. */
const indentAt = (text: string, at: number) => ' '.repeat(at - (text.lastIndexOf('\n', at - 1) + 1));

/** End of the line that a value ends on. */
function lineEnd(text: string, end: number): number {
  const found = text.indexOf('\n', text.slice(0, end).trimEnd().length);
  return found === -1 ? text.length : found;
}

/** Maps inside a value that is still written on one line. */
const MOST_ON_ONE_LINE = 3;

function mapsIn(value: Json): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + mapsIn(item), 0);
  return isObject(value) ? 1 + mapsIn(Object.values(value)) : 0;
}

function insert(text: string, map: YAMLMap, key: string, value: Json, after: string | undefined): string {
  const isComponent = isObject(value) && 'properties' in value;
  const [first] = map.items;
  const isBlock = first !== undefined && !map.flow && (isComponent || mapsIn(value) > MOST_ON_ONE_LINE);
  const [start] = rangeOf(text, first?.key ?? map);
  const indent = indentAt(text, start);
  // A component has a line for each of its fields, and an empty one before it; what holds much has one for each key.
  const entry = isBlock
    ? yamlText({ [key]: value }, isComponent ? 3 : 2).replaceAll('\n', `\n${indent}`)
    : `${flowText(key)}: ${flowText(value)}`;
  if (!first) return splice(text, rangeOf(text, map), `{ ${entry} }`);
  if (after === undefined) return splice(text, [start, start], map.flow ? `${entry}, ` : `${entry}\n${indent}`);
  const pair = pairOf(map, after) ?? map.items.at(-1)!;
  const [, end] = rangeOf(text, pair.value);
  if (map.flow) return splice(text, [end, end], `, ${entry}`);
  const at = lineEnd(text, end);
  return splice(text, [at, at], `\n${isBlock ? '\n' : ''}${indent}${entry}`);
}

function set(text: string, map: YAMLMap, key: string, value: Json): string {
  const pair = pairOf(map, key);
  if (!pair) return insert(text, map, key, value, '');
  return splice(text, rangeOf(text, pair.value), flowText(value));
}

function append(text: string, map: YAMLMap, key: string, value: Json): string {
  const list = pairOf(map, key)?.value;
  if (!isSeq(list)) return set(text, map, key, [value]);
  const last = list.items.at(-1);
  if (last === undefined) return splice(text, rangeOf(text, list), flowText([value]));
  const [start, end] = rangeOf(text, last);
  if (list.flow) return splice(text, [end, end], `, ${flowText(value)}`);
  const at = lineEnd(text, end);
  return splice(text, [at, at], `\n${indentAt(text, start).slice(2)}- ${flowText(value)}`);
}

function drop(text: string, map: YAMLMap, key: string, value: Json): string {
  const pair = pairOf(map, key);
  if (!isSeq(pair?.value)) return text;
  const items = plain(pair.value.toJSON());
  const left = Array.isArray(items) ? items.filter((item) => item !== value) : [];
  if (left.length > 0) return splice(text, rangeOf(text, pair.value), listText(text, pair.value, left));
  // Without its only entry it would be no map any more.
  if (map.items.length === 1) return splice(text, rangeOf(text, map), '{}');
  const [start] = rangeOf(text, pair.key);
  const [, end] = rangeOf(text, pair.value);
  if (!map.flow) return splice(text, [start - indentAt(text, start).length, lineEnd(text, end) + 1], '');
  const [before = ''] = /,\s*$/.exec(text.slice(0, start)) ?? [];
  const [behind = ''] = before === '' ? (/^\s*,\s*/.exec(text.slice(end)) ?? []) : [];
  return splice(text, [start - before.length, end + behind.length], '');
}

/** A list in the form that it had. */
function listText(text: string, list: YAMLSeq, items: readonly Json[]): string {
  if (list.flow) return flowText([...items]);
  const [start] = rangeOf(text, list);
  return items.map((item) => `- ${flowText(item)}`).join(`\n${indentAt(text, start)}`);
}
