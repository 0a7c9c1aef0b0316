// What all calls of a client share, made once of its options.
import { createClock } from './clock.js';
import { baseUrlsOf } from './environments.js';
import { createGates } from './gates.js';
import { createLimitReader, type LimitCounts } from './limits.js';
import type { Network, NetworkOptions } from './network.js';
import { createNotifier } from './notices.js';
import type { CallSettings, CommonOptions, RestOptions } from './options.js';
import type { RestFacts } from './product.js';
import type { SigningOptions } from './sign.js';
import type { AsyncSigner, Signer } from './keys.js';
import { systemTime } from './time.js';
import { createRecorder, createRedactor, recordedNetwork, type Redactor } from './traffic.js';

/** How the platform connects, and speaks to whoever runs it. */
export interface Surroundings {
  createNetwork(options: NetworkOptions): Network;
  /** Writes a warning of the process. */
  warn(text: string): void;
}

/** What the platform does for a client. */
export interface Platform extends Surroundings {
  signerOf(options: SigningOptions): Signer | AsyncSigner | undefined;
}

/** What everything that speaks to the exchange needs. */
export type CommonSettings = Pick<
  CallSettings,
  'urls' | 'time' | 'random' | 'network' | 'timeoutMs' | 'notify' | 'record'
>;

/**
 * @param options Checked already.
 * @param redactor Takes the secrets out of what is recorded. Absent where there are none.
 * @throws {ArgumentError} The environment cannot be used, or an option not on this platform.
 */
export function createCommonSettings(
  { environments }: Pick<RestFacts, 'environments'>,
  options: CommonOptions,
  platform: Surroundings,
  redactor?: Redactor,
): CommonSettings {
  const { time = systemTime, random = Math.random, timeoutMs = 10_000 } = options;
  const notify = createNotifier(options.onNotice, platform.warn);
  const record = options.onTraffic && createRecorder(options.onTraffic, redactor, notify, time);
  const network = options.network ?? platform.createNetwork(options);
  return {
    urls: baseUrlsOf(environments, options.environment ?? 'production'),
    time,
    random,
    network: record ? recordedNetwork(network, record) : network,
    timeoutMs,
    notify,
    record,
  };
}

/** {@link CallSettings}, and what else their owner needs. */
export interface OwnedSettings extends CallSettings {
  /** Used request weight and order counts, as the newest answers say. */
  readonly limits: () => LimitCounts;
  /** Ends repeats and pauses. */
  readonly end: () => void;
}

/**
 * @param options Checked already.
 * @param askTime Asks the exchange for its time, once.
 * @throws {ArgumentError} The environment or a key cannot be used.
 */
export function createSettings(
  facts: RestFacts,
  options: RestOptions,
  platform: Platform,
  askTime: (signal: AbortSignal) => Promise<unknown>,
): OwnedSettings {
  const { repeats = 2, longestPauseMs = 5000 } = options;
  const redactor = createRedactor([options.apiKey]);
  const common = createCommonSettings(facts, options, platform, redactor);
  const { time, timeoutMs } = common;
  const signer = platform.signerOf(options);
  const closing = new AbortController();
  const clock = createClock(time, askTime, Math.min(timeoutMs, LONGEST_SYNC_MS), closing.signal);
  let limits: LimitCounts = { usedWeight: {}, orderCounts: {} };
  return {
    ...common,
    facts,
    apiKey: options.apiKey,
    signer,
    clock,
    gates: createGates(facts, time, () => clock.now(), longestPauseMs, closing.signal),
    limitReader: createLimitReader(facts.limitHeaders),
    recvWindow: options.recvWindow,
    validate: options.validate ?? true,
    repeats,
    longestPauseMs,
    onLimits({ usedWeight, orderCounts }) {
      limits = {
        usedWeight: { ...limits.usedWeight, ...usedWeight },
        orderCounts: { ...limits.orderCounts, ...orderCounts },
      };
    },
    redact: (text) => redactor.url(redactor.text(text)),
    closing: closing.signal,
    limits: () => limits,
    end: () => closing.abort(),
  };
}

/** Longest duration of one measurement of the clock. Unit: ms. */
const LONGEST_SYNC_MS = 10_000;
