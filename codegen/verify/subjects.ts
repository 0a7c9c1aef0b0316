// Tells what a captured message is: which event, which answer, over which route.
import { SpecError } from '../load/spec-error.js';
import type { EventModel, Model, OperationModel, StreamModel, TypeModel } from '../model/model.js';
import { isFields, parseExactly, type Captured, type Fields } from './captured.js';
import { isHttp, requestOf, routeOfSource, routesOf, streamOfSource, type Route } from './sources.js';

/** What a message is held against. */
interface Subject {
  /** As the comparison of specs calls it, e.g. `events.AggTradeEvent` or `rest.newOrder`. */
  readonly place: string;
  readonly type: TypeModel;
  readonly values: readonly unknown[];
  /** Set if it came over a route that the spec does not name. */
  readonly wrongRoute?: { readonly route: string; readonly stream: string };
}

/** An event that the spec does not describe. */
export interface UnknownEvent {
  readonly kind: 'unknown-event';
  readonly type: string;
  readonly values: readonly unknown[];
  /** Whether its message was a list. */
  readonly isList: boolean;
  /** The document that speaks of its route, if the capture says over which it came. */
  readonly document: 'marketStreams' | 'userDataStreams' | undefined;
  readonly route: string | undefined;
  /** Name of the stream, if the capture says it; `undefined` too if it is one that the spec knows. */
  readonly stream: string | undefined;
}

/** A captured message, understood. */
export type Recognised =
  | { readonly kind: 'subject'; readonly subject: Subject }
  /** Request, or answer that says no more than what every answer says. */
  | { readonly kind: 'control' }
  | UnknownEvent
  | { readonly kind: 'unknown-error'; readonly code: number; readonly message: string }
  | { readonly kind: 'malformed' }
  /** Nothing that can be checked. */
  | { readonly kind: 'other'; readonly why: string };

/** Where an event came from. */
interface Origin {
  readonly name: string | undefined;
  readonly stream: StreamModel | undefined;
  readonly route: string | undefined;
}

type Call = Pick<OperationModel, 'id' | 'answer'>;

/** A control message or a request of the WebSocket API. */
const isRequest = (value: unknown): value is Fields & { readonly method: string } =>
  isFields(value) && typeof value['method'] === 'string' && 'id' in value;

const CONTROL = { kind: 'control' } as const;
const other = (why: string): Recognised => ({ kind: 'other', why });

/** Recognises messages. It remembers requests, since an answer does not say what it answers. */
export class Recogniser {
  readonly #model: Model;
  readonly #events: ReturnType<typeof eventsByType>;
  readonly #streams: readonly { readonly stream: StreamModel; readonly pattern: RegExp }[];
  readonly #routes: readonly Route[];
  readonly #requests = new Map<string, string>();
  readonly #given: { readonly side: string; readonly call: Call } | undefined;

  /** `operation` names the call that plain lines answer. */
  constructor(model: Model, operation: string | undefined) {
    this.#model = model;
    this.#events = eventsByType(model);
    this.#streams = model.streams.map((stream) => ({ stream, pattern: new RegExp(stream.nameForm, 'u') }));
    this.#routes = routesOf(model);
    this.#given = operation === undefined ? undefined : callOf(model, operation);
  }

  recognise(captured: Captured): Recognised {
    if (captured.text.trim() === '') return CONTROL;
    let value: unknown;
    try {
      value = parseExactly(captured.text);
    } catch {
      return isHttp(captured) ? other('no JSON') : { kind: 'malformed' };
    }
    if (captured.direction === 'sent' || isRequest(value)) {
      if (isRequest(value)) this.#requests.set(`${captured.source} ${String(value['id'])}`, value.method);
      return CONTROL;
    }
    return isHttp(captured) ? this.#restAnswer(captured, value) : this.#frame(captured, value);
  }

