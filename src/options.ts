// What a client is made with: its options; and what all its calls then share.
import type { Agent } from 'node:http';
import type { KeyObject } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { Clock } from './clock.js';
import type { AnyEnvironment } from './environments.js';
import type { Gates } from './gates.js';
import type { AsyncSigner, Signer } from './keys.js';
import type { LimitCounts, LimitReader } from './limits.js';
import type { Network } from './network.js';
import type { Notice, Notify } from './notices.js';
import type { RestFacts } from './product.js';
import type { TimeSource } from './time.js';
import type { Recorder, TrafficRecord } from './traffic.js';

/** Options of everything that speaks to the exchange. */
export interface CommonOptions<Environment = AnyEnvironment> {
  /** Where the exchange is. Default: `production`. */
  readonly environment?: Environment;
  /** Longest wait for the whole answer of one attempt. Unit: ms, or `Infinity` for no limit. Default: 10000. */
  readonly timeoutMs?: number;
  /** Certificate authorities to trust, PEM, instead of the system's. */
  readonly ca?: string;
  /** Clocks and timers. Default: this machine's. */
  readonly time?: TimeSource;
  /** Chance: a number from 0 up to 1, as for jitter. Default: `Math.random`. */
  readonly random?: () => number;
  /** Carries requests and opens WebSockets, in place of everything that the platform has for it. */
  readonly network?: Network;
  /**
   * Called with what no call or subscription returns: states of connections, gaps, drift, silence, latency, errors. Without it,
   * errors that nobody waits for are dropped, but for one warning of the process a kind.
   */
  readonly onNotice?: (notice: Notice) => void;
  /**
   * Called with every REST request and answer and every text frame of the WebSockets, both ways, without API key, signatures and
   * listenKeys: for records of what was said. What the account owns and does stands in it.
   */
  readonly onTraffic?: (record: TrafficRecord) => void;
}

/** Options of WebSockets. */
export interface SocketOptions {
  /** Agent that opens WebSocket connections, e.g. through a proxy: an `HttpsProxyAgent`. */
  readonly agent?: Agent;
  /**
   * Longest wait until a new subscription, or the user data stream, is accepted. Unit: ms, or `Infinity` for no limit.
   * Default: 30000.
   */
  readonly subscribeTimeoutMs?: number;
  /**
   * Time between two pings; a WebSocket without a sign of life between two is replaced. Unit: ms, or `Infinity` for none.
   * Default: 10000.
   */
  readonly heartbeatMs?: number;
  /** First pause before a lost WebSocket is opened again; it doubles with each failure. Unit: ms. Default: 100. */
  readonly reconnectMinMs?: number;
  /** Longest pause. Unit: ms. Default: 30000. */
  readonly reconnectMaxMs?: number;
  /**
   * Age at which a WebSocket is replaced. Unit: ms, or `Infinity` for never. Default: 10 to 20 minutes before the exchange
   * would cut it.
   */
  readonly rotateAfterMs?: number;
  /** How long the old and the new WebSocket are compared before the old one closes. Unit: ms. Default: 1000. */
  readonly overlapMs?: number;
  /** WebSockets that may be opened within 5 minutes; more wait. The exchange allows 300 for an IP. Default: 100. */
  readonly connectionBudget?: number;
}

/** Options of what subscribes to market streams. */
export interface StreamOptions<Environment = AnyEnvironment> extends CommonOptions<Environment>, SocketOptions {}

