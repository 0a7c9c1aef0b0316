// All 15-minute klines of a month as CSV: `klines-of-a-month.ts [SYMBOL] [YYYY-MM]`.
import { createClient, type Kline } from 'binance-usdm';

/** Most rows of one answer. */
const PAGE = 1000;

const [symbol = 'BTCUSDT', month = '2026-10'] = process.argv.slice(2);
const from = Date.parse(`${month}-01T00:00:00Z`);
const to = new Date(from).setUTCMonth(new Date(from).getUTCMonth() + 1) - 1;

const { rest } = createClient();

async function* klines(): AsyncGenerator<Kline> {
  let startTime = from;
  while (startTime <= to) {
    const page = await rest.klines({ symbol, interval: '15m', startTime, endTime: to, limit: PAGE });
    yield* page;
    const newest = page.at(-1);
    if (newest === undefined || page.length < PAGE) return;
    startTime = newest[0] + 1; // the next page starts after the open time of the newest bar
  }
}

console.log('openTime,open,high,low,close,volume');
for await (const [openTime, ...prices] of klines())
  console.log([new Date(openTime).toISOString(), ...prices.slice(0, 5)].join(','));
