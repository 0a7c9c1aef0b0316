// The client: options in, bound calls and streams out.
import type { Agent } from 'node:http';
import type { Dispatcher } from 'undici';
import { operations } from '../generated/rest/operations.js';
import { restMethods, type RestMethods } from '../generated/rest/client.js';
import { streamMethods, type StreamMethods } from '../generated/streams/client.js';
import { webSocketMethods, type WebSocketMethods } from '../generated/websocket-api/client.js';
import { createClock, type Clock } from './clock.js';
import { createSockets } from './client-sockets.js';
import type { Call, CallOperation, CallOptions, Method } from './rows.js';
import { baseUrlsOf, type Environment } from './environments.js';
import { ArgumentError } from './errors.js';
import type { LimitCounts } from './limits.js';
import { createNotifier, type Notice } from './notices.js';
import { createCaller } from './rest/caller.js';
import { hmacSigner, privateKeySigner, type AsyncSigner, type PrivateKey, type Signer } from './sign.js';
import { fetchTransport, undiciTransport } from './rest/transport.js';
import { createRecorder, recordedTransport, type TrafficRecord } from './traffic.js';
import type { UserDataOptions, UserDataReceiver, UserDataStream } from './streams/user-data.js';

/** Options of {@link createClient}. */
export interface ClientOptions {
  /** Where the exchange is. Default: `production`. */
  readonly environment?: Environment;
  /** Needed for every call but public market data. */
  readonly apiKey?: string;
  /** Secret of an HMAC key. */
  readonly apiSecret?: string;
  /** Private key of an RSA or Ed25519 key: PEM text or a key object of `node:crypto`. */
  readonly privateKey?: PrivateKey;
  /** Passphrase of an encrypted private key. */
  readonly passphrase?: string;
  /** Signs in place of a secret or private key, e.g. in a key vault: payload in, signature out (hex or base64). */
  readonly sign?: Signer | AsyncSigner;
  /** How long after its timestamp the exchange may accept a signed request. Unit: ms. Default: 5000, the exchange's own. */
  readonly recvWindow?: number;
  /** Longest wait for the whole answer of one attempt. Unit: ms. Default: 10000. */
  readonly timeoutMs?: number;
  /** How often a call that may safely be repeated is repeated after a failure. Default: 2. Writes never are. */
  readonly repeats?: number;
  /** Longest pause before a repeat; if the exchange asks for more, the call fails. Unit: ms. Default: 5000. */
  readonly longestPauseMs?: number;
  /** Whether parameters are checked before anything is sent. Default: true. */
  readonly validate?: boolean;
  /** Most connections to one host. Default: 32. */
  readonly connections?: number;
  /** URL of an HTTP proxy for REST calls. WebSockets then need an `agent` too. */
  readonly proxy?: string;
  /** Agent that opens WebSocket connections, e.g. through a proxy: an `HttpsProxyAgent`. */
  readonly agent?: Agent;
  /** Certificate authorities to trust, PEM, instead of the system's. */
  readonly ca?: string;
  /** undici dispatcher that carries all requests. You close it. */
  readonly dispatcher?: Dispatcher;
  /** Carries all requests in place of undici, e.g. on Bun and Deno: `globalThis.fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** This machine's time. Unit: ms since the Unix epoch. Default: `Date.now`. */
  readonly now?: () => number;
  /**
   * Told what no call or subscription returns: states of connections, gaps, drift, silence, latency, errors. Without it
   * errors that nobody waits for are thrown where nothing can catch them.
   */
  readonly onNotice?: (notice: Notice) => void;
  /**
   * Told every REST request and answer and every text frame of the WebSockets, both ways, without API key, signatures and
   * listenKeys: for records of what was said. What the account owns and does stands in it.
   */
  readonly onTraffic?: (record: TrafficRecord) => void;
  /** Whether WebSocket API connections are logged on with an Ed25519 `privateKey`. Default: true. */
  readonly sessionLogon?: boolean;
  /** Longest wait until a new subscription, or the user data stream, is accepted. Unit: ms. Default: 30000. */
  readonly subscribeTimeoutMs?: number;
  /** Time between two pings; a WebSocket without a sign of life between two is replaced. Unit: ms. Default: 10000. */
  readonly heartbeatMs?: number;
  /** First pause before a lost WebSocket is opened again; it doubles with each failure. Unit: ms. Default: 100. */
  readonly reconnectMinMs?: number;
  /** Longest pause. Unit: ms. Default: 30000. */
  readonly reconnectMaxMs?: number;
  /** Age at which a WebSocket is replaced. Unit: ms. Default: 10 to 20 minutes before the exchange would cut it. */
  readonly rotateAfterMs?: number;
  /** How long the old and the new WebSocket are compared before the old one closes. Unit: ms. Default: 1000. */
  readonly overlapMs?: number;
  /** WebSockets that may be opened within 5 minutes; more wait. The exchange allows 300 for an IP. Default: 100. */
  readonly connectionBudget?: number;
}

