// What the exchange needs to know of the AsyncAPI documents, read once.
import type { Json, JsonObject } from '../../codegen/load/json.js';
import { portableAsyncApi } from '../../codegen/load/portable.js';
import { createResolver, SPEC, type Operation, type Rule } from './document.js';
import { createValidator } from './schemas.js';

/** Where a connection may be opened; below `unrouted`, the root, nothing is sent any more. */
export type Route = 'public' | 'market' | 'private' | 'websocketApi' | 'unrouted';

/** `x-connection` of a document. */
export interface ConnectionFacts {
  readonly lifetimeMs: number;
  readonly pingIntervalMs: number;
  readonly pongTimeoutMs: number;
  readonly maxStreamsPerConnection?: number;
  readonly maxControlMessagesPerSecond?: number;
  readonly maxPingPongFramesPerSecond?: number;
  /** Taken from the request weight by each new connection. */
  readonly handshakeWeight?: number;
}

/** A channel of streams: whatever a stream sends has one of these schemas. */
interface Channel {
  readonly route: Route;
  readonly names: readonly RegExp[];
  readonly payloads: readonly JsonObject[];
}

/** A method of the WebSocket API. */
export interface Method extends Operation {
  /** Schema of the whole request. */
  readonly request: JsonObject;
  /** Schema of the whole answer. */
  readonly response: JsonObject;
}

/** A field of an object, by its key. */
export interface Field {
  readonly key: string;
  readonly schema: JsonObject;
  readonly required: boolean;
}

type Named = { readonly [name: string]: JsonObject };
type Resolve = (node: JsonObject) => JsonObject;

function read(name: string) {
  const { root } = portableAsyncApi(SPEC, name);
  const resolve = createResolver(root);
  const { schemas, messages } = root['components'] as { [section: string]: { [name: string]: JsonObject } };
  const validate = createValidator(schemas!);
  /** Path below which connections of a host are opened. */
  const paths = new Map<Route, string>();
  for (const server of Object.values(root['servers'] as Named)) {
    if (server['x-host'] !== undefined) paths.set(server['x-host'] as Route, server['pathname'] as string);
  }
  return {
    root,
    resolve,
    validate,
    paths,
    messages: messages!,
    channels: root['channels'] as Named,
    facts: root['x-connection'] as unknown as ConnectionFacts,
  };
}

/** All fields of an object, also of one that is put together. */
export function fieldsOf(schema: JsonObject, resolve: Resolve): Field[] {
  const node = resolve(schema);
  if (node['allOf']) return (node['allOf'] as JsonObject[]).flatMap((part) => fieldsOf(part, resolve));
  const required = (node['required'] ?? []) as string[];
  return Object.entries((node['properties'] ?? {}) as Named).map(([key, property]) => ({
    key,
    schema: property,
    required: required.includes(key),
  }));
}

const fieldOf = (schema: JsonObject, key: string, resolve: Resolve) =>
  fieldsOf(schema, resolve).findLast((field) => field.key === key)?.schema;

const examplesOf = (message: JsonObject) =>
  (message['examples'] as JsonObject[]).map((example) => example['payload'] as JsonObject);

export type StreamDocument = ReturnType<typeof readStreams>;

/** Reads the market streams. */
export function readStreams() {
  const { root, resolve, validate, paths, channels, facts } = read('market-streams');
  const { raw, combined } = (root['x-connection'] as JsonObject)['paths'] as Named;
  const streams: Channel[] = Object.values(channels)
    .filter((channel) => channel['x-route'] !== undefined)
    .map((channel) => ({
      route: channel['x-route'] as Route,
      names: (channel['x-stream-patterns'] as string[]).map((pattern) => namePattern(pattern, channel, resolve)),
      payloads: Object.values(channel['messages'] as Named).map((message) => resolve(message)['payload'] as JsonObject),
    }));
  const controls = Object.values(channels['connection']!['messages'] as Named)
    .map((message) => resolve(message)['payload'] as JsonObject)
    .filter((payload) => fieldOf(payload, 'method', resolve));
  const property = (fieldOf(controls.find(isGetProperty)!, 'params', resolve)!['items'] as JsonObject)['const'];
  const known = new Map<string, Channel | undefined>();

  function isGetProperty(payload: JsonObject): boolean {
    return fieldOf(payload, 'method', resolve)!['const'] === 'GET_PROPERTY';
  }

  return {
    facts,
    paths,
    validate,
    modes: [raw!, combined!] as unknown as readonly { readonly path: string; readonly combined: boolean }[],
    /** Control messages by their method: how many parameters they take at most. */
    methods: new Map(
      controls.map((payload) => {
        const params = fieldOf(payload, 'params', resolve);
        const most = params ? ((params['maxItems'] as number | undefined) ?? Infinity) : 0;
        return [fieldOf(payload, 'method', resolve)!['const'] as string, most];
      }),
    ),
    /** The property that control messages set and get. */
    property: property as string,

    /** The channel that a stream of this name belongs to. */
    channelOf(stream: string): Channel | undefined {
      if (!known.has(stream)) {
        known.set(
          stream,
          streams.find(({ names }) => names.some((name) => name.test(stream))),
        );
      }
      return known.get(stream);
    },

    /** The documented error whose text holds the words. */
    controlError(words: string, ...values: (string | number)[]): JsonObject {
      const errors = root['x-control-errors'] as { code: number; message: string }[];
      const found = errors.find(({ message }) => message.includes(words));
      if (!found) throw new Error(`the control errors (x-control-errors) have no text with '${words}'`);
      let next = 0;
      return { code: found.code, msg: found.message.replaceAll('%s', () => String(values[next++])) };
    },
  };
}

