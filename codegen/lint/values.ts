// The schemas of the specification as ajv understands them. ajv knows neither big integers nor our extensions.
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { Json, JsonObject } from '../load/json.js';

const HOME = 'https://localhost/openapi';
const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
const ONE = ['items', 'additionalProperties', 'contentSchema'];
const LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];

/** Says what is wrong with a value, or nothing if it is as the schema wants it. */
export type Validate = (schema: JsonObject, value: Json) => ErrorObject | undefined;

/** What holds values against schemas that refer to these component schemas. */
export function createValidator(components: { readonly [name: string]: JsonObject }): Validate {
  // Patterns are read without the u flag, which forbids escapes that are not needed.
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: false, verbose: true });
  ajv.addFormat('decimal', /^-?\d+(\.\d+)?$/);
  ajv.addFormat('int64', true);
  ajv.addKeyword({ keyword: 'int64', validate: (_: true, value: unknown) => isInt64(value) });
  ajv.addKeyword({
    keyword: 'x-minimum',
    type: 'string',
    validate: (least: number, value: string) => Number(value) >= least,
  });
  ajv.addKeyword({
    keyword: 'x-maximum',
    type: 'string',
    validate: (most: number, value: string) => Number(value) <= most,
  });
  const schemas = Object.fromEntries(Object.entries(components).map(([name, schema]) => [name, converted(schema)]));
  ajv.addSchema({ $id: HOME, components: { schemas } });

  const compiled = new WeakMap<JsonObject, ReturnType<typeof ajv.compile>>();
  return (schema, value) => {
    let check = compiled.get(schema);
    if (!check) compiled.set(schema, (check = ajv.compile(converted(schema))));
    return check(value) ? undefined : check.errors?.[0];
  };
}

function isInt64(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  return typeof value === 'bigint' && value >= INT64.least && value <= INT64.most;
}

/** A schema with opaque ids as a keyword of ours, `x-also` as alternatives and references into the one document. */
function converted(schema: JsonObject): JsonObject {
  const { 'x-also': also, ...node } = schema;
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref') copy[key] = `${HOME}${value as string}`;
    else if (key === 'properties')
      copy[key] = Object.fromEntries(
        Object.entries(value as JsonObject).map(([name, inner]) => [name, converted(inner as JsonObject)]),
      );
    else if (ONE.includes(key) && typeof value === 'object') copy[key] = converted(value as JsonObject);
    else if (LIST.includes(key)) copy[key] = (value as JsonObject[]).map(converted);
    else copy[key] = value;
  }
  const declared = isId(copy) ? withoutDouble(copy) : copy;
  if (!Array.isArray(also)) return declared;
  return { anyOf: [declared, ...also.map((type) => (type === 'empty' ? { const: '' } : { type }))] };
}

/** An integer of format int64 without maximum does not fit into a double. */
const isId = (node: JsonObject) =>
  [node['type']].flat().includes('integer') && node['format'] === 'int64' && node['maximum'] === undefined;

function withoutDouble({ type, ...rest }: JsonObject): JsonObject {
  const id: JsonObject = { ...rest, int64: true };
  return [type].flat().includes('null') ? { anyOf: [id, { type: 'null' }] } : id;
}
