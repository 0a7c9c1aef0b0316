// The exact bytes of a call, as a pure function.
import { apiKeyHeader, environments, timing } from '../../generated/protocol.js';
import { checkParams } from '../check.js';
import type { Operation } from '../rows.js';
import { assertSecure } from '../environments.js';
import { ArgumentError } from '../errors.js';
import { percentEncode, writeQuery } from './query.js';
import type { AsyncSigner, Signer } from '../sign.js';

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

/**
 * Prepares a call: checks the parameters, writes them as the query string in the caller's order, and signs them if the
 * operation is signed. Then `recvWindow`, `timestamp` and, last, `signature` follow.
 *
 * @param operation A row of `operations`, or one of your own.
 * @param params Parameters by name; absent ones are left out, unknown ones are passed through.
 * @returns The request; a promise of it if the signer returns promises.
 * @throws {ArgumentError} A parameter breaks a documented rule, or the context lacks what the operation needs.
 * @see https://developers.binance.com/docs/derivatives/usds-margined-futures/general-info
 */
export function prepareRequest<Params>(
  operation: Operation<Params>,
  params: Params,
  context: RequestContext<Signer>,
): PreparedRequest;
export function prepareRequest<Params>(
  operation: Operation<Params>,
  params: Params,
  context: RequestContext,
): PreparedRequest | Promise<PreparedRequest>;
export function prepareRequest(
  operation: Operation,
  params: unknown,
  context: RequestContext,
): PreparedRequest | Promise<PreparedRequest> {
  const { id, method, path } = operation;
  const given = params ?? {};
  if (context.validate !== false) checkParams(operation, given);
  const baseUrl = context.baseUrl ?? productionUrl(operation);
  assertSecure(baseUrl, 'baseUrl');
  const headers: { [name: string]: string } = {};
  if (operation.auth !== 'none') headers[apiKeyHeader] = context.apiKey ?? fail('apiKey', id);

  const target = `${baseUrl.endsWith('/') ? baseUrl.slice(0, -1) : baseUrl}${path}`;
  const query = writeQuery(given, operation.params, id);
  const finished = (text: string): PreparedRequest => ({
    method,
    url: text === '' ? target : `${target}?${text}`,
    headers,
  });
  if (operation.auth !== 'signature') return finished(query);

  const payload = withTime(query, given, operation, context);
  const signature = (context.signer ?? fail('signer', id))(payload);
  const signed = (text: string) => finished(`${payload}&signature=${percentEncode(text)}`);
  return typeof signature === 'string' ? signed(signature) : signature.then(signed);
}

/** Adds recvWindow and timestamp, unless the caller has given them as parameters. */
function withTime(
  query: string,
  params: object,
  operation: Operation,
  { recvWindow, timestamp }: RequestContext,
): string {
  if ('signature' in params)
    throw new ArgumentError('signature', 'is made by the signer and cannot be a parameter', operation.id);
  let payload = query;
  const add = (name: string, value: number) => (payload += `${payload === '' ? '' : '&'}${name}=${value}`);
  if (recvWindow !== undefined && !('recvWindow' in params)) {
    if (!(recvWindow >= 0 && recvWindow <= timing.recvWindowMaxMs)) {
      throw new ArgumentError('recvWindow', `must be from 0 to ${timing.recvWindowMaxMs} ms`, operation.id);
    }
    add('recvWindow', recvWindow);
  }
  if (!('timestamp' in params)) {
    if (!Number.isSafeInteger(timestamp))
      throw new ArgumentError('timestamp', 'must be an integer, in ms since the Unix epoch', operation.id);
    add('timestamp', timestamp!);
  }
  return payload;
}

function fail(what: 'apiKey' | 'signer', operation: string): never {
  throw new ArgumentError(
    what,
    what === 'apiKey' ? 'is required: this call sends an API key' : 'is required: this call is signed',
    operation,
  );
}

function productionUrl({ host, id }: Operation): string {
  const urls: { readonly [host: string]: string } = environments.production;
  const url = urls[host];
  if (url === undefined) throw new ArgumentError('baseUrl', `is required: ${host} is no known host`, id);
  return url;
}
