// Counts request weight and orders as the exchange reports them in its headers.
import type { Operation, SpecDocument } from './document.js';
import { Refusal } from './refusal.js';

const UNIT: { readonly [letter: string]: number } = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `10s` in ms. */
const lengthOf = (window: string) => Number.parseInt(window, 10) * UNIT[window.at(-1)!]!;

/**
 * Sums over windows of fixed length. The exchange's windows begin at full minutes; ours begin with the first call after
 * the last one ended, so that a test never meets the edge of one by chance.
 */
function createCounter(now: () => number) {
  const windows = new Map<string, { used: number; ends: number }>();
  return {
    add(window: string, amount: number): { used: number; ends: number } {
      let sum = windows.get(window);
      if (!sum || now() >= sum.ends || now() < sum.ends - lengthOf(window)) {
        windows.set(window, (sum = { used: 0, ends: now() + lengthOf(window) }));
      }
      sum.used += amount;
      return sum;
    },
    used: (window: string) => {
      const sum = windows.get(window);
      return sum && now() < sum.ends ? sum.used : 0;
    },
    reset: () => windows.clear(),
  };
}

export function createLimits(now: () => number, { headers, resolve }: SpecDocument) {
  const weights = createCounter(now);
  const orders = createCounter(now);
  return {
    /** Largest weight in a minute before calls are refused with 429. */
    weightLimit: Infinity,

    /** Counts the weight of a call and writes it to the headers of its answer. */
    weigh(operation: Operation, sent: ReadonlyMap<string, string>, answer: { [header: string]: string }): void {
      const { used, ends } = weights.add('1m', weightOf(operation, sent));
      answer[`${headers.usedWeight}1M`] = String(used);
      if (used <= this.weightLimit) return;
      answer[headers.retryAfter] = String(Math.ceil((ends - now()) / 1000));
      throw new Refusal(-1003, String(this.weightLimit));
    },

    /** Counts the weight of a new connection: whether there was room for it. */
    admits(weight: number): boolean {
      return weights.add('1m', weight).used <= this.weightLimit;
    },

    /** Counts what the exchange accepted; refused orders are neither counted nor reported. */
    countOrders({ orderWeight }: Operation, answer: { [header: string]: string }): void {
      for (const [window, amount] of Object.entries(orderWeight)) {
        answer[`${headers.orderCount}${window.toUpperCase()}`] = String(orders.add(window, amount).used);
      }
    },

    /** Used so far in a window such as `1m`, of the weight or of the orders. */
    used: (what: 'REQUEST_WEIGHT' | 'ORDERS', window: string) => (what === 'ORDERS' ? orders : weights).used(window),

    reset(): void {
      this.weightLimit = Infinity;
      weights.reset();
      orders.reset();
    },
  };

  function weightOf({ weight, parameters }: Operation, sent: ReadonlyMap<string, string>): number {
    if (typeof weight === 'number') return weight;
    if ('parameter' in weight) return sent.has(weight.parameter) ? weight.with : weight.without;
    const parameter = parameters.find(({ name }) => name === weight.by);
    const limit = Number(sent.get(weight.by) ?? (parameter && resolve(parameter.schema)['default']) ?? 0);
    return (weight.tiers.find(([most]) => limit <= most) ?? weight.tiers.at(-1)!)[1];
  }
}
