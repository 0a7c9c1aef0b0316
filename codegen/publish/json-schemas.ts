// Self-contained JSON Schemas (2020-12): one for each event of the streams and each answer of REST.
import { isObject, lastStep, type Json, type JsonObject } from '../load/json.js';
import { listAt, mapAt, mapsAt, mapsInList, type Named } from '../load/nodes.js';
import { resultName } from '../model/names.js';
import { restOperations, type Source } from './entries.js';

const ONE = ['items', 'additionalProperties', 'contentSchema', 'not'];
const LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];

/** The schemas by name: `NewOrderResult` for the answer of `newOrder`, `AggTradeEvent` for an event. */
export function jsonSchemas({ documents }: Source): Map<string, JsonObject> {
  const all = new Map<string, JsonObject>();
  const openapi = documents.get('openapi')!;
  for (const { node } of restOperations(openapi)) {
    const { schema, examples } = answerOf(node);
    const id = String(node['operationId']);
    const name = resultName(id);
    const facts = { description: `Answer of ${id}. ${String(node['summary'])}` };
    all.set(name, selfContained(name, { ...facts, ...schema }, examples, schemasOf(openapi)));
  }
  for (const [document, root] of documents) {
    if (document !== 'market-streams' && document !== 'user-data-streams') continue;
    for (const message of Object.values(mapsAt(root, 'components', 'messages'))) {
      const schema = mapAt(message, 'payload');
      const name = lastStep(String(schema['$ref']));
      const examples = mapsInList(message, 'examples').map(({ payload }) => payload!);
      all.set(name, selfContained(name, schema, [...listAt(all.get(name), 'examples'), ...examples], schemasOf(root)));
    }
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const schemasOf = (root: JsonObject): Named => mapsAt(root, 'components', 'schemas');

/** Schema and examples of the answer of an operation. */
export function answerOf(operation: JsonObject): { schema: JsonObject; examples: Json[] } {
  const media = mapAt(operation, 'responses', '200', 'content', 'application/json');
  const named = Object.values(mapsAt(media, 'examples')).map(({ value }) => value!);
  const examples = media['example'] === undefined ? named : [media['example'], ...named];
  return { schema: mapAt(media, 'schema'), examples };
}

/** The properties of several objects as those of one. */
export const propertiesOf = (parts: readonly JsonObject[]): JsonObject =>
  Object.fromEntries(parts.flatMap((part) => Object.entries(mapAt(part, 'properties'))));

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
  const parts = mapsInList(schema, 'allOf').map(({ $ref, ...part }) =>
    writtenOut($ref === undefined ? part : components[lastStep(String($ref))]!, components),
  );
  if (!parts.every((part) => part['properties'])) return schema;
  const required = parts.flatMap((part) => listAt(part, 'required'));
  return { ...own, type: 'object', required, properties: propertiesOf(parts) };
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
      const name = lastStep(String(value));
      wanted.add(name);
      copy[key] = `#/$defs/${name}`;
    } else if (key === 'properties') {
      const properties = Object.entries(mapsAt(value));
      copy[key] = Object.fromEntries(properties.map(([name, inner]) => [name, copied(inner)]));
      Object.assign(copy, readableNames(properties));
    } else if (key === 'const' && value === null) copy['type'] = 'null';
    else if (ONE.includes(key) && isObject(value)) copy[key] = copied(value);
    else if (LIST.includes(key)) copy[key] = mapsInList(node, key).map(copied);
    else copy[key] = value;
  }
  if (!Array.isArray(also)) return copy;
  return { anyOf: [copy, ...also.map((type) => (type === 'empty' ? { const: '' } : { type }))] };
}
