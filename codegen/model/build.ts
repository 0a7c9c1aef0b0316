// Documents to model: the files read-*.ts are the only ones that know the words of OpenAPI and AsyncAPI. What they do not
// know stops the run.
import { documentOf, findDocument, type DocumentKind, type SpecDocuments } from '../load/documents.js';
import { checkCalls } from './check-calls.js';
import { referencesOf, type Connections, type Model, type SchemaModel } from './model.js';
import { addressOf, asyncPart, hostOf, type AsyncPart } from './read-async.js';
import { connectionOf, groupsOf, listenKeyOf, sessionOf, signingOf } from './read-connections.js';
import { eventsOf } from './read-events.js';
import { methodReader } from './read-methods.js';
import { restPart } from './read-rest.js';
import { controlErrorsOf, streamsOf } from './read-streams.js';
import { present } from './reader.js';

/**
 * Reads all documents into one model. `isLenient` is for earlier states, which can no longer be changed, and for parts of a
 * spec: rules may name values, and documents calls, that there are not.
 */
export function buildModel(documents: SpecDocuments, isLenient = false): Model {
  const openApi = documentOf(documents, 'openApi');
  const { reader, facts: rest } = restPart(openApi, isLenient);
  const partOf = (kind: DocumentKind) => {
    const document = findDocument(documents, kind);
    return document && asyncPart(document, rest.version, isLenient);
  };
  const [market, userData, websocketApi] = [partOf('marketStreams'), partOf('userDataStreams'), partOf('websocketApi')];
  const marketEvents = market ? eventsOf(market, 'market') : [];
  const userEvents = userData ? eventsOf(userData, 'userData') : [];
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
    streams: market ? streamsOf(market) : [],
    events: [...marketEvents, ...userEvents],
    controlErrors: market ? controlErrorsOf(market) : [],
    connections: connectionsOf(market, userData, websocketApi),
    signing: websocketApi && signingOf(websocketApi.reader, websocketApi.root),
    schemas: [...needed.values()],
  };
  if (!isLenient) {
    const own = { reader, root: openApi.root };
    checkCalls(model, { openApi: own, marketStreams: market, userDataStreams: userData, websocketApi });
  }
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

/** Adds a schema and what it refers to. */
function collect(name: string, schemaOf: (name: string) => SchemaModel, into: Map<string, SchemaModel>): void {
  if (into.has(name)) return;
  const schema = schemaOf(name);
  into.set(name, schema);
  const types = [...(schema.type ? [schema.type] : []), ...(schema.fields ?? []).map(({ type }) => type)];
  for (const other of [...schema.extends, ...types.flatMap(referencesOf)]) collect(other, schemaOf, into);
}
