// What the parts of the exchange in memory share.
import type { Product } from '../product.js';
import type { CallRow, Method, Operation } from '../rows.js';
import type { TimeSource } from '../time.js';
import type { AccountKey } from './account-key.js';
import type { CallFault, Fate } from './faults.js';
import type { Pauses } from './pauses.js';
import type { Refusal, Refusals } from './refusals.js';

/** What an exchange in memory is made of. */
export interface ExchangeOptions {
  readonly product: Product;
  readonly time: TimeSource;
  /** Decides what goes wrong. */
  readonly fate: Fate;
  /**
   * What faults say instead of an answer, by their name. `late` also meets signed calls whose timestamp is outside of their
   * window; without it timestamps are not looked at.
   */
  readonly refusals: Refusals;
  /** Age at which connections are cut; `Infinity`: never. Default: the product's. Unit: ms. */
  readonly lifetimeMs?: number;
  /** Carries out a call, and gives the result of its answer. */
  execute(row: Operation | Method, params: Params): unknown;
  /** Called with whatever happens, for a record. */
  log?: ((what: string) => void) | undefined;
}

/** Parameters of a call. */
export type Params = { readonly [name: string]: string };

/** The options, and what the parts of one exchange know of each other. */
export interface Surroundings extends ExchangeOptions {
  /** Base URLs by host. */
  readonly urls: { readonly [host: string]: string };
  readonly pauses: Pauses;
  readonly accountKey: AccountKey;
}

/** A client waits so long at least where the exchange does not say how long. Unit: ms. */
const SHORTEST_PAUSE_MS = 1000;

/** What a call is refused with, if it is. `fault`: what goes wrong with it. */
export function refusalOf(
  { product, time, refusals, pauses }: Surroundings,
  fault: CallFault | undefined,
  params: Params,
): Refusal | undefined {
  if (fault === 'banned') pauses.ban();
  if (pauses.isBanned) return refusals['banned'];
  if (fault !== undefined && refusals[fault]) return refusals[fault];
  const { timestamp, recvWindow } = params;
  if (timestamp === undefined) return undefined;
  const { recvWindowDefaultMs, aheadMaxMs } = product.timing;
  const ageMs = time.now() - Number(timestamp);
  return ageMs < -aheadMaxMs || ageMs > Number(recvWindow ?? recvWindowDefaultMs) ? refusals['late'] : undefined;
}

/** The client has a refusal: from now on it must wait as long as that says. */
export function learned({ product, time, pauses }: Surroundings, { status, body, retryAfter }: Refusal): void {
  const byStatus = product.httpErrors.find((row) => row.status === String(status))?.closes;
  const closes = byStatus === 'ban' ? byStatus : (product.errors.facts[body.code]?.closes ?? byStatus);
  if (closes === undefined) return;
  const ms = retryAfter === undefined ? SHORTEST_PAUSE_MS : retryAfter * 1000;
  pauses.told(time.monotonic() + ms, closes === 'orders' ? 'orders' : 'all');
}

/** Whether a call counts as an order. */
export const isOrder = (row: CallRow | undefined): boolean => row?.orderWeight !== undefined;
