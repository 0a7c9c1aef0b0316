// Writes aggregated trades to a file, one JSON object a line, and marks where some may be missing:
// `recorder.ts FILE [SYMBOL…]`. Leave it with Ctrl-C.
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createClient } from 'binance-usdm';

const [path = 'trades.ndjson', ...given] = process.argv.slice(2);
const symbols = given.length > 0 ? given : ['BTCUSDT', 'ETHUSDT'];

const client = createClient();
const file = createWriteStream(path, { flags: 'a' });
const write = (row: object) => file.write(`${JSON.stringify(row)}\n`);

let trades = 0;
await Promise.all(
  symbols.map((symbol) =>
    client.streams.aggTrade(
      { symbol },
      ({ aggTradeId, price, quantity, tradeTime, isBuyerMaker }) => {
        trades++;
        write({ symbol, aggTradeId, price, quantity, tradeTime, isBuyerMaker });
      },
      { onGap: ({ reason, from, to, missing }) => write({ symbol, gap: reason, from, to, missing }) },
    ),
  ),
);
console.log(`recording ${symbols.join(', ')}`);

async function stop(): Promise<void> {
  await client.close();
  file.end();
  await finished(file);
  console.log(`${trades} trades in ${path}`);
}
process.once('SIGINT', () => void stop());
