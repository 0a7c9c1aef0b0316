// Documents to model: the only files that know the words of OpenAPI and AsyncAPI. What they do not know stops the run.
import {
  documentOf,
  findDocument,
  type DocumentKind,
  type SpecDocument,
  type SpecDocuments,
} from '../load/documents.js';
import type { JsonObject } from '../load/json.js';
import { callRule, versionRule } from './allowed-names.js';
import {
  GATES,
  referencesOf,
  RETRY_WORDS,
  type Connections,
  type ErrorModel,
  type HttpErrorModel,
  type Model,
  type OperationModel,
  type SchemaModel,
} from './model.js';
import {
  checkNamed,
  connectionOf,
  groupsOf,
  limitHeadersOf,
  listenKeyOf,
  serversIn,
  sessionOf,
  signingOf,
  timingOf,
  weightPoolsOf,
} from './read-connections.js';
import { methodReader } from './read-methods.js';
import { operationReader, restServers } from './read-operations.js';
import { typeReader } from './read-schemas.js';
import { streamReader } from './read-streams.js';
import { present, readerOf, type Reader } from './reader.js';

const METHODS = 'get post put delete';
const ROOT_WORDS =
  'openapi info externalDocs servers security tags paths components x-errors x-http-errors x-weight-pools x-limit-headers x-product x-timing';
const ASYNC_ROOT_WORDS =
  'asyncapi info defaultContentType servers channels operations components x-connection x-control-errors x-listen-key x-signing x-session';
const EXECUTED = ['no', 'unknown', 'no change needed'] as const;

/**
 * Reads all documents into one model. `isLenient` is for earlier states, which can no longer be changed, and for parts of a
 * spec: rules may name values, and documents calls, that there are not.
 */
export function buildModel(documents: SpecDocuments, isLenient = false): Model {
  const openApi = documentOf(documents, 'openApi');
  const rest = restPart(openApi, isLenient);
  const partOf = (kind: DocumentKind) => {
    const document = findDocument(documents, kind);
    return document && asyncPart(document, rest.version, isLenient);
  };
  const [market, userData, websocketApi] = [partOf('marketStreams'), partOf('userDataStreams'), partOf('websocketApi')];
  const streamsOf = (part: AsyncPart | undefined) => part && streamReader(part.reader, part.root, part.schema);
  const marketStreams = streamsOf(market);
  const marketEvents = marketStreams?.events('market') ?? [];
  const userEvents = streamsOf(userData)?.events('userData') ?? [];
  const methodPart = websocketApi && methodsOf(websocketApi);

  const needed = new Map(rest.schemas.map((schema) => [schema.name, schema]));
  for (const { schema } of marketEvents) collect(schema, market!.schema, needed);
  for (const { schema } of userEvents) collect(schema, userData!.schema, needed);
  for (const { answer, params } of methodPart?.methods ?? []) {
    const types = [answer.type, ...params.map(({ type }) => type)];
    for (const name of types.flatMap(referencesOf)) collect(name, websocketApi!.schema, needed);
  }
  const model: Model = {
    ...rest,
    servers: [...rest.servers, ...[market, userData, websocketApi].flatMap((part) => part?.servers ?? [])],
    methodGroups: methodPart?.groups ?? [],
    methods: methodPart?.methods ?? [],
    streams: marketStreams?.streams() ?? [],
    events: [...marketEvents, ...userEvents],
    controlErrors: marketStreams?.controlErrors() ?? [],
    connections: connectionsOf(market, userData, websocketApi),
    signing: websocketApi && signingOf(websocketApi.reader, websocketApi.root),
    schemas: [...needed.values()],
  };
  if (!isLenient) checkReferences(model, readerOf(openApi), openApi.root, { market, userData, websocketApi });
  return model;
}

function methodsOf({ reader, root, schemas, schema }: AsyncPart) {
  const methodOf = methodReader(reader, root, schemas, schema);
  const tags = reader.maps(reader.object(root, 'components'), 'tags').map(([, tag]) => tag);
  return {
    methods: reader.maps(root, 'operations').map(([id, node]) => methodOf(id, node)),
    groups: groupsOf(reader, tags),
  };
}

