// Requests of the WebSocket API as texts.
import { checkParams } from '../check.js';
import { plainNumber } from '../decimal.js';
import { ArgumentError } from '../errors.js';
import type { RestFacts } from '../product.js';
import type { Method, ParameterRow } from '../rows.js';
import type { AsyncSigner, Signer } from '../sign.js';

/** What a request needs beside its parameters. */
export interface WebSocketRequestContext<Sign extends Signer | AsyncSigner = Signer | AsyncSigner> {
  /** Id of the request; the answer carries it back. */
  readonly id: string | number;
  /** Needed where the method sends it, unless the session is logged on. */
  readonly apiKey?: string | undefined;
  /** Needed where the method is signed, unless the session is logged on. */
  readonly signer?: Sign | undefined;
  /** When the request is signed. Unit: ms since the Unix epoch. Needed where the method is signed. */
  readonly timestamp?: number | undefined;
  /** How long after its timestamp the exchange may accept the request. Unit: ms; at most what the product allows. Left out if absent. */
  readonly recvWindow?: number | undefined;
  /** Whether the session is logged on, so that key and signature are left out. */
  readonly loggedOn?: boolean | undefined;
  /** Whether the parameters are checked. Default: true. */
  readonly validate?: boolean | undefined;
}

/** Prepares requests. */
export interface PrepareWebSocketRequest {
  /**
   * Prepares a request: checks the parameters, sorts them by name, and signs them if the method is signed. What is signed
   * is `name=value` joined by `&`, each value as it stands in the frame, without quotes and without percent-encoding. The
   * signature comes last.
   *
   * @param method A row of `methods`, or one of your own.
   * @param params Parameters by name; absent ones are left out, unknown ones are passed through.
   * @returns Text of the frame; a promise of it if the signer returns promises.
   * @throws {ArgumentError} A parameter breaks a documented rule, or the context lacks what the method needs.
   * @see https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-api-general-info
   */
  <Params>(method: Method<Params>, params: Params, context: WebSocketRequestContext<Signer>): string;
  /** The same for a signer that returns promises. */
  <Params>(method: Method<Params>, params: Params, context: WebSocketRequestContext): string | Promise<string>;
}

/** The function that prepares requests for a product. */
export function createRequestWriter({ timing }: Pick<RestFacts, 'timing'>): PrepareWebSocketRequest {
  const write = (method: Method, params: unknown, context: WebSocketRequestContext) =>
    writeRequest(method, (params ?? {}) as Values, context, timing.recvWindowMaxMs);
  return write as PrepareWebSocketRequest;
}

type Values = { readonly [name: string]: unknown };

function writeRequest(
  method: Method,
  given: Values,
  context: WebSocketRequestContext,
  recvWindowMaxMs: number,
): string | Promise<string> {
  if (context.validate !== false) checkParams(method, given);
  if ('signature' in given)
    throw new ArgumentError('signature', 'is made by the signer and cannot be a parameter', method.id);

  const fields = new Map<string, string>();
  for (const name of namesIn(given, method)) {
    const value = given[name];
    if (value !== undefined && value !== null) fields.set(name, jsonText(value, method.params[name], name, method.id));
  }
  const isImplied = context.loggedOn === true && method.security !== 'SIGNED';
  if (method.auth !== 'none' && !isImplied && !fields.has('apiKey')) {
    fields.set('apiKey', JSON.stringify(context.apiKey ?? missing('apiKey', method)));
  }
  if (method.auth === 'signature') addTime(fields, method, context, recvWindowMaxMs);

  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
  if (method.auth !== 'signature' || isImplied) return frameText(method, sorted, context.id);

  const payload = sorted.map(([name, text]) => `${name}=${unquoted(text)}`).join('&');
  const signature = (context.signer ?? missing('signer', method))(payload);
  const signed = (text: string) =>
    frameText(method, [...sorted, ['signature', JSON.stringify(text)] as const], context.id);
  return typeof signature === 'string' ? signed(signature) : signature.then(signed);
}

/** Own and inherited names, also of getters of a class: what is checked is what is sent. */
function namesIn(given: Values, { params }: Method): Set<string> {
  const names = new Set<string>();
  for (const name in given) names.add(name);
  for (const name in params) if (name in given) names.add(name);
  return names;
}

function frameText({ method }: Method, fields: readonly (readonly [string, string])[], id: string | number): string {
  const members = fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  const head = `{"id":${JSON.stringify(id)},"method":${JSON.stringify(method)}`;
  return members.length === 0 ? `${head}}` : `${head},"params":{${members.join(',')}}}`;
}

/** A value as it is signed: a text without its quotes and escapes. */
const unquoted = (text: string) => (text.startsWith('"') ? (JSON.parse(text) as string) : text);

function addTime(
  fields: Map<string, string>,
  { id }: Method,
  context: WebSocketRequestContext,
  recvWindowMaxMs: number,
): void {
  const { recvWindow, timestamp } = context;
  if (recvWindow !== undefined && !fields.has('recvWindow')) {
    if (!(recvWindow >= 0 && recvWindow <= recvWindowMaxMs))
      throw new ArgumentError('recvWindow', `must be from 0 to ${recvWindowMaxMs} ms`, id);
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

/** An integer as JSON writes it. */
const INTEGER = /^-?(?:0|[1-9]\d*)$/;

/** JSON of a value: ids and integers are digits without quotes, decimals and flags strings. */
function jsonText(value: unknown, row: ParameterRow | undefined, name: string, method: string): string {
  switch (typeof value) {
    case 'string':
      return (row?.type === 'id' || row?.type === 'integer') && INTEGER.test(value) ? value : JSON.stringify(value);
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
