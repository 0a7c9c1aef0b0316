// What one document says of calls, methods and events that stand in another: each of them must be there.
import type { DocumentKind } from '../load/documents.js';
import type { Json, JsonObject } from '../load/json.js';
import { didYouMean } from '../load/nearest.js';
import type { Model } from './model.js';
import type { Reader } from './reader.js';

/** A document and its reader. */
interface Part {
  readonly reader: Reader;
  readonly root: JsonObject;
}
type Names = ReadonlySet<string>;

/** Fails where a document names a call, method or event that there is not. */
export function checkCalls(model: Model, parts: { readonly [kind in DocumentKind]?: Part | undefined }): void {
  const operations = new Set(model.operations.map(({ id }) => id));
  const methods = new Set(model.methods.map(({ id }) => id));
  const { openApi, marketStreams, userDataStreams, websocketApi } = parts;
  if (openApi) {
    const { serverTime } = model.timing;
    checkNamed(openApi.reader, openApi.root['x-timing'], 'x-timing', { serverTime }, operations);
    checkErrorCodes(model, openApi);
  }
  if (userDataStreams) checkListenKey(model, userDataStreams, operations);
  if (websocketApi) checkMethods(model, websocketApi, operations, methods);
  if (marketStreams) checkOrderBooks(model, marketStreams, operations);
}

function checkErrorCodes(model: Model, { reader, root }: Part): void {
  const codes = new Set(model.errors.map(({ code }) => code));
  for (const { id, errorCodes } of [...model.operations, ...model.methods]) {
    const unknown = errorCodes.find((code) => !codes.has(code));
    if (unknown !== undefined)
      reader.fail(root, `x-error-codes of ${id} names ${unknown}, which x-errors does not have`);
  }
}

function checkListenKey(model: Model, { reader, root }: Part, operations: Names): void {
  const listenKey = model.connections.userDataStreams?.listenKey;
  if (!listenKey) return;
  const { start, keepAlive, close, expiredEvent } = listenKey;
  const node = root['x-listen-key'];
  checkNamed(reader, node, 'x-listen-key', { start, keepAlive, close }, operations);
  const types = new Set(model.events.flatMap((event) => event.types));
  checkNamed(reader, node, 'x-listen-key', { expiredEvent }, types);
}

function checkMethods(model: Model, { reader, root }: Part, operations: Names, methods: Names): void {
  const { logon, logout } = model.connections.websocketApi?.session ?? {};
  checkNamed(reader, root['x-session'], 'x-session', { logon, logout }, methods);
  for (const { id, verifyWith } of model.methods) {
    const unknown = verifyWith.find((other) => !methods.has(other) && !operations.has(other));
    const node = reader.object(reader.object(root, 'operations'), id);
    if (unknown === undefined) continue;
    const meant = didYouMean(unknown, [...methods, ...operations]);
    reader.fail(node, `x-verify-with names ${unknown}, which is no call${meant}`, 'x-verify-with');
  }
}

function checkOrderBooks(model: Model, { reader, root }: Part, operations: Names): void {
  for (const { id, orderBook } of model.streams) {
    const channel = reader.object(reader.object(root, 'channels'), id);
    checkNamed(reader, channel['x-order-book'], 'x-order-book', { snapshot: orderBook?.snapshot }, operations);
  }
}

/** Fails where one of the names is none of the known ones. */
function checkNamed(
  reader: Reader,
  node: Json | undefined,
  word: string,
  names: { readonly [key: string]: string | undefined },
  known: Names,
): void {
  for (const [key, name] of Object.entries(names)) {
    if (name !== undefined && !known.has(name))
      reader.fail(node, `${key} of ${word} names ${name}, which is none${didYouMean(name, known)}`, key);
  }
}