function connectionsOf(
  market: AsyncPart | undefined,
  userData: AsyncPart | undefined,
  websocketApi: AsyncPart | undefined,
): Connections {
  return present({
    marketStreams: market && connectionOf(market.reader, market.root),
    userDataStreams: userData && {
      host: hostOf(userData),
      address: addressOf(userData),
      ...connectionOf(userData.reader, userData.root),
      listenKey: listenKeyOf(userData.reader, userData.root),
    },
    websocketApi: websocketApi && {
      host: hostOf(websocketApi),
      ...connectionOf(websocketApi.reader, websocketApi.root),
      session: sessionOf(websocketApi.reader, websocketApi.root),
    },
  });
}

/** What one part of the spec says of calls, methods and events of another. */
function checkReferences(
  model: Model,
  reader: Reader,
  root: JsonObject,
  parts: { readonly [part in 'market' | 'userData' | 'websocketApi']: AsyncPart | undefined },
): void {
  const operations = new Set(model.operations.map(({ id }) => id));
  const methods = new Set(model.methods.map(({ id }) => id));
  const { serverTime } = model.timing;
  checkNamed(reader, root['x-timing'], 'x-timing', { serverTime }, operations);
  const { userDataStreams, websocketApi } = model.connections;
  if (userDataStreams && parts.userData) {
    const { start, keepAlive, close, expiredEvent } = userDataStreams.listenKey;
    const node = parts.userData.root['x-listen-key'];
    checkNamed(parts.userData.reader, node, 'x-listen-key', { start, keepAlive, close }, operations);
    const types = new Set(model.events.flatMap((event) => event.types));
    checkNamed(parts.userData.reader, node, 'x-listen-key', { expiredEvent }, types);
  }
  if (websocketApi && parts.websocketApi) {
    const { root: own, reader: ownReader } = parts.websocketApi;
    const { logon, logout } = websocketApi.session;
    checkNamed(ownReader, own['x-session'], 'x-session', { logon, ...present({ logout }) }, methods);
    for (const { id, verifyWith } of model.methods) {
      const unknown = verifyWith.find((other) => !methods.has(other) && !operations.has(other));
      const node = ownReader.object(ownReader.object(own, 'operations'), id);
      if (unknown !== undefined)
        ownReader.fail(node, `x-verify-with names ${unknown}, which is no call`, 'x-verify-with');
    }
  }
  for (const { id, orderBook } of model.streams) {
    const { reader: own, root: market } = parts.market!;
    const channel = own.object(own.object(market, 'channels'), id);
    checkNamed(own, channel['x-order-book'], 'x-order-book', { snapshot: orderBook?.snapshot }, operations);
  }
}

/** The one host that serves a document. */
function hostOf({ servers, reader, root }: AsyncPart): string {
  return servers[0]?.host ?? reader.fail(root, 'servers need x-environment and x-host');
}

