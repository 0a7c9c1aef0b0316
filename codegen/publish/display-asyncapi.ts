// An AsyncAPI document as its component shows it. The component lists all messages of a channel with each operation, so
// every operation gets a channel of its own; facts and examples stand in descriptions.
import { toJsonText, type Json, type JsonObject } from '../load/load.js';
import { described, fence, paragraphs, type References } from './display.js';
import { asyncOperations, follow } from './entries.js';
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
  const shown = asyncOperations(root).flatMap((operation) =>
    operation.channel['x-route'] === 'private'
      ? operation.messages.map((event) => eventOf(event))
      : operation.channel['x-stream-patterns'] !== undefined
        ? streamOf(root, operation, references)
        : callOf(root, operation, references),
  );
  const channels = shown.flatMap(({ id, address, messages, reply, channel }) => [
    [id, { address, ...channel, messages: messagesOf(messages) }] as const,
    ...(reply?.length ? [[`${id}Reply`, { address, messages: messagesOf(reply) }] as const] : []),
  ]);
  const { messages: _, ...components } = root['components'] as { [section: string]: { [name: string]: JsonObject } };
  const schemas = Object.entries(components['schemas']!).map(([name, schema]) => [name, flattened(root, schema)]);
  const info = root['info'] as JsonObject;
  const [first] = asyncOperations(root);
  const connection = first?.channel['x-route'] === 'private' && first.channel['description'];
  return described(
    {
      asyncapi: root['asyncapi']!,
      info: { ...info, description: paragraphs(info['description'], connection) },
      defaultContentType: root['defaultContentType']!,
      servers: root['servers']!,
      channels: Object.fromEntries(channels),
      operations: Object.fromEntries(shown.map((one) => [one.id, operationOf(one)])),
      components: { ...components, schemas: Object.fromEntries(schemas) as JsonObject },
    },
    references.codes,
  ) as JsonObject;
}

function operationOf({ id, node, facts, reply }: Shown): JsonObject {
  const { externalDocs, tags } = node;
  const link = externalDocs && `[Documentation of Binance](${String((externalDocs as JsonObject)['url'])})`;
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

function streamOf(root: JsonObject, { id, node, channel, messages }: Operation, { entries }: References): Shown {
  const calls = entries.filter(({ kind }) => kind === 'operation');
  const { servers, parameters } = channel;
  return {
    id,
    node,
    address: channel['address']!,
    channel: { ...(servers && { servers }), ...(parameters && { parameters }) },
    facts: paragraphs(
      streamFacts(channel, node, calls),
      fence('typescript', streamTypeScript(root, id, channel)),
      fence('shell', streamCurl(root, channel)),
    ),
    messages: messages.map(({ id: event, message }) => ({
      id: event,
      message: { ...message, description: paragraphs(message['description'], eventFacts(message)) },
    })),
  };
}

/** A method of the WebSocket API, or a control message of a stream connection. */
function callOf(root: JsonObject, { id, node, isSent, messages, reply }: Operation, { entries }: References): Shown {
  const address = isSent ? messages[0]!.message['name']! : id;
  if (node['x-security-type'] === undefined) return { id, node, address, facts: '', messages, reply };
  const calls = entries.filter(({ kind }) => kind === 'method');
  const [example] = messages[0]!.message['examples'] as { payload: JsonObject }[];
  const sample = fence('typescript', methodTypeScript(root, id, example!.payload));
  return { id, node, address, facts: paragraphs(callFacts(node, root, calls), sample), messages, reply };
}

/** Messages with examples as Markdown, which keeps every digit. */
function messagesOf(messages: readonly Message[]): JsonObject {
  const entries = messages.map(({ id, message }) => {
    const { externalDocs: _, ...shown } = message;
    const examples = ((message['examples'] ?? []) as JsonObject[]).map(({ payload, ...example }) => ({
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
  if (!Array.isArray(allOf)) return schema;
  const parts = (allOf as JsonObject[]).map((part) => flattened(root, follow(root, part)));
  if (parts.some((part) => part['properties'] === undefined)) return schema;
  const properties = Object.assign({}, ...parts.map((part) => part['properties'])) as JsonObject;
  return { type: 'object', ...own, required: parts.flatMap((part) => (part['required'] ?? []) as Json[]), properties };
}
