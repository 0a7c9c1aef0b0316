// Documents to model: the files read-*.ts are the only ones that know the words of OpenAPI and AsyncAPI. What they do not
// know stops the run.
import { documentOf, findDocument, type DocumentKind, type SpecDocuments } from '../load/documents.js';
import { withAllFaults, type Faults } from '../load/faults.js';
import { checkCalls } from './check-calls.js';
import {
  referencesOf,
  type Connections,
  type EventModel,
  type MethodModel,
  type Model,
  type SchemaModel,
} from './model.js';
import { addressOf, asyncPart, hostOf, type AsyncPart } from './read-async.js';
import { connectionOf, groupsOf, listenKeyOf, sessionOf, signingOf } from './read-connections.js';
import { eventsOf } from './read-events.js';
import { methodReader } from './read-methods.js';
import { restPart } from './read-rest.js';
import { controlErrorsOf, streamsOf } from './read-streams.js';
import { present } from './reader.js';

/**
 * Reads all documents into one model; all their faults are reported at once. `isLenient` is for earlier states, which can no
 * longer be changed, and for parts of a spec: there rules may name unknown values, and documents unknown calls.
 */
export const buildModel = (documents: SpecDocuments, isLenient = false): Model =>
  withAllFaults((faults) => modelOf(documents, isLenient, faults));

function modelOf(documents: SpecDocuments, isLenient: boolean, faults: Faults): Model {
  const openApi = documentOf(documents, 'openApi');
  const rest = faults.attempt(() => restPart(openApi, isLenient, faults));
  const partOf = (kind: DocumentKind) => {
    const document = findDocument(documents, kind);
    return document && faults.attempt(() => asyncPart(document, rest?.facts.version, isLenient, faults));
  };
  const parts = {
    marketStreams: partOf('marketStreams'),
    userDataStreams: partOf('userDataStreams'),
    websocketApi: partOf('websocketApi'),
  };
  const pushed = faults.attempt(() => pushedPart(parts));
  const asked = faults.attempt(() => askedPart(parts));
  const connections = faults.attempt(() => connectionsOf(parts));
  faults.throwIfAny();
  const { facts, reader } = rest!;
  const model: Model = {
    ...facts,
    ...pushed!,
    ...asked!,
    connections: connections!,
    servers: [...facts.servers, ...Object.values(parts).flatMap((part) => part?.servers ?? [])],
    schemas: schemasOf(facts.schemas, pushed!.events, asked!.methods, parts),
  };
  if (!isLenient) checkCalls(model, { openApi: { reader, root: openApi.root }, ...parts });
  return model;
}

type Parts = { readonly [kind in Exclude<DocumentKind, 'openApi'>]: AsyncPart | undefined };

/** What the streams send. */
function pushedPart({ marketStreams, userDataStreams }: Parts) {
  const market = marketStreams ? eventsOf(marketStreams, 'market') : [];
  const userData = userDataStreams ? eventsOf(userDataStreams, 'userData') : [];
  return {
    streams: marketStreams ? streamsOf(marketStreams) : [],
    events: [...market, ...userData],
    controlErrors: marketStreams ? controlErrorsOf(marketStreams) : [],
  };
}

/** What is asked for over a WebSocket. */
function askedPart({ websocketApi }: Parts) {
  return {
    ...(websocketApi ? methodsOf(websocketApi) : { methods: [], methodGroups: [] }),
    signing: websocketApi && signingOf(websocketApi.reader, websocketApi.root),
  };
}

/** The schemas of REST, then those that only events and methods need. */
function schemasOf(
  own: readonly SchemaModel[],
  events: readonly EventModel[],
  methods: readonly MethodModel[],
  { marketStreams, userDataStreams, websocketApi }: Parts,
): SchemaModel[] {
  const needed = new Map(own.map((schema) => [schema.name, schema]));
  for (const { schema, source } of events)
    collect(schema, (source === 'market' ? marketStreams : userDataStreams)!.schema, needed);
  for (const { answer, params } of methods) {
    const types = [answer.type, ...params.map(({ type }) => type)];
    for (const name of types.flatMap(referencesOf)) collect(name, websocketApi!.schema, needed);
  }
  return [...needed.values()];
}

function methodsOf({ reader, root, schemas, schema }: AsyncPart) {
  const methodOf = methodReader(reader, root, schemas, schema);
  const tags = reader.maps(reader.object(root, 'components'), 'tags').map(([, tag]) => tag);
  return {
    methods: reader.each(reader.maps(root, 'operations'), ([id, node]) => methodOf(id, node)),
    methodGroups: groupsOf(reader, tags),
  };
}

function connectionsOf({ marketStreams, userDataStreams, websocketApi }: Parts): Connections {
  return present({
    marketStreams: marketStreams && connectionOf(marketStreams.reader, marketStreams.root),
    userDataStreams: userDataStreams && {
      host: hostOf(userDataStreams),
      address: addressOf(userDataStreams),
      ...connectionOf(userDataStreams.reader, userDataStreams.root),
      listenKey: listenKeyOf(userDataStreams.reader, userDataStreams.root),
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
