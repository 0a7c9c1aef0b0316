// What the exchange needs to know of the OpenAPI document, read once.
import { fileURLToPath } from 'node:url';
import { loadOpenApi } from '../../codegen/load/documents.js';
import type { Json, JsonObject } from '../../codegen/load/json.js';
import type { Refusal } from './refusal.js';

/** Folder of the specification. */
export const SPEC = fileURLToPath(new URL('../../spec', import.meta.url));

interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonObject;
}

/** One entry of `x-param-rules`. */
export interface Rule {
  readonly when?: { readonly [parameter: string]: readonly Json[] };
  readonly whenAccount?: JsonObject;
  readonly scope?: string;
  readonly require?: readonly string[];
  readonly requireOneOf?: readonly (readonly string[])[];
  readonly forbid?: readonly string[];
  readonly doubtful?: boolean;
}

/** One form of `x-weight`. */
type Weight =
  | number
  | { readonly by: 'limit'; readonly tiers: readonly (readonly [number, number])[] }
  | { readonly parameter: string; readonly with: number; readonly without: number };

export interface Operation {
  readonly id: string;
  /** E.g. `POST /fapi/v1/order`, or the name of a WebSocket API method. */
  readonly route: string;
  readonly keyed: boolean;
  readonly signed: boolean;
  readonly parameters: readonly Parameter[];
  readonly rules: readonly Rule[];
  readonly weight: Weight;
  readonly orderWeight: { readonly [window: string]: number };
  /** Codes that it is known to be refused with. */
  readonly errorCodes: readonly number[];
  /** Schema of the answer with status 200; of its `result` with the WebSocket API. */
  readonly answer: JsonObject;
  /** Documented answers with status 200, the main one first. */
  readonly examples: readonly Json[];
}

export type SpecDocument = ReturnType<typeof readDocument>;

/** Reads the specification of this project. */
export function readDocument() {
  const { root } = loadOpenApi(SPEC);

  const resolve = createResolver(root);

  const operations = new Map<string, Operation>();
  for (const [path, item] of Object.entries(root['paths'] as { [path: string]: { [method: string]: JsonObject } })) {
    for (const [method, node] of Object.entries(item)) {
      const operation = operationOf(`${method.toUpperCase()} ${path}`, node, resolve);
      operations.set(operation.route, operation);
    }
  }

  const errors = new Map((root['x-errors'] as JsonObject[]).map((error) => [error['code'] as number, error]));
  const headers = root['x-limit-headers'] as { [what in 'usedWeight' | 'orderCount' | 'retryAfter']: string };
  const timing = root['x-timing'] as { [what in 'recvWindowDefaultMs' | 'recvWindowMaxMs' | 'aheadMaxMs']: number };
  const { securitySchemes, schemas } = root['components'] as { [section: string]: { [name: string]: JsonObject } };

  return {
    operations,
    resolve,
    headers,
    timing,
    schemas: schemas!,
    apiKeyHeader: (securitySchemes!['apiKey']!['name'] as string).toLowerCase(),

    /** Body of an error, its text being the one of the catalogue that has room for just these values. */
    errorBody({ code, values }: Refusal): JsonObject {
      const error = errors.get(code);
      if (!error) throw new Error(`the error catalogue (x-errors) has no ${code}`);
      const texts = (error['messages'] ?? []) as string[];
      const text =
        texts.find((text) => text.split('%s').length === values.length + 1) ?? texts[0] ?? (error['name'] as string);
      let next = 0;
      return { code, msg: text.replaceAll('%s', () => values[next++] ?? '') };
    },
  };
}

/** Gives the node itself, or what it refers to in the document `root` with its own words on top. */
export function createResolver(root: JsonObject) {
  return function resolve(node: JsonObject): JsonObject {
    if (typeof node['$ref'] !== 'string') return node;
    const { $ref, ...own } = node;
    const target = $ref
      .split('/')
      .slice(1)
      .reduce<Json>((value, step) => (value as JsonObject)[step] as Json, root);
    return { ...resolve(target as JsonObject), ...own };
  };
}

function operationOf(route: string, node: JsonObject, resolve: (node: JsonObject) => JsonObject): Operation {
  const schemes = ((node['security'] as JsonObject[] | undefined) ?? [])[0] ?? {};
  const success = resolve((node['responses'] as { [status: string]: JsonObject })['200']!);
  const content = (success['content'] as { [type: string]: JsonObject })['application/json']!;
  const named = Object.values((content['examples'] ?? {}) as { [name: string]: JsonObject });
  return {
    id: node['operationId'] as string,
    route,
    keyed: 'apiKey' in schemes,
    signed: 'signature' in schemes,
    parameters: ((node['parameters'] ?? []) as JsonObject[]).map((entry) => {
      const { name, required, schema } = resolve(entry);
      return { name: name as string, required: required === true, schema: schema as JsonObject };
    }),
    rules: (node['x-param-rules'] ?? []) as Rule[],
    weight: (node['x-weight'] ?? 0) as Weight,
    orderWeight: (node['x-order-weight'] ?? {}) as { [window: string]: number },
    errorCodes: (node['x-error-codes'] ?? []) as number[],
    answer: content['schema'] as JsonObject,
    examples:
      content['example'] === undefined ? named.map((example) => example['value'] as Json) : [content['example']],
  };
}
