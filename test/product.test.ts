// A second product: a small spec of its own, generated into a folder apart, and used over servers of this machine.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { writeFiles } from '../codegen/emit/write.js';
import { generateFiles } from '../codegen/generate.js';
import { createClientFor } from '../src/client.js';
import type { Call } from '../src/calls.js';
import type { Product } from '../src/product.js';
import type { EventIterable } from '../src/subscriptions.js';
import { tinySpec } from './codegen/tiny-spec.js';

interface TinyRest {
  price(params: { symbol: string }): Call<{ symbol: string; price: string }>;
  newOrder(params: object): Call<{ orderId: string; side: string }>;
}
interface TinyStreams {
  trade(params: { symbol: string; speed?: string }): EventIterable<object>;
}

let folder: string;
let server: Server;
let sockets: WebSocketServer;
let createTiny: ReturnType<typeof createClientFor<TinyRest, TinyStreams, object, never>>;
const requests: IncomingMessage[] = [];
const opened: (string | undefined)[] = [];

/** What the tiny exchange answers. */
const ANSWERS: { readonly [route: string]: readonly [status: number, body: string] } = {
  'GET /v1/price': [200, '{"symbol":"X","price":"0.1"}'],
  'POST /v1/order': [400, '{"code":-1,"msg":"No funds."}'],
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'binance-usdm-product-'));
  symlinkSync(resolve('src'), join(folder, 'src'));
  mkdirSync(join(folder, 'generated'));
  writeFiles(join(folder, 'generated'), (await generateFiles(tinySpec)).files, { check: false });
  const { tiny } = (await import(join(folder, 'generated/product.ts'))) as {
    tiny: Product<TinyRest, TinyStreams, object, never>;
  };
  createTiny = createClientFor(tiny);

  server = createServer((request, response) => {
    requests.push(request);
    const [status, body] = ANSWERS[`${request.method} ${request.url!.split('?')[0]}`] ?? [404, ''];
    response.writeHead(status, { 'X-WEIGHT-1M': '7' }).end(body);
  });
  sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, { url }) => {
    opened.push(url);
    socket.on('message', (data) => {
      const { method, params, id } = JSON.parse((data as Buffer).toString()) as {
        method: string;
        params: string[];
        id: number;
      };
      socket.send(JSON.stringify({ result: null, id }));
      if (method !== 'SUBSCRIBE') return;
      const trade = '{"e":"trade","s":"X","t":9007199254740993}';
      for (const stream of params) socket.send(`{"stream":"${stream}","data":${trade}}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  sockets.close();
  server.close();
  rmSync(folder, { recursive: true });
});

const clientOf = () => {
  const { port } = server.address() as AddressInfo;
  const urls = { rest: `http://127.0.0.1:${port}`, market: `ws://127.0.0.1:${port}/market` };
  return createTiny({ environment: { urls }, apiKey: 'key', apiSecret: 'secret' });
};

test('its calls go to its hosts, and its headers say how much of the limits is used', async () => {
  const client = clientOf();
  expect(await client.rest.price({ symbol: 'X' })).toEqual({ symbol: 'X', price: '0.1' });
  expect(requests.at(-1)).toMatchObject({ method: 'GET', url: '/v1/price?symbol=X' });
  expect(client.limits.usedWeight).toEqual({ '1m': 7 });
  await client.close();
});

test('its calls are signed under its header, checked by its rules, and refused by its codes', async () => {
  const client = clientOf();
  await expect(client.rest.newOrder({ symbol: 'X', side: 'BUY', type: 'LIMIT' })).rejects.toMatchObject({
    name: 'ArgumentError',
    parameter: 'price',
    rule: 'is required when type is LIMIT',
  });
  const order = client.rest.newOrder({ symbol: 'X', side: 'BUY', type: 'MARKET' });
  await expect(order).rejects.toMatchObject({ code: -1, codeName: 'NO_FUNDS', advice: 'Pay in.' });
  expect(requests.at(-1)!.headers).toMatchObject({ 'x-key': 'key' });
  expect(requests.at(-1)!.url).toMatch(
    /^\/v1\/order\?symbol=X&side=BUY&type=MARKET&timestamp=\d{13}&signature=\w{64}$/,
  );
  await client.close();
});

test('its streams are named by its patterns and decoded by its rows', async () => {
  const client = clientOf();
  for await (const event of client.streams.trade({ symbol: 'X', speed: '1s' })) {
    expect(event).toEqual({ eventType: 'trade', symbol: 'X', tradeId: '9007199254740993' });
    break;
  }
  expect(opened).toEqual(['/market/stream']);
  await client.close();
});

test('it has no environment of another product', () => {
  expect(() => createTiny({ environment: 'testnet' })).toThrow("environment must be 'production' or { urls: { … } }");
});
