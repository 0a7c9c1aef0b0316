// Types as TypeScript text, as an answer shows them and as a caller writes them.
import { elementName } from '../model/names.js';
import { referencesOf, type FieldModel, type Model, type TypeModel } from '../model/model.js';
import { literal, propertyName } from './source.js';

/** Which side of a call a type stands on: ids are strings in answers; callers may also write numbers and bigints. */
export type Side = 'answer' | 'request';

/** TypeScript text of a type. */
export function typeText(type: TypeModel, side: Side): string {
  const text = plainText(type, side);
  return type.nullable ? `${text} | null` : text;
}

function plainText(type: TypeModel, side: Side): string {
  switch (type.kind) {
    case 'string':
      return 'string';
    case 'decimal':
      return side === 'answer' ? 'string' : 'string | number';
    case 'id':
      return side === 'answer' ? 'string' : 'string | number | bigint';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'flag':
      return side === 'answer' ? "'true' | 'false'" : 'boolean';
    case 'enum':
      return [...type.values.map(literal), ...(type.open ? [`(${typeof type.values[0]} & {})`] : [])].join(' | ');
    case 'array':
      if (type.minItems === 2 && type.maxItems === 2)
        return `[${plainText(type.items, side)}, ${plainText(type.items, side)}]`;
      return `${grouped(type.items, side)}[]`;
    case 'tuple':
      return `[${type.items.map((item) => `${propertyName(item.name)}: ${typeText(item.type, side)}`).join(', ')}]`;
    case 'map':
      return `{ [key: string]: ${typeText(type.values, side)} }`;
    case 'union':
      return type.options.map((option) => typeText(option, side)).join(' | ');
    case 'reference':
      return type.name;
    case 'json':
      return typeText(elementsOf(type.content), side);
  }
}

function grouped(type: TypeModel, side: Side): string {
  const text = typeText(type, side);
  return /[|]/.test(text) ? `(${text})` : text;
}

/** A list of elements, with the elements named as a caller writes them. */
function elementsOf(type: TypeModel): TypeModel {
  if (type.kind === 'array' && type.items.kind === 'reference') {
    return { ...type, items: { kind: 'reference', name: elementName(type.items.name) } };
  }
  return type;
}

/** File of generated/schemas/ that declares a schema. */
export function topicOf(model: Model, name: string): string {
  const schema = model.schemas.find((candidate) => candidate.name === name);
  if (!schema) throw new Error(`no schema is named ${name}`);
  return schema.topic;
}

/** Names of all schemas that the given ones are made of, themselves included. */
export function reachableFrom(model: Model, names: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const schema = model.schemas.find((candidate) => candidate.name === name);
    const types = [...(schema?.type ? [schema.type] : []), ...(schema?.fields ?? []).map(({ type }) => type)];
    for (const other of [...(schema?.extends ?? []), ...types.flatMap(referencesOf)]) visit(other);
  };
  for (const name of names) visit(name);
  return found;
}

/** All fields of an object schema, those of its bases first. */
export function fieldsOf(model: Model, name: string): readonly FieldModel[] {
  const schema = model.schemas.find((candidate) => candidate.name === name);
  return [...(schema?.extends ?? []).flatMap((base) => fieldsOf(model, base)), ...(schema?.fields ?? [])];
}

/** Whether a type is a list of pairs of texts, such as the levels of an order book. */
export function isPairs(model: Model, type: TypeModel): boolean {
  const items = type.kind === 'array' ? resolvedType(model, type.items) : undefined;
  return items?.kind === 'array' && items.minItems === 2 && items.maxItems === 2 && items.items.kind === 'decimal';
}

/** Whether a schema is an object of an event: its keys have readable names. */
export function isEventObject(model: Model, name: string): boolean {
  const fields = fieldsOf(model, name);
  return fields.length > 0 && fields.every(({ label }) => label !== undefined);
}

/** The object of an event that a type is or lists, if there is one. */
export function objectIn(type: TypeModel, model: Model): string | undefined {
  if (type.kind === 'array') return objectIn(type.items, model);
  return type.kind === 'reference' && isEventObject(model, type.name) ? type.name : undefined;
}

/** Readable form of a path of wire keys: `o.t` → `order.tradeId`; `undefined` if there is no such path. */
export function readablePath(schema: string, path: string, model: Model): string | undefined {
  let here: string | undefined = schema;
  const labels: string[] = [];
  for (const key of path.split('.')) {
    const field: FieldModel | undefined =
      here === undefined ? undefined : fieldsOf(model, here).find(({ name }) => name === key);
    if (field?.label === undefined) return undefined;
    labels.push(field.label);
    here = objectIn(field.type, model);
  }
  return labels.join('.');
}

/** Resolves a reference to a list of values, so that its facts can be written out. */
export function resolvedType(model: Model, type: TypeModel): TypeModel {
  const target = type.kind === 'reference' && model.schemas.find((schema) => schema.name === type.name)?.type;
  return target ? { ...target, ...(type.nullable && { nullable: true }) } : type;
}

/** Name of the schema whose objects stand in a list of elements, if there is one. */
export function elementSchemaOf(type: TypeModel): string | undefined {
  return type.kind === 'json' && type.content.kind === 'array' && type.content.items.kind === 'reference'
    ? type.content.items.name
    : undefined;
}
