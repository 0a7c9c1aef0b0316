// The public surface.
export { createClient, type Client, type ClientOptions } from './client.js';
export type { Clock } from './clock.js';
export {
  decodeMarketMessage,
  decodeUserDataMessage,
  type ControlReply,
  type DecodeOptions,
  type Message,
  type UnknownEvent,
} from './decode/decode.js';
export type * from './rows.js';
export type { CountedDrift, Drift } from './decode/drift.js';
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
export { prepareRequest, type PreparedRequest, type RequestContext } from './rest/request.js';
export { decodeResponse, isErrorBody } from './response.js';
export { ed25519Signer, hmacSigner, rsaSigner, type AsyncSigner, type PrivateKey, type Signer } from './sign.js';
export { buildStream, routeOf, streams } from './streams/names.js';
export {
  decodeWebSocketResponse,
  prepareWebSocketRequest,
  type RateLimitState,
  type WebSocketRequestContext,
} from './websocket-api/frames.js';
export type { TrafficRecord } from './traffic.js';
export { errors, type ErrorName } from '../generated/errors.js';
export type * from '../generated/event-types.js';
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
