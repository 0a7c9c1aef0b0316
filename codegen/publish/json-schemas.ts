// Self-contained JSON Schemas (2020-12): one for each event of the streams and each answer of REST. They use no keyword and
// no format but those of the standard, so that strict validators take them; what the extensions say stands in descriptions.
import { isObject, lastStep, type Json, type JsonObject } from '../load/json.js';
import { listAt, mapAt, mapsAt, mapsInList, type Named } from '../load/nodes.js';
import { resultName } from '../model/names.js';
import { restOperations, type Source } from './entries.js';
import { valueFacts } from './facts.js';

const ONE = ['items', 'additionalProperties', 'contentSchema', 'not'];
const LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];

const DECIMAL = '^-?\\d+(\\.\\d+)?$';

/** How schemas are written. */
interface Form {
  /** Whether definitions and fields are named for quicktype, by titles and by a keyword of its own. */
  readonly withFieldNames: boolean;
}

/** The schemas by name: `NewOrderResult` for the answer of `newOrder`, `AggTradeEvent` for an event. */
export function jsonSchemas(source: Source): Map<string, JsonObject> {
  const form = { withFieldNames: false };
  return new Map([...answerSchemas(source, form), ...eventSchemas(source, form)].sort(byName));
}

/** The events once more, with the names of their fields for quicktype: without them `e` and `E` get names such as `eventE`. */
export const quicktypeSchemas = (source: Source): Map<string, JsonObject> =>
  new Map([...eventSchemas(source, { withFieldNames: true })].sort(byName));

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);

function answerSchemas({ documents }: Source, form: Form): Map<string, JsonObject> {
  const all = new Map<string, JsonObject>();
  const openapi = documents.get('openapi')!;
  for (const { node } of restOperations(openapi)) {
    const { schema, examples } = answerOf(node);
    const id = String(node['operationId']);
    const name = resultName(id);
    const facts = { description: `Answer of ${id}. ${String(node['summary'])}` };
    all.set(name, selfContained(name, { ...facts, ...schema }, examples, schemasOf(openapi), form));
  }
  return all;
}

function eventSchemas({ documents }: Source, form: Form): Map<string, JsonObject> {
  const all = new Map<string, JsonObject>();
  for (const [document, root] of documents) {
    if (document !== 'market-streams' && document !== 'user-data-streams') continue;
    for (const message of Object.values(mapsAt(root, 'components', 'messages'))) {
      const schema = mapAt(message, 'payload');
      const name = lastStep(String(schema['$ref']));
      const examples = mapsInList(message, 'examples').map(({ payload }) => payload!);
      const known = listAt(all.get(name), 'examples');
      all.set(name, selfContained(name, schema, [...known, ...examples], schemasOf(root), form));
    }
  }
  return all;
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

/** What a schema is copied with. */
interface Copying extends Form {
  readonly components: Named;
  /** Names of the definitions that are referred to; copying adds to them. */
  readonly wanted: Set<string>;
}

function selfContained(name: string, schema: JsonObject, examples: Json[], components: Named, form: Form): JsonObject {
  const copying: Copying = { ...form, components, wanted: new Set() };
  const body = local(schema, copying);
  // A set is walked in the order of its growth: what a definition refers to is reached too.
  const $defs: JsonObject = {};
  for (const definition of copying.wanted) {
    const titled = copying.withFieldNames ? { title: definition } : {};
    $defs[definition] = { ...titled, ...local(components[definition]!, copying) };
  }
  const sorted = Object.fromEntries(Object.entries($defs).sort(byName));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:binance-usdm:schema:${name}`,
    title: name,
    ...body,
    examples,
    ...(copying.wanted.size > 0 && { $defs: sorted }),
  };
}

/**
 * An object made of others, with all its fields: whoever makes classes of it then needs no inheritance. What adds to one
 * reference stands beside it.
 */
function writtenOut(schema: JsonObject, components: Named): JsonObject {
  const { allOf, ...own } = schema;
  if (!Array.isArray(allOf)) return schema;
  const parts = mapsInList(schema, 'allOf');
  const [first] = parts;
  if (parts.length === 1) return typeof first?.['$ref'] === 'string' ? { ...first, ...own } : schema;
  const written = parts.map(({ $ref, ...part }) =>
    writtenOut($ref === undefined ? part : components[lastStep(String($ref))]!, components),
  );
  if (!written.every((part) => part['properties'])) return schema;
  const required = written.flatMap((part) => listAt(part, 'required'));
  return { ...own, type: 'object', required, properties: propertiesOf(written) };
}

/** quicktype's word for the names of fields. */
function fieldNames(properties: readonly [name: string, schema: JsonObject][]): JsonObject {
  const named = properties.flatMap(([name, schema]) => (schema['x-name'] ? [[name, schema['x-name']] as const] : []));
  return named.length > 0 ? { 'qt-accessors': Object.fromEntries(named) } : {};
}

/** A copy that refers to `$defs`, and in which `x-also` (other JSON types seen on the wire) is said by `anyOf`. */
function local(schema: JsonObject, copying: Copying): JsonObject {
  const node = writtenOut(schema, copying.components);
  const copy = Object.assign({}, ...Object.keys(node).map((key) => keywordOf(node, key, copying))) as JsonObject;
  const description = [node['description'], valueFacts(node)].filter(Boolean).join(' ');
  if (description !== '') copy['description'] = description;
  const also = listAt(node, 'x-also');
  if (also.length === 0) return copy;
  return { anyOf: [copy, ...also.map((type) => (type === 'empty' ? { const: '' } : { type }))] };
}

/** What a keyword of a schema becomes; nothing where the standard does not know it. */
function keywordOf(node: JsonObject, key: string, copying: Copying): JsonObject {
  const value = node[key]!;
  const copied = (inner: JsonObject) => local(inner, copying);
  if (key.startsWith('x-')) return {};
  if (key === '$ref') {
    const name = lastStep(String(value));
    copying.wanted.add(name);
    return { $ref: `#/$defs/${name}` };
  }
  if (key === 'properties') {
    const properties = Object.entries(mapsAt(value));
    const copies = Object.fromEntries(properties.map(([name, inner]) => [name, copied(inner)]));
    return { properties: copies, ...(copying.withFieldNames && fieldNames(properties)) };
  }
  if (key === 'format' && value === 'decimal') return { pattern: DECIMAL };
  if (key === 'const' && value === null) return { type: 'null' };
  if (ONE.includes(key) && isObject(value)) return { [key]: copied(value) };
  if (LIST.includes(key)) return { [key]: mapsInList(node, key).map(copied) };
  return { [key]: value };
}
