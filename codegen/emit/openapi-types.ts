// generated/openapi.ts: the `paths` types for openapi-fetch, made by openapi-typescript.
import openapiTS, {
  astToString,
  type OpenAPI3,
  type SchemaObject,
  type TransformNodeOptions,
} from 'openapi-typescript';
import ts from 'typescript';
import type { SpecDocument } from '../load/documents.js';
import { follow, isObject, lastStep, toJsonText, type JsonObject } from '../load/json.js';
import { mapAt, textAt } from '../load/nodes.js';
import { elementName, fileName } from '../model/names.js';
import type { Model } from '../model/model.js';
import { elementSchemaOf } from './types.js';

const { factory, SyntaxKind } = ts;
const text = factory.createKeywordTypeNode(SyntaxKind.StringKeyword);
const number = factory.createKeywordTypeNode(SyntaxKind.NumberKeyword);
const bigint = factory.createKeywordTypeNode(SyntaxKind.BigIntKeyword);

/** Source text of the `paths` types. Ids, decimals and flags have the types that callers see. */
export async function openApiTypes(document: SpecDocument, model: Model): Promise<string> {
  // Examples would only swell the comments; integers beyond 2^53 stand nowhere else, so plain JSON loses nothing.
  const isExample = (key: string) => key === 'example' || key === 'examples' || key === 'x-request-example';
  const plain = JSON.parse(toJsonText(document.root), (key, value: unknown) =>
    isExample(key) ? undefined : value,
  ) as OpenAPI3 & JsonObject;
  dropRemoved(plain);
  inlineScalars(plain, plain);
  const elements = new Map<string, string>();
  for (const operation of model.operations) {
    for (const param of operation.params) {
      const element = elementSchemaOf(param.type);
      if (element !== undefined) elements.set(element, `./rest/${fileName(operation.group)}.js`);
    }
  }
  const imports = [...elements].map(([name, module]) => `import type { ${elementName(name)} } from '${module}';`);
  const nodes = await openapiTS(plain, {
    transform: transformer(plain, new Set(elements.keys())),
    inject: imports.join('\n'),
    alphabetize: false,
  });
  return astToString(nodes);
}

/** Leaves out the parameters that the exchange no longer takes. */
function dropRemoved(root: JsonObject): void {
  for (const item of Object.values(root['paths'] ?? {}))
    for (const operation of Object.values(item as { readonly [method: string]: JsonObject }))
      operation['parameters'] = ((operation['parameters'] ?? []) as JsonObject[]).filter(
        (parameter) => !('x-removed' in parameter),
      );
}

/**
 * Writes the schemas of parameters out in full: there ids, decimals and flags have other types than in answers, so a
 * reference into `components` would not do.
 */
function inlineScalars(node: unknown, root: JsonObject): void {
  if (typeof node !== 'object' || node === null) return;
  if (isObject(node) && node['in'] === 'query' && isObject(node['schema']))
    node['schema'] = scalarOf(node['schema'], root);
  for (const value of Object.values(node)) inlineScalars(value, root);
}

/** The schema of a parameter without a reference, unless it is to a list of values; a flag is a boolean. */
function scalarOf(schema: JsonObject, root: JsonObject): JsonObject {
  const target = follow(root, schema);
  const { $ref, ...own } = schema;
  const whole = $ref === undefined || 'enum' in target ? schema : { ...target, ...own };
  const values = Array.isArray(whole['enum']) ? whole['enum'] : [];
  if (values.length !== 2 || !values.includes('true') || !values.includes('false')) return whole;
  const { enum: _, ...flag } = whole;
  return { ...flag, type: 'boolean' };
}

/** Says how openapi-typescript writes a schema: as callers see it. `elements` are the schemas with a type of the caller's own. */
const transformer =
  (root: JsonObject, elements: ReadonlySet<string>) =>
  (schema: SchemaObject & { contentSchema?: JsonObject }, { path }: TransformNodeOptions): ts.TypeNode | undefined => {
    const isRequested = /\/parameters\//.test(path ?? '');
    if (schema.contentSchema) return listOf(mapAt(schema.contentSchema, 'items'), root, elements);
    if (isId(schema)) return isRequested ? factory.createUnionTypeNode([text, number, bigint]) : text;
    if (schema.type === 'array' && schema.minItems === 2 && schema.maxItems === 2)
      return factory.createTupleTypeNode([text, text]);
    if (schema.format === 'decimal' && isRequested) return factory.createUnionTypeNode([text, number]);
    return undefined;
  };

const isId = ({ type, format, maximum }: { type?: unknown; format?: unknown; maximum?: unknown }) =>
  type === 'integer' && format === 'int64' && maximum === undefined;

/** A list in a parameter as a caller writes it. */
function listOf(items: JsonObject, root: JsonObject, elements: ReadonlySet<string>): ts.TypeNode {
  const name = lastStep(textAt(items, '$ref') ?? '');
  if (elements.has(name)) return factory.createArrayTypeNode(factory.createTypeReferenceNode(elementName(name)));
  const item = isId(follow(root, items))
    ? factory.createParenthesizedType(factory.createUnionTypeNode([text, number, bigint]))
    : text;
  return factory.createArrayTypeNode(item);
}
