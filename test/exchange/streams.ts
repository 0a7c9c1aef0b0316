// Control messages of a stream connection, and the events that it is sent.
import { toJsonText, type Json, type JsonObject } from '../../codegen/load/json.js';
import type { StreamDocument } from './async-document.js';
import type { Connection } from './connection.js';
import { faultOffset, parseExactJson } from './exact-json.js';
import type { SocketFaults } from './socket-faults.js';
import { keysOf, type Wanted } from './socket-targets.js';
import type { Service } from './sockets.js';

export type Streams = ReturnType<typeof createStreams>;

export function createStreams(document: StreamDocument, faults: SocketFaults) {
  /** Who is sent the events of a stream: only those that asked for it on its route. */
  const listeners = new Map<string, Set<Connection>>();
  /** Payloads that are in order, with the channel that they were validated for. */
  const validated = new WeakMap<object, object>();
  /** The first event of a pair that is to change places. */
  const held = new Map<Connection, string>();

  function add(connection: Connection, wanted: Wanted): void {
    const { streams, route, facts } = connection;
    for (const [name, events] of wanted) {
      streams.set(name, events);
      if ((route === 'private' ? route : document.channelOf(name)?.route) !== route) continue;
      let connections = listeners.get(name);
      if (!connections) listeners.set(name, (connections = new Set()));
      connections.add(connection);
    }
    const most = facts.maxStreamsPerConnection ?? Infinity;
    if (streams.size > most) connection.refuse(`more than ${most} streams`);
  }

  function remove(connection: Connection, names: Iterable<string>): void {
    for (const name of names) {
      connection.streams.delete(name);
      const connections = listeners.get(name);
      connections?.delete(connection);
      if (connections?.size === 0) listeners.delete(name);
    }
  }

  /** Carries out a control message: the reply. */
  function control(connection: Connection, text: string): JsonObject {
    let message: Json;
    try {
      message = parseExactJson(text);
    } catch {
      return document.controlError('Invalid JSON', ...place(text, faultOffset(text)));
    }
    const { id, method, params } = (message ?? {}) as { id?: Json; method?: Json; params?: Json };
    const readable = (typeof id === 'number' || typeof id === 'bigint') && Number.isInteger(Number(id)) && id >= 0;
    const refuse = (words: string, ...values: (string | number)[]): JsonObject => {
      const error = document.controlError(words, ...values);
      return readable ? { error, id } : error;
    };
    if (method === undefined) return refuse('missing field', ...place(text, text.length));
    const most = document.methods.get(method as string);
    if (most === undefined) {
      const shown = toJsonText(method);
      const end = text.indexOf(shown, text.indexOf('"method"') + 8) + shown.length;
      return refuse('unknown variant', `\`${String(method)}\``, ...place(text, end));
    }
    if (!readable) return refuse('request ID');
    const list = Array.isArray(params) ? params : [];
    const [property, value] = list;
    if (list.length > most) return refuse('too many parameters');
    switch (method) {
      case 'SUBSCRIBE': {
        const fault = faults.of(connection.route);
        if (fault?.kind === 'refuseSubscription') return { error: { code: fault.code, msg: fault.msg }, id };
        add(connection, wantedBy(list));
        return { result: null, id };
      }
      case 'UNSUBSCRIBE':
        remove(connection, wantedBy(list).keys());
        return { result: null, id };
      case 'LIST_SUBSCRIPTIONS':
        return { result: [...connection.streams.keys()], id };
      default:
        if (typeof property !== 'string') return refuse('property name');
        if (property !== document.property) return refuse('Unknown property');
        if (method === 'GET_PROPERTY') return { result: connection.combined, id };
        if (typeof value !== 'boolean') return refuse('expected Boolean');
        connection.combined = value;
        return { result: null, id };
    }
  }

  const service: Service = {
    opened: (connection) => add(connection, connection.streams),
    closed(connection) {
      held.delete(connection);
      remove(connection, [...connection.streams.keys()]);
    },
    received(connection, text) {
      const reply = toJsonText(control(connection, text));
      const fault = faults.of(connection.route);
      if (fault?.kind !== 'delayAcknowledgement') connection.write(reply);
      else setTimeout(() => connection.write(reply), fault.ms).unref();
    },
    /** Lets go of what waited for a second event. */
    settle() {
      for (const [connection, text] of held) {
        if (faults.of(connection.route)?.kind === 'reorder') continue;
        held.delete(connection);
        connection.write(text);
      }
    },
  };

  /** Sends an event, as the fault of the route wants it: whether it was sent at all. */
  function emit(connection: Connection, text: string, wrap: (data: string) => string): boolean {
    const fault = faults.of(connection.route);
    switch (fault?.kind) {
      case 'silent':
        return false;
      case 'reorder': {
        const first = held.get(connection);
        if (first === undefined) {
          held.set(connection, text);
          return true;
        }
        held.delete(connection);
        connection.write(text);
        connection.write(first);
        return true;
      }
      case 'duplicate':
        connection.write(text);
        break;
      case 'malformed':
        connection.write(fault.text);
        break;
      case 'unknownEvent':
        connection.write(wrap(toJsonText(fault.payload)));
    }
    connection.write(text);
    return true;
  }

  /**
   * Sends an event to all that listen to the stream: how many there were.
   *
   * @param eventType Looked up where a connection wants some events only.
   */
  function deliver(stream: string, data: string, eventType?: string): number {
    const wrap = (data: string) => `{"stream":${JSON.stringify(stream)},"data":${data}}`;
    let wrapped: string | undefined;
    let reached = 0;
    for (const connection of listeners.get(stream) ?? []) {
      const wanted = eventType === undefined ? undefined : connection.streams.get(stream);
      if (!connection.listens || (wanted && !wanted.has(eventType!))) continue;
      const text = connection.combined ? (wrapped ??= wrap(data)) : data;
      if (emit(connection, text, connection.combined ? wrap : (data) => data)) reached += 1;
    }
    return reached;
  }

  /** Sends what tests make up: an object must be one that the stream can send, a text may be anything. */
  function send(stream: string, payload: object | string): number {
    if (typeof payload === 'string') return deliver(stream, payload);
    const channel = document.channelOf(stream);
    if (!channel) throw new Error(`the specification has no stream of the name '${stream}'; send a text instead`);
    if (validated.get(payload) !== channel) {
      const found = channel.payloads.map((schema) => document.validate(schema, payload as Json));
      if (found.every(Boolean))
        throw new Error(`not an event of ${stream}: ${found[0]!.instancePath} ${found[0]!.message}`);
      validated.set(payload, channel);
    }
    return deliver(stream, quickJsonText(payload));
  }

  return { service, deliver, send };
}

/** Items are names of streams; on the private route a listenKey may come with the events that are wanted of it. */
function wantedBy(items: readonly Json[]): Wanted {
  const wanted: Wanted = new Map();
  for (const item of items) {
    if (typeof item !== 'string') continue;
    if (!item.startsWith('listenKey=')) wanted.set(item, undefined);
    else for (const [key, events] of keysOf(new URLSearchParams(item))) wanted.set(key, events);
  }
  return wanted;
}

/** Line and column of an offset, counted from 1. */
function place(text: string, offset: number): [line: number, column: number] {
  const lines = text.slice(0, offset).split('\n');
  return [lines.length, lines.at(-1)!.length + (offset < text.length ? 1 : 0)];
}

/** The same as `toJsonText`, but fast where there is no bigint. */
function quickJsonText(payload: object): string {
  try {
    return JSON.stringify(payload);
  } catch {
    return toJsonText(payload); // bigints are a TypeError
  }
}
