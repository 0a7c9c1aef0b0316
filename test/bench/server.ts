// Answers a GET with a book ticker and all else with one order, over TLS, in a process of its own, so that only clients are
// measured.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const file = (name: string) => readFileSync(join(import.meta.dirname, '../exchange', name));
const bookTicker = JSON.stringify({
  symbol: 'BTCUSDT',
  bidPrice: '59000.00',
  bidQty: '4.310',
  askPrice: '59000.10',
  askQty: '9.027',
  time: 1788220800000,
  lastUpdateId: 8912345678901,
});
const order = JSON.stringify({
  clientOrderId: 'bench-0001',
  cumQty: '0',
  executedQty: '0',
  orderId: 283194212001,
  origQty: '0.010',
  price: '59000.0',
  reduceOnly: false,
  side: 'BUY',
  positionSide: 'BOTH',
  status: 'NEW',
  stopPrice: '0',
  closePosition: false,
  symbol: 'BTCUSDT',
  timeInForce: 'GTC',
  type: 'LIMIT',
  origType: 'LIMIT',
  updateTime: 1788220800000,
  workingType: 'CONTRACT_PRICE',
  priceProtect: false,
  priceMatch: 'NONE',
  selfTradePreventionMode: 'EXPIRE_MAKER',
  goodTillDate: 0,
});
const headers = {
  'content-type': 'application/json;charset=UTF-8',
  'x-mbx-used-weight-1m': '12',
  'x-mbx-order-count-10s': '1',
  'x-mbx-order-count-1m': '4',
};

const server = createServer(
  { key: file('key.pem'), cert: file('certificate.pem'), keepAliveTimeout: 60_000 },
  (request, response) => {
    const body = request.method === 'GET' ? bookTicker : order;
    const head = { ...headers, 'content-length': Buffer.byteLength(body) };
    request.resume().on('end', () => response.writeHead(200, head).end(body));
  },
);
server.listen(0, '127.0.0.1', () => process.send!(`https://localhost:${(server.address() as AddressInfo).port}`));
process.on('disconnect', () => process.exit());
