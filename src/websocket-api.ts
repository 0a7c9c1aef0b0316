// The door `binance-usdm/websocket-api`: rows, parameters and answers of the WebSocket API, its frames as texts, and what runs a row.
import { restFacts } from '../generated/rest/facts.js';
import { webSocketApiConnections } from '../generated/websocket-api/facts.js';
import type { Call, CallOptions } from './calls.js';
import type { Clock } from './clock.js';
import type { Environment } from './environments.js';
import type { LimitCounts } from './limits.js';
import { createMethods, socketSettingsOf } from './method-calls.js';
import { createNetwork, warn } from './network/node.js';
import { checkClientOptions } from './option-checks.js';
import type { ClientOptions } from './options.js';
import { asCall } from './rest/caller.js';
import { createSession } from './rest/session.js';
import type { CallRow, Method } from './rows.js';
import { signerOf } from './sign.js';
import { systemTime } from './time.js';
import { decodeAnswer } from './websocket-api/answer.js';
import { createRequestWriter, type PrepareWebSocketRequest } from './websocket-api/request.js';

export * from '../generated/websocket-api/methods.js';
export type * from '../generated/websocket-api/types.js';
export type { WebSocketMethods } from '../generated/websocket-api/client.js';
export type { ErrorName } from '../generated/errors.js';
export type { Call, CallOptions, Reply } from './calls.js';
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
export type { Notice, SocketState } from './notices.js';
export type {
  AnswerRow,
  CallRow,
  Method,
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
export type { RateLimitState } from './websocket-api/answer.js';
export type { PrepareWebSocketRequest, WebSocketRequestContext } from './websocket-api/request.js';

/** Options of {@link createMethodCaller}. Those of REST calls serve the call that tells the exchange's time. */
export interface MethodCallerOptions extends ClientOptions<Environment> {}

/** Runs rows over one WebSocket. See {@link createMethodCaller}. */
export interface MethodCaller {
  /** Calls a method by its row, e.g. `call(queryOrder, { … })`. It connects at the first call. */
  call<Params extends object, Result>(
    method: Method<Params, Result>,
    params?: Params,
    options?: CallOptions,
  ): Call<Result>;
  /** The exchange's time as this caller knows it. */
  readonly clock: Clock;
  /** Used request weight and order counts, as the newest answers say. */
  readonly limits: LimitCounts;
  /** Replaces the WebSocket by a new one. It does so by itself before it is cut. */
  rotate(): Promise<void>;
  /** Ends all calls and the connection. */
  close(): Promise<void>;
}

/**
 * Makes what runs methods of the WebSocket API from their rows: signed, checked, repeated as those of a client, but without all
 * that methods not called would need. Errors come without advice.
 *
 * @throws {ArgumentError} Options are unknown, have a wrong value or contradict each other, or a key cannot be read.
 */
export function createMethodCaller(options: MethodCallerOptions = {}): MethodCaller {
  checkClientOptions(options);
  const facts = { ...restFacts, websocketApi: webSocketApiConnections };
  const { settings } = createSession(facts, options, { createNetwork, signerOf, warn });
  const { lifetimeMs } = webSocketApiConnections;
  const methods = createMethods(facts, options, settings, socketSettingsOf(facts, lifetimeMs, options, settings));
  return {
    call: (method, params, own) => asCall(methods.call(method, params, own)),
    clock: settings.clock,
    get limits() {
      return settings.limits();
    },
    rotate: () => methods.rotate(),
    async close() {
      await methods.close();
      settings.end();
      await settings.network.close();
    },
  };
}

/**
 * Prepares a request of the WebSocket API: checks the parameters, sorts them by name, and signs them if the method is signed.
 *
 * @throws {ArgumentError} A parameter breaks a documented rule, or the context lacks what the method needs.
 * @see https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-api-general-info
 */
export const prepareWebSocketRequest: PrepareWebSocketRequest = /* @__PURE__ */ createRequestWriter(restFacts);

/**
 * Reads an answer of the WebSocket API. Opaque ids become strings, exact to the digit; decimals are strings already.
 *
 * @param method A row of `methods`, or one of your own.
 * @param text Text of the frame.
 * @returns The result. Missing and unknown fields are no error.
 * @throws {ExchangeError} The answer is an error.
 * @throws {DecodeError} The text is no answer.
 */
export function decodeWebSocketResponse<Result>(method: CallRow<any, Result>, text: string): Result {
  return decodeAnswer(restFacts, method, text, systemTime.now());
}
