// generated/openapi.ts: the `paths` types for openapi-fetch, made by openapi-typescript.
import openapiTS, {
  astToString,
  type OpenAPI3,
  type SchemaObject,
  type TransformNodeOptions,
} from 'openapi-typescript';
import ts from 'typescript';
import type { SpecDocument } from '../load/documents.js';
import { toJsonText } from '../load/json.js';
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
  ) as OpenAPI3 & {
    components: { schemas: Schemas };
  };
  dropRemoved(plain.paths);
  inlineScalars(plain, plain.components.schemas);
  const elements = new Map<string, string>();
  for (const operation of model.operations) {
    for (const param of operation.params) {
      const element = elementSchemaOf(param.type);
      if (element !== undefined) elements.set(element, `./rest/${fileName(operation.group)}.js`);
    }
  }
  const imports = [...elements].map(([name, module]) => `import type { ${elementName(name)} } from '${module}';`);
  const nodes = await openapiTS(plain, { transform, inject: imports.join('\n'), alphabetize: false });
  return astToString(nodes);
}

/** Leaves out the parameters that the exchange no longer takes. */
function dropRemoved(paths: unknown): void {
  for (const item of Object.values(paths as { [path: string]: { [method: string]: { parameters?: object[] } } })) {
    for (const operation of Object.values(item))
      operation.parameters = (operation.parameters ?? []).filter((parameter) => !('x-removed' in parameter));
  }
}

type Schemas = { [name: string]: SchemaObject };

/**
 * Writes the schemas of parameters out in full: there ids, decimals and flags have other types than in answers, so a
 * reference into `components` would not do.
 */
function inlineScalars(node: unknown, schemas: Schemas): void {
  if (typeof node !== 'object' || node === null) return;
  const { in: place, schema } = node as { in?: string; schema?: { $ref?: string; type?: string; enum?: unknown[] } };
  if (place === 'query' && schema) {
    const target = schema.$ref === undefined ? undefined : schemas[schema.$ref.split('/').pop() ?? ''];
    if (target && !('enum' in target)) {
      delete schema.$ref;
      Object.assign(schema, { ...target, ...schema });
    }
    if (schema.enum?.length === 2 && schema.enum.includes('true') && schema.enum.includes('false')) {
      schema.type = 'boolean';
      delete schema.enum;
    }
  }
  for (const value of Object.values(node)) inlineScalars(value, schemas);
}

function transform(schema: SchemaObject, { path }: TransformNodeOptions): ts.TypeNode | undefined {
  const requested = /\/parameters\//.test(path ?? '');
  const { contentSchema } = schema as { contentSchema?: { items?: { $ref?: string; type?: string; format?: string } } };
  if (contentSchema) return listOf(contentSchema.items ?? {});
  if (schema.type === 'integer' && schema.format === 'int64' && schema.maximum === undefined) {
    return requested ? factory.createUnionTypeNode([text, number, bigint]) : text;
  }
  if (schema.type === 'array' && schema.minItems === 2 && schema.maxItems === 2)
    return factory.createTupleTypeNode([text, text]);
  if (schema.format === 'decimal' && requested) return factory.createUnionTypeNode([text, number]);
  return undefined;
}

/** A list in a parameter as a caller writes it. */
function listOf(items: { $ref?: string; type?: string; format?: string }): ts.TypeNode {
  if (items.$ref === '#/components/schemas/Id')
    return factory.createArrayTypeNode(
      factory.createParenthesizedType(factory.createUnionTypeNode([text, number, bigint])),
    );
  if (items.$ref)
    return factory.createArrayTypeNode(factory.createTypeReferenceNode(elementName(items.$ref.split('/').pop() ?? '')));
  return factory.createArrayTypeNode(text);
}
