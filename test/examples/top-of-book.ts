// The best bid and ask of many symbols, printed once a second: `top-of-book.ts [SYMBOL…]`, else the 20 with the most turnover.
import { createClient, type BookTickerEvent } from 'binance-usdm';

const client = createClient();

async function mostTraded(count: number): Promise<string[]> {
  const tickers = await client.rest.ticker24hr();
  return tickers
    .sort((a, b) => Number(b.quoteVolume) - Number(a.quoteVolume))
    .slice(0, count)
    .map(({ symbol }) => symbol);
}

const given = process.argv.slice(2).map((symbol) => symbol.toUpperCase());
const symbols = given.length > 0 ? given : await mostTraded(20);
const latest = new Map<string, BookTickerEvent>();

await Promise.all(
  symbols.map((symbol) =>
    client.streams.bookTicker({ symbol }, (event) => void latest.set(event.symbol, event), {
      // What was shown may be old until the next event: better nothing than a stale price.
      onGap: () => void latest.delete(symbol),
    }),
  ),
);
console.log(`watching ${symbols.length} symbols`);

const timer = setInterval(() => {
  for (const { symbol, bidPrice, bidQty, askPrice, askQty } of latest.values())
    console.log(symbol.padEnd(12), `${bidQty} × ${bidPrice}`.padStart(24), `${askPrice} × ${askQty}`);
}, 1000);

process.once('SIGINT', () => {
  clearInterval(timer);
  void client.close();
});
