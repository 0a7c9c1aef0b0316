// Compares types at any depth, by the rules of requests or by those of answers.
import type { FieldModel, SchemaModel, TypeModel } from '../model/model.js';
import { compareFields } from './fields.js';
import { marked, paired, report, same, within, type Scope } from './findings.js';

/** What a comparison of types knows of its surroundings. */
export interface Context {
  /** Callers write requests and read answers. Events are answers whose types the client exports. */
  readonly way: 'request' | 'answer' | 'event';
  readonly before: ReadonlyMap<string, SchemaModel>;
  readonly after: ReadonlyMap<string, SchemaModel>;
  /** Pairs of schemas above, so that a schema that holds itself ends. */
  readonly trail?: readonly string[];
}
type Schemas = ReadonlyMap<string, SchemaModel>;
type Extra = { readonly nullable?: boolean; readonly also?: readonly string[] };
type ObjectType = { readonly kind: 'object'; readonly schema: SchemaModel };
type Plain = (Exclude<TypeModel, { kind: 'reference' }> | ObjectType) & Extra;

/** A type without references, with the schemas that were passed. */
function resolved(type: TypeModel, schemas: Schemas): { type: Plain; schema: SchemaModel | undefined } {
  if (type.kind !== 'reference') return { type, schema: undefined };
  const schema = schemas.get(type.name);
  if (schema === undefined) throw new Error(`schema ${type.name} is missing from the model`);
  const extra: Extra = { ...(type.nullable && { nullable: true }), ...(type.also && { also: type.also }) };
  if (schema.type === undefined) return { type: { kind: 'object', schema, ...extra }, schema };
  const inner = resolved(schema.type, schemas);
  return { type: { ...inner.type, ...extra }, schema };
}

/** An object with the objects that it extends. */
function lineage(schema: SchemaModel, schemas: Schemas): SchemaModel[] {
  return [...schema.extends.flatMap((base) => lineage(schemas.get(base)!, schemas)), schema];
}

/** Compares two types at one place. */
export function compareTypes(given: TypeModel, next: TypeModel, scope: Scope, context: Context): void {
  const [before, after] = [resolved(given, context.before), resolved(next, context.after)];
  const here = marked(scope, before.schema, after.schema);
  renamed(before.schema, after.schema, here, context);
  const [a, b] = [before.type, after.type];
  compareNull(a, b, here, context);
  if (context.way !== 'request') compareForms(a, b, here);
  if (a.kind === 'object' && b.kind === 'object') compareObjects(a, b, here, context);
  else if (a.kind === 'enum' || b.kind === 'enum') compareValues(a, b, here, context);
  else if (a.kind !== b.kind) retyped(a, b, here, context);
  else compareInside(a, b, here, context);
}

/** A type that only changed its name matters to those who import it. */
function renamed(a: SchemaModel | undefined, b: SchemaModel | undefined, scope: Scope, context: Context): void {
  if (!a || !b || a.name === b.name || context.after.has(a.name)) return;
  report(scope, context.way === 'event' ? 'exported-type-renamed' : 'schema-renamed', a.name, b.name);
}

function compareNull(a: Plain, b: Plain, scope: Scope, { way }: Context): void {
  if ((a.nullable ?? false) === (b.nullable ?? false)) return;
  const [old, fresh] = [a, b].map((type) => (type.nullable ? 'null too' : 'never null'));
  if (way === 'request') report(scope, b.nullable ? 'parameter-widened' : 'parameter-narrowed', old, fresh);
  else report(scope, b.nullable ? 'field-became-nullable' : 'field-never-null', old, fresh);
}

function compareForms(a: Plain, b: Plain, scope: Scope): void {
  const { added, removed } = paired(a.also ?? [], b.also ?? [], (form) => form);
  for (const form of added) report(scope, 'wire-form-added', undefined, form);
  for (const form of removed) report(scope, 'wire-form-removed', form, undefined);
}

