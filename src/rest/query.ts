// Writes parameters as the query string that is signed and sent. Nothing may encode or reorder it afterwards.
import type { ParameterRow, ParameterTable } from '../rows.js';
import { plainNumber } from '../decimal.js';
import { ArgumentError } from '../errors.js';

const UNRESERVED = /^[\w.~-]*$/;

/** Percent-encodes by RFC 3986, which also covers the `! ' ( ) *` that encodeURIComponent leaves. */
export function percentEncode(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Query string of the parameters, in the caller's order. Absent values are left out.
 *
 * @throws {ArgumentError} A value has no written form.
 */
export function writeQuery(params: object, table: ParameterTable, operation: string): string {
  let query = '';
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null) continue;
    const text = scalarText(value, name, operation) ?? jsonText(value, table[name], name, operation);
    query += `${query === '' ? '' : '&'}${encoded(name, name, operation)}=${encoded(text, name, operation)}`;
  }
  return query;
}

function encoded(text: string, name: string, operation: string): string {
  try {
    return percentEncode(text);
  } catch {
    throw new ArgumentError(name, 'must be well-formed Unicode', operation);
  }
}

/** Written form of a scalar; nothing for lists and objects. */
function scalarText(value: unknown, name: string, operation: string): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new ArgumentError(name, 'must be a finite number', operation);
      return plainNumber(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      if (value instanceof Date)
        throw new ArgumentError(name, 'cannot be a Date: give ms since the Unix epoch', operation);
      return undefined;
    default:
      throw new ArgumentError(name, `cannot be a ${typeof value}`, operation);
  }
}

/** JSON without blanks. Ids and integers are bare digits, decimals and flags strings, as the exchange wants them. */
function jsonText(value: unknown, row: ParameterRow | undefined, name: string, operation: string): string {
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => itemText(item, row?.items, row?.element, `${name}[${index}]`, operation)).join(',')}]`;
  }
  return itemText(value, undefined, row?.element, name, operation);
}

function itemText(
  value: unknown,
  row: ParameterRow | undefined,
  element: ParameterTable | undefined,
  name: string,
  operation: string,
): string {
  if (value === null) return 'null';
  const scalar = scalarText(value, name, operation);
  if (scalar !== undefined) {
    const isUnquoted = row ? row.type === 'id' || row.type === 'integer' : typeof value !== 'string';
    return isUnquoted ? scalar : JSON.stringify(scalar);
  }
  if (Array.isArray(value)) return jsonText(value, row, name, operation);
  const entries = Object.entries(value as object).filter(([, item]) => item !== undefined && item !== null);
  return `{${entries
    .map(
      ([key, item]) =>
        `${JSON.stringify(key)}:${itemText(item, element?.[key], undefined, `${name}.${key}`, operation)}`,
    )
    .join(',')}}`;
}
