// The client: options in, bound calls out.
import type { Dispatcher } from 'undici';
import { operations } from '../generated/rest/operations.js';
import { restMethods, type RestMethods } from '../generated/rest/client.js';
import { createClock, type Clock } from './clock.js';
import type { CallOperation } from './descriptors.js';
import { baseUrlsOf, type Environment } from './environments.js';
import { ArgumentError } from './errors.js';
import type { LimitCounts } from './limits.js';
import { createCaller } from './rest.js';
import { hmacSigner, privateKeySigner, type AsyncSigner, type PrivateKey, type Signer } from './sign.js';
import { fetchTransport, undiciTransport } from './transport.js';

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
  /** URL of an HTTP proxy. */
  readonly proxy?: string;
  /** Certificate authorities to trust, PEM, instead of the system's. */
  readonly ca?: string;
  /** undici dispatcher that carries all requests. You close it. */
  readonly dispatcher?: Dispatcher;
  /** Carries all requests in place of undici, e.g. on Bun and Deno: `globalThis.fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** This machine's time. Unit: ms since the Unix epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** A client of one environment and one API key. */
export interface Client {
  /** Every REST call by its name. */
  readonly rest: RestMethods;
  /** Makes a REST call from its row: one of `operations`, or your own for a call that is newer than this package. */
  readonly call: CallOperation;
  /** The exchange's time as this client knows it. */
  readonly clock: Clock;
  /** Used request weight and order counts, as the newest answer tells. */
  readonly limits: LimitCounts;
  /** Closes idle connections once the calls on their way are answered. */
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
  const transport = options.fetch ? fetchTransport(options.fetch) : undiciTransport(options);
  let limits: LimitCounts = { usedWeight: {}, orderCounts: {} };
  const clock = createClock(options.now ?? Date.now, async () => (await call(operations.serverTime)).serverTime);
  const call = createCaller({
    urls,
    apiKey: options.apiKey,
    signer: signerOf(options),
    transport,
    clock,
    recvWindow: options.recvWindow,
    timeoutMs,
    validate: options.validate ?? true,
    repeats,
    longestPauseMs,
    onLimits: ({ usedWeight, orderCounts }) => {
      limits = {
        usedWeight: { ...limits.usedWeight, ...usedWeight },
        orderCounts: { ...limits.orderCounts, ...orderCounts },
      };
    },
  });
  return {
    rest: restMethods(call),
    call,
    clock,
    get limits() {
      return limits;
    },
    close: () => transport.close(),
  };
}

function signerOf({ apiSecret, privateKey, passphrase, sign }: ClientOptions): Signer | AsyncSigner | undefined {
  const given = Object.entries({ apiSecret, privateKey, sign }).filter(([, value]) => value !== undefined);
  if (given.length > 1)
    throw new ArgumentError(given.map(([name]) => name).join(' and '), 'exclude each other: give one of them');
  if (sign) return sign;
  if (apiSecret !== undefined) return hmacSigner(apiSecret);
  return privateKey === undefined ? undefined : privateKeySigner(privateKey, passphrase);
}
