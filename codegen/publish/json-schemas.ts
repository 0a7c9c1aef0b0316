// Self-contained JSON Schemas (2020-12): one for each event of the streams and each answer of REST.
import type { Json, JsonObject } from '../load/load.js';
import { resultName } from '../model/names.js';

const ONE = ['items', 'additionalProperties', 'contentSchema', 'not'];
const LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const PREFIX = '#/components/schemas/';

type Named = { readonly [name: string]: JsonObject };

/** The schemas by name: `NewOrderResult` for the answer of `newOrder`, `AggTradeEvent` for an event. */
export function jsonSchemas(documents: ReadonlyMap<string, JsonObject>): Map<string, JsonObject> {
  const all = new Map<string, JsonObject>();
  const openapi = documents.get('openapi')!;
  for (const item of Object.values(openapi['paths'] as { [path: string]: Named })) {
    for (const operation of Object.values(item)) {
      const media = answerOf(operation);
      const name = resultName(String(operation['operationId']));
      const facts = { description: `Answer of ${String(operation['operationId'])}. ${String(operation['summary'])}` };
      all.set(name, selfContained(name, { ...facts, ...media.schema }, media.examples, schemasOf(openapi)));
    }
  }
  for (const [document, root] of documents) {
    if (document !== 'market-streams' && document !== 'user-data-streams') continue;
    for (const message of Object.values((root['components'] as { [section: string]: Named })['messages']!)) {
      const schema = message['payload'] as JsonObject;
      const name = String(schema['$ref']).slice(PREFIX.length);
      const known = (all.get(name)?.['examples'] ?? []) as Json[];
      const examples = ((message['examples'] ?? []) as JsonObject[]).map(({ payload }) => payload!);
      all.set(name, selfContained(name, schema, [...known, ...examples], schemasOf(root)));
    }
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const schemasOf = (root: JsonObject) => (root['components'] as { [section: string]: Named })['schemas']!;

/** Schema and examples of the answer of an operation. */
export function answerOf(operation: JsonObject): { schema: JsonObject; examples: Json[] } {
  const media = ['responses', '200', 'content', 'application/json'].reduce<Json>(
    (node, key) => (node as JsonObject)[key]!,
    operation,
  ) as JsonObject;
  const named = Object.values((media['examples'] ?? {}) as Named).map(({ value }) => value!);
  const examples = media['example'] === undefined ? named : [media['example'], ...named];
  return { schema: media['schema'] as JsonObject, examples };
}

function selfContained(name: string, schema: JsonObject, examples: Json[], components: Named): JsonObject {
  const wanted = new Set<string>();
  const body = local(schema, wanted, components);
  // A set is walked in the order of its growth: what a definition refers to is reached too.
  const $defs: JsonObject = {};
  for (const definition of wanted) $defs[definition] = local(components[definition]!, wanted, components);
  const sorted = Object.fromEntries(Object.entries($defs).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:binance-usdm:schema:${name}`,
    title: name,
    ...body,
    examples,
    ...(wanted.size > 0 && { $defs: sorted }),
  };
}

/** An object made of others, with all its fields: whoever makes classes of it then needs no inheritance. */
function writtenOut(schema: JsonObject, components: Named): JsonObject {
  const { allOf, ...own } = schema;
  if (!Array.isArray(allOf) || allOf.length < 2) return schema;
  const parts = (allOf as JsonObject[]).map(({ $ref, ...part }) =>
    writtenOut($ref === undefined ? part : components[String($ref).slice(PREFIX.length)]!, components),
  );
  if (!parts.every((part) => part['properties'])) return schema;
  return {
    ...own,
    type: 'object',
    required: parts.flatMap((part) => (part['required'] ?? []) as string[]),
    properties: Object.assign({}, ...parts.map((part) => part['properties'])) as JsonObject,
  };
}

/** quicktype's word for the names of fields; without it `a` and `A` become `bookTickerEventA` and `a`. */
function readableNames(properties: readonly [name: string, schema: JsonObject][]): JsonObject {
  const named = properties.flatMap(([name, schema]) => (schema['x-name'] ? [[name, schema['x-name']] as const] : []));
  return named.length > 0 ? { 'qt-accessors': Object.fromEntries(named) } : {};
}

/** A copy that refers to `$defs`, and in which `x-also` (other JSON types seen on the wire) is said by `anyOf`. */
function local(schema: JsonObject, wanted: Set<string>, components: Named): JsonObject {
  const { 'x-also': also, ...node } = writtenOut(schema, components);
  const copied = (inner: JsonObject) => local(inner, wanted, components);
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref') {
      const name = String(value).slice(PREFIX.length);
      wanted.add(name);
      copy[key] = `#/$defs/${name}`;
    } else if (key === 'properties') {
      const properties = Object.entries(value as Named);
      copy[key] = Object.fromEntries(properties.map(([name, inner]) => [name, copied(inner)]));
      Object.assign(copy, readableNames(properties));
    } else if (key === 'const' && value === null) copy['type'] = 'null';
    else if (ONE.includes(key) && typeof value === 'object') copy[key] = copied(value as JsonObject);
    else if (LIST.includes(key)) copy[key] = (value as JsonObject[]).map(copied);
    else copy[key] = value;
  }
  if (!Array.isArray(also)) return copy;
  return { anyOf: [copy, ...also.map((type) => (type === 'empty' ? { const: '' } : { type }))] };
}
