// Calls the loopback exchange with the clients that hey-api and orval made: base URL in, facts out.
import { createClient } from './hey-api/client';
import { bookTicker, serverTime } from './hey-api/sdk.gen';
import { orderBook } from './orval/api';

const [baseUrl] = process.argv.slice(2);
const client = createClient({ baseUrl: baseUrl! });
const time = await serverTime({ client, throwOnError: true });
const ticker = await bookTicker({ client, query: { symbol: 'BTCUSDT' }, throwOnError: true });
const given = globalThis.fetch;
// orval's functions know paths only.
globalThis.fetch = (path, options) => given(`${baseUrl}${String(path)}`, options);
const book = await orderBook({ symbol: 'BTCUSDT', limit: 5 });
if (book.status !== 200) throw new Error(JSON.stringify(book.data));
console.log(JSON.stringify({ serverTime: time.data.serverTime, bid: book.data.bids[0], bookTicker: ticker.data }));
