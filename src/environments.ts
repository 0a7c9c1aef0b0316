// Where the exchange is: the environments of the spec, or base URLs of the caller's own.
import type { environments } from '../generated/protocol.js';
import { ArgumentError } from './errors.js';
import type { RestFacts } from './product.js';

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

/** An environment of the spec by its name, e.g. `production` or `testnet`, or base URLs of your own. */
export type Environment = keyof typeof environments | { readonly urls: BaseUrls };

/** An environment of any product: its name, or base URLs by host. */
export type AnyEnvironment = string | { readonly urls: { readonly [host: string]: string } | BaseUrls };

/**
 * Base URLs of an environment, without slash at the end.
 *
 * @throws {ArgumentError} There is no such environment, or a URL cannot be used: see {@link checkUrl}.
 */
export function baseUrlsOf(
  environments: RestFacts['environments'],
  environment: AnyEnvironment,
): { readonly [host: string]: string } {
  const names = Object.keys(environments).map((name) => `'${name}'`);
  const refuse = (): never => {
    throw new ArgumentError('environment', `must be ${names.join(', ')} or { urls: { … } }`);
  };
  if (typeof environment === 'string')
    return Object.hasOwn(environments, environment) ? environments[environment]! : refuse();
  const given = environment?.urls;
  if (typeof given !== 'object' || given === null) return refuse();
  const urls: { [host: string]: string } = {};
  for (const [host, url] of Object.entries(given) as [string, unknown][]) {
    if (url !== undefined) urls[host] = checkUrl(url, `environment.urls.${host}`);
  }
  return urls;
}

const checked = new Map<string, string>();

/**
 * Checks a base URL: https or wss, or plain http or ws to this machine; no user, password, query or fragment.
 *
 * @returns The URL without slash at the end.
 * @throws {ArgumentError} Names the option, never the URL, which may hold a password.
 */
export function checkUrl(url: unknown, option: string): string {
  const known = checked.get(url as string);
  if (known !== undefined) return known;
  if (typeof url !== 'string' || !URL.canParse(url) || !/^\w+:\/\//.test(url))
    throw new ArgumentError(option, 'must be an https or wss URL with its scheme, e.g. https://host');
  const { protocol, hostname, username, password, search, hash } = new URL(url);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  const isSecure = protocol === 'https:' || protocol === 'wss:';
  if (!isSecure && !((protocol === 'http:' || protocol === 'ws:') && isLoopback)) {
    throw new ArgumentError(option, 'must be an https or wss URL; plain http and ws are for loopback addresses only');
  }
  if (username !== '' || password !== '') throw new ArgumentError(option, 'must not hold a user or password');
  if (search !== '' || hash !== '' || /[?#\s]/.test(url))
    throw new ArgumentError(option, 'must be a base URL: without query, fragment and blanks');
  const plain = url.replace(/\/+$/, '');
  checked.set(url, plain);
  return plain;
}
