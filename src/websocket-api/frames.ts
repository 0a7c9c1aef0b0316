// Requests and answers of the WebSocket API as texts.
import { connections, timing } from '../../generated/protocol.js';
import { checkParams } from '../check.js';
import type { CallRow, Method, ParameterRow, Reply } from '../rows.js';
import { ArgumentError, DecodeError } from '../errors.js';
import { parseJson } from '../json.js';
import { plainNumber } from '../rest/query.js';
import { dataOf, idsOf, refusalOf } from '../response.js';
import type { AsyncSigner, Signer } from '../sign.js';

/** What a request needs beside its parameters. */
export interface WebSocketRequestContext<Sign extends Signer | AsyncSigner = Signer | AsyncSigner> {
  /** Id of the request; the answer carries it back. */
  readonly id: string | number;
  /** Needed where the method sends it, unless the session is logged on. */
  readonly apiKey?: string | undefined;
  /** Needed where the method is signed, unless the session is logged on. */
  readonly signer?: Sign | undefined;
  /** When the request is made. Unit: ms since the Unix epoch. Needed where the method is signed. */
  readonly timestamp?: number | undefined;
  /** How long after its timestamp the exchange may accept the request. Unit: ms, 60000 at most. Left out if absent. */
  readonly recvWindow?: number | undefined;
  /** Whether the session is logged on, so that key and signature go without saying. */
  readonly loggedOn?: boolean | undefined;
  /** Whether the parameters are checked. Default: true. */
  readonly validate?: boolean | undefined;
}

/**
 * Prepares a request: checks the parameters, sorts them by name, and signs them if the method is signed. What is signed is
 * `name=value` joined by `&`, each value as it stands in the frame, without quotes and without percent-encoding. The
 * signature comes last.
 *
 * @param method A row of `methods`, or one of your own.
 * @param params Parameters by name; absent ones are left out, unknown ones are passed through.
 * @returns Text of the frame; a promise of it if the signer returns promises.
 * @throws {ArgumentError} A parameter breaks a documented rule, or the context lacks what the method needs.
 * @see https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-api-general-info
 */
export function prepareWebSocketRequest<Params>(
  method: Method<Params>,
  params: Params,
  context: WebSocketRequestContext<Signer>,
): string;
export function prepareWebSocketRequest<Params>(
  method: Method<Params>,
  params: Params,
  context: WebSocketRequestContext,
): string | Promise<string>;
export function prepareWebSocketRequest(
  method: Method,
  params: unknown,
  context: WebSocketRequestContext,
): string | Promise<string> {
  const given = (params ?? {}) as { readonly [name: string]: unknown };
  if (context.validate !== false) checkParams(method, given);
  if ('signature' in given)
    throw new ArgumentError('signature', 'is made by the signer and cannot be a parameter', method.id);

  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && value !== null) fields.set(name, jsonText(value, method.params[name], name, method.id));
  }
  const implied = context.loggedOn === true && method.security !== 'SIGNED';
  if (method.auth !== 'none' && !implied && !fields.has('apiKey')) {
    fields.set('apiKey', JSON.stringify(context.apiKey ?? missing('apiKey', method)));
  }
  if (method.auth === 'signature') addTime(fields, method, context);

  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
  const frame = (all: readonly (readonly [string, string])[]) => {
    const members = all.map(([name, text]) => `${JSON.stringify(name)}:${text}`);
    const head = `{"id":${JSON.stringify(context.id)},"method":${JSON.stringify(method.method)}`;
    return members.length === 0 ? `${head}}` : `${head},"params":{${members.join(',')}}}`;
  };
  if (method.auth !== 'signature' || implied) return frame(sorted);

  const payload = sorted.map(([name, text]) => `${name}=${bare(text)}`).join('&');
  const signature = (context.signer ?? missing('signer', method))(payload);
  const signed = (text: string) => frame([...sorted, ['signature', JSON.stringify(text)]]);
  return typeof signature === 'string' ? signed(signature) : signature.then(signed);
}

/** A value as it is signed: a text without its quotes and escapes. */
const bare = (text: string) => (text.startsWith('"') ? (JSON.parse(text) as string) : text);

function addTime(fields: Map<string, string>, { id }: Method, context: WebSocketRequestContext): void {
  const { recvWindow, timestamp } = context;
  if (recvWindow !== undefined && !fields.has('recvWindow')) {
    if (!(recvWindow >= 0 && recvWindow <= timing.recvWindowMaxMs))
      throw new ArgumentError('recvWindow', `must be from 0 to ${timing.recvWindowMaxMs} ms`, id);
    fields.set('recvWindow', String(recvWindow));
  }
  if (fields.has('timestamp')) return;
  if (!Number.isSafeInteger(timestamp))
    throw new ArgumentError('timestamp', 'must be an integer, in ms since the Unix epoch', id);
  fields.set('timestamp', String(timestamp));
}

