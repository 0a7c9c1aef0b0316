// What the documents offer, one row each: REST operations, WebSocket API methods, streams, events, control messages.
import { follow, lastStep, type JsonObject } from '../load/json.js';
import { mapAt, mapsAt, mapsInList, textAt, textsAt } from '../load/nodes.js';
import type { Model } from '../model/model.js';

/** The documents that are published, by name. */
export type Documents = ReadonlyMap<string, JsonObject>;

/** What everything that is published is made from. */
export interface Source {
  /** Folder of the spec. */
  readonly folder: string;
  readonly model: Model;
  readonly documents: Documents;
}

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

/** All operations of the OpenAPI document. */
export const restOperations = (root: JsonObject): { path: string; method: string; node: JsonObject }[] =>
  Object.entries(mapsAt(root, 'paths')).flatMap(([path, item]) =>
    Object.entries(mapsAt(item)).map(([method, node]) => ({ path, method, node })),
  );

/** Operations of an AsyncAPI document with what their references point to. */
export const asyncOperations = (root: JsonObject) =>
  Object.entries(mapsAt(root, 'operations')).map(([id, node]) => {
    const channel = follow(root, mapAt(node, 'channel'));
    const own = node['messages'] ? mapsInList(node, 'messages') : Object.values(mapsAt(channel, 'messages'));
    return {
      id,
      node,
      channel,
      isSent: node['action'] === 'send',
      messages: own.map((message) => namedMessage(root, message)),
      reply: mapsInList(node, 'reply', 'messages').map((message) => namedMessage(root, message)),
    };
  });

/** A message by its name in `components`. */
function namedMessage(root: JsonObject, reference: JsonObject): { id: string; message: JsonObject } {
  return { id: lastStep(String(reference['$ref'])), message: follow(root, reference) };
}

/** Every entry of every document, in the order of the documents. */
export const entriesOf = ({ documents, model }: Source): Entry[] =>
  [...documents].flatMap(([page, root]) =>
    page === 'openapi'
      ? restEntries(model)
      : page === 'user-data-streams'
        ? userEvents(root)
        : asyncEntries(page, root),
  );

const restEntries = ({ operations }: Model): Entry[] =>
  operations.map(({ id, summary, method, path, group }) => ({
    kind: 'operation',
    id,
    summary,
    names: [`${method} ${path}`],
    page: 'rest',
    anchor: restAnchor(group, id),
  }));

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
    const patterns = textsAt(channel, 'x-stream-patterns');
    const isStream = patterns.length > 0;
    const kind = isStream ? 'stream' : page === 'websocket-api' ? 'method' : 'control message';
    const names = isStream ? patterns : messages.map(({ message }) => String(message['name']));
    const own: Entry = { kind, id, summary: String(node['summary']), names, page, anchor };
    if (!isStream) return [own];
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
function typeOf(root: JsonObject, message: JsonObject): string {
  const reference = textAt(message, 'payload', '$ref');
  return reference === undefined ? String(root['asyncapi']) : lastStep(reference);
}
