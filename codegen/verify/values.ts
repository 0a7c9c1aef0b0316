// Holds values of the wire against types of the model.
import type { FieldModel, SchemaModel, TypeModel } from '../model/model.js';
import { isObject } from './captures.js';

/** What can differ inside an event or answer. */
export type ValueKind = 'unknown-field' | 'missing-field' | 'type' | 'unknown-enum-value';

/** The part of the spec that speaks of a value. */
export interface Target {
  /** Component schema. */
  readonly schema: string;
  /** Key of the schema; `undefined` if the schema itself is the type. */
  readonly key: string | undefined;
  /** How many lists deep inside it. */
  readonly depth: number;
  /** Key that stands before an unknown one on the wire. */
  readonly after: string | undefined;
}

/** Told of each difference. `target` is missing where nothing that can be named would have to change. */
export type ReportValue = (kind: ValueKind, path: string, target: Target | undefined, value: unknown) => void;

/** JSON type of a value, with what matters for types of the spec told apart. */
export type Form =
  'null' | 'boolean' | 'integer' | 'long' | 'number' | 'decimal' | 'string' | 'empty' | 'array' | 'object';

const DECIMAL = /^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/;

/** The form of a value that was parsed without losing digits. */
export function formOf(value: unknown): Form {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  if (typeof value === 'string') return value === '' ? 'empty' : DECIMAL.test(value) ? 'decimal' : 'string';
  if (typeof value === 'boolean') return 'boolean';
  return Array.isArray(value) ? 'array' : 'object';
}

const TEXT: readonly Form[] = ['string', 'decimal', 'empty'];
const INTEGER: readonly Form[] = ['integer', 'long'];
const NUMBER: readonly Form[] = ['integer', 'long', 'number'];

/** Whether a value is of the form that a word of `x-also` names, so that the declared type can be made of it. */
export function isAlso(word: string, kind: TypeModel['kind'], value: unknown): boolean {
  const form = formOf(value);
  switch (word) {
    case 'empty':
      return form === 'empty';
    case 'integer':
      return INTEGER.includes(form);
    case 'number':
      return NUMBER.includes(form);
    case 'boolean':
      return form === 'boolean';
    default:
      if (kind === 'boolean') return value === 'true' || value === 'false';
      if (kind === 'integer' || kind === 'id') return /^-?\d+$/.test(String(value)) && form === 'decimal';
      return kind === 'number' && form === 'decimal';
  }
}

/** Forms of the plain types. */
const FORMS: { readonly [kind in TypeModel['kind']]?: readonly Form[] } = {
  string: TEXT,
  json: TEXT,
  flag: TEXT,
  decimal: ['decimal'],
  id: INTEGER,
  integer: ['integer'],
  number: NUMBER,
  boolean: ['boolean'],
  array: ['array'],
  tuple: ['array'],
  map: ['object'],
};

interface Scope {
  readonly path: string;
  readonly target: Target | undefined;
}

