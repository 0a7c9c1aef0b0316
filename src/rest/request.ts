// The exact bytes of a call, as pure functions: written when the call is made, signed when a connection takes it.
import { checkParams, takeParams } from '../check.js';
import { checkUrl } from '../environments.js';
import { ArgumentError } from '../errors.js';
import { checkKey, type AsyncSigner, type Signer } from '../keys.js';
import type { RestFacts } from '../product.js';
import type { Operation } from '../rows.js';
import { percentEncode, writeQuery } from './query.js';

/** What a request needs beside its parameters. */
export interface RequestContext<Sign extends Signer | AsyncSigner = Signer | AsyncSigner> {
  /** Needed where the operation sends it. */
  readonly apiKey?: string | undefined;
  /** Needed where the operation is signed. */
  readonly signer?: Sign | undefined;
  /** When the request is made. Unit: ms since the Unix epoch. Needed where the operation is signed. */
  readonly timestamp?: number | undefined;
  /** How long after its timestamp the exchange may accept the request. Unit: ms, 60000 at most. Left out if absent. */
  readonly recvWindow?: number | undefined;
  /** Where the request goes, e.g. `https://fapi.binance.com`. Default: the production host of the operation. */
  readonly baseUrl?: string | undefined;
  /** Whether the parameters are checked. Default: true. */
  readonly validate?: boolean | undefined;
}

/** What is sent, to the byte. */
export interface PreparedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
}

/** A request but for time and signature. */
export interface WrittenRequest {
  /** Without slash at the end. */
  readonly baseUrl: string;
  /** Parameters as they were taken. */
  readonly params: { readonly [name: string]: unknown };
  /** Without question mark. */
  readonly query: string;
  readonly headers: { readonly [name: string]: string };
  /** Signs the query; absent where the operation is not signed. */
  readonly signer: Signer | AsyncSigner | undefined;
  /** Whether the caller has given a timestamp as a parameter. */
  readonly hasTimestamp: boolean;
}

/** What requests need to know of their product. */
export type RequestFacts = Pick<RestFacts, 'apiKeyHeader' | 'environments' | 'timing'>;

/**
 * Checks the parameters of a call and writes them as the query string in the caller's order, and `recvWindow` behind them.
 *
 * @throws {ArgumentError} A parameter breaks a documented rule, or the context lacks what the operation needs.
 */
export function writeRequest(
  facts: RequestFacts,
  operation: Operation,
  given: unknown,
  context: RequestContext,
): WrittenRequest {
  const { id } = operation;
  const params = takeParams(given, id);
  if (context.validate !== false) checkParams(operation, params);
  const baseUrl = checkUrl(context.baseUrl ?? productionUrl(facts, operation), 'baseUrl');
  const headers: { [name: string]: string } = {};
  if (operation.auth !== 'none') {
    const apiKey = context.apiKey ?? fail('apiKey', id);
    checkKey(apiKey, 'apiKey');
    headers[facts.apiKeyHeader] = apiKey;
  }
  const query = writeQuery(params, operation.params, id);
  if (operation.auth !== 'signature')
    return { baseUrl, params, query, headers, signer: undefined, hasTimestamp: false };
  const signer = context.signer ?? fail('signer', id);
  return {
    baseUrl,
    params,
    query: withRecvWindow(query, params, context.recvWindow, facts, id),
    headers,
    signer,
    hasTimestamp: 'timestamp' in params,
  };
}

/** The whole query of a written request: `timestamp` and, last, `signature` follow. A promise if the signer returns promises. */
export function signQuery(
  { query, signer, hasTimestamp }: WrittenRequest,
  timestamp: number | undefined,
  operation: string,
): string | Promise<string> {
  if (!signer) return query;
  let payload = query;
  if (!hasTimestamp) {
    if (!Number.isSafeInteger(timestamp))
      throw new ArgumentError('timestamp', 'must be an integer, in ms since the Unix epoch', operation);
    payload = append(payload, 'timestamp', timestamp!);
  }
  const signature = signer(payload);
  const signed = (text: string) => `${payload}&signature=${percentEncode(text)}`;
  return typeof signature === 'string' ? signed(signature) : signature.then(signed);
}

/** Prepares a call whole; what `prepareRequest` of each product does. */
export function prepare(
  facts: RequestFacts,
  operation: Operation,
  params: unknown,
  context: RequestContext,
): PreparedRequest | Promise<PreparedRequest> {
  const written = writeRequest(facts, operation, params, context);
  const finished = (query: string): PreparedRequest => ({
    method: operation.method,
    url: `${written.baseUrl}${operation.path}${query === '' ? '' : `?${query}`}`,
    headers: written.headers,
  });
  const query = signQuery(written, context.timestamp, operation.id);
  return typeof query === 'string' ? finished(query) : query.then(finished);
}

const append = (query: string, name: string, value: number) => `${query}${query === '' ? '' : '&'}${name}=${value}`;

/** Adds recvWindow, unless the caller has given it as a parameter. */
function withRecvWindow(
  query: string,
  params: object,
  recvWindow: number | undefined,
  { timing }: RequestFacts,
  operation: string,
): string {
  if ('signature' in params)
    throw new ArgumentError('signature', 'is made by the signer and cannot be a parameter', operation);
  if (recvWindow === undefined || 'recvWindow' in params) return query;
  if (!(recvWindow >= 0 && recvWindow <= timing.recvWindowMaxMs))
    throw new ArgumentError('recvWindow', `must be from 0 to ${timing.recvWindowMaxMs} ms`, operation);
  return append(query, 'recvWindow', recvWindow);
}

function fail(what: 'apiKey' | 'signer', operation: string): never {
  throw new ArgumentError(
    what,
    what === 'apiKey' ? 'is required: this call sends an API key' : 'is required: this call is signed',
    operation,
  );
}

function productionUrl({ environments }: RequestFacts, { host, id }: Operation): string {
  const url = environments['production']?.[host];
  if (url === undefined) throw new ArgumentError('baseUrl', `is required: ${host} is no known host`, id);
  return url;
}
