// Schemas of a document to types of the model. The same words are read in every format.
import { isObject, lastStep, type Json, type JsonObject } from '../load/json.js';
import { groupRule, keyRule, labelRule, schemaRule } from './allowed-names.js';
import type { CoercedType, FieldModel, SchemaModel, TypeModel } from './model.js';
import { present, type Reader } from './reader.js';

const SCHEMA_WORDS =
  '$ref type format description enum const pattern default examples minimum maximum minItems maxItems items prefixItems properties required additionalProperties allOf oneOf contentMediaType contentSchema title x-set-by-client x-extensible-enum x-enum-varnames x-also x-minimum x-maximum x-name x-since x-deprecated-since x-removed x-corrected x-observed x-doubtful deprecated';
const ALSO = ['string', 'integer', 'number', 'boolean', 'empty'] as const;
const COERCED: { [type in TypeModel['kind']]?: CoercedType } = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
};

/** Reads one schema, following references to plain scalars so that only objects and lists of values keep their names. */
export function typeReader(reader: Reader, components: JsonObject) {
  function typeOf(given: Json | undefined, parent: JsonObject): TypeModel {
    if (!isObject(given)) return reader.fail(parent, 'a schema is missing');
    let node: JsonObject = given;
    reader.known(node, SCHEMA_WORDS, 'a schema');
    const also = reader.words(node, 'x-also', ALSO);
    const reference = reader.optionalText(node, '$ref');
    if (reference !== undefined) {
      const name = lastStep(reference);
      const target = reader.object(components, name);
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
    const types = Array.isArray(node['type'])
      ? reader.texts(node, 'type')
      : [reader.optionalText(node, 'type') ?? []].flat();
    const plain = types.filter((type) => type !== 'null');
    if (plain.length > 1) reader.fail(given, 'a schema has one type; others that occur go into x-also');
    return [plain[0], plain.length < types.length];
  }

  function schemaType(node: JsonObject, type: string | undefined, given: JsonObject): TypeModel {
    if (node['oneOf'])
      return { kind: 'union', options: reader.list(node, 'oneOf').map((option) => typeOf(option, given)) };
    const constant = node['const'];
    if (constant === null) return { kind: 'enum', values: [], open: false, nullable: true };
    if (constant !== undefined) {
      if (typeof constant !== 'string' && typeof constant !== 'number')
        return reader.fail(given, 'const must be text or a number', 'const');
      return { kind: 'enum', values: [constant], open: false };
    }
    const closed = reader.scalars(node, 'enum');
    if (type === 'string' && closed.length === 2 && closed.includes('true') && closed.includes('false'))
      return { kind: 'flag' };
    if (closed.length > 0) return { kind: 'enum', values: closed, open: false };
    const open = reader.scalars(node, 'x-extensible-enum');
    if (open.length > 0) return { kind: 'enum', values: open, open: true };
    switch (type) {
      case 'string':
        if (node['contentSchema']) return { kind: 'json', content: typeOf(node['contentSchema'], given) };
        if (node['format'] === 'decimal') {
          return { kind: 'decimal', ...bounds(node, { minimum: 'x-minimum', maximum: 'x-maximum' }) };
        }
        if (node['format'] !== undefined) reader.fail(given, `unknown format ${String(node['format'])}`);
        return { kind: 'string', ...present({ pattern: patternOf(node) }) };
      case 'integer':
        if (node['format'] === 'int64' && node['maximum'] === undefined) return { kind: 'id' };
        return { kind: 'integer', ...bounds(node, { minimum: 'minimum', maximum: 'maximum' }) };
      case 'number':
        return { kind: 'number' };
      case 'boolean':
        return { kind: 'boolean' };
      case 'array':
        if (node['prefixItems']) {
          const items = reader.objects(node, 'prefixItems').map((item) => ({
            name: reader.allowed(item, reader.text(item, 'x-name'), labelRule, 'x-name'),
            type: typeOf(item, given),
            description: reader.optionalText(item, 'description'),
          }));
          return { kind: 'tuple', items };
        }
        return {
          kind: 'array',
          items: typeOf(node['items'], given),
          ...bounds(node, { minItems: 'minItems', maxItems: 'maxItems' }),
        };
      case 'object':
        if (node['additionalProperties']) return { kind: 'map', values: typeOf(node['additionalProperties'], given) };
        return reader.fail(given, 'an object inside another schema must be a component with a name of its own');
      default:
        return reader.fail(given, `cannot read a schema of type ${String(type)}`);
    }
  }

  /** Numbers under the names that the model has for them. */
  function bounds<Key extends string>(
    node: JsonObject,
    words: { readonly [key in Key]: string },
  ): { [key in Key]?: number } {
    const facts = Object.entries<string>(words).map(([key, word]) => [key, reader.optionalNumber(node, word)] as const);
    return present<{ [key in Key]?: number }>(Object.fromEntries(facts) as { [key in Key]?: number });
  }

  function patternOf(node: JsonObject): string | undefined {
    const pattern = reader.optionalText(node, 'pattern');
    try {
      RegExp(pattern ?? '', 'u');
    } catch {
      reader.fail(node, 'pattern must be a regular expression', 'pattern');
    }
    return pattern;
  }

  /** Objects, lists of values, tuples and unions keep their names; plain scalars are written out where they are used. */
  function isNamed(node: JsonObject): boolean {
    const scalar = ['string', 'integer', 'number', 'boolean'].includes(String([node['type']].flat()[0]));
    return !scalar || node['enum'] !== undefined || node['x-extensible-enum'] !== undefined;
  }

  function fieldsOf(node: JsonObject): FieldModel[] {
    const required = reader.texts(node, 'required');
    const properties = reader.maps(node, 'properties');
    for (const name of required)
      if (!properties.some(([known]) => known === name))
        reader.fail(node, `required names ${name}, which is not described`, 'required');
    const fields = properties.map(([name, value]) => {
      reader.allowed(value, name, keyRule);
      return fieldOf(name, value, required.includes(name), node);
    });
    const doubled = fields.find(
      ({ label }, index) => label !== undefined && fields.findIndex((other) => other.label === label) !== index,
    );
    if (doubled) reader.fail(node, `two keys have the x-name ${doubled.label}`);
    return fields;
  }

  function fieldOf(name: string, node: JsonObject, required: boolean, parent: JsonObject, holder = node): FieldModel {
    const reference = reader.optionalText(node, '$ref');
    const target = reference === undefined ? undefined : reader.object(components, lastStep(reference));
    const label = reader.optionalText(node, 'x-name');
    if (label !== undefined) reader.allowed(node, label, labelRule, 'x-name');
    return {
      name,
      ...(label !== undefined && { label }),
      ...(reader.flag(node, 'x-set-by-client') && { setByClient: true as const }),
      type: typeOf(node, parent),
      required,
      description: reader.optionalText(holder, 'description') ?? (target && reader.optionalText(target, 'description')),
      default: defaultOf(node) ?? (target && defaultOf(target)),
      since: reader.optionalText(holder, 'x-since'),
      deprecated: reader.flag(holder, 'deprecated'),
      removed: reader.optionalText(holder, 'x-removed'),
      ...present({ replacement: reader.optionalText(holder, 'x-replacement') }),
      ...provenance(reader, holder),
      ...correction(reader, holder),
    };
  }

  function defaultOf(node: JsonObject): string | number | undefined {
    const value = node['default'];
    if (value === undefined || typeof value === 'string' || typeof value === 'number') return value;
    return typeof value === 'boolean' ? String(value) : reader.fail(node, 'default must be a plain value', 'default');
  }

  function schemaOf(name: string, node: JsonObject): SchemaModel {
    reader.allowed(node, name, schemaRule);
    const topic = reader.origin(node).replace(/^.*\/([^/]+)\.yaml#.*$/, '$1');
    // What is only compared comes from a bundle, which has no such files.
    if (!reader.isLenient) reader.allowed(node, topic, groupRule);
    const description = reader.optionalText(node, 'description');
    reader.known(node, SCHEMA_WORDS, 'a schema');
    const none = {
      extends: [],
      fields: undefined,
      type: undefined,
      ...provenance(reader, node),
      ...correction(reader, node),
    };
    if (node['allOf']) {
      const parts = reader.objects(node, 'allOf');
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

/** Where a fact comes from if not from the documents of the exchange, and why it may be wrong. */
const provenance = (reader: Reader, node: JsonObject): { observed?: string; doubtful?: string } =>
  present({
    observed: reader.optionalText(node, 'x-observed'),
    doubtful: reader.optionalText(node, 'x-doubtful'),
  });

/** When a fact was set right, so that this is not taken for a change of the exchange. */
export function correction(reader: Reader, node: JsonObject): { corrected?: string } {
  const corrected = reader.optionalText(node, 'x-corrected');
  return { ...(corrected !== undefined && { corrected }) };
}

/** What the client of this repository does by itself about what a text asks for. */
export function clientNote(reader: Reader, node: JsonObject): { clientNote?: string } {
  const note = reader.optionalText(node, 'x-client-note');
  return { ...(note !== undefined && { clientNote: note }) };
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
