// The OpenAPI document in the words of 3.0.3, for generators that read nothing newer.
import { isObject, lastStep, toJsonText, type Json, type JsonObject } from '../load/json.js';
import { listAt, mapAt, mapsAt, mapsInList, type Named } from '../load/nodes.js';

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
  const schemas = mapsAt(root, 'components', 'schemas');
  const { summary, license, ...info } = mapAt(root, 'info');
  const { identifier, ...named } = mapAt(license);
  const unions = new Map<string, JsonObject>();
  const rewrite = (schema: JsonObject) => schema30(schema, schemas);
  const document = mapWithSchemas(root, rewrite, (schema) => withNamedUnions(rewrite(schema), unions));
  Object.assign(mapAt(document, 'components', 'schemas'), Object.fromEntries(unions));
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
  const names = mapsInList(schema, 'oneOf').map(({ $ref }) =>
    $ref === undefined ? undefined : lastStep(String($ref)),
  );
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
  const schemas = mapAt(document, 'components', 'schemas');
  for (const name of Object.keys(schemas)) {
    if (!text.includes(`"#/components/schemas/${name}"`)) delete schemas[name];
  }
}

type Rewrite = (schema: JsonObject) => JsonObject;

/** A copy whose schemas, with a name and without, are rewritten; examples and extensions are left alone. */
function withSchemas(node: Json, ofNamed: Rewrite, ofInline: Rewrite): Json {
  if (Array.isArray(node)) return node.map((item) => withSchemas(item, ofNamed, ofInline));
  return isObject(node) ? mapWithSchemas(node, ofNamed, ofInline) : node;
}

function mapWithSchemas(node: JsonObject, ofNamed: Rewrite, ofInline: Rewrite): JsonObject {
  const entries = Object.entries(node).map(([key, value]): [string, Json] => {
    if (key.startsWith('x-') || key.startsWith('example')) return [key, value];
    if (key === 'schema') return [key, ofInline(mapAt(value))];
    return [key, key === 'schemas' ? rewrittenMap(value, ofNamed) : withSchemas(value, ofNamed, ofInline)];
  });
  return Object.fromEntries(entries);
}

/** Schemas by name, each rewritten. */
const rewrittenMap = (schemas: Json, rewrite: Rewrite): JsonObject =>
  Object.fromEntries(Object.entries(mapsAt(schemas)).map(([name, schema]) => [name, rewrite(schema)]));

/** One schema: null as `nullable`, constants as enums of one, one example, and nothing beside a reference. */
function schema30(schema: JsonObject, schemas: Named): JsonObject {
  const merged = withoutSiblings(schema, schemas);
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(merged)) {
    if (key in RENAMED) copy[RENAMED[key]!] = rewritten(value, schemas);
    else if (key === 'const') copy['enum'] = [value];
    else if (key === 'examples') copy['example'] = listAt(merged, key)[0]!;
    else if (key === 'properties') copy[key] = rewrittenMap(value, (one) => schema30(one, schemas));
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
  const [only] = listAt(copy, 'enum');
  if (copy['type'] === undefined && 'const' in merged) copy['type'] = typeof only;
  if (copy['type'] === 'array') copy['items'] ??= {};
  return copy;
}

function rewritten(value: Json, schemas: Named): Json {
  if (Array.isArray(value)) return value.map((item) => schema30(mapAt(item), schemas));
  return isObject(value) ? schema30(value, schemas) : value;
}

/**
 * 3.0 ignores what stands beside `$ref`: a value is written out, an object referred to through `allOf`. Lists are always
 * written out, since older generators lose what is in a list with a name.
 */
function withoutSiblings(schema: JsonObject, schemas: Named): JsonObject {
  const { $ref, ...own } = schema;
  if (typeof $ref !== 'string') return schema;
  const target = schemas[lastStep($ref)]!;
  if (Object.keys(own).length === 0 && target['type'] !== 'array') return schema;
  if (target['properties'] !== undefined || target['allOf'] !== undefined) return { ...own, allOf: [{ $ref }] };
  return withoutSiblings({ ...target, ...own }, schemas);
}
