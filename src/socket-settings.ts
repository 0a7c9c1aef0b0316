// What the WebSockets of one owner share, made of its options.
import { limitDrift } from './drift.js';
import type { ClosingFacts, Gates } from './gates.js';
import type { LimitReader } from './limits.js';
import { socketTimes, type SocketOptions } from './options.js';
import { refusalOf } from './response.js';
import type { CommonSettings } from './settings.js';
import { createBudget } from './sockets/budget.js';
import { ConnectionError } from './sockets/connection.js';

/** What holds connects back, and what they are judged by. */
export interface ConnectRules {
  readonly facts: ClosingFacts;
  /** Age at which the exchange cuts a connection. Unit: ms. */
  readonly lifetimeMs: number;
  readonly gates: Gates;
  /** Gates that a connect passes through. */
  readonly pools: readonly string[];
  readonly limitReader: LimitReader;
  /** The exchange's time, as far as it is known. Unit: ms since the Unix epoch. */
  readonly now: () => number;
}

/** Window of the connection budget. Unit: ms. */
const BUDGET_WINDOW_MS = 300_000;

/** @param options Checked already. */
export function createSocketSettings(options: SocketOptions, common: CommonSettings, rules: ConnectRules) {
  const { notify, time, random, network, urls, timeoutMs } = common;
  const { facts, gates, pools, limitReader, now } = rules;
  const { connectionBudget, ...times } = socketTimes(options, rules.lifetimeMs, random);
  const budget = createBudget(connectionBudget, BUDGET_WINDOW_MS, time);
  return {
    ...times,
    urls,
    time,
    random,
    network,
    notify,
    timeoutMs,
    connectTimeoutMs: timeoutMs,
    async admit(signal: AbortSignal) {
      await gates.wait('connect', pools, signal, Infinity);
      await budget(signal);
    },
    failed(error: Error) {
      if (!(error instanceof ConnectionError) || error.status === undefined) return;
      const retryAfterMs = limitReader.retryAfterMs(error.headers, now());
      gates.heed(refusalOf(facts, 'connect', undefined, error.message, error.status, retryAfterMs), pools);
    },
    onDrift: limitDrift(({ kind: drift, ...rest }) => notify({ kind: 'drift', drift, ...rest }), time.monotonic),
    now,
  };
}

/** See {@link createSocketSettings}. */
export type SharedSocketSettings = ReturnType<typeof createSocketSettings>;
