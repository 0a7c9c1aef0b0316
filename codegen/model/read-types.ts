// The type that a schema says: its words to a type of the model. The same words are read in every format.
import { isObject, lastStep, type Json, type JsonObject } from '../load/json.js';
import { labelRule } from './allowed-names.js';
import type { TypeModel } from './model.js';
import { present, type Reader } from './reader.js';

/** Every word of a schema. */
export const SCHEMA_WORDS =
  '$ref type format description enum const pattern default examples minimum maximum minItems maxItems items prefixItems properties required additionalProperties allOf oneOf contentMediaType contentSchema title x-set-by-client x-extensible-enum x-enum-varnames x-also x-minimum x-maximum x-name x-since x-deprecated-since x-removed x-corrected x-observed x-doubtful deprecated';
const ALSO = ['string', 'integer', 'number', 'boolean', 'empty'] as const;

/** The schemas of a document, and what reads them. */
export interface SchemaSource {
  readonly reader: Reader;
  readonly components: JsonObject;
}

/**
 * Reads one schema, following references to plain scalars so that only objects and lists of values keep their names. `parent` is
 * where it should stand.
 */
export function readType(source: SchemaSource, given: Json | undefined, parent: JsonObject): TypeModel {
  const { reader, components } = source;
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
  const [type, nullable] = plainType(reader, node, given);
  const extra = { ...(nullable && { nullable }), ...(also.length > 0 && { also }) };
  return { ...schemaType(source, node, type, given), ...extra };
}

/** Objects, lists of values, tuples and unions keep their names; plain scalars are written out where they are used. */
export function isNamed(node: JsonObject): boolean {
  const scalar = ['string', 'integer', 'number', 'boolean'].includes(String([node['type']].flat()[0]));
  return !scalar || node['enum'] !== undefined || node['x-extensible-enum'] !== undefined;
}

function plainType(reader: Reader, node: JsonObject, given: JsonObject): [type: string | undefined, nullable: boolean] {
  const types = Array.isArray(node['type'])
    ? reader.texts(node, 'type')
    : [reader.optionalText(node, 'type') ?? []].flat();
  const plain = types.filter((type) => type !== 'null');
  if (plain.length > 1) reader.fail(given, 'a schema has one type; others that occur go into x-also');
  return [plain[0], plain.length < types.length];
}

function schemaType(source: SchemaSource, node: JsonObject, type: string | undefined, given: JsonObject): TypeModel {
  const { reader } = source;
  if (node['oneOf'])
    return { kind: 'union', options: reader.list(node, 'oneOf').map((option) => readType(source, option, given)) };
  const listed = listedType(reader, node, type, given);
  if (listed) return listed;
  switch (type) {
    case 'string':
      return stringType(source, node, given);
    case 'integer':
      if (node['format'] === 'int64' && node['maximum'] === undefined) return { kind: 'id' };
      return { kind: 'integer', ...bounds(reader, node, { minimum: 'minimum', maximum: 'maximum' }) };
    case 'number':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'array':
      return arrayType(source, node, given);
    case 'object':
      if (node['additionalProperties'])
        return { kind: 'map', values: readType(source, node['additionalProperties'], given) };
      return reader.fail(given, 'an object inside another schema must be a component with a name of its own');
    default:
      return reader.fail(given, `cannot read a schema of type ${String(type)}`);
  }
}

/** The type of a schema that lists its values; `undefined` for others. */
function listedType(
  reader: Reader,
  node: JsonObject,
  type: string | undefined,
  given: JsonObject,
): TypeModel | undefined {
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
  return open.length > 0 ? { kind: 'enum', values: open, open: true } : undefined;
}

function stringType(source: SchemaSource, node: JsonObject, given: JsonObject): TypeModel {
  const { reader } = source;
  if (node['contentSchema']) return { kind: 'json', content: readType(source, node['contentSchema'], given) };
  if (node['format'] === 'decimal')
    return { kind: 'decimal', ...bounds(reader, node, { minimum: 'x-minimum', maximum: 'x-maximum' }) };
  if (node['format'] !== undefined) reader.fail(given, `unknown format ${String(node['format'])}`);
  return { kind: 'string', ...present({ pattern: patternOf(reader, node) }) };
}

function arrayType(source: SchemaSource, node: JsonObject, given: JsonObject): TypeModel {
  const { reader } = source;
  if (node['prefixItems']) {
    const items = reader.objects(node, 'prefixItems').map((item) => ({
      name: reader.allowed(item, reader.text(item, 'x-name'), labelRule, 'x-name'),
      type: readType(source, item, given),
      description: reader.optionalText(item, 'description'),
    }));
    return { kind: 'tuple', items };
  }
  return {
    kind: 'array',
    items: readType(source, node['items'], given),
    ...bounds(reader, node, { minItems: 'minItems', maxItems: 'maxItems' }),
  };
}

/** Numbers under the names that the model has for them. */
function bounds<Key extends string>(
  reader: Reader,
  node: JsonObject,
  words: { readonly [key in Key]: string },
): { [key in Key]?: number } {
  const facts = Object.entries<string>(words).map(([key, word]) => [key, reader.optionalNumber(node, word)] as const);
  return present<{ [key in Key]?: number }>(Object.fromEntries(facts) as { [key in Key]?: number });
}

function patternOf(reader: Reader, node: JsonObject): string | undefined {
  const pattern = reader.optionalText(node, 'pattern');
  try {
    RegExp(pattern ?? '', 'u');
  } catch {
    reader.fail(node, 'pattern must be a regular expression', 'pattern');
  }
  return pattern;
}