/** Options of REST calls. */
export interface RestOptions<Environment = AnyEnvironment> extends CommonOptions<Environment> {
  /** Needed for every call but public market data. */
  readonly apiKey?: string;
  /** Secret of an HMAC key. */
  readonly apiSecret?: string;
  /** Private key of an RSA or Ed25519 key: PEM text or a key object of `node:crypto`. */
  readonly privateKey?: string | Buffer | KeyObject;
  /** Passphrase of an encrypted private key. */
  readonly passphrase?: string;
  /** Signs in place of a secret or private key, e.g. in a key vault: payload in, signature out (hex or base64). */
  readonly sign?: Signer | AsyncSigner;
  /** How long after its timestamp the exchange may accept a signed request. Unit: ms. Default: 5000, the exchange's own. */
  readonly recvWindow?: number;
  /** How often a call that may safely be repeated is repeated after a failure. Default: 2. Writes never are. */
  readonly repeats?: number;
  /**
   * Longest pause before a repeat, and before a call that the exchange has asked to hold back. If the exchange asks for more, the
   * call fails. Unit: ms. Default: 5000.
   */
  readonly longestPauseMs?: number;
  /**
   * Whether parameters are checked before anything is sent. Default: true. Without the checks a value is still refused that has
   * no written form at all: NaN, a function, a Date, text that is not well-formed Unicode.
   */
  readonly validate?: boolean;
  /** Most connections to one host. Default: 32. */
  readonly connections?: number;
  /** URL of an HTTP proxy for REST calls. WebSockets then need an `agent` too. */
  readonly proxy?: string;
  /** undici dispatcher that carries all requests. You close it. */
  readonly dispatcher?: Dispatcher;
  /**
   * Carries all requests in place of undici. It must not send a request twice by itself: redirects are not followed, and an answer
   * 421 is an error.
   */
  readonly fetch?: typeof globalThis.fetch;
}

/** Options of a client: those of REST calls, and what its WebSockets take. */
export interface ClientOptions<Environment = AnyEnvironment> extends RestOptions<Environment>, SocketOptions {
  /** Whether WebSocket API connections are logged on with an Ed25519 `privateKey`. Default: true. */
  readonly sessionLogon?: boolean;
}

/** What every call of a client shares, over REST and over the WebSocket API. */
export interface CallSettings {
  readonly facts: RestFacts;
  /** Base URLs by host. */
  readonly urls: { readonly [host: string]: string };
  readonly apiKey: string | undefined;
  readonly signer: Signer | AsyncSigner | undefined;
  readonly clock: Clock;
  readonly time: TimeSource;
  readonly random: () => number;
  readonly network: Network;
  readonly gates: Gates;
  readonly limitReader: LimitReader;
  /** Unit: ms. */
  readonly recvWindow: number | undefined;
  /** Unit: ms. */
  readonly timeoutMs: number;
  readonly validate: boolean;
  /** How often a call that may be repeated is repeated at most. */
  readonly repeats: number;
  /** Longest pause before a repeat. Unit: ms. */
  readonly longestPauseMs: number;
  readonly onLimits: (limits: LimitCounts) => void;
  readonly notify: Notify;
  readonly record: Recorder | undefined;
  /** Takes API key, signatures and listenKeys out of a text. */
  readonly redact: (text: string) => string;
  /** Aborted when the client is closed. */
  readonly closing: AbortSignal;
}

/** What WebSockets add. Unit of all times: ms. */
export interface SocketTimes {
  readonly subscribeTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  readonly rotateAfterMs: number;
  readonly overlapMs: number;
  /** Attempts within 5 minutes. */
  readonly connectionBudget: number;
}

const MINUTE_MS = 60_000;

/**
 * The times of WebSockets, with their defaults.
 *
 * @param lifetimeMs Age at which the exchange cuts a connection. Unit: ms.
 */
export function socketTimes(options: SocketOptions, lifetimeMs: number, random: () => number): SocketTimes {
  return {
    subscribeTimeoutMs: options.subscribeTimeoutMs ?? 30_000,
    heartbeatMs: options.heartbeatMs ?? 10_000,
    reconnectMinMs: options.reconnectMinMs ?? 100,
    reconnectMaxMs: options.reconnectMaxMs ?? 30_000,
    rotateAfterMs: options.rotateAfterMs ?? lifetimeMs - (10 + 10 * random()) * MINUTE_MS,
    overlapMs: options.overlapMs ?? 1000,
    connectionBudget: options.connectionBudget ?? 100,
  };
}
