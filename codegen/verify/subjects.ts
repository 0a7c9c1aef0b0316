// Tells what a captured message is: which event, which answer, over which route.
import { SpecError } from '../load/spec-error.js';
import type { EventModel, Model, OperationModel, StreamModel, TypeModel } from '../model/model.js';
import { isObject, parseExactly, type Captured } from './captures.js';

/** What a message is held against. */
interface Subject {
  /** As the comparison of specs calls it, e.g. `events.AggTradeEvent` or `rest.newOrder`. */
  readonly place: string;
  readonly type: TypeModel;
  readonly values: readonly unknown[];
  /** Set if it came over a route that the spec does not name. */
  readonly wrongRoute?: { readonly route: string; readonly expected: readonly string[]; readonly stream: string };
}

/** A captured message, understood. */
export type Recognised =
  | { readonly kind: 'subject'; readonly subject: Subject }
  /** Request, or answer that says no more than what every answer says. */
  | { readonly kind: 'control' }
  /** `document` is the one that speaks of its route, if the capture says over which it came. */
  | {
      readonly kind: 'unknown-event';
      readonly type: string;
      readonly value: unknown;
      readonly document: 'marketStreams' | 'userDataStreams' | undefined;
    }
  | { readonly kind: 'unknown-error'; readonly code: number; readonly message: string }
  | { readonly kind: 'malformed' }
  /** Nothing that can be checked. */
  | { readonly kind: 'other'; readonly why: string };

interface Fields {
  readonly [key: string]: unknown;
}

/** A control message or a request of the WebSocket API. */
const isRequest = (value: unknown): value is Fields & { readonly method: string } =>
  isObject(value) && typeof value['method'] === 'string' && 'id' in value;

const CONTROL = { kind: 'control' } as const;
const other = (why: string): Recognised => ({ kind: 'other', why });
const reference = (name: string): TypeModel => ({ kind: 'reference', name });

/** Recognises messages. It remembers requests, since an answer does not say what it answers. */
export function createRecogniser(model: Model, operation: string | undefined) {
  const events = eventsByType(model);
  const streams = model.streams.map((stream) => ({ stream, pattern: new RegExp(stream.nameForm, 'u') }));
  const routes = prefixesOf(model);
  const userDataHost = model.connections.userDataStreams?.host;
  const userDataRoutes = userDataHost === undefined ? [] : [userDataHost];
  const errorCodes = new Set(model.errors.map(({ code }) => code));
  const controlErrorCodes = new Set(model.controlErrors.map(({ code }) => code));
  const requests = new Map<string, string>();
  const given = operation === undefined ? undefined : callOf(model, operation);

  function recognise(captured: Captured): Recognised {
    if (captured.text.trim() === '') return CONTROL;
    let value: unknown;
    try {
      value = parseExactly(captured.text);
    } catch {
      return isHttp(captured) ? other('no JSON') : { kind: 'malformed' };
    }
    if (captured.direction === 'sent' || isRequest(value)) return sent(captured, value);
    return isHttp(captured) ? restAnswer(captured, value) : frame(captured, value);
  }

  function sent({ source }: Captured, value: unknown): Recognised {
    if (isRequest(value)) requests.set(`${source} ${String(value['id'])}`, value.method);
    return CONTROL;
  }

  function restAnswer(captured: Captured, value: unknown): Recognised {
    const { method, path } = requestOf(captured);
    const found = model.operations.filter(
      (one) => one.path === path && (method === undefined || one.method === method),
    );
    if (found.length === 0) return other(`${method ?? 'a call of'} ${path} is no documented call`);
    const [one, ...more] = found as [OperationModel, ...OperationModel[]];
    if (more.length > 0)
      return other(`several calls share ${path}, and the capture does not say which method was used`);
    if (captured.status !== undefined && captured.status >= 400) return refusal(value) ?? other('no JSON of an error');
    return answer('rest', one, value);
  }

  function answer(
    side: string,
    { id, answer: { shape, type } }: Pick<OperationModel, 'id' | 'answer'>,
    value: unknown,
  ) {
    const values = shape === 'bySymbol' && Array.isArray(value) ? value : [value];
    const error = shape === 'object' ? refusal(value) : undefined;
    return error ?? ({ kind: 'subject', subject: { place: `${side}.${id}`, type, values } } as const);
  }

  /** An error body; `undefined` if it is none. */
  function refusal(value: unknown): Recognised | undefined {
    if (!isObject(value) || typeof value['code'] !== 'number' || typeof value['msg'] !== 'string') return undefined;
    // Some calls answer success in the same shape.
    if (value['code'] >= 0) return undefined;
    if (errorCodes.has(value['code'])) return CONTROL;
    return { kind: 'unknown-error', code: value['code'], message: value['msg'] };
  }

  function frame(captured: Captured, value: unknown): Recognised {
    const isEnvelope = isObject(value) && typeof value['stream'] === 'string' && 'data' in value;
    const name = isEnvelope ? String(value['stream']) : streamOfSource(captured.source);
    const payload: unknown = isEnvelope ? value['data'] : value;
    const stream = streams.find(({ pattern }) => name !== undefined && pattern.test(name))?.stream;
    const route = routeOfSource(captured.source);
    if (isEnvelope || typeOf(payload) !== undefined) return event(payload, stream, route);
    if (Array.isArray(payload) && payload.length > 0 && payload.every((item) => typeOf(item) !== undefined))
      return event(payload, stream, route);
    if (given) return answer(given.side, given.call, isObject(value) && 'result' in value ? value['result'] : value);
    return (
      reply(captured, value) ??
      (stream
        ? event(payload, stream, route)
        : other('neither an event nor a reply; --operation names the call that it answers'))
    );
  }

  function typeOf(value: unknown): string | undefined {
    if (!isObject(value)) return undefined;
    const key = [...events.keys].find((one) => typeof value[one] === 'string');
    return key === undefined ? undefined : String(value[key]);
  }

  function event(payload: unknown, stream: StreamModel | undefined, route: string | undefined): Recognised {
    const values = Array.isArray(payload) ? payload : [payload];
    if (values.length === 0) return CONTROL;
    const type = typeOf(values[0]);
    const [known] =
      events.byType.get(type ?? '') ?? (stream ? [{ schema: stream.event, source: 'market' as const }] : []);
    if (!known) return { kind: 'unknown-event', type: type ?? '', value: values[0], document: documentOf(route) };
    const { schema, source } = known;
    const expected = source === 'userData' ? userDataRoutes : routesOf(schema, stream);
    const isWrong = route !== undefined && expected.length > 0 && !expected.includes(route);
    const subject = { place: `events.${schema}`, type: reference(schema), values };
    if (!isWrong) return { kind: 'subject', subject };
    const wrongRoute = { route, expected, stream: stream ? `streams.${stream.id}` : subject.place };
    return { kind: 'subject', subject: { ...subject, wrongRoute } };
  }

  /** Routes of a stream, or of all streams that send an event. */
  function routesOf(schema: string, stream: StreamModel | undefined): string[] {
    const sending = stream?.event === schema ? [stream] : model.streams.filter((one) => one.event === schema);
    return [...new Set(sending.map((one) => one.route))];
  }

  /** Answers to control messages and of the WebSocket API. */
  function reply({ source }: Captured, value: unknown): Recognised | undefined {
    if (!isObject(value)) return undefined;
    const error = isObject(value['error']) ? value['error'] : value;
    if (controlErrorCodes.has(error['code'] as number) && typeof error['msg'] === 'string') return CONTROL;
    const refused = refusal(error);
    if (refused) return refused;
    if (!('id' in value && 'result' in value)) return undefined;
    if (!('status' in value)) return CONTROL;
    const method = requests.get(`${source} ${String(value['id'])}`);
    const call = model.methods.find((one) => one.method === method);
    if (!call) return other('an answer of the WebSocket API without its request; --operation names the method');
    return answer('websocketApi', call, value['result']);
  }

  const documentOf = (route: string | undefined) =>
    route === undefined ? undefined : userDataRoutes.includes(route) ? 'userDataStreams' : 'marketStreams';

  /** The route that a source is, or that its URL goes over. */
  function routeOfSource(source: string | undefined): string | undefined {
    const path = source === undefined ? undefined : pathOf(source);
    return routes.find(({ host, prefix }) => source === host || path === prefix || path?.startsWith(`${prefix}/`))
      ?.host;
  }
  return recognise;
}