function compareObjects(a: ObjectType, b: ObjectType, scope: Scope, context: Context): void {
  const pair = `${a.schema.name}>${b.schema.name}`;
  if (context.trail?.includes(pair)) return;
  const inner = { ...context, trail: [...(context.trail ?? []), pair] };
  const [old, fresh] = [lineage(a.schema, context.before), lineage(b.schema, context.after)];
  const fieldsOf = (schemas: readonly SchemaModel[]) => schemas.flatMap(({ fields = [] }) => fields);
  // A mark on a base excuses its own fields only.
  const ownerScope = (field: FieldModel) => {
    const owner = [...old, ...fresh].find(({ fields }) => fields?.includes(field))?.name ?? '';
    return marked(scope, context.before.get(owner), context.after.get(owner));
  };
  compareFields(fieldsOf(old), fieldsOf(fresh), ownerScope, inner);
}

/** The plain type that the values of a list belong to. */
function baseOf(type: Plain): string {
  if (type.kind !== 'enum') return type.kind;
  return type.values.every((value) => typeof value === 'string') ? 'string' : 'integer';
}

/** Lists of values, also against plain texts and integers, of which they are a part. */
function compareValues(a: Plain, b: Plain, scope: Scope, context: Context): void {
  if (baseOf(a) !== baseOf(b)) return retyped(a, b, scope, context);
  const request = context.way === 'request';
  if (a.kind !== 'enum' || b.kind !== 'enum') {
    const closed = (type: Plain) => type.kind === 'enum' && !type.open;
    if (request) return narrowed(closed(b), closed(a), a, b, scope);
    const kind = closed(a) ? 'values-opened' : closed(b) ? 'values-closed' : 'bounds-changed';
    return report(scope, kind, describe(a), describe(b));
  }
  if (a.open !== b.open) {
    if (request) narrowed(a.open, b.open, a, b, scope);
    else report(scope, b.open ? 'values-opened' : 'values-closed', describe(a), describe(b));
  }
  const { added, removed } = paired<string | number>(a.values, b.values, (value) => value);
  const [came, went] = request
    ? (['parameter-value-added', 'parameter-value-removed'] as const)
    : ([a.open ? 'value-added' : 'closed-value-added', 'value-removed'] as const);
  for (const value of added) report(scope, came, undefined, value);
  for (const value of removed) report(scope, went, value, undefined);
}

function narrowed(tighter: boolean, wider: boolean, a: Plain, b: Plain, scope: Scope): void {
  if (tighter) report(scope, 'parameter-narrowed', describe(a), describe(b));
  else if (wider) report(scope, 'parameter-widened', describe(a), describe(b));
}

/** Types of parameters that take all that another takes. */
const WIDER: { readonly [kind in Plain['kind']]?: readonly Plain['kind'][] } = { integer: ['id', 'number'] };

function retyped(a: Plain, b: Plain, scope: Scope, { way }: Context): void {
  const [old, fresh] = [describe(a), describe(b)];
  if (way !== 'request') return report(scope, 'field-retyped', old, fresh);
  const isFlag = [a.kind, b.kind].sort().join() === 'boolean,flag';
  if (isFlag) return report(scope, 'parameter-form-changed', old, fresh);
  report(scope, WIDER[a.kind]?.includes(b.kind) ? 'parameter-widened' : 'parameter-retyped', old, fresh);
}

/** Two types of one kind. */
function compareInside(a: Plain, b: Plain, scope: Scope, context: Context): void {
  if (a.kind === 'array' && b.kind === 'array') {
    const isPair = a.minItems !== undefined && a.minItems === a.maxItems;
    if (isPair && context.way !== 'request' && (a.minItems !== b.minItems || a.maxItems !== b.maxItems)) {
      return retyped(a, b, scope, context);
    }
    compareBounds([a.minItems, a.maxItems], [b.minItems, b.maxItems], scope, context);
    compareTypes(a.items, b.items, within(scope, '[]'), context);
  } else if (a.kind === 'tuple' && b.kind === 'tuple') {
    compareTuples(a, b, scope, context);
  } else if (a.kind === 'map' && b.kind === 'map') {
    compareTypes(a.values, b.values, within(scope, '*'), context);
  } else if (a.kind === 'json' && b.kind === 'json') {
    compareTypes(a.content, b.content, scope, context);
  } else if (a.kind === 'union' && b.kind === 'union') {
    compareUnions(a.options, b.options, scope, context);
  } else if ((a.kind === 'integer' && b.kind === 'integer') || (a.kind === 'decimal' && b.kind === 'decimal')) {
    compareBounds([a.minimum, a.maximum], [b.minimum, b.maximum], scope, context);
  } else if (a.kind === 'string' && b.kind === 'string' && a.pattern !== b.pattern) {
    // Which of two patterns takes more cannot be told, so a changed one counts as narrower.
    if (context.way !== 'request') report(scope, 'bounds-changed', describe(a), describe(b));
    else narrowed(b.pattern !== undefined, true, a, b, scope);
  }
}