/** Checks values against the types of a model. */
export function createChecker(schemas: ReadonlyMap<string, SchemaModel>) {
  /** Objects that occurred. */
  const visited = new Set<string>();
  const known = new Map<string, Map<string, { readonly owner: string; readonly field: FieldModel }>>();

  /** All fields of an object, each with the schema that declares it. */
  function fieldsOf(name: string) {
    const before = known.get(name);
    if (before) return before;
    const fields: typeof known extends Map<string, infer Fields> ? Fields : never = new Map();
    known.set(name, fields);
    const schema = schemas.get(name);
    for (const base of schema?.extends ?? []) for (const [key, entry] of fieldsOf(base)) fields.set(key, entry);
    for (const field of schema?.fields ?? []) fields.set(field.name, { owner: name, field });
    return fields;
  }

  function checkType(type: TypeModel, value: unknown, scope: Scope, report: ReportValue): void {
    const form = formOf(value);
    if (form === 'null' && type.nullable) return;
    if (type.also?.some((word) => isAlso(word, type.kind, value))) return;
    const wrong = () => report('type', scope.path, scope.target, value);
    switch (type.kind) {
      case 'reference': {
        const { type: named } = schemas.get(type.name) ?? {};
        if (named) {
          // Whether null and other forms are allowed is said where the name is used.
          const target = { schema: type.name, key: undefined, depth: 0, after: undefined };
          const isEnum = named.kind === 'enum' && fits(named, form);
          return checkType(named, value, isEnum ? { ...scope, target } : scope, report);
        }
        return isObject(value) ? checkFields(type.name, value, scope.path, report) : wrong();
      }
      case 'enum':
        if (!fits(type, form)) return wrong();
        if (!type.values.includes(value as string | number))
          report('unknown-enum-value', scope.path, scope.target, value);
        return;
      case 'union':
        return checkUnion(type.options, value, scope, report);
      case 'array': {
        if (!Array.isArray(value)) return wrong();
        if (value.length < (type.minItems ?? 0) || value.length > (type.maxItems ?? Infinity)) return wrong();
        const inner = { path: `${scope.path}[]`, target: scope.target && deeper(scope.target) };
        for (const item of value) checkType(type.items, item, inner, report);
        return;
      }
      case 'tuple':
        return checkTuple(type.items, value, scope, report);
      case 'map':
        if (!isObject(value)) return wrong();
        for (const item of Object.values(value))
          checkType(type.values, item, { ...scope, path: `${scope.path}.*` }, report);
        return;
      default:
        if (!FORMS[type.kind]!.includes(form)) wrong();
    }
  }

  const deeper = (target: Target): Target => ({ ...target, depth: target.depth + 1 });

  function checkTuple(
    items: readonly { readonly type: TypeModel }[],
    value: unknown,
    scope: Scope,
    report: ReportValue,
  ): void {
    if (!Array.isArray(value)) return report('type', scope.path, undefined, value);
    for (const [index, item] of value.entries()) {
      const inner = { path: `${scope.path}[${index}]`, target: undefined };
      const type = items[index]?.type;
      if (type) checkType(type, item, inner, report);
      else report('unknown-field', inner.path, undefined, item);
    }
    for (let index = value.length; index < items.length; index++)
      report('missing-field', `${scope.path}[${index}]`, undefined, undefined);
  }

  /** Of several types the one counts that fits best. */
  function checkUnion(options: readonly TypeModel[], value: unknown, scope: Scope, report: ReportValue): void {
    let best: Parameters<ReportValue>[] | undefined;
    for (const option of options) {
      const found: Parameters<ReportValue>[] = [];
      checkType(option, value, scope, (...difference) => found.push(difference));
      if (!best || found.length < best.length) best = found;
    }
    for (const difference of best ?? []) report(...difference);
  }

  function checkFields(
    schema: string,
    value: { readonly [key: string]: unknown },
    path: string,
    report: ReportValue,
  ): void {
    visited.add(schema);
    const fields = fieldsOf(schema);
    const at = (key: string) => (path === '' ? key : `${path}.${key}`);
    let after: string | undefined;
    for (const [key, item] of Object.entries(value)) {
      const entry = fields.get(key);
      if (!entry) {
        report('unknown-field', at(key), { schema, key, depth: 0, after }, item);
      } else {
        const target = { schema: entry.owner, key, depth: 0, after: undefined };
        checkType(entry.field.type, item, { path: at(key), target }, report);
      }
      after = key;
    }
    for (const [key, { owner, field }] of fields) {
      if (!field.required || Object.hasOwn(value, key)) continue;
      report('missing-field', at(key), { schema: owner, key, depth: 0, after: undefined }, undefined);
    }
  }

  /** Checks a whole event or answer. */
  const check = (type: TypeModel, value: unknown, report: ReportValue) =>
    checkType(type, value, { path: '', target: undefined }, report);
  return { check, fieldsOf, visited };
}

export type Checker = ReturnType<typeof createChecker>;

/** Whether a value is of the kind that the values of an enum are. */
const fits = (type: TypeModel & { kind: 'enum' }, form: Form): boolean =>
  (typeof type.values[0] === 'number' ? INTEGER : TEXT).includes(form);