  #restAnswer(captured: Captured, value: unknown): Recognised {
    const { method, path } = requestOf(captured);
    const { status } = captured;
    const [one, ...more] = this.#model.operations.filter(
      (operation) => operation.path === path && (method === undefined || operation.method === method),
    );
    // A refusal by the place of the caller is no answer of any call.
    if (status === 451) return other('refused because of the place that it was sent from (451)');
    if (!one) return other(`${method ?? 'a call of'} ${path} is no documented call`);
    if (more.length > 0)
      return other(`several calls share ${path}, and the capture does not say which method was used`);
    if (status !== undefined && status >= 400) return this.#refusal(value) ?? other('no JSON of an error');
    return this.#answer('rest', one, value);
  }

  #answer(side: string, { id, answer: { shape, type } }: Call, value: unknown): Recognised {
    const values: readonly unknown[] = shape === 'bySymbol' && Array.isArray(value) ? value : [value];
    const error = shape === 'object' ? this.#refusal(value) : undefined;
    return error ?? { kind: 'subject', subject: { place: `${side}.${id}`, type, values } };
  }

  /** An error body; `undefined` if it is none. */
  #refusal(value: unknown): Recognised | undefined {
    if (!isFields(value)) return undefined;
    const { code, msg: message } = value;
    // Some calls answer success in the same shape.
    if (typeof code !== 'number' || typeof message !== 'string' || code >= 0) return undefined;
    return this.#model.errors.some((error) => error.code === code) ? CONTROL : { kind: 'unknown-error', code, message };
  }

  #frame(captured: Captured, value: unknown): Recognised {
    const isEnvelope = isFields(value) && typeof value['stream'] === 'string' && 'data' in value;
    const name = isEnvelope ? String(value['stream']) : streamOfSource(captured.source);
    const payload: unknown = isEnvelope ? value['data'] : value;
    const stream = this.#streams.find(({ pattern }) => name !== undefined && pattern.test(name))?.stream;
    const origin = { name, stream, route: routeOfSource(this.#routes, captured.source) };
    if (isEnvelope || this.#typeOf(payload) !== undefined) return this.#event(payload, origin);
    if (Array.isArray(payload) && payload.length > 0 && payload.every((item) => this.#typeOf(item) !== undefined))
      return this.#event(payload, origin);
    if (this.#given) {
      const { side, call } = this.#given;
      return this.#answer(side, call, isFields(value) && 'result' in value ? value['result'] : value);
    }
    return (
      this.#reply(captured, value) ??
      (stream
        ? this.#event(payload, origin)
        : other('neither an event nor a reply; --operation names the call that it answers'))
    );
  }

  #typeOf(value: unknown): string | undefined {
    if (!isFields(value)) return undefined;
    const key = [...this.#events.keys].find((one) => typeof value[one] === 'string');
    return key === undefined ? undefined : String(value[key]);
  }

  #event(payload: unknown, { name, stream, route }: Origin): Recognised {
    const isList = Array.isArray(payload);
    const values: readonly unknown[] = isList ? payload : [payload];
    if (values.length === 0) return CONTROL;
    const type = this.#typeOf(values[0]);
    const ofStream = stream && { schema: stream.event, source: 'market' as const };
    const [known = ofStream] = this.#events.byType.get(type ?? '') ?? [];
    if (!known) {
      const document = this.#documentOf(route);
      return { kind: 'unknown-event', type: type ?? '', values, isList, document, route, stream: name };
    }
    const { schema, source } = known;
    const expected = source === 'userData' ? [this.#userDataRoute ?? []].flat() : this.#routesTo(schema, stream);
    const isWrong = route !== undefined && expected.length > 0 && !expected.includes(route);
    const place = `events.${schema}`;
    const subject = { place, type: { kind: 'reference', name: schema } as const, values };
    if (!isWrong) return { kind: 'subject', subject };
    return {
      kind: 'subject',
      subject: { ...subject, wrongRoute: { route, stream: stream ? `streams.${stream.id}` : place } },
    };
  }

  /** Routes of a stream, or of all streams that send an event. */
  #routesTo(schema: string, stream: StreamModel | undefined): string[] {
    const sending = stream?.event === schema ? [stream] : this.#model.streams.filter((one) => one.event === schema);
    return [...new Set(sending.map((one) => one.route))];
  }

  /** Answers to control messages and of the WebSocket API. */
  #reply({ source }: Captured, value: unknown): Recognised | undefined {
    if (!isFields(value)) return undefined;
    const error = isFields(value['error']) ? value['error'] : value;
    const isControlError = this.#model.controlErrors.some(({ code }) => code === error['code']);
    if (isControlError && typeof error['msg'] === 'string') return CONTROL;
    const refused = this.#refusal(error);
    if (refused) return refused;
    if (!('id' in value && 'result' in value)) return undefined;
    if (!('status' in value)) return CONTROL;
    const method = this.#requests.get(`${source} ${String(value['id'])}`);
    const call = this.#model.methods.find((one) => one.method === method);
    if (!call) return other('an answer of the WebSocket API without its request; --operation names the method');
    return this.#answer('websocketApi', call, value['result']);
  }

  get #userDataRoute(): string | undefined {
    return this.#model.connections.userDataStreams?.host;
  }

  #documentOf(route: string | undefined): UnknownEvent['document'] {
    if (route === undefined) return undefined;
    return route === this.#userDataRoute ? 'userDataStreams' : 'marketStreams';
  }
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

/** The call that a name means: `newOrder` or `rest.newOrder` of REST, `websocketApi.newOrder` of the WebSocket API. */
function callOf(model: Model, name: string) {
  const [, side = 'rest', id = name] = /^(?:(rest|websocketApi)\.)?(.*)$/.exec(name) ?? [];
  const calls: readonly Call[] = side === 'rest' ? model.operations : model.methods;
  const call = calls.find((one) => one.id === id);
  if (!call) throw new SpecError(`--operation: ${name} is no call of ${side}`);
  return { side, call };
}