type Bounds = readonly [least: number | undefined, most: number | undefined];

function compareBounds(before: Bounds, after: Bounds, scope: Scope, { way }: Context): void {
  if (same(before, after)) return;
  const [old, fresh] = [before, after].map(range);
  if (way !== 'request') return report(scope, 'bounds-changed', old, fresh);
  const ends = ([least = -Infinity, most = Infinity]: Bounds) => [least, most] as const;
  const [[least, most], [nextLeast, nextMost]] = [ends(before), ends(after)];
  const isTighter = nextLeast > least || nextMost < most;
  report(scope, isTighter ? 'parameter-narrowed' : 'parameter-widened', old, fresh);
}

type TupleType = Extract<TypeModel, { kind: 'tuple' }>;

function compareTuples(a: TupleType, b: TupleType, scope: Scope, context: Context): void {
  b.items.forEach((item, index) => {
    const here = { ...within(scope, `[${index}]`), name: item.name };
    const old = a.items[index];
    if (old === undefined) return report(here, 'field-added', undefined, describe(item.type));
    if (old.name !== item.name) report(here, 'readable-name-changed', old.name, item.name);
    compareTypes(old.type, item.type, here, context);
    if (old.description !== item.description) report(here, 'text-changed', old.description, item.description);
  });
  a.items.slice(b.items.length).forEach((item, index) => {
    const here = { ...within(scope, `[${b.items.length + index}]`), name: item.name };
    report(here, 'field-removed', describe(item.type), undefined);
  });
}

function compareUnions(a: readonly TypeModel[], b: readonly TypeModel[], scope: Scope, context: Context): void {
  const { kept, added, removed } = paired(a, b, describe);
  const [came, went] =
    context.way === 'request'
      ? (['parameter-widened', 'parameter-narrowed'] as const)
      : (['option-added', 'option-removed'] as const);
  for (const [old, fresh] of kept) compareTypes(old, fresh, within(scope, `<${describe(old)}>`), context);
  for (const type of added) report(scope, came, undefined, describe(type));
  for (const type of removed) report(scope, went, describe(type), undefined);
}

const range = ([least, most]: Bounds) => `${least ?? '…'} to ${most ?? '…'}`;

/** A type in words. */
export function describe(type: Plain | TypeModel): string {
  switch (type.kind) {
    case 'reference':
      return type.name;
    case 'object':
      return type.schema.name;
    case 'enum':
      return `${type.values.join(' | ')}${type.open ? ' | …' : ''}`;
    case 'array': {
      const bounds = type.minItems ?? type.maxItems;
      return `a list of ${describe(type.items)}${bounds === undefined ? '' : `, ${range([type.minItems, type.maxItems])} long`}`;
    }
    case 'tuple':
      return `a tuple of ${type.items.map(({ name }) => name).join(', ')}`;
    case 'map':
      return `a map of ${describe(type.values)}`;
    case 'union':
      return type.options.map(describe).join(' or ');
    case 'json':
      return `JSON text of ${describe(type.content)}`;
    case 'flag':
      return '"true" or "false"';
    case 'id':
      return '64-bit id';
    case 'string':
      return type.pattern === undefined ? 'string' : `string like ${type.pattern}`;
    default:
      return type.kind;
  }
}
