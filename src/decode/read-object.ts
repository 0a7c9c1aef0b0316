// Reads objects of events by the tables of their keys: the way for every text that the scanning functions leave.
import type { FieldRow, ObjectRow } from '../rows.js';
import { sampleOf, type Drift } from '../drift.js';
import { plainNumber } from '../decimal.js';

/** Told of each difference: what, where and the value. */
export type Report = (kind: Drift['kind'], path: string, value?: unknown) => void;

type WireObject = { readonly [key: string]: unknown };

const isObject = (value: unknown): value is WireObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The readable object: always with all keys of its table, in its order. */
export function readWireObject(wire: WireObject, fields: ObjectRow, path: string, report: Report): object {
  const result: { [name: string]: unknown } = {};
  for (const key in fields) {
    const field = fields[key]!;
    const value = Object.hasOwn(wire, key) ? wire[key] : undefined;
    if (value === undefined && !field.optional) report('missing-field', path + key);
    result[field.name] = value === undefined ? undefined : readValue(value, field, path + key, report);
  }
  for (const key of Object.keys(wire)) {
    if (!Object.hasOwn(fields, key)) report('unknown-field', path + key, wire[key]);
  }
  return result;
}

function readValue(value: unknown, field: FieldRow, path: string, report: Report): unknown {
  if (value === null && field.nullable) return null;
  const read = valueOf(value, field, path, report);
  if (read === undefined) {
    report('type', path, value);
    return value;
  }
  if (field.values && !field.values.includes(read as string | number)) report('unknown-enum-value', path, value);
  return read;
}

/** The value in the type of its row; `undefined` if it is of another. */
function valueOf(value: unknown, field: FieldRow, path: string, report: Report): unknown {
  switch (field.type) {
    case 'string':
      if (typeof value === 'number' && field.coerced) return plainNumber(value);
      return typeof value === 'string' ? value : undefined;
    case 'integer':
      if (typeof value === 'string' && field.coerced && /^-?\d{1,15}$/.test(value)) return Number(value);
      return Number.isSafeInteger(value) ? value : undefined;
    case 'id':
      // An integer that a double cannot hold has come as its digits.
      if (typeof value === 'string') return /^\d+$/.test(value) ? value : undefined;
      return Number.isSafeInteger(value) ? String(value) : undefined;
    case 'number':
      // A long integer has come as its digits, but here a double is all that is meant.
      if (typeof value === 'string' && (field.coerced ? Number.isFinite(Number(value)) : /^-?\d{16,}$/.test(value))) {
        return Number(value);
      }
      return typeof value === 'number' ? value : undefined;
    case 'boolean':
      if (field.coerced && (value === 'true' || value === 'false')) return value === 'true';
      return typeof value === 'boolean' ? value : undefined;
    case 'json':
      return value;
    case 'pairs':
      return Array.isArray(value) && value.every(isPair) ? value : undefined;
    case 'object':
      return isObject(value) ? readWireObject(value, field.fields!, `${path}.`, report) : undefined;
    case 'list':
      if (!Array.isArray(value) || !value.every(isObject)) return undefined;
      return value.map((item) => readWireObject(item, field.fields!, `${path}[].`, report));
  }
}

const isPair = (value: unknown) =>
  Array.isArray(value) && value.length === 2 && value.every((item) => typeof item === 'string');

/** The wire object with its opaque ids as text, whatever their size. */
export function withTextIds(wire: WireObject, fields: ObjectRow): WireObject {
  const entries = Object.entries(wire).map(([key, value]): [string, unknown] => {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field?.type === 'id' && Number.isSafeInteger(value)) return [key, String(value)];
    if (field?.fields && isObject(value)) return [key, withTextIds(value, field.fields)];
    if (field?.fields && Array.isArray(value)) {
      return [key, value.map((item: unknown) => (isObject(item) ? withTextIds(item, field.fields!) : item))];
    }
    return [key, value];
  });
  return Object.fromEntries(entries);
}

/** A report of differences of one kind of event. */
export function reportOf(event: string, onDrift: ((drift: Drift) => void) | undefined): Report {
  return (kind, path, value) => onDrift?.({ kind, event, path, sample: value === undefined ? '' : sampleOf(value) });
}
