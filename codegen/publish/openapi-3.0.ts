// The OpenAPI document in the words of 3.0.3, for generators that read nothing newer.
import { toJsonText, type Json, type JsonObject } from '../load/load.js';
import { lastStep } from '../model/reader.js';

const ONE = ['items', 'additionalProperties', 'not'];
const LIST = ['allOf', 'oneOf', 'anyOf'];
/** What 3.0 cannot say stays under an extension, so that nothing is lost. */
const RENAMED: { readonly [word: string]: string } = {
  prefixItems: 'x-prefix-items',
  contentMediaType: 'x-content-media-type',
  contentSchema: 'x-content-schema',
};

/** Rewrites a joined OpenAPI 3.1 document; the given one stays as it is. */
export function toOpenApi30(root: JsonObject): JsonObject {
  const components = root['components'] as { [section: string]: JsonObject };
  const schemas = components['schemas'] as { [name: string]: JsonObject };
  const { summary, license, ...info } = root['info'] as JsonObject;
  const { identifier, ...named } = license as JsonObject;
  const unions = new Map<string, JsonObject>();
  const rewrite = (schema: JsonObject) => schema30(schema, schemas);
  const document = withSchemas(root, rewrite, (schema) => withNamedUnions(rewrite(schema), unions)) as JsonObject;
  Object.assign((document['components'] as { [section: string]: JsonObject })['schemas']!, Object.fromEntries(unions));
  document['openapi'] = '3.0.3';
  document['info'] = {
    ...info,
    description: [summary, info['description']].filter((text) => text !== undefined).join('\n\n'),
    license: { ...named, url: `https://spdx.org/licenses/${String(identifier)}.html` },
  };
  dropUnused(document);
  return document;
}

/**
 * Unions in the form that older generators can read: one of several objects gets a name of its own, and an object or a list
 * of it has no type at all, since they would read lists as empty objects.
 */
function withNamedUnions(schema: JsonObject, unions: Map<string, JsonObject>): JsonObject {
  const { oneOf, ...rest } = schema;
  if (!Array.isArray(oneOf)) {
    const { items } = schema;
    if (typeof items !== 'object' || items === null || !('oneOf' in items)) return schema;
    return { ...schema, items: withNamedUnions(items, unions) };
  }
  const names = (oneOf as JsonObject[]).map(({ $ref }) => ($ref === undefined ? undefined : lastStep(String($ref))));
  const [first] = names;
  if (names.includes(undefined)) {
    const description = `\`${first}\`, or a list of them.`;
    return { ...rest, description, 'x-one-of': oneOf };
  }
  const name = names.join('Or');
  unions.set(name, schema);
  return { $ref: `#/components/schemas/${name}` };
}

/** Schemas that only stood beside a reference are written out now, and nothing refers to them any more. */
function dropUnused(document: JsonObject): void {
  const text = toJsonText(document);
  const schemas = (document['components'] as { [section: string]: JsonObject })['schemas']!;
  for (const name of Object.keys(schemas)) {
    if (!text.includes(`"#/components/schemas/${name}"`)) delete schemas[name];
  }
}

type Rewrite = (schema: JsonObject) => JsonObject;

/** A copy whose schemas, with a name and without, are rewritten; examples and extensions are left alone. */
function withSchemas(node: Json, ofNamed: Rewrite, ofInline: Rewrite): Json {
  if (Array.isArray(node)) return node.map((item) => withSchemas(item, ofNamed, ofInline));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]): [string, Json] => {
    if (key.startsWith('x-') || key.startsWith('example')) return [key, value];
    if (key === 'schema') return [key, ofInline(value as JsonObject)];
    if (key !== 'schemas') return [key, withSchemas(value, ofNamed, ofInline)];
    const named = Object.entries(value as { [name: string]: JsonObject });
    return [key, Object.fromEntries(named.map(([name, schema]) => [name, ofNamed(schema)]))];
  });
  return Object.fromEntries(entries);
}

type Schemas = { readonly [name: string]: JsonObject };

/** One schema: null as `nullable`, constants as enums of one, one example, and nothing beside a reference. */
function schema30(schema: JsonObject, schemas: Schemas): JsonObject {
  const merged = withoutSiblings(schema, schemas);
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(merged)) {
    if (key in RENAMED) copy[RENAMED[key]!] = rewritten(value, schemas);
    else if (key === 'const') copy['enum'] = [value];
    else if (key === 'examples') copy['example'] = (value as Json[])[0]!;
    else if (key === 'properties') copy[key] = eachOf(value as JsonObject, schemas);
    else if (ONE.includes(key) || LIST.includes(key)) copy[key] = rewritten(value, schemas);
    else copy[key] = value;
  }
  const types = [copy['type'] ?? []].flat();
  const [type, ...others] = types.filter((one) => one !== 'null');
  if (types.includes('null')) copy['nullable'] = true;
  if (others.length > 0) {
    delete copy['type'];
    copy['anyOf'] = [type!, ...others].map((one) => ({ type: one }));
  } else if (type !== undefined) copy['type'] = type;
  const [only] = (copy['enum'] ?? []) as Json[];
  if (copy['type'] === undefined && 'const' in merged) copy['type'] = typeof only;
  if (copy['type'] === 'array') copy['items'] ??= {};
  return copy;
}

const rewritten = (value: Json, schemas: Schemas): Json =>
  Array.isArray(value)
    ? value.map((item) => schema30(item as JsonObject, schemas))
    : typeof value === 'object' && value !== null
      ? schema30(value, schemas)
      : value;

const eachOf = (properties: JsonObject, schemas: Schemas): JsonObject =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, schema30(schema as JsonObject, schemas)]),
  );

/**
 * 3.0 ignores what stands beside `$ref`: a value is written out, an object referred to through `allOf`. Lists are always
 * written out, since older generators lose what is in a list with a name.
 */
function withoutSiblings(schema: JsonObject, schemas: Schemas): JsonObject {
  const { $ref, ...own } = schema;
  if (typeof $ref !== 'string') return schema;
  const target = schemas[lastStep($ref)]!;
  if (Object.keys(own).length === 0 && target['type'] !== 'array') return schema;
  if (target['properties'] !== undefined || target['allOf'] !== undefined) return { ...own, allOf: [{ $ref }] };
  return withoutSiblings({ ...target, ...own }, schemas);
}
