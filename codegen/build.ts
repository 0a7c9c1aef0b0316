// Documents to model: the only files that know the words of OpenAPI. What they do not know stops the run.
import type { JsonObject, SpecDocument } from './load.js';
import type { ErrorModel, HttpErrorModel, Model, OperationModel, WeightPool } from './model.js';
import { operationReader, serversOf } from './read-operations.js';
import { typeReader } from './read-schemas.js';
import { readerOf, type Reader } from './reader.js';

const METHODS = 'get post put delete';
const ROOT_WORDS =
  'openapi info externalDocs servers security tags paths components x-errors x-http-errors x-weight-pools x-limit-headers x-timing';
const EXECUTED = ['no', 'unknown', 'no change needed'] as const;

/** Reads the whole OpenAPI document. */
export function buildModel(document: SpecDocument): Model {
  const reader = readerOf(document);
  const { root } = document;
  reader.known(root, ROOT_WORDS, 'the root');
  const components = reader.object(root, 'components');
  const schemaNodes = reader.object(components, 'schemas');
  const types = typeReader(reader, schemaNodes);
  const schemas = Object.entries(schemaNodes)
    .filter(([, node]) => types.isNamed(node as JsonObject))
    .map(([name, node]) => types.schemaOf(name, node as JsonObject));
  const groups = (reader.list(root, 'tags') as JsonObject[]).map((tag) => ({
    name: reader.text(tag, 'name'),
    description: reader.text(tag, 'description'),
  }));
  const servers = serversOf(reader, root);
  const securitySchemes = reader.object(components, 'securitySchemes');
  const weightPools = reader.object(root, 'x-weight-pools') as unknown as { [name: string]: WeightPool };

  const operationOf = operationReader(reader, types, {
    parameters: reader.object(components, 'parameters'),
    schemas: new Map(schemas.map((schema) => [schema.name, schema])),
    tags: groups.map(({ name }) => name),
    weightPools: Object.keys(weightPools),
    securitySchemes: Object.keys(securitySchemes),
    host: servers[0]?.host ?? reader.fail(root, 'servers need x-environment and x-host'),
  });
  const operations = new Map<string, OperationModel>();
  for (const [path, item] of Object.entries(reader.object(root, 'paths')) as [string, JsonObject][]) {
    reader.known(item, METHODS, 'a path');
    for (const [method, node] of Object.entries(item) as [string, JsonObject][]) {
      const operation = operationOf(path, method, node);
      if (operations.has(operation.id)) reader.fail(node, `operationId ${operation.id} stands twice`);
      operations.set(operation.id, operation);
      for (const server of serversOf(reader, node)) {
        if (!servers.some(({ url }) => url === server.url)) servers.push(server);
      }
    }
  }
  for (const [path, item] of Object.entries(reader.object(root, 'paths')) as [string, JsonObject][]) {
    for (const node of Object.values(item) as JsonObject[]) {
      const unknown = reader.texts(node, 'x-verify-with').find((other) => !operations.has(other));
      if (unknown !== undefined) reader.fail(node, `x-verify-with of ${path} names ${unknown}, which is no operation`);
    }
  }

  return {
    version: reader.text(reader.object(root, 'info'), 'version'),
    servers,
    apiKeyHeader: reader.text(reader.object(securitySchemes, 'apiKey'), 'name'),
    limitHeaders: reader.object(root, 'x-limit-headers') as unknown as Model['limitHeaders'],
    timing: reader.object(root, 'x-timing') as unknown as Model['timing'],
    weightPools,
    groups,
    operations: [...operations.values()],
    schemas,
    errors: (reader.list(root, 'x-errors') as JsonObject[]).map((error) => errorOf(error, reader)),
    httpErrors: (reader.list(root, 'x-http-errors') as JsonObject[]).map((error) => httpErrorOf(error, reader)),
  };
}

function errorOf(node: JsonObject, reader: Reader): ErrorModel {
  reader.known(node, 'code name otherNames kind retry executed messages advice', 'an error');
  return {
    code: node['code'] as number,
    name: reader.text(node, 'name'),
    kind: reader.text(node, 'kind'),
    retry: reader.text(node, 'retry'),
    executed: node['executed'] === undefined ? undefined : reader.word(node, 'executed', EXECUTED),
    messages: reader.texts(node, 'messages'),
    advice: reader.optionalText(node, 'advice'),
  };
}

function httpErrorOf(node: JsonObject, reader: Reader): HttpErrorModel {
  reader.known(node, 'id status meaning retry executed advice variants', 'an HTTP error');
  return {
    id: reader.text(node, 'id'),
    status: String(node['status']),
    meaning: reader.text(node, 'meaning'),
    retry: reader.text(node, 'retry'),
    executed: reader.optionalText(node, 'executed') as HttpErrorModel['executed'],
    advice: reader.optionalText(node, 'advice'),
    variants: (reader.list(node, 'variants') as JsonObject[]).map((variant) => ({
      id: reader.text(variant, 'id'),
      message: reader.text(variant, 'message'),
      codes: [variant['code'] ?? [], variant['sameAs'] ?? []].flat() as number[],
      executed: reader.text(variant, 'executed') as 'no' | 'unknown',
      retry: reader.text(variant, 'retry'),
      advice: reader.optionalText(variant, 'advice'),
    })),
  };
}
