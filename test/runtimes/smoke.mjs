// Uses the built package against the loopback exchange, on whatever runs this: REST, streams, user data, WebSocket API.
// Plain JavaScript, and nothing of Node.js but `assert`: `smoke.mjs <urls and certificate as JSON>`.
import assert from 'node:assert/strict';
import { createClient, ExchangeError } from '../../dist/lib/index.js';

const [given] = process.argv.slice(2);
const { urls, ca } = JSON.parse(given);
const notices = [];
const client = createClient({
  environment: { urls },
  apiKey: 'key',
  apiSecret: 'secret',
  // Bun and Deno connect by their own means, which are told of the certificate from outside.
  ...(process.versions.bun || globalThis.Deno ? {} : { ca }),
  reconnectMinMs: 20,
  onNotice: (notice) => notices.push(notice),
});
const passed = [];

async function check(what, run) {
  await run();
  passed.push(what);
}

await check('public call', async () => {
  assert.ok(Math.abs((await client.rest.serverTime()).serverTime - Date.now()) < 60_000);
});
const limit = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.010',
  price: '59000.0',
};
await check('signed order', async () => {
  const order = await client.rest.newOrder(limit);
  assert.equal(order.orderId, '4611686018427387905');
  assert.equal((await client.rest.cancelOrder({ symbol: 'BTCUSDT', orderId: order.orderId })).status, 'CANCELED');
});
await check('refused order', async () => {
  await assert.rejects(client.rest.cancelOrder({ symbol: 'BTCUSDT', orderId: 1 }), (error) => {
    assert.ok(error instanceof ExchangeError);
    assert.equal(error.execution, 'rejected');
    return true;
  });
});
await check('market stream, dropped and recovered', async () => {
  const ids = [];
  for await (const event of client.streams.bookTicker({ symbol: 'BTCUSDT' })) {
    ids.push(event.lastUpdateId);
    if (ids.length === 8) break;
  }
  assert.ok(notices.some(({ kind }) => kind === 'gap'));
});
await check('user data and WebSocket API', async () => {
  const events = [];
  const userData = await client.userData((event) => events.push(event));
  const placed = await client.websocketApi.newOrder({
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'MARKET',
    quantity: '0.010',
  });
  for (let waited = 0; events.length < 3 && waited < 5000; waited += 10)
    await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(
    events.map(({ eventType, order, orderId }) => [eventType, (order ?? { orderId }).orderId]),
    ['ORDER_TRADE_UPDATE', 'TRADE_LITE', 'ORDER_TRADE_UPDATE'].map((type) => [type, placed.orderId]),
  );
  await userData.close();
});
await check('rotation', () => client.rotate());
await client.close();
console.log(passed.join(', '));
