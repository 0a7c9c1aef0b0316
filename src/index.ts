// The public surface.
import { advice as usdmAdvice } from '../generated/advice.js';
import { errors as usdmErrors } from '../generated/errors.js';
import { usdm } from '../generated/product.js';
import type { RestMethods } from '../generated/rest/client.js';
import type { StreamMethods } from '../generated/streams/client.js';
import type { UserDataReceiver } from '../generated/events.js';
import type { WebSocketMethods } from '../generated/websocket-api/client.js';
import { createClientFor, type ProductClient } from './client.js';
import { catalogueWithAdvice } from './error-catalogue.js';
import type { CallRow, ErrorCatalogue, Operation } from './rows.js';
import { readResponse } from './response.js';
import { systemTime } from './time.js';
import { decodeAnswer } from './websocket-api/answer.js';
import type { Environment } from './environments.js';
import type { ClientOptions as AnyClientOptions } from './options.js';

/** Options of {@link createClient}. */
export interface ClientOptions extends AnyClientOptions<Environment> {}

/** A client of one environment and one API key. */
export interface Client extends ProductClient<RestMethods, StreamMethods, WebSocketMethods, UserDataReceiver> {}

/**
 * Makes a client. Nothing is sent until the first call.
 *
 * @throws {ArgumentError} Options are unknown, have a wrong value or contradict each other, a key cannot be read, or a URL is
 *   plain http to another machine.
 */
export const createClient: (options?: ClientOptions) => Client = createClientFor(usdm);

export { createClientFor, type ProductClient } from './client.js';
export { usdm } from '../generated/product.js';
export type { HttpAnswer, HttpRequest, Network, PreparedTarget } from './network.js';
export type { WebSocketEnd, WebSocketEvents, WebSocketLink } from './network.js';
export type { Product } from './product.js';
export { systemTime, type TimeSource } from './time.js';
export type { UserDataOptions, UserDataStream } from './streams/user-data.js';
export type { Clock } from './clock.js';
export {
  decodeMarketMessage,
  decodeUserDataMessage,
  type ControlReply,
  type DecodeOptions,
  type Message,
  type UnknownEvent,
} from './decode.js';
export type { Call, CallOperation, CallOptions, Reply } from './calls.js';
export type {
  AnswerRow,
  CallRow,
  ErrorCatalogue,
  ErrorRow,
  EventDecoder,
  FieldRow,
  HttpErrorRow,
  Method,
  ObjectRow,
  Operation,
  ParameterRow,
  ParameterTable,
  RetryClass,
  RuleRow,
  SecurityType,
  Stream,
  StreamParameterRow,
  Weight,
} from './rows.js';
export type {
  EventIterable,
  Gap,
  Subscribe,
  SubscribeOptions,
  Subscription,
  StreamReference,
} from './subscriptions.js';
export type { CountedDrift, Drift } from './drift.js';
export type { BaseUrls, Environment } from './environments.js';
export {
  ArgumentError,
  BinanceError,
  DecodeError,
  ExchangeError,
  isBinanceError,
  TransportError,
  type Execution,
} from './errors.js';
export type { LimitCounts } from './limits.js';
export type { Notice, SocketState } from './notices.js';
export { isErrorBody, prepareRequest, type PreparedRequest, type RequestContext } from './rest.js';
export { ed25519Signer, hmacSigner, rsaSigner, type AsyncSigner, type PrivateKey, type Signer } from './sign.js';
export { buildStream, routeOf, streamOf, streams, type FoundStream, type StreamReferences } from './streams.js';
export { prepareWebSocketRequest } from './websocket-api.js';
export type { RateLimitState } from './websocket-api/answer.js';
export type { PrepareWebSocketRequest, WebSocketRequestContext } from './websocket-api/request.js';
export type { TrafficRecord } from './traffic.js';
export type { ErrorName } from '../generated/errors.js';
export type * from '../generated/event-types.js';
export type * from '../generated/rest/types.js';
export type * from '../generated/streams/types.js';
export type {
  MarketEvent,
  MarketEventWire,
  UserDataEvent,
  UserDataEventWire,
  UserDataHandlers,
} from '../generated/events.js';
export { environments } from '../generated/protocol.js';
export { operations } from '../generated/rest/operations.js';
export { marketStreams } from '../generated/streams/rows.js';
export { methods } from '../generated/websocket-api/methods.js';

/** Every documented error code with its name, what it means for a repeat, and what to do about it. */
export const errors: ErrorCatalogue = /* @__PURE__ */ catalogueWithAdvice(usdmErrors, usdmAdvice);

/**
 * Reads an answer. Opaque ids become strings, exact to the digit; decimals are strings already.
 *
 * @param operation A row of `operations`, or one of your own.
 * @param text Body of the answer.
 * @param status HTTP status.
 * @param retryAfterMs How long the answer asks to wait. Unit: ms.
 * @returns The data. Missing and unknown fields are no error; refused elements of a batch stay data.
 * @throws {ExchangeError} The answer is an error; it holds advice on what to do about it.
 * @throws {DecodeError} The answer has a status of success, but its text is no answer.
 */
export function decodeResponse<Result>(
  operation: Operation<any, Result>,
  text: string,
  status = 200,
  retryAfterMs?: number,
): Result {
  return readResponse(usdm, operation, text, status, retryAfterMs);
}

/**
 * Reads an answer of the WebSocket API. Opaque ids become strings, exact to the digit; decimals are strings already.
 *
 * @param method A row of `methods`, or one of your own.
 * @param text Text of the frame.
 * @returns The result. Missing and unknown fields are no error.
 * @throws {ExchangeError} The answer is an error; it holds advice on what to do about it.
 * @throws {DecodeError} The text is no answer.
 */
export function decodeWebSocketResponse<Result>(method: CallRow<any, Result>, text: string): Result {
  return decodeAnswer(usdm, method, text, systemTime.now());
}