/** A client of one environment and one API key. */
export interface Client {
  /** Every REST call by its name. */
  readonly rest: RestMethods;
  /** Makes a REST call from its row: one of `operations`, or your own for a call that is newer than this package. */
  readonly call: CallOperation;
  /**
   * Every market stream by its name. With a handler it resolves once the exchange accepts the subscription, and rejects
   * with its error; without one it is iterated over.
   */
  readonly streams: StreamMethods;
  /**
   * Opens the user data stream: orders, fills, balances, positions and settings of the account, to handlers by kind of
   * event or to one handler.
   */
  userData(receiver: UserDataReceiver, options?: UserDataOptions): Promise<UserDataStream>;
  /** Every method of the WebSocket API by its name. It connects at the first call. */
  readonly websocketApi: WebSocketMethods;
  /** Calls a WebSocket API method from its row: one of `methods`, or your own for one that is newer than this package. */
  callMethod<Result>(method: Method<any, Result>, params?: object, options?: CallOptions): Call<Result>;
  /** Replaces all WebSockets by new ones; no event is lost or doubled. They do so by themselves before they are cut. */
  rotate(): Promise<void>;
  /** The exchange's time as this client knows it. */
  readonly clock: Clock;
  /** Used request weight and order counts, as the newest answer tells. */
  readonly limits: LimitCounts;
  /** Ends all streams, then closes connections once the calls on their way are answered. No timer is left. */
  close(): Promise<void>;
}

/**
 * Makes a client. Nothing is sent until the first call.
 *
 * @throws {ArgumentError} Options contradict each other, a key cannot be read, or a URL is plain http to another machine.
 */
export function createClient(options: ClientOptions = {}): Client {
  const urls = baseUrlsOf(options.environment ?? 'production');
  const { timeoutMs = 10_000, repeats = 2, longestPauseMs = 5000 } = options;
  for (const [name, value] of Object.entries({ timeoutMs, repeats, longestPauseMs })) {
    if (!(value >= 0)) throw new ArgumentError(name, 'must be a number of 0 or more');
  }
  const notify = createNotifier(options.onNotice);
  const record = options.onTraffic && createRecorder(options.onTraffic, options.apiKey, notify);
  const carrier = options.fetch ? fetchTransport(options.fetch) : undiciTransport(options);
  const transport = record ? recordedTransport(carrier, record) : carrier;
  let limits: LimitCounts = { usedWeight: {}, orderCounts: {} };
  const clock = createClock(options.now ?? Date.now, async () => (await call(operations.serverTime)).serverTime);
  const signer = signerOf(options);
  const shared = {
    urls,
    apiKey: options.apiKey,
    signer,
    clock,
    recvWindow: options.recvWindow,
    timeoutMs,
    validate: options.validate ?? true,
    onLimits: ({ usedWeight, orderCounts }: LimitCounts) => {
      limits = {
        usedWeight: { ...limits.usedWeight, ...usedWeight },
        orderCounts: { ...limits.orderCounts, ...orderCounts },
      };
    },
  };
  const call = createCaller({ ...shared, transport, repeats, longestPauseMs });
  const sockets = createSockets({ ...options, timeoutMs }, { ...shared, notify, record }, call);
  return {
    rest: restMethods(call),
    call,
    streams: streamMethods(sockets.subscribe),
    userData: sockets.userData,
    websocketApi: webSocketMethods(sockets.callMethod),
    callMethod: sockets.callMethod,
    rotate: () => sockets.rotate(),
    clock,
    get limits() {
      return limits;
    },
    async close() {
      await sockets.close();
      await transport.close();
    },
  };
}

/**
 * The signer that the options ask for, if any.
 *
 * @throws {ArgumentError} They ask for several, or a key cannot be read.
 */
export function signerOf({ apiSecret, privateKey, passphrase, sign }: ClientOptions): Signer | AsyncSigner | undefined {
  const given = Object.entries({ apiSecret, privateKey, sign }).filter(([, value]) => value !== undefined);
  if (given.length > 1)
    throw new ArgumentError(given.map(([name]) => name).join(' and '), 'exclude each other: give one of them');
  if (sign) return sign;
  if (apiSecret !== undefined) return hmacSigner(apiSecret);
  return privateKey === undefined ? undefined : privateKeySigner(privateKey, passphrase);
}
