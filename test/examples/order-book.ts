// The order book of a symbol as a ladder, kept by diffs on top of a snapshot: `order-book.ts [SYMBOL]`.
import { createClient, type DepthUpdateEvent } from 'binance-usdm';

/** Levels shown on each side. */
const SHOWN = 5;

const symbol = process.argv[2] ?? 'BTCUSDT';
const client = createClient();

/** Quantities by price, both as the exchange writes them. */
type Side = Map<string, string>;
const bids: Side = new Map();
const asks: Side = new Map();

/** Diffs that came before the snapshot; `undefined` once the book stands. */
let waiting: DepthUpdateEvent[] | undefined = [];
/** `lastUpdateId` of what the book shows. */
let last = 0;

function set(side: Side, levels: DepthUpdateEvent['bids']): void {
  for (const [price, quantity] of levels)
    if (Number(quantity) === 0) side.delete(price);
    else side.set(price, quantity);
}

function apply(event: DepthUpdateEvent): void {
  set(bids, event.bids);
  set(asks, event.asks);
  last = event.lastUpdateId;
}

/** Takes a snapshot, and on top of it the diffs that it does not hold yet. */
async function start(): Promise<void> {
  const buffer: DepthUpdateEvent[] = [];
  waiting = buffer;
  const snapshot = await client.rest.orderBook({ symbol, limit: 1000 });
  if (waiting !== buffer) return; // another gap came meanwhile, and with it another start
  const newer = buffer.filter(({ lastUpdateId }) => lastUpdateId > snapshot.lastUpdateId);
  const first = newer[0];
  // The first diff must reach back to the snapshot. If it does not, the snapshot is too old.
  if (first && first.firstUpdateId > snapshot.lastUpdateId + 1 && first.previousLastUpdateId !== snapshot.lastUpdateId)
    return start();
  bids.clear();
  asks.clear();
  set(bids, snapshot.bids);
  set(asks, snapshot.asks);
  last = snapshot.lastUpdateId;
  waiting = undefined;
  newer.forEach(apply);
  show();
}

function show(): void {
  const best = (side: Side, direction: 1 | -1) =>
    [...side].sort(([a], [b]) => direction * (Number(a) - Number(b))).slice(0, SHOWN);
  const line = ([price, quantity]: [string, string]) => `${price.padStart(14)} ${quantity.padStart(14)}`;
  console.log(`${symbol} at update ${last}`);
  for (const level of best(asks, 1).toReversed()) console.log(line(level));
  console.log(`${'·'.repeat(14)} ${'·'.repeat(14)}`);
  for (const level of best(bids, -1)) console.log(line(level));
}

await client.streams.diffDepth(
  { symbol },
  (event) => {
    if (waiting) waiting.push(event);
    else if (event.lastUpdateId > last) {
      apply(event);
      show();
    }
  },
  // Diffs are missing: the book is wrong until it is built anew.
  { onGap: () => void start().catch(stop) },
);
await start();

function stop(error?: unknown): void {
  if (error !== undefined) console.error(error);
  void client.close();
}
process.once('SIGINT', () => stop());