function missing(what: 'apiKey' | 'signer', { id }: Method): never {
  const reason = what === 'apiKey' ? 'this method sends an API key' : 'this method is signed';
  throw new ArgumentError(what, `is required: ${reason}`, id);
}

/** JSON of a value: ids and integers are bare digits, decimals and flags strings. */
function jsonText(value: unknown, row: ParameterRow | undefined, name: string, method: string): string {
  switch (typeof value) {
    case 'string':
      return (row?.type === 'id' || row?.type === 'integer') && /^-?\d+$/.test(value) ? value : JSON.stringify(value);
    case 'number': {
      if (!Number.isFinite(value)) throw new ArgumentError(name, 'must be a finite number', method);
      const text = plainNumber(value);
      return row?.type === 'decimal' || row?.type === 'string' ? `"${text}"` : text;
    }
    case 'bigint':
      return row?.type === 'decimal' ? `"${value}"` : String(value);
    case 'boolean':
      return row?.type === 'flag' ? `"${value}"` : String(value);
    default:
      throw new ArgumentError(name, `cannot be a ${typeof value}`, method);
  }
}

/** State of one limit, as an answer tells it. */
export interface RateLimitState {
  readonly rateLimitType: string;
  readonly interval: string;
  readonly intervalNum: number;
  readonly limit: number;
  readonly count: number;
}

/** What every answer carries around its result. */
export interface WebSocketEnvelope {
  readonly id: string | number | null;
  readonly status: number;
  readonly rateLimits: readonly RateLimitState[];
}

/**
 * Reads an answer. Opaque ids become strings, exact to the digit; decimals are strings already.
 *
 * @param method A row of `methods`, or one of your own.
 * @param text Text of the frame.
 * @returns The result. Missing and unknown fields are no error.
 * @throws {ExchangeError} The answer is an error.
 * @throws {DecodeError} The text is no answer.
 */
export function decodeWebSocketResponse<Result>(method: CallRow<any, Result>, text: string): Result {
  return readWebSocketResponse(method, text).data;
}

/** {@link decodeWebSocketResponse} with status and the state of the limits. */
export function readWebSocketResponse<Result>(method: CallRow<any, Result>, text: string): Reply<Result> {
  const { status, rateLimits, body } = parseEnvelope(text, method);
  if (status !== 200 || !('result' in body)) {
    const error = (body as { error?: { data?: { retryAfter?: unknown } } }).error;
    const until = error?.data?.retryAfter;
    const retryAfterMs = typeof until === 'number' ? Math.max(0, until - Date.now()) : undefined;
    if (error === undefined && status === 200)
      throw new DecodeError(method.id, `the answer holds no result: ${text.slice(0, 200)}`);
    throw refusalOf(method.id, error, text, status, retryAfterMs);
  }
  const data = dataOf(method, body.result, text) as Result;
  return { data, status, headers: {}, ...countsOf(rateLimits) };
}

/** Whose answer a text is, as far as it can be told without reading it whole. */
export function envelopeOf(text: string): WebSocketEnvelope | undefined {
  try {
    const { id, status, rateLimits } = parseEnvelope(text);
    return { id, status, rateLimits };
  } catch {
    return undefined;
  }
}

function parseEnvelope(text: string, method?: CallRow): WebSocketEnvelope & { readonly body: object } {
  let value: unknown;
  try {
    value = parseJson(text, method && idsOf(method.answer));
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || !('status' in value) || typeof value.status !== 'number') {
    throw new DecodeError(method?.id ?? 'message', `the text is no answer: ${text.slice(0, 200)}`);
  }
  const { id = null, rateLimits = [] } = value as Partial<WebSocketEnvelope>;
  return { id, status: value.status, rateLimits, body: value };
}

/** Used weight and order counts by window, in the words of REST: `{ '1m': 12 }`. */
function countsOf(rateLimits: readonly RateLimitState[]) {
  const usedWeight: { [window: string]: number } = {};
  const orderCounts: { [window: string]: number } = {};
  for (const { rateLimitType, interval, intervalNum, count } of rateLimits) {
    if (count < 0) continue;
    const window = `${intervalNum}${interval.charAt(0).toLowerCase()}`;
    if (rateLimitType === 'REQUEST_WEIGHT') usedWeight[window] = count;
    else if (rateLimitType === 'ORDERS') orderCounts[window] = count;
  }
  return { usedWeight, orderCounts };
}

/** Status of the message, sent unasked, that a session is no longer logged on. */
export const REVOKED_STATUS: number = connections.websocketApi.session.revokedStatus;
