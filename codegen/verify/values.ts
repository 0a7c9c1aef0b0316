// Holds values of the wire against types of the model.
import type { FieldModel, SchemaModel, TypeModel } from '../model/model.js';
import { isFields, type Fields } from './captured.js';

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

/** What a value turned out to be. */
export interface Findings {
  /** Called with each difference. `target` is missing where nothing that can be named would have to change. */
  differs(kind: ValueKind, path: string, target: Target | undefined, value: unknown): void;
  /** Called with each object that a schema describes. */
  has?(schema: string, object: Fields): void;
}

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

/** A field of an object, and the schema that declares it. */
export interface FieldEntry {
  readonly owner: string;
  readonly field: FieldModel;
}

/** Checks values against the types of a model. */
export class Checker {
  readonly #schemas: ReadonlyMap<string, SchemaModel>;
  readonly #fields = new Map<string, Map<string, FieldEntry>>();

  constructor(schemas: readonly SchemaModel[]) {
    this.#schemas = new Map(schemas.map((schema) => [schema.name, schema]));
  }

  /** All fields of an object, each with the schema that declares it. */
  fieldsOf(name: string): ReadonlyMap<string, FieldEntry> {
    const before = this.#fields.get(name);
    if (before) return before;
    const fields = new Map<string, FieldEntry>();
    this.#fields.set(name, fields);
    const schema = this.#schemas.get(name);
    for (const base of schema?.extends ?? []) for (const [key, entry] of this.fieldsOf(base)) fields.set(key, entry);
    for (const field of schema?.fields ?? []) fields.set(field.name, { owner: name, field });
    return fields;
  }

  /** Checks a whole event or answer. */
  check(type: TypeModel, value: unknown, findings: Findings): void {
    this.#type(type, value, { path: '', target: undefined }, findings);
  }

  /** Whether a value differs in nothing. */
  takes(type: TypeModel, value: unknown): boolean {
    let isFine = true;
    this.check(type, value, { differs: () => (isFine = false) });
    return isFine;
  }

  #type(type: TypeModel, value: unknown, scope: Scope, findings: Findings): void {
    const form = formOf(value);
    if (form === 'null' && type.nullable) return;
    if (type.also?.some((word) => isAlso(word, type.kind, value))) return;
    const wrong = () => findings.differs('type', scope.path, scope.target, value);
    switch (type.kind) {
      case 'reference':
        return this.#named(type.name, value, scope, findings);
      case 'enum':
        if (!fits(type, form)) return wrong();
        if (!type.values.some((known) => known === value))
          findings.differs('unknown-enum-value', scope.path, scope.target, value);
        return;
      case 'union':
        return this.#union(type.options, value, scope, findings);
      case 'array': {
        if (!Array.isArray(value)) return wrong();
        if (value.length < (type.minItems ?? 0) || value.length > (type.maxItems ?? Infinity)) return wrong();
        const inner = { path: `${scope.path}[]`, target: scope.target && deeper(scope.target) };
        for (const item of value) this.#type(type.items, item, inner, findings);
        return;
      }
      case 'tuple':
        return this.#tuple(type.items, value, scope, findings);
      case 'map':
        if (!isFields(value)) return wrong();
        for (const item of Object.values(value))
          this.#type(type.values, item, { ...scope, path: `${scope.path}.*` }, findings);
        return;
      default:
        if (!FORMS[type.kind]?.includes(form)) wrong();
    }
  }

  #named(name: string, value: unknown, scope: Scope, findings: Findings): void {
    const type = this.#schemas.get(name)?.type;
    if (type) {
      // Whether null and other forms are allowed is said where the name is used.
      const target = { schema: name, key: undefined, depth: 0, after: undefined };
      const isEnum = type.kind === 'enum' && fits(type, formOf(value));
      this.#type(type, value, isEnum ? { ...scope, target } : scope, findings);
    } else if (isFields(value)) this.#object(name, value, scope.path, findings);
    else findings.differs('type', scope.path, scope.target, value);
  }

  #tuple(items: readonly { readonly type: TypeModel }[], value: unknown, { path }: Scope, findings: Findings): void {
    if (!Array.isArray(value)) return findings.differs('type', path, undefined, value);
    for (const [index, item] of value.entries()) {
      const inner = { path: `${path}[${index}]`, target: undefined };
      const type = items[index]?.type;
      if (type) this.#type(type, item, inner, findings);
      else findings.differs('unknown-field', inner.path, undefined, item);
    }
    for (let index = value.length; index < items.length; index++)
      findings.differs('missing-field', `${path}[${index}]`, undefined, undefined);
  }

  /** Of several types the one counts that fits best. */
  #union(options: readonly TypeModel[], value: unknown, scope: Scope, findings: Findings): void {
    let best: { readonly type: TypeModel; readonly differences: number } | undefined;
    for (const type of options) {
      let differences = 0;
      this.#type(type, value, scope, { differs: () => differences++ });
      if (!best || differences < best.differences) best = { type, differences };
    }
    if (best) this.#type(best.type, value, scope, findings);
  }

  #object(schema: string, value: Fields, path: string, findings: Findings): void {
    findings.has?.(schema, value);
    const fields = this.fieldsOf(schema);
    const at = (key: string) => (path === '' ? key : `${path}.${key}`);
    let after: string | undefined;
    for (const [key, item] of Object.entries(value)) {
      const entry = fields.get(key);
      if (!entry) {
        findings.differs('unknown-field', at(key), { schema, key, depth: 0, after }, item);
      } else {
        const target = { schema: entry.owner, key, depth: 0, after: undefined };
        this.#type(entry.field.type, item, { path: at(key), target }, findings);
      }
      after = key;
    }
    for (const [key, { owner, field }] of fields) {
      if (!field.required || Object.hasOwn(value, key)) continue;
      findings.differs('missing-field', at(key), { schema: owner, key, depth: 0, after: undefined }, undefined);
    }
  }
}

const deeper = (target: Target): Target => ({ ...target, depth: target.depth + 1 });

/** Whether a value is of the kind that the values of an enum are. */
const fits = (type: TypeModel & { kind: 'enum' }, form: Form): boolean =>
  (typeof type.values[0] === 'number' ? INTEGER : TEXT).includes(form);
