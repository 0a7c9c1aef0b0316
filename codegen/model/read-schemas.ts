// Schemas of a document to types of the model. The same words are read in every format.
import type { Json, JsonObject } from '../load/load.js';
import type { CoercedType, FieldModel, SchemaModel, TypeModel } from './model.js';
import { lastStep, numbers, type Reader } from './reader.js';

const SCHEMA_WORDS =
  '$ref type format description enum const pattern default examples minimum maximum minItems maxItems items prefixItems properties required additionalProperties allOf oneOf contentMediaType contentSchema title x-set-by-client x-extensible-enum x-enum-varnames x-also x-minimum x-maximum x-name x-since x-deprecated-since x-removed x-corrected deprecated';
const ALSO = ['string', 'integer', 'number', 'boolean', 'empty'];
const COERCED: { [type in TypeModel['kind']]?: CoercedType } = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
};

/** Reads one schema, following references to plain scalars so that only objects and lists of values keep their names. */
export function typeReader(reader: Reader, components: JsonObject) {
  function typeOf(given: Json | undefined, parent: JsonObject): TypeModel {
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      return reader.fail(parent, 'a schema is missing');
    let node: JsonObject = given;
    reader.known(node, SCHEMA_WORDS, 'a schema');
    const also = reader.texts(node, 'x-also');
    const strange = also.find((form) => !ALSO.includes(form));
    if (strange !== undefined) reader.fail(node, `x-also holds ${strange}, which is none of ${ALSO.join(', ')}`);
    const reference = reader.optionalText(node, '$ref');
    if (reference !== undefined) {
      const name = lastStep(reference);
      const target = components[name] as JsonObject;
      if (isNamed(target)) return { kind: 'reference', name, ...(also.length > 0 && { also }) };
      const { $ref: _, ...own } = node;
      node = { ...target, ...own };
    }
    const [type, nullable] = plainType(node, given);
    const extra = { ...(nullable && { nullable }), ...(also.length > 0 && { also }) };
    const inner = schemaType(node, type, given);
    return { ...inner, ...extra };
  }

  function plainType(node: JsonObject, given: JsonObject): [type: string | undefined, nullable: boolean] {
    const types = node['type'] === undefined ? [] : [node['type']].flat();
    const plain = types.filter((type) => type !== 'null');
    if (plain.length > 1) reader.fail(given, 'a schema has one type; others that occur go into x-also');
    return [plain[0] as string | undefined, plain.length < types.length];
  }

  function schemaType(node: JsonObject, type: string | undefined, given: JsonObject): TypeModel {
    if (node['oneOf'])
      return { kind: 'union', options: reader.list(node, 'oneOf').map((option) => typeOf(option, given)) };
    if (node['const'] !== undefined) return { kind: 'enum', values: [node['const'] as string], open: false };
    const closed = reader.list(node, 'enum') as (string | number)[];
    if (type === 'string' && closed.length === 2 && closed.includes('true') && closed.includes('false'))
      return { kind: 'flag' };
    if (closed.length > 0) return { kind: 'enum', values: closed, open: false };
    const open = reader.list(node, 'x-extensible-enum') as (string | number)[];
    if (open.length > 0) return { kind: 'enum', values: open, open: true };
    switch (type) {
      case 'string':
        if (node['contentSchema']) return { kind: 'json', content: typeOf(node['contentSchema'], given) };
        if (node['format'] === 'decimal') {
          return { kind: 'decimal', ...numbers(reader, node, { minimum: 'x-minimum', maximum: 'x-maximum' }) };
        }
        if (node['format'] !== undefined) reader.fail(given, `unknown format ${String(node['format'])}`);
        return { kind: 'string', ...(node['pattern'] !== undefined && { pattern: reader.text(node, 'pattern') }) };
      case 'integer':
        if (node['format'] === 'int64' && node['maximum'] === undefined) return { kind: 'id' };
        return { kind: 'integer', ...numbers(reader, node, { minimum: 'minimum', maximum: 'maximum' }) };
      case 'number':
        return { kind: 'number' };
      case 'boolean':
        return { kind: 'boolean' };
      case 'array':
        if (node['prefixItems']) {
          const items = (reader.list(node, 'prefixItems') as JsonObject[]).map((item) => ({
            name: reader.text(item, 'x-name'),
            type: typeOf(item, given),
            description: reader.optionalText(item, 'description'),
          }));
          return { kind: 'tuple', items };
        }
        return {
          kind: 'array',
          items: typeOf(node['items'], given),
          ...numbers(reader, node, { minItems: 'minItems', maxItems: 'maxItems' }),
        };
      case 'object':
        if (node['additionalProperties']) return { kind: 'map', values: typeOf(node['additionalProperties'], given) };
        return reader.fail(given, 'an object inside another schema must be a component with a name of its own');
      default:
        return reader.fail(given, `cannot read a schema of type ${String(type)}`);
    }
  }

  /** Objects, lists of values, tuples and unions keep their names; plain scalars are written out where they are used. */
  function isNamed(node: JsonObject): boolean {
    const scalar = ['string', 'integer', 'number', 'boolean'].includes([node['type']].flat()[0] as string);
    return !scalar || node['enum'] !== undefined || node['x-extensible-enum'] !== undefined;
  }

  function fieldsOf(node: JsonObject): FieldModel[] {
    const required = reader.texts(node, 'required');
    const properties = node['properties'] ? reader.object(node, 'properties') : {};
    for (const name of required)
      if (!(name in properties)) reader.fail(node, `required names ${name}, which is not described`);
    return Object.entries(properties).map(([name, value]) =>
      fieldOf(name, value as JsonObject, required.includes(name), node),
    );
  }

  function fieldOf(name: string, node: JsonObject, required: boolean, parent: JsonObject, holder = node): FieldModel {
    const target = (node['$ref'] ? components[String(node['$ref']).split('/').pop() as string] : undefined) as
      JsonObject | undefined;
    const label = reader.optionalText(node, 'x-name');
    return {
      name,
      ...(label !== undefined && { label }),
      ...(node['x-set-by-client'] === true && { setByClient: true as const }),
      type: typeOf(node, parent),
      required,
      description: reader.optionalText(holder, 'description') ?? (target && reader.optionalText(target, 'description')),
      default: (node['default'] ?? target?.['default']) as string | number | undefined,
      since: reader.optionalText(holder, 'x-since'),
      deprecated: holder['deprecated'] === true,
      removed: reader.optionalText(holder, 'x-removed'),
      ...correction(reader, holder),
    };
  }

  function schemaOf(name: string, node: JsonObject): SchemaModel {
    const topic = reader.origin(node).replace(/^.*\/([^/]+)\.yaml#.*$/, '$1');
    const description = reader.optionalText(node, 'description');
    reader.known(node, SCHEMA_WORDS, 'a schema');
    const none = { extends: [], fields: undefined, type: undefined, ...correction(reader, node) };
    if (node['allOf']) {
      const parts = reader.list(node, 'allOf') as JsonObject[];
      const bases = parts.filter((part) => part['$ref']).map((part) => lastStep(reader.text(part, '$ref')));
      return {
        name,
        topic,
        description,
        ...none,
        extends: bases,
        fields: parts.filter((part) => !part['$ref']).flatMap(fieldsOf),
      };
    }
    if (node['type'] === 'object' && !node['additionalProperties'])
      return { name, topic, description, ...none, fields: fieldsOf(node) };
    return { name, topic, description, ...none, type: typeOf(node, node) };
  }
  return { typeOf, fieldOf, schemaOf, isNamed };
}

export type TypeReader = ReturnType<typeof typeReader>;

/** When a fact was set right, so that this is not taken for a change of the exchange. */
export function correction(reader: Reader, node: JsonObject): { corrected?: string } {
  const corrected = reader.optionalText(node, 'x-corrected');
  return { ...(corrected !== undefined && { corrected }) };
}

/** Collects what reading an answer has to care for: opaque ids and values that come in more than one JSON type. */
export function answerFacts(
  type: TypeModel,
  schemas: ReadonlyMap<string, SchemaModel>,
): { ids: Set<string>; others: Set<string>; coerce: Map<string, CoercedType> } {
  const ids = new Set<string>();
  const others = new Set<string>();
  const coerce = new Map<string, CoercedType>();
  function visit(here: TypeModel, path: string): void {
    const key = path.slice(path.lastIndexOf('.') + 1);
    if (here.kind === 'id') ids.add(key);
    else if (here.kind === 'integer' || here.kind === 'number') others.add(key);
    const foreign = (here.also ?? []).filter((form) => form !== 'empty');
    if (foreign.length > 0 && here.kind !== 'id') coerce.set(path, COERCED[here.kind] ?? 'string');
    if (here.kind === 'array') visit(here.items, path);
    else if (here.kind === 'map') visit(here.values, path === '' ? '*' : `${path}.*`);
    else if (here.kind === 'union') for (const option of here.options) visit(option, path);
    else if (here.kind === 'reference') visitSchema(here.name, path);
  }
  function visitSchema(name: string, path: string): void {
    const schema = schemas.get(name);
    if (schema?.type) visit(schema.type, path);
    for (const base of schema?.extends ?? []) visitSchema(base, path);
    for (const field of schema?.fields ?? []) visit(field.type, path === '' ? field.name : `${path}.${field.name}`);
  }
  visit(type, '');
  return { ids, others, coerce };
}
