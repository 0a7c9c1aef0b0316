// The public surface.
export { createClient, type Client, type ClientOptions } from './client.js';
export type { Clock } from './clock.js';
export type * from './descriptors.js';
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
export { prepareRequest, type PreparedRequest, type RequestContext } from './request.js';
export { decodeResponse, isErrorBody } from './response.js';
export { ed25519Signer, hmacSigner, rsaSigner, type AsyncSigner, type PrivateKey, type Signer } from './sign.js';
export { errors, type ErrorName } from '../generated/errors.js';
export { environments } from '../generated/protocol.js';
export { operations } from '../generated/rest/operations.js';
