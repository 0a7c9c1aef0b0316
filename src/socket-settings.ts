// What the WebSockets of one owner share, made of its options.
import { limitDrift } from './drift.js';
import { socketTimes, type SocketOptions } from './options.js';
import type { CommonSettings } from './settings.js';
import { createBudget } from './sockets/budget.js';
import type { ConnectHold } from './sockets/connect-hold.js';
import { ConnectionError, type StatusAdvice } from './sockets/connection-error.js';

/** What connects are held back by, and what they are judged by. */
export interface ConnectRules {
  /** Age at which the exchange cuts a connection. Unit: ms. */
  readonly lifetimeMs: number;
  readonly hold: ConnectHold;
  /** What to do about a refused handshake. Absent where size counts. */
  readonly adviceOn?: StatusAdvice;
  /** The exchange's time, as far as it is known. Unit: ms since the Unix epoch. */
  readonly now: () => number;
}

/** Window of the connection budget. Unit: ms. */
const BUDGET_WINDOW_MS = 300_000;

/** @param options Checked already. */
export function createSocketSettings(
  options: SocketOptions,
  common: Omit<CommonSettings, 'record'>,
  { lifetimeMs, hold, adviceOn, now }: ConnectRules,
) {
  const { notify, time, random, network, urls, timeoutMs } = common;
  const { connectionBudget, ...times } = socketTimes(options, lifetimeMs, random);
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
    adviceOn,
    async admit(signal: AbortSignal, onWait?: (reason: string) => void) {
      await hold.wait(signal);
      await budget(signal, onWait);
    },
    failed(error: Error) {
      if (error instanceof ConnectionError) hold.failed(error);
    },
    onDrift: limitDrift(({ kind: drift, ...rest }) => notify({ kind: 'drift', drift, ...rest }), time.monotonic),
    now,
  };
}

/** See {@link createSocketSettings}. */
export type SharedSocketSettings = ReturnType<typeof createSocketSettings>;
