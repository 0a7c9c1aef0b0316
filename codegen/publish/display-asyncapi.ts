// An AsyncAPI document as its component shows it. The component lists all messages of a channel with each operation, so
// every operation gets a channel of its own; facts and examples stand in descriptions.
import { follow, isObject, toJsonText, type Json, type JsonObject } from '../load/json.js';
import { listAt, mapAt, mapsAt, mapsInList, textAt } from '../load/nodes.js';
import type { MethodModel, StreamModel } from '../model/model.js';
import { describedMap, fence, paragraphs, type References } from './display.js';
import { asyncOperations } from './entries.js';
import { propertiesOf } from './json-schemas.js';
import { methodTypeScript, streamCurl, streamTypeScript } from './examples.js';
import { callFacts, eventFacts, streamFacts } from './facts.js';

type Operation = ReturnType<typeof asyncOperations>[number];

interface Message {
  readonly id: string;
  readonly message: JsonObject;
}

/** What the component shows as one operation. */
interface Shown {
  readonly id: string;
  readonly node: JsonObject;
  readonly address: Json;
  /** What stands behind the description of the node. */
  readonly facts: string;
  readonly messages: readonly Message[];
  readonly reply?: readonly Message[];
  /** Servers and parameters of the channel. */
  readonly channel?: JsonObject;
}

/** The document for the component. */
export function displayAsyncApi(root: JsonObject, references: References): JsonObject {
  const { streams, methods } = references.model;
  const shown = asyncOperations(root).flatMap((operation) => {
    const { id, node, channel, messages } = operation;
    if (channel['x-route'] === 'private') return messages.map((event) => eventOf(event));
    // A stream and a method may have the same name.
    const stream = channel['x-stream-patterns'] === undefined ? undefined : streams.find((one) => one.id === id);
    if (stream) return streamOf(stream, operation, references);
    const method = node['x-security-type'] === undefined ? undefined : methods.find((one) => one.id === id);
    return method ? methodOf(method, operation, references) : controlOf(operation);
  });
  const channels = shown.flatMap(({ id, address, messages, reply, channel }) => [
    [id, { address, ...channel, messages: messagesOf(messages) }] as const,
    ...(reply?.length ? [[`${id}Reply`, { address, messages: messagesOf(reply) }] as const] : []),
  ]);
  const { messages: _, ...components } = mapAt(root, 'components');
  const schemas = Object.entries(mapsAt(components, 'schemas')).map(
    ([name, schema]) => [name, shownSchema(root, flattened(root, schema))] as const,
  );
  const info = mapAt(root, 'info');
  const [first] = asyncOperations(root);
  const connection = first?.channel['x-route'] === 'private' && first.channel['description'];
  return describedMap(
    {
      asyncapi: root['asyncapi']!,
      info: { ...info, description: paragraphs(info['description'], connection) },
      defaultContentType: root['defaultContentType']!,
      servers: root['servers']!,
      channels: Object.fromEntries(channels),
      operations: Object.fromEntries(shown.map((one) => [one.id, operationOf(one)])),
      components: { ...components, schemas: Object.fromEntries(schemas) },
    },
    references.codes,
  );
}

function operationOf({ id, node, facts, reply }: Shown): JsonObject {
  const { tags } = node;
  const url = textAt(node, 'externalDocs', 'url');
  const link = url && `[Documentation of Binance](${url})`;
  return {
    action: node['action'] ?? 'receive',
    channel: { $ref: `#/channels/${id}` },
    summary: node['summary']!,
    description: paragraphs(node['description'], facts, link),
    ...(tags && { tags }),
    ...(reply?.length && { reply: { channel: { $ref: `#/channels/${id}Reply` } } }),
  };
}

/** User data comes over one channel: each event stands for itself. */
function eventOf({ id, message }: Message): Shown {
  const { description: _, ...bare } = message;
  return {
    id,
    node: message,
    address: message['name']!,
    facts: eventFacts(message),
    messages: [{ id, message: bare }],
  };
}

function streamOf(stream: StreamModel, { id, node, channel, messages }: Operation, around: References): Shown {
  const calls = around.entries.filter(({ kind }) => kind === 'operation');
  const { servers, parameters } = channel;
  return {
    id,
    node,
    address: stream.address,
    channel: { ...(servers && { servers }), ...(parameters && { parameters }) },
    facts: paragraphs(
      streamFacts(stream, calls),
      fence('typescript', streamTypeScript(stream)),
      fence('shell', streamCurl(around.model, stream)),
    ),
    messages: messages.map(({ id: event, message }) => ({
      id: event,
      message: { ...message, description: paragraphs(message['description'], eventFacts(message)) },
    })),
  };
}

/** A method of the WebSocket API. */
function methodOf(method: MethodModel, operation: Operation, { entries, model }: References): Shown {
  const calls = entries.filter(({ kind }) => kind === 'method');
  const sample = fence('typescript', methodTypeScript(method));
  return { ...controlOf(operation), facts: paragraphs(callFacts(method, model, calls), sample) };
}

/** A control message of a connection. */
const controlOf = ({ id, node, isSent, messages, reply }: Operation): Shown => ({
  id,
  node,
  address: isSent ? messages[0]!.message['name']! : id,
  facts: '',
  messages,
  reply,
});

/** Messages with examples as Markdown, which keeps every digit. */
function messagesOf(messages: readonly Message[]): JsonObject {
  const entries = messages.map(({ id, message }) => {
    const { externalDocs: _, ...shown } = message;
    const examples = mapsInList(message, 'examples').map(({ payload, ...example }) => ({
      ...example,
      payload: fence('json', toJsonText(payload!, 2)),
    }));
    return [id, { ...shown, examples }] as const;
  });
  return Object.fromEntries(entries);
}

/** An object that is put together by `allOf` as one list of properties. */
function flattened(root: JsonObject, schema: JsonObject): JsonObject {
  const { allOf, ...own } = schema;
  if (allOf === undefined) return schema;
  const parts = mapsInList(schema, 'allOf').map((part) => flattened(root, follow(root, part)));
  if (parts.some((part) => part['properties'] === undefined)) return schema;
  const required = parts.flatMap((part) => listAt(part, 'required'));
  return { type: 'object', ...own, required, properties: propertiesOf(parts) };
}

/** A schema with what it says of a scalar or a list of values beside what the reference says, which the component would hide. */
function shownSchema(root: JsonObject, schema: JsonObject): JsonObject {
  const copy = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key.startsWith('example') ? value : shownValue(root, value)]),
  );
  const [only, ...others] = mapsInList(copy, 'allOf');
  if (only?.['$ref'] === undefined || others.length > 0) return copy;
  const target = follow(root, only);
  if (target['properties'] !== undefined || target['allOf'] !== undefined) return copy;
  const { allOf: _, ...own } = copy;
  return { ...target, ...own };
}

function shownValue(root: JsonObject, value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => shownValue(root, item));
  return isObject(value) ? shownSchema(root, value) : value;
}
