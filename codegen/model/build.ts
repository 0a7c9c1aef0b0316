// Documents to model: the only files that know the words of OpenAPI and AsyncAPI. What they do not know stops the run.
import type { JsonObject, SpecDocument, SpecDocuments } from '../load/load.js';
import {
  referencesOf,
  type ErrorModel,
  type HttpErrorModel,
  type Model,
  type OperationModel,
  type SchemaModel,
  type ServerModel,
  type WeightPool,
} from './model.js';
import { methodReader } from './read-methods.js';
import { operationReader, serversOf } from './read-operations.js';
import { typeReader } from './read-schemas.js';
import { streamReader } from './read-streams.js';
import { readerOf, type Reader } from './reader.js';

const METHODS = 'get post put delete';
const ROOT_WORDS =
  'openapi info externalDocs servers security tags paths components x-errors x-http-errors x-weight-pools x-limit-headers x-timing';
const ASYNC_ROOT_WORDS =
  'asyncapi info defaultContentType servers channels operations components x-connection x-control-errors x-listen-key x-signing x-session';
const EXECUTED = ['no', 'unknown', 'no change needed'] as const;

/** Reads all documents into one model. */
export function buildModel(documents: SpecDocuments): Model {
  const rest = restPart(documents.openApi);
  const market = asyncPart(documents.marketStreams, rest.version);
  const userData = asyncPart(documents.userDataStreams, rest.version);
  const websocketApi = asyncPart(documents.websocketApi, rest.version);

  const streamsOf = ({ reader, root, schema }: AsyncPart) => streamReader(reader, root, schema);
  const marketStreams = streamsOf(market);
  const streams = marketStreams.streams();
  const events = [...marketStreams.events('market'), ...streamsOf(userData).events('userData')];
  const methodOf = methodReader(websocketApi.reader, websocketApi.root, websocketApi.schemas, websocketApi.schema);
  const methods = (
    Object.entries(websocketApi.reader.object(websocketApi.root, 'operations')) as [string, JsonObject][]
  ).map(([id, node]) => methodOf(id, node));
  const tags = Object.values(websocketApi.reader.object(websocketApi.root['components'] as JsonObject, 'tags'));

  const needed = new Map(rest.schemas.map((schema) => [schema.name, schema]));
  for (const [part, types] of [
    [market, events.filter(({ source }) => source === 'market').map(({ schema }) => schema)],
    [userData, events.filter(({ source }) => source === 'userData').map(({ schema }) => schema)],
    [
      websocketApi,
      methods.flatMap((one) => [one.answer.type, ...one.params.map(({ type }) => type)].flatMap(referencesOf)),
    ],
  ] as const) {
    for (const name of types) collect(name, part.schema, needed);
  }
  return {
    ...rest,
    servers: [...rest.servers, ...market.servers, ...userData.servers, ...websocketApi.servers],
    methodGroups: (tags as JsonObject[]).map((tag) => ({
      name: websocketApi.reader.text(tag, 'name'),
      description: websocketApi.reader.text(tag, 'description'),
    })),
    methods,
    streams,
    events,
    controlErrors: marketStreams.controlErrors(),
    connections: {
      marketStreams: market.connection,
      userDataStreams: { ...userData.connection, listenKey: userData.root['x-listen-key'] },
      websocketApi: { ...websocketApi.connection, session: websocketApi.root['x-session'] },
    },
    schemas: [...needed.values()],
  };
}

/** Adds a schema and what it refers to. */
function collect(name: string, schemaOf: (name: string) => SchemaModel, into: Map<string, SchemaModel>): void {
  if (into.has(name)) return;
  const schema = schemaOf(name);
  into.set(name, schema);
  const types = [...(schema.type ? [schema.type] : []), ...(schema.fields ?? []).map(({ type }) => type)];
  for (const other of [...schema.extends, ...types.flatMap(referencesOf)]) collect(other, schemaOf, into);
}

type AsyncPart = ReturnType<typeof asyncPart>;

/** What every AsyncAPI document is read with. */
function asyncPart(document: SpecDocument, version: string) {
  const reader = readerOf(document);
  const { root } = document;
  reader.known(root, ASYNC_ROOT_WORDS, 'the root');
  const info = reader.object(root, 'info');
  if (reader.text(info, 'version') !== version) reader.fail(info, `version must be that of OpenAPI, ${version}`);
  const nodes = reader.object(reader.object(root, 'components'), 'schemas');
  const types = typeReader(reader, nodes);
  const schemas = new Map<string, SchemaModel>();
  const schema = (name: string): SchemaModel => {
    const known = schemas.get(name) ?? types.schemaOf(name, reader.object(nodes, name));
    schemas.set(name, known);
    return known;
  };
  // All that can be read on its own: answers are looked through for ids, whatever they refer to.
  for (const [name, node] of Object.entries(nodes)) if (types.isNamed(node as JsonObject)) schema(name);
  const servers = (Object.values(reader.object(root, 'servers')) as JsonObject[])
    .filter((server) => server['x-environment'] !== undefined)
    .map((server): ServerModel => ({
      host: reader.text(server, 'x-host'),
      environment: reader.text(server, 'x-environment'),
      url: `${reader.text(server, 'protocol')}://${reader.text(server, 'host')}${reader.text(server, 'pathname')}`,
    }));
  const connection = reader.object(root, 'x-connection');
  return { reader, root, schemas, schema, servers, connection };
}

/** Reads the OpenAPI document. */
function restPart(document: SpecDocument) {
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
