// Where the exchange is: the environments of the spec, or base URLs of the caller's own.
import { environments } from '../generated/protocol.js';
import { ArgumentError } from './errors.js';

/** Base URLs by host, e.g. `{ fapi: 'https://fapi.binance.com' }`. */
export interface BaseUrls {
  /** USDⓈ-M Futures. */
  readonly fapi?: string;
  /** Portfolio margin. */
  readonly papi?: string;
  /** Market streams of order books, e.g. `wss://fstream.binance.com/public`. */
  readonly public?: string;
  /** All other market streams, e.g. `wss://fstream.binance.com/market`. */
  readonly market?: string;
  /** User data streams, e.g. `wss://fstream.binance.com/private`. */
  readonly private?: string;
  /** WebSocket API, e.g. `wss://ws-fapi.binance.com/ws-fapi/v1`. */
  readonly websocketApi?: string;
}

/** `production`, `testnet`, or base URLs of your own. */
export type Environment = keyof typeof environments | { readonly urls: BaseUrls };

/**
 * Base URLs of an environment.
 *
 * @throws {ArgumentError} There is no such environment, or a URL is plain http or ws to another machine.
 */
export function baseUrlsOf(environment: Environment): { readonly [host: string]: string } {
  if (typeof environment === 'string') return environments[environment] ?? badEnvironment();
  const urls: { readonly [host: string]: string } = { ...(environment?.urls ?? badEnvironment()) };
  for (const [host, url] of Object.entries(urls)) assertSecure(url, `environment.urls.${host}`);
  return urls;
}

function badEnvironment(): never {
  const names = Object.keys(environments).map((name) => `'${name}'`);
  throw new ArgumentError('environment', `must be ${names.join(', ')} or { urls: { … } }`);
}

const secure = new Set<string>();

/**
 * Refuses to send anything over plain http or ws, except to this machine.
 *
 * @throws {ArgumentError} Names the URL's option.
 */
export function assertSecure(url: string, option: string): void {
  if (secure.has(url)) return;
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  const isSecure = protocol === 'https:' || protocol === 'wss:';
  if (!isSecure && !((protocol === 'http:' || protocol === 'ws:') && isLoopback)) {
    throw new ArgumentError(option, 'must be an https or wss URL; plain http and ws are for loopback addresses only');
  }
  secure.add(url);
}
