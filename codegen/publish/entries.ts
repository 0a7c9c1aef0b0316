// What the documents offer, one row each: REST operations, WebSocket API methods, streams, events, control messages.
import type { Json, JsonObject } from '../load/load.js';

type Named = { readonly [name: string]: JsonObject };
export type Documents = ReadonlyMap<string, JsonObject>;

/** One thing that can be looked up, and where the site shows it. */
export interface Entry {
  readonly kind: 'operation' | 'method' | 'stream' | 'event' | 'control message';
  /** Its name in the specification and, for calls and streams, in the client. */
  readonly id: string;
  readonly summary: string;
  /** Other names that people look for: path, method, names of streams, type of the event. */
  readonly names: readonly string[];
  readonly page: string;
  readonly anchor: string;
}

/** Address of an entry inside the site. */
export const hrefOf = ({ page, anchor }: Pick<Entry, 'page' | 'anchor'>): string => `${page}.html#${anchor}`;

/** Anchor that the OpenAPI component gives an operation. */
const restAnchor = (tag: string, id: string): string => `tag/${tag.toLowerCase().replaceAll(' ', '-')}/${id}`;

/** What a reference inside the document points to; anything else is given back. */
export function follow(root: JsonObject, node: JsonObject): JsonObject {
  const { $ref } = node;
  if (typeof $ref !== 'string') return node;
  const steps = $ref.split('/').slice(1);
  const target = steps.reduce<Json>((at, step) => (at as JsonObject)[step.replaceAll('~1', '/')]!, root);
  return follow(root, target as JsonObject);
}

/** All operations of the OpenAPI document. */
export function restOperations(root: JsonObject): { path: string; method: string; node: JsonObject }[] {
  return Object.entries(root['paths'] as { [path: string]: Named }).flatMap(([path, item]) =>
    Object.entries(item).map(([method, node]) => ({ path, method, node })),
  );
}

/** Operations of an AsyncAPI document with what their references point to. */
export function asyncOperations(root: JsonObject) {
  return Object.entries(root['operations'] as Named).map(([id, node]) => {
    const channel = follow(root, node['channel'] as JsonObject);
    const own = (node['messages'] ?? Object.values(channel['messages'] as Named)) as JsonObject[];
    const reply = ((node['reply'] as JsonObject | undefined)?.['messages'] ?? []) as JsonObject[];
    const isSent = node['action'] === 'send';
    return {
      id,
      node,
      channel,
      isSent,
      messages: own.map((message) => namedMessage(root, message)),
      reply: reply.map((message) => namedMessage(root, message)),
    };
  });
}

/** A message by its name in `components`. */
function namedMessage(root: JsonObject, reference: JsonObject): { id: string; message: JsonObject } {
  return { id: String(reference['$ref']).split('/').at(-1)!, message: follow(root, reference) };
}

/** Every entry of every document, in the order of the documents. */
export function entriesOf(documents: Documents): Entry[] {
  return [...documents].flatMap(([page, root]) =>
    page === 'openapi' ? restEntries(root) : page === 'user-data-streams' ? userEvents(root) : asyncEntries(page, root),
  );
}

function restEntries(root: JsonObject): Entry[] {
  return restOperations(root).map(({ path, method, node }) => ({
    kind: 'operation',
    id: String(node['operationId']),
    summary: String(node['summary']),
    names: [`${method.toUpperCase()} ${path}`],
    page: 'rest',
    anchor: restAnchor(String((node['tags'] as Json[])[0]), String(node['operationId'])),
  }));
}

function userEvents(root: JsonObject): Entry[] {
  return asyncOperations(root).flatMap(({ messages }) =>
    messages.map(({ id, message }): Entry => ({
      kind: 'event',
      id,
      summary: String(message['summary']),
      names: [String(message['name'])],
      page: 'user-data-streams',
      anchor: `operation-receive-${id}`,
    })),
  );
}

function asyncEntries(page: string, root: JsonObject): Entry[] {
  const entries = asyncOperations(root).flatMap(({ id, node, channel, isSent, messages }): Entry[] => {
    const anchor = `operation-${isSent ? 'request' : 'receive'}-${id}`;
    const patterns = channel['x-stream-patterns'] as string[] | undefined;
    const kind = patterns ? 'stream' : page === 'websocket-api' ? 'method' : 'control message';
    const names = patterns ?? messages.map(({ message }) => String(message['name']));
    const own: Entry = { kind, id, summary: String(node['summary']), names, page, anchor };
    if (!patterns) return [own];
    const events = messages.map(({ id: event, message }): Entry => {
      const names = [...new Set([String(message['name']), typeOf(root, message)])];
      return { kind: 'event', id: event, summary: String(message['summary']), names, page, anchor };
    });
    return [own, ...events];
  });
  // Several streams send the same event: the first of them shows it.
  return entries.filter(
    (entry, index) => entries.findIndex(({ kind, id }) => kind === entry.kind && id === entry.id) === index,
  );
}

/** Schema of the payload by name, e.g. `AggTradeEvent`. */
const typeOf = (root: JsonObject, message: JsonObject): string => {
  const payload = message['payload'] as JsonObject;
  return typeof payload['$ref'] === 'string' ? payload['$ref'].split('/').at(-1)! : String(root['asyncapi']);
};
