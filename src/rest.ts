// The door `binance-usdm/rest`: rows, parameters and answers of REST calls, and what runs a row.
import { restFacts } from '../generated/rest/facts.js';
import type { CallOperation } from './calls.js';
import type { Clock } from './clock.js';
import type { Environment } from './environments.js';
import type { Signer } from './keys.js';
import type { LimitCounts } from './limits.js';
import { createRequestNetwork, warn } from './network/node.js';
import { checkRestOptions } from './option-checks.js';
import type { RestOptions } from './options.js';
import { readResponse } from './response.js';
import { prepare, type PreparedRequest, type RequestContext } from './rest/request.js';
import { createSession } from './rest/session.js';
import type { Operation } from './rows.js';
import { signerOf } from './sign.js';

export * from '../generated/rest/operations.js';
export type * from '../generated/rest/types.js';
export type { ErrorName } from '../generated/errors.js';
export type { Call, CallOperation, CallOptions, Reply } from './calls.js';
export type { Clock } from './clock.js';
export type { BaseUrls, Environment } from './environments.js';
export {
  ArgumentError,
  BinanceError,
  DecodeError,
  ExchangeError,
  isBinanceError,
  TransportError,
  type ExchangeErrorFacts,
  type Execution,
} from './errors.js';
export type { LimitCounts } from './limits.js';
export type { HttpAnswer, HttpRequest, Network, PreparedTarget } from './network.js';
export type { WebSocketEnd, WebSocketEvents, WebSocketLink } from './network.js';
export type { Notice } from './notices.js';
export { isErrorBody } from './response.js';
export type { PreparedRequest, RequestContext } from './rest/request.js';
export type {
  AnswerRow,
  CallRow,
  Operation,
  ParameterRow,
  ParameterTable,
  RetryClass,
  RetryWord,
  RuleRow,
  SecurityType,
  Weight,
} from './rows.js';
export { ed25519Signer, hmacSigner, rsaSigner, type AsyncSigner, type PrivateKey, type Signer } from './sign.js';
export { systemTime, type TimeSource } from './time.js';
export type { TrafficRecord } from './traffic.js';

/** Options of {@link createCaller}. */
export interface CallerOptions extends RestOptions<Environment> {}

/** Runs rows. */
export interface Caller {
  /** Makes a REST call from its row, e.g. `call(newOrder, { … })`. */
  readonly call: CallOperation;
  /** The exchange's time as this caller knows it. */
  readonly clock: Clock;
  /** Used request weight and order counts, as the newest answers say. */
  readonly limits: LimitCounts;
  /** Closes connections once the calls on their way are answered. */
  close(): Promise<void>;
}

/**
 * Makes what runs REST calls from their rows: signed, checked, repeated as those of a client, but without all that calls not made
 * would need. Errors come without advice.
 *
 * @throws {ArgumentError} Options are unknown, have a wrong value or contradict each other, or a key cannot be read.
 */
export function createCaller(options: CallerOptions = {}): Caller {
  checkRestOptions(options);
  const { settings, call } = createSession(restFacts, options, { createNetwork: createRequestNetwork, signerOf, warn });
  return {
    call,
    clock: settings.clock,
    get limits() {
      return settings.limits();
    },
    close() {
      settings.end();
      return settings.network.close();
    },
  };
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
  return prepare(restFacts, operation, params, context);
}

/**
 * Reads an answer. Opaque ids become strings, exact to the digit; decimals are strings already.
 *
 * @param operation A row of `operations`, or one of your own.
 * @param text Body of the answer.
 * @param status HTTP status.
 * @param retryAfterMs How long the answer asks to wait. Unit: ms.
 * @returns The data. Missing and unknown fields are no error; refused elements of a batch stay data.
 * @throws {ExchangeError} The answer is an error.
 * @throws {DecodeError} The answer has a status of success, but its text is no answer.
 */
export function decodeResponse<Result>(
  operation: Operation<any, Result>,
  text: string,
  status = 200,
  retryAfterMs?: number,
): Result {
  return readResponse(restFacts, operation, text, status, retryAfterMs);
}
