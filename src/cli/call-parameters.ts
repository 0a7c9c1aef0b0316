// Calls as they are typed: the row by its name, and parameters from text.
import { methods, operations } from '../index.js';
import type { Method, Operation, ParameterRow } from '../rows.js';
import { ArgumentError } from '../errors.js';
import { parseJson } from '../json.js';
import { readArguments, type Flags, type Given } from './options.js';
import { didYouMean, note, paintNote } from './terminal.js';

/** Rows of all REST calls by name. */
export const operationRows: { readonly [id: string]: Operation<any> | undefined } = operations;
/** Rows of all WebSocket API methods by name. */
export const methodRows: { readonly [id: string]: Method<any> | undefined } = methods;

/** What signed calls may be sent beside their parameters; the client adds it otherwise. */
const TIMESTAMP = 'timestamp';

/**
 * The row of a REST call.
 *
 * @throws {ArgumentError} There is none of that name. Names the nearest.
 */
export function findOperation(name: string): Operation<any> {
  const row = Object.hasOwn(operationRows, name) ? operationRows[name] : undefined;
  if (row) return row;
  const ids = Object.keys(operationRows);
  const holding = ids.filter((id) => id.toLowerCase().includes(name.toLowerCase())).slice(0, 5);
  const advice = holding.length > 0 ? ` Did you mean ${holding.join(', ')}?` : didYouMean(name, ids);
  throw new ArgumentError(name, `is no operation.${advice} See: call --list ${name}`);
}

/**
 * The row of a WebSocket API method.
 *
 * @throws {ArgumentError} There is none of that name. Names those that there are.
 */
export function findMethod(name: string): Method<any> {
  const row = Object.hasOwn(methodRows, name) ? methodRows[name] : undefined;
  if (row) return row;
  throw new ArgumentError(name, `is no WebSocket API method, which are ${Object.keys(methodRows).join(', ')}`);
}

/** Reads the arguments of a call: flags of the program, and any other flag as a parameter. */
export function readCallArguments(args: readonly string[], flags: Flags): { given: Given; texts: Map<string, string> } {
  const given = readArguments(args, flags, true);
  const texts = new Map<string, string>();
  for (const arg of args) {
    const [, name] = /^--([^=]+)/.exec(arg) ?? [];
    if (name === undefined || Object.hasOwn(flags, name)) continue;
    const text = given.text(name);
    if (typeof text === 'string') texts.set(name, text);
  }
  return { given, texts };
}

/** Parameters for the client. Texts stay as they were typed, so no digit is lost; lists come as JSON. */
export function paramsOf(
  row: Operation | Method,
  texts: ReadonlyMap<string, string>,
): { readonly [name: string]: unknown } {
  const documented = Object.keys(row.params);
  const entries = [...texts].map(([name, text]): [string, unknown] => {
    const parameter = Object.hasOwn(row.params, name) ? row.params[name] : undefined;
    if (parameter) return [name, valueOf(parameter, text)];
    if (name !== TIMESTAMP || row.auth !== 'signature') {
      const advice = didYouMean(name, documented);
      note(
        paintNote('yellow', `warning: ${name} is no documented parameter of ${row.id}; it is sent as it is.${advice}`),
      );
    }
    return [name, text];
  });
  return Object.fromEntries(entries);
}

function valueOf({ type }: ParameterRow, text: string): unknown {
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  if (type !== 'list') return text;
  try {
    return parseJson(text);
  } catch {
    return text; // the check of the call says what it must be
  }
}
