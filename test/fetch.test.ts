// The door `/fetch`: calls by method and path.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFetchClient, type FetchClient } from '../src/fetch.js';

const server = createServer((request, response) => {
  if (request.url!.startsWith('/fapi/v1/depth')) response.end('{"lastUpdateId":1,"bids":[],"asks":[]}');
  else response.writeHead(400).end('{"code":-2019,"msg":"Margin is insufficient."}');
});
let client: FetchClient;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fapi = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = createFetchClient({ environment: { urls: { fapi } }, apiKey: 'key', apiSecret: 'secret' });
});
afterAll(async () => {
  await client.close();
  server.close();
});

test('a path is called with its parameters', async () => {
  const { data, response } = await client.GET('/fapi/v1/depth', { params: { query: { symbol: 'BTCUSDT' } } });
  expect(data).toEqual({ lastUpdateId: 1, bids: [], asks: [] });
  expect(response.status).toBe(200);
});

test('what the exchange refuses is thrown', async () => {
  const query = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1', timestamp: Date.now() } as never;
  await expect(client.POST('/fapi/v1/order', { params: { query } })).rejects.toMatchObject({
    name: 'ExchangeError',
    code: -2019,
    execution: 'rejected',
  });
});

test('a parameter that breaks a rule is refused', async () => {
  const query = { symbol: 'BTCUSDT', limit: -1 as 5 };
  await expect(client.GET('/fapi/v1/depth', { params: { query } })).rejects.toMatchObject({ parameter: 'limit' });
});