/** Names of one form; a parameter without a list of values is anything without capitals and `@`. */
function namePattern(pattern: string, channel: JsonObject, resolve: Resolve): RegExp {
  const parameters = (channel['parameters'] ?? {}) as Named;
  const parts = pattern.split(/\{(\w+)\}/).map((part, index) => {
    if (index % 2 === 0) return literal(part);
    const values = resolve(parameters[part]!)['enum'] as string[] | undefined;
    return values ? `(?:${values.map(literal).join('|')})` : '[^@\\p{Lu}]+';
  });
  return new RegExp(`^${parts.join('')}$`, 'u');
}

const literal = (text: string) => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');

export type UserDataDocument = ReturnType<typeof readUserData>;

/** Reads the user data stream: its events by their type. */
export function readUserData() {
  const { root, resolve, validate, paths, channels, facts } = read('user-data-streams');
  const messages = Object.values(channels['userData']!['messages'] as Named).map(resolve);
  const { lifetimeMs, expiredEvent } = root['x-listen-key'] as { lifetimeMs: number; expiredEvent: string };
  return {
    facts,
    paths,
    resolve,
    validate,
    listenKeyLifetimeMs: lifetimeMs,
    listenKeyExpired: expiredEvent,
    events: new Map(
      messages.map((message) => [
        message['name'] as string,
        { payload: message['payload'] as JsonObject, example: examplesOf(message)[0]! },
      ]),
    ),
  };
}

export type MethodDocument = ReturnType<typeof readMethods>;

/** Reads the WebSocket API: its methods by their names. */
export function readMethods() {
  const { root, resolve, validate, paths, messages, facts } = read('websocket-api');
  const operations = new Map<string, Method>();
  for (const [id, node] of Object.entries(root['operations'] as Named)) {
    const method = methodOf(id, node, resolve);
    operations.set(method.route, method);
  }
  const refusal = messages['errorResponse']!;
  const { logon, keyTypes, revokedStatus } = root['x-session'] as {
    logon: string;
    keyTypes: string[];
    revokedStatus: number;
  };
  return {
    facts,
    paths,
    resolve,
    validate,
    operations,
    logon,
    keyTypes: keyTypes.map((type) => type.toLowerCase()),
    /** Parameters that the signature does not cover. */
    unsigned: (root['x-signing'] as JsonObject)['leavesOut'] as string[],
    refusal: refusal['payload'] as JsonObject,
    /** Sent when a session is ended from outside. */
    revocation: examplesOf(refusal).find(({ id, status }) => id === null && status === revokedStatus)!,
    /** The limits with their windows. */
    limits: examplesOf(refusal).find(({ rateLimits }) => rateLimits)!['rateLimits'] as JsonObject[],
  };
}

function methodOf(id: string, node: JsonObject, resolve: Resolve): Method {
  const follow = (reference: JsonObject) => resolve(reference);
  const [request] = (node['messages'] as JsonObject[]).map(follow);
  const [response] = ((node['reply'] as JsonObject)['messages'] as JsonObject[]).map(follow);
  const payload = request!['payload'] as JsonObject;
  const params = fieldOf(payload, 'params', resolve);
  const parameters = params ? fieldsOf(params, resolve) : [];
  return {
    id,
    route: fieldOf(payload, 'method', resolve)!['const'] as string,
    keyed: parameters.some(({ key }) => key === 'apiKey'),
    signed: parameters.some(({ key }) => key === 'signature'),
    parameters: parameters.map(({ key, required, schema }) => ({ name: key, required, schema })),
    rules: (node['x-param-rules'] ?? []) as Rule[],
    weight: (node['x-weight'] ?? 0) as Operation['weight'],
    orderWeight: (node['x-order-weight'] ?? {}) as Operation['orderWeight'],
    errorCodes: (node['x-error-codes'] ?? []) as number[],
    answer: fieldOf(response!['payload'] as JsonObject, 'result', resolve)!,
    examples: examplesOf(response!).map(({ result }) => result as Json),
    request: payload,
    response: response!['payload'] as JsonObject,
  };
}
