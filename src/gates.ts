// What holds calls back once the exchange has asked to wait: one gate for each limit that calls share.
import { catalogueOf } from './error-catalogue.js';
import { TransportError, type ExchangeError } from './errors.js';
import type { RestFacts } from './product.js';
import type { CallRow, GateName } from './rows.js';
import { sleep, type TimeSource } from './time.js';

/** The gates of a client. REST calls, WebSocket API requests and connects pass through the same ones. */
export interface Gates {
  /** Whether one of the pools is closed now. */
  isClosed(pools: readonly string[]): boolean;
  /** How long until all of them are open. Unit: ms. 0: they are. */
  opensInMs(pools: readonly string[]): number;
  /**
   * Resolves once all pools are open.
   *
   * @param operation Name of the call, for the error.
   * @param longestMs Longest wait. Unit: ms. Default: the client's `longestPauseMs`.
   * @throws {TransportError} `rejected`: a pool opens too late (with `retryAfterMs`, and the closing error as `cause`), the signal
   *   was aborted, or the client was closed.
   */
  wait(operation: string, pools: readonly string[], signal: AbortSignal | undefined, longestMs?: number): Promise<void>;
  /** Closes the gates that an answer is about, if it is about any. */
  heed(error: ExchangeError, pools: readonly string[]): void;
  /** An answer without refusal: the next closing without a time starts small again. */
  passed(pools: readonly string[]): void;
}

/** What says which gate an answer closes. */
export type ClosingFacts = Pick<RestFacts, 'errors' | 'httpErrors'>;

/** A gate that is closed, or was. */
interface Gate {
  /** By the monotonic clock. Unit: ms. */
  until: number;
  error: ExchangeError;
  /** Closings without a time since the last answer that was no refusal. */
  closings: number;
}

/** First pause where the exchange does not say how long to wait; it doubles. Unit: ms. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 120_000;
/** A time in ms since the Unix epoch inside a text. */
const MOMENT = /\b\d{13}\b/;

const ordersPool = (host: string) => `${host} orders`;

/**
 * The pools that a call takes from. The first is that of its host; connects and the WebSocket API take from the host that tells the
 * time.
 */
export function poolsOf(
  row: CallRow & { readonly host?: string; readonly weightPool?: string },
  facts: Pick<RestFacts, 'serverTime'>,
): string[] {
  const host = row.host ?? facts.serverTime.host;
  const pools = [host];
  if (row.weightPool !== undefined) pools.push(`${host} ${row.weightPool}`);
  if (row.orderWeight) pools.push(ordersPool(host));
  return pools;
}

/** The pools that opening a WebSocket takes from. */
export const connectPools = (facts: Pick<RestFacts, 'serverTime'>): string[] => [facts.serverTime.host];

/** @param now The exchange's time. Unit: ms since the Unix epoch. */
export function createGates(
  facts: ClosingFacts,
  time: TimeSource,
  now: () => number,
  longestPauseMs: number,
  closing: AbortSignal,
): Gates {
  const gates = new Map<string, Gate>();

  /** The one of these that opens last. */
  function closedGate(pools: readonly string[]): Gate | undefined {
    if (gates.size === 0) return undefined;
    let last: Gate | undefined;
    for (const pool of pools) {
      const gate = gates.get(pool);
      if (gate && gate.until > time.monotonic() && !(last && last.until >= gate.until)) last = gate;
    }
    return last;
  }

  function close(pool: string, error: ExchangeError, waitMs: number | undefined): void {
    const closings = waitMs === undefined ? (gates.get(pool)?.closings ?? 0) + 1 : 0;
    const pauseMs = waitMs ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (closings - 1));
    const until = Math.max(time.monotonic() + pauseMs, gates.get(pool)?.until ?? 0);
    gates.set(pool, { until, error, closings });
  }

  return {
    isClosed: (pools) => closedGate(pools) !== undefined,
    opensInMs(pools) {
      const gate = closedGate(pools);
      return gate ? Math.max(0, Math.ceil(gate.until - time.monotonic())) : 0;
    },
    async wait(operation, pools, signal, longestMs = longestPauseMs) {
      for (;;) {
        const gate = closedGate(pools);
        if (!gate) return;
        const ms = Math.ceil(gate.until - time.monotonic());
        if (ms > longestMs) {
          const problem = `held back, as the exchange has asked to wait: ${ms} ms are left`;
          throw new TransportError(operation, problem, 'rejected', gate.error, ms);
        }
        await sleep(time, ms, signal, closing);
        if (signal?.aborted) throw new TransportError(operation, 'the call was cancelled', 'rejected', signal.reason);
        if (closing.aborted) throw new TransportError(operation, 'the client was closed', 'rejected');
      }
    },
    heed(error, pools) {
      const [host, ...others] = pools;
      const gate = gateOf(facts, error);
      if (gate === undefined || host === undefined) return;
      const moment = MOMENT.exec(error.exchangeMessage)?.[0];
      const waitMs = Math.max(error.retryAfterMs ?? 0, moment === undefined ? 0 : Number(moment) - now());
      const own = gate === 'orders' ? ordersPool(host) : others.find((pool) => pool !== ordersPool(host));
      // A ban is about the IP address, whatever limit led to it.
      for (const pool of gate === 'ban' ? pools.filter((one) => one !== ordersPool(host)) : [own ?? host])
        close(pool, error, waitMs > 0 ? waitMs : undefined);
    },
    passed(pools) {
      if (gates.size === 0) return;
      for (const pool of pools) if ((gates.get(pool)?.until ?? Infinity) <= time.monotonic()) gates.delete(pool);
    },
  };
}

/** Which gate an error closes: the status of a ban decides, then the code, then the status. */
function gateOf({ errors, httpErrors }: ClosingFacts, { status, code }: ExchangeError): GateName | undefined {
  const byStatus = httpErrors.find((row) => row.status === String(status))?.closes;
  if (byStatus === 'ban') return byStatus;
  return (code === undefined ? undefined : catalogueOf(errors)[code]?.closes) ?? byStatus;
}