/** Where the one channel of a document is found below its host. */
function addressOf({ reader, root }: AsyncPart): string {
  const [first] = reader.maps(root, 'channels');
  return reader.text(first?.[1] ?? reader.fail(root, 'a channel is missing'), 'address');
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
function asyncPart(document: SpecDocument, version: string, isLenient: boolean) {
  const reader = readerOf(document, isLenient);
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
  for (const [name, node] of reader.maps(reader.object(root, 'components'), 'schemas')) {
    if (types.isNamed(node)) schema(name);
  }
  const servers = serversIn(
    reader,
    reader.maps(root, 'servers').map(([, server]) => server),
    (server) =>
      ['protocol', 'host', 'pathname']
        .map((part) => reader.text(server, part))
        .join('')
        .replace(/^wss?/, '$&://'),
  );
  return { reader, root, schemas, schema, servers };
}

/** Reads the OpenAPI document. */
function restPart(document: SpecDocument, isLenient: boolean) {
  const reader = readerOf(document, isLenient);
  const { root } = document;
  reader.known(root, ROOT_WORDS, 'the root');
  const components = reader.object(root, 'components');
  const schemaNodes = reader.object(components, 'schemas');
  const types = typeReader(reader, schemaNodes);
  const schemas = reader
    .maps(components, 'schemas')
    .filter(([, node]) => types.isNamed(node))
    .map(([name, node]) => types.schemaOf(name, node));
  const groups = groupsOf(reader, reader.objects(root, 'tags'));
  const servers = restServers(reader, root);
  const securitySchemes = reader.object(components, 'securitySchemes');
  const weightPools = weightPoolsOf(reader, root);

  const operationOf = operationReader(reader, types, {
    parameters: reader.optionalObject(components, 'parameters') ?? {},
    schemas: new Map(schemas.map((schema) => [schema.name, schema])),
    tags: groups.map(({ name }) => name),
    weightPools: Object.keys(weightPools),
    securitySchemes: Object.keys(securitySchemes),
    host: servers[0]?.host ?? reader.fail(root, 'servers need x-environment and x-host'),
  });
  const operations = new Map<string, OperationModel>();
  for (const [path, item] of reader.maps(root, 'paths')) {
    reader.known(item, METHODS, 'a path');
    for (const [method, node] of reader.maps({ item }, 'item')) {
      const operation = operationOf(path, method, node);
      if (operations.has(operation.id)) reader.fail(node, `operationId ${operation.id} stands twice`);
      operations.set(operation.id, operation);
      for (const server of restServers(reader, node)) {
        if (!servers.some(({ url }) => url === server.url)) servers.push(server);
      }
    }
  }
  for (const [path, item] of reader.maps(root, 'paths')) {
    for (const [, node] of reader.maps({ item }, 'item')) {
      const unknown = reader.texts(node, 'x-verify-with').find((other) => !operations.has(other));
      if (unknown !== undefined)
        reader.fail(node, `x-verify-with of ${path} names ${unknown}, which is no operation`, 'x-verify-with');
    }
  }

  const info = reader.object(root, 'info');
  return {
    version: reader.allowed(info, reader.text(info, 'version'), versionRule, 'version'),
    // States of the spec from before it had a name are compared too.
    product: reader.allowed(root, reader.optionalText(root, 'x-product') ?? 'spec', callRule, 'x-product'),
    servers,
    apiKeyHeader: reader.text(reader.object(securitySchemes, 'apiKey'), 'name'),
    limitHeaders: limitHeadersOf(reader, root),
    timing: timingOf(reader, root),
    weightPools,
    groups,
    operations: [...operations.values()],
    schemas,
    errors: reader.objects(root, 'x-errors').map((error) => errorOf(error, reader)),
    httpErrors: reader.objects(root, 'x-http-errors').map((error) => httpErrorOf(error, reader)),
  };
}

function errorOf(node: JsonObject, reader: Reader): ErrorModel {
  reader.known(node, 'code name otherNames kind retry closes executed messages advice', 'an error');
  return {
    code: reader.number(node, 'code'),
    name: reader.text(node, 'name'),
    ...present({ otherNames: node['otherNames'] === undefined ? undefined : reader.texts(node, 'otherNames') }),
    kind: reader.text(node, 'kind'),
    retry: reader.word(node, 'retry', RETRY_WORDS),
    closes: node['closes'] === undefined ? undefined : reader.word(node, 'closes', GATES),
    executed: node['executed'] === undefined ? undefined : reader.word(node, 'executed', EXECUTED),
    messages: reader.texts(node, 'messages'),
    advice: reader.optionalText(node, 'advice'),
  };
}

function httpErrorOf(node: JsonObject, reader: Reader): HttpErrorModel {
  reader.known(node, 'id status meaning retry closes executed advice variants', 'an HTTP error');
  return {
    id: reader.text(node, 'id'),
    status: String(node['status']),
    meaning: reader.text(node, 'meaning'),
    retry: reader.word(node, 'retry', RETRY_WORDS),
    closes: node['closes'] === undefined ? undefined : reader.word(node, 'closes', GATES),
    executed: reader.optionalText(node, 'executed') as HttpErrorModel['executed'],
    advice: reader.optionalText(node, 'advice'),
    variants: (reader.list(node, 'variants') as JsonObject[]).map((variant) => ({
      id: reader.text(variant, 'id'),
      message: reader.text(variant, 'message'),
      codes: [variant['code'] ?? [], variant['sameAs'] ?? []].flat() as number[],
      executed: reader.text(variant, 'executed') as 'no' | 'unknown',
      retry: reader.word(variant, 'retry', RETRY_WORDS),
      advice: reader.optionalText(variant, 'advice'),
    })),
  };
}