function eventsByType(model: Model) {
  const byType = new Map<string, Pick<EventModel, 'schema' | 'source'>[]>();
  const keys = new Set<string>();
  for (const { schema, source, types } of model.events) {
    const key = model.schemas
      .find(({ name }) => name === schema)
      ?.fields?.find(({ label }) => label === 'eventType')?.name;
    if (key !== undefined) keys.add(key);
    for (const type of types) byType.set(type, [...(byType.get(type) ?? []), { schema, source }]);
  }
  return { byType, keys };
}

/** The hosts of WebSockets with what their paths begin with. */
function prefixesOf(model: Model): { readonly host: string; readonly prefix: string }[] {
  const sockets = model.servers.filter(({ url }) => url.startsWith('ws'));
  return sockets
    .map(({ host, url }) => ({ host, prefix: pathOf(url) ?? '' }))
    .filter(({ prefix }) => prefix.length > 1);
}

function pathOf(source: string): string | undefined {
  return URL.canParse(source) ? new URL(source).pathname : undefined;
}

/** The stream that a source is, or that its URL opens alone behind `/ws/`. */
function streamOfSource(source = ''): string | undefined {
  const [, name] = /\/ws\/([^/?]+)$/.exec(source) ?? [];
  if (name !== undefined) return decodeURIComponent(name);
  return source.includes('/') ? undefined : source;
}

const isHttp = ({ source, status, method }: Captured) =>
  status !== undefined || method !== undefined || /^(?:[A-Z]+ )?(?:https?:\/)?\//.test(source ?? '');

/** Method and path of a REST call; a source may be written as `GET /path`. */
function requestOf({ source = '', method }: Captured): { readonly method: string | undefined; readonly path: string } {
  const [, word, address = source] = /^([A-Z]+) (.*)$/.exec(source) ?? [];
  return { method: method ?? word, path: address.replace(/^\w+:\/\/[^/]*/, '').replace(/[?#].*$/, '') };
}

/** The call that a name means: `newOrder` or `rest.newOrder` of REST, `websocketApi.newOrder` of the WebSocket API. */
function callOf(model: Model, name: string) {
  const [, side = 'rest', id] = /^(?:(rest|websocketApi)\.)?(.*)$/.exec(name)!;
  const calls: readonly Pick<OperationModel, 'id' | 'answer'>[] = side === 'rest' ? model.operations : model.methods;
  const call = calls.find((one) => one.id === id);
  if (!call) throw new SpecError(`--operation: ${name} is no call of ${side}`);
  return { side, call };
}
