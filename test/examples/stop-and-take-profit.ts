// Buys at the market, with a stop loss below and a take profit above that close the whole position:
// `stop-and-take-profit.ts [SYMBOL]`. Keys: BINANCE_API_KEY and BINANCE_API_SECRET of the testnet.
import { randomUUID } from 'node:crypto';
import { createClient, isBinanceError } from 'binance-usdm';

const symbol = process.argv[2] ?? 'BTCUSDT';
const { rest } = createClient({
  environment: 'testnet',
  apiKey: process.env['BINANCE_API_KEY']!,
  apiSecret: process.env['BINANCE_API_SECRET']!,
});

/** Buys once. If nobody can say whether it was done, the order is looked up by its name; if there is none, this fails. */
async function enter(newClientOrderId: string) {
  try {
    const order = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.010', newOrderRespType: 'RESULT' } as const;
    return await rest.newOrder({ ...order, newClientOrderId });
  } catch (error) {
    if (!isBinanceError(error) || !('execution' in error) || error.execution !== 'unknown') throw error;
    return rest.queryOrder({ symbol, origClientOrderId: newClientOrderId });
  }
}

/** Part of the price by which each of the two is away from it. */
const DISTANCE = 0.01;

const { symbols } = await rest.exchangeInfo();
const info = symbols.find((one) => one.symbol === symbol);
if (!info) throw new Error(`there is no symbol ${symbol}`);
const priceFilter = info.filters.find((filter) => filter.filterType === 'PRICE_FILTER');
const decimals = (priceFilter?.tickSize ?? '0.1').replace(/0+$/, '').split('.')[1]?.length ?? 0;

// Both exits go by the mark price. It is read before the entry, after which nothing may fail but what is caught below.
const { markPrice } = await rest.markPrice({ symbol });
const price = Number(markPrice);
const entry = await enter(randomUUID());
console.log('bought', entry.executedQty, 'at a mark price of', markPrice);

const exit = { algoType: 'CONDITIONAL', symbol, side: 'SELL', closePosition: true, workingType: 'MARK_PRICE' } as const;
try {
  const triggerPrice = (price * (1 - DISTANCE)).toFixed(decimals);
  const stop = await rest.newAlgoOrder({ ...exit, type: 'STOP_MARKET', triggerPrice });
  console.log('stop loss', stop.algoId, 'at', stop.triggerPrice);
} catch (error) {
  // A position without a stop is what this program must never leave behind.
  console.error('no stop loss, so the position is closed:', isBinanceError(error) ? error.message : error);
  await rest.newOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: entry.executedQty, reduceOnly: true });
  process.exit(1);
}
const triggerPrice = (price * (1 + DISTANCE)).toFixed(decimals);
const profit = await rest.newAlgoOrder({ ...exit, type: 'TAKE_PROFIT_MARKET', triggerPrice });
console.log('take profit', profit.algoId, 'at', profit.triggerPrice);
