// Text of a message to events, in readable names. Fast for text that is as the spec says, exact for any other.
import type { EventDecoder } from '../rows.js';
import { sampleOf, type Drift } from '../drift.js';
import { DecodeError } from '../errors.js';
import { parseMessage } from '../json.js';
import { readWireObject, reportOf, withTextIds } from './read-object.js';
import { endAt, isAt, readList } from './scanner.js';

/** An event whose type the spec does not know. */
export interface UnknownEvent {
  readonly eventType: 'unknown';
  /** Text of the whole message. */
  readonly raw: string;
}

/** Answer to a control message. */
export interface ControlReply {
  /** Id of the control message; absent if it could not be read. */
  readonly id?: number;
  /** `null` if it was carried out, or what was asked for. */
  readonly result?: unknown;
  /** Why it was refused. */
  readonly error?: { readonly code: number; readonly msg: string };
}

/** A message of a stream: one event, a list of events, or the answer to a control message. */
export type Message<Event> =
  | { readonly stream?: string; readonly event: Event | UnknownEvent; readonly events?: never; readonly reply?: never }
  | {
      readonly stream?: string;
      readonly events: readonly (Event | UnknownEvent)[];
      readonly event?: never;
      readonly reply?: never;
    }
  | { readonly reply: ControlReply; readonly event?: never; readonly events?: never; readonly stream?: never };

/** Options of decoding. */
export interface DecodeOptions {
  /** Whether events are handed out as they were sent, under their wire keys. Opaque ids are text all the same. */
  readonly raw?: boolean;
  /** Called with whatever differs from the spec. */
  readonly onDrift?: (drift: Drift) => void;
}

type Decoders = ReadonlyMap<string, EventDecoder>;

/**
 * Reads a message of any stream, raw or in the combined envelope, by the decoders of its events.
 *
 * @throws {DecodeError} The text is no JSON object or array.
 */
export function decodeMessage(text: string, decoders: Decoders, options: DecodeOptions | undefined): Message<unknown> {
  return (options?.raw ? undefined : scanMessage(text, decoders)) ?? decodeExactly(text, decoders, options ?? {});
}

const ENVELOPE = '{"stream":"';
const DATA = ',"data":';
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACE = 0x7d;
const COMMA = 0x2c;
const TYPE_KEY = '"e":"';

/** Reads text that is exactly as the spec says. */
function scanMessage(text: string, decoders: Decoders): Message<unknown> | undefined {
  if (text.includes('\\')) return undefined;
  // One character tells an event apart at once.
  const isEnvelope = text.charCodeAt(2) === ENVELOPE.charCodeAt(2) && isAt(text, 0, ENVELOPE);
  if (!isEnvelope) return scanPayload(text, 0, text.length, undefined, decoders);
  const nameEnd = text.indexOf('"', ENVELOPE.length);
  if (!isAt(text, nameEnd + 1, DATA) || text.charCodeAt(text.length - 1) !== CLOSING_BRACE) return undefined;
  const stream = text.slice(ENVELOPE.length, nameEnd);
  return scanPayload(text, nameEnd + 1 + DATA.length, text.length - 1, stream, decoders);
}

function scanPayload(
  text: string,
  at: number,
  to: number,
  stream: string | undefined,
  decoders: Decoders,
): Message<unknown> | undefined {
  if (text.charCodeAt(at) === OPENING_BRACKET) {
    const decoder = decoderAt(text, at + 1, decoders);
    const events = decoder && readList(text, at, (item, from) => decoder.scan(item, from));
    if (!events || endAt !== to) return undefined;
    return stream === undefined ? { events } : { stream, events };
  }
  const event = scanEvent(text, at, decoders);
  if (event === undefined || endAt !== to) return undefined;
  return stream === undefined ? { event } : { stream, event };
}

/** How the last event started, e.g. `{"e":"aggTrade"`. Mostly the next one starts so too, and to compare is cheap. */
let lastStart = '';
let lastDecoder: EventDecoder | undefined;
let lastDecoders: Decoders | undefined;

function scanEvent(text: string, at: number, decoders: Decoders): unknown {
  const behind = at + lastStart.length;
  if (decoders === lastDecoders && text.charCodeAt(behind) === COMMA && isAt(text, at, lastStart)) {
    return lastDecoder!.scan(text, behind, 1);
  }
  const decoder = decoderAt(text, at, decoders);
  const event = decoder?.scan(text, at);
  if (event !== undefined && decoder?.start !== undefined) {
    lastStart = decoder.start;
    lastDecoder = decoder;
    lastDecoders = decoders;
  }
  return event;
}

/** The decoder for the type that the text names. A wrong guess does no harm: the decoder looks at the type again. */
function decoderAt(text: string, at: number, decoders: Decoders): EventDecoder | undefined {
  const start = text.indexOf(TYPE_KEY, at) + TYPE_KEY.length;
  return decoders.get(text.slice(start, text.indexOf('"', start)));
}

/** Reads any text: no digit is lost, and every difference is reported. */
function decodeExactly(text: string, decoders: Decoders, options: DecodeOptions): Message<unknown> {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) throw notMessage(text);
  const isEnvelope = 'stream' in value && typeof value.stream === 'string' && 'data' in value;
  const payload: unknown = isEnvelope ? value.data : value;
  const place = isEnvelope ? { stream: String(value.stream) } : {};
  const read = (item: unknown) => readEvent(item, text, decoders, options);
  if (Array.isArray(payload)) return { ...place, events: payload.map(read) };
  const reply = isEnvelope ? undefined : replyOf(value);
  return reply ? { reply } : { ...place, event: read(payload) };
}

function parsed(text: string): unknown {
  try {
    return parseMessage(text);
  } catch {
    throw notMessage(text);
  }
}

const notMessage = (text: string) => new DecodeError('message', `the text is no message: ${sampleOf(text)}`);

function readEvent(value: unknown, text: string, decoders: Decoders, { raw, onDrift }: DecodeOptions): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const wire = (isObject ? value : {}) as { readonly [key: string]: unknown };
  const type = Object.hasOwn(wire, 'e') && typeof wire['e'] === 'string' ? wire['e'] : '';
  const decoder = decoders.get(type);
  if (!decoder) {
    onDrift?.({ kind: 'unknown-event', event: type, path: '', sample: sampleOf(text) });
    return raw && isObject ? wire : ({ eventType: 'unknown', raw: text } satisfies UnknownEvent);
  }
  const report = reportOf(type, onDrift);
  const event = readWireObject(wire, decoder.fields, '', report);
  return raw ? withTextIds(wire, decoder.fields) : event;
}

/** A reply has no event type; a refusal comes bare or under `error`. */
function replyOf(value: object): ControlReply | undefined {
  if ('e' in value) return undefined;
  const id = 'id' in value && typeof value.id === 'number' ? { id: value.id } : {};
  const error = 'error' in value ? value.error : value;
  if (typeof error === 'object' && error !== null && 'code' in error && 'msg' in error) {
    return { ...id, error: { code: Number(error.code), msg: String(error.msg) } };
  }
  return 'result' in value ? { ...id, result: value.result } : undefined;
}
