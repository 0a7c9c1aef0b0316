// Reads YAML files, and finds in their text where something stands.
import { readFileSync } from 'node:fs';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { isObject, plain, stepsOf, type JsonObject } from './json.js';
import { SpecError, SpecFaults, type Position } from './spec-error.js';

/** A file that was read. */
export interface SourceFile {
  readonly value: JsonObject;
  /** Where the value at a JSON pointer stands; with `key`, where this key of it does. */
  readonly positionOf: (pointer: string, key?: string) => Position | undefined;
}

/** Reads a file. `shown` is its name in messages. */
export function readSource(path: string, shown: string): SourceFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new SpecError(`${shown}: no such file`);
  }
  return parseSource(text, shown);
}

/** Reads the text of a file. JSON is YAML too, and keeps its long integers. */
export function parseSource(text: string, shown: string): SourceFile {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    const source = text.slice(lines.lineStarts[line - 1], lines.lineStarts[line]).replace(/\r?\n$/, '');
    return { line, column: col, source };
  };
  let document: Document;
  let value: unknown;
  try {
    document = parseDocument(text, { intAsBigInt: true, lineCounter: lines, prettyErrors: false });
    const faults = document.errors.map(({ message, pos }) => new SpecError(`${shown}: ${message}`, at(pos[0])));
    if (faults[0]) throw faults.length === 1 ? faults[0] : new SpecFaults(faults);
    value = plain(document.toJS({ maxAliasCount: -1 }));
  } catch (error) {
    if (error instanceof SpecError) throw error;
    const isTooDeep = error instanceof RangeError;
    const problem = isTooDeep ? 'it nests too deeply, or an alias stands inside itself' : (error as Error).message;
    throw new SpecError(`${shown}: ${problem}`);
  }
  if (!isObject(value)) throw new SpecError(`${shown}: expected a map at the top`, at(0));
  return {
    value,
    positionOf(pointer, key) {
      const offset = offsetOf(document, stepsOf(pointer), key);
      return offset === undefined ? undefined : at(offset);
    },
  };
}

/** Where a value or one of its keys begins in the text. */
function offsetOf(document: Document, steps: readonly string[], key: string | undefined): number | undefined {
  let node: unknown = document.contents;
  const resolved = (one: unknown) => (isAlias(one) ? one.resolve(document) : one);
  for (const step of steps) {
    const parent = resolved(node);
    const next: unknown = isMap(parent)
      ? pairOf(parent.items, step)?.value
      : isSeq(parent)
        ? parent.items[Number(step)]
        : undefined;
    if (next === undefined || next === null) break;
    node = next;
  }
  const holder = resolved(node);
  const named = key !== undefined && isMap(holder) ? pairOf(holder.items, key)?.key : undefined;
  return ((named ?? node) as { readonly range?: readonly number[] } | null)?.range?.[0];
}

const pairOf = (items: readonly { readonly key: unknown; readonly value: unknown }[], key: string) =>
  items.find((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === key);
