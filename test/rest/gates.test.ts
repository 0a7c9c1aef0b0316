// What the exchange asks to hold back is held back; a call is signed when it leaves; its verdict is that of all attempts.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createClient, isErrorBody, type Client, type ClientOptions } from '../../src/index.js';

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** A server of this test's own, and a client of it. */
async function serve(
  answer: RequestListener,
  options: ClientOptions = {},
): Promise<{ client: Client; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url!.split('?')[0]!}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient({ environment: { urls: { fapi: url } }, apiKey: 'key', apiSecret: 'secret', ...options });
  endings.push(
    () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
    () => client.close(),
  );
  return { client, seen };
}

const failure = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable('the call should have failed'),
    (error: unknown) => error,
  );

test('a ban holds every further call back, with the time that is left and the closing error as cause', async () => {
  const { client, seen } = await serve((_, response) => {
    response.writeHead(418, { 'Retry-After': '60' }).end('{"code":-1003,"msg":"Way too many requests"}');
  });
  const ban = await failure(client.rest.serverTime());
  const held = await failure(client.rest.newOrder(order));
  expect(ban).toMatchObject({ name: 'ExchangeError', status: 418, retryAfterMs: 60_000 });
  expect(held).toMatchObject({ name: 'TransportError', execution: 'rejected', cause: ban });
  expect((held as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(59_000);
  expect(seen).toEqual(['GET /fapi/v1/time']);
});

test('too many orders hold back orders, and let cancels pass', async () => {
  const { client, seen } = await serve((request, response) => {
    if (request.method === 'DELETE') response.end('{"orderId":1}');
    else response.writeHead(429, { 'Retry-After': '9' }).end('{"code":-1015,"msg":"Too many new orders"}');
  });
  await failure(client.rest.newOrder(order));
  expect(await failure(client.rest.newOrder(order))).toMatchObject({ name: 'TransportError', execution: 'rejected' });
  expect((await client.rest.cancelOrder({ symbol: 'BTCUSDT', orderId: 1 })).orderId).toBe('1');
  expect(seen).toEqual(['POST /fapi/v1/order', 'DELETE /fapi/v1/order']);
});

test.each(['0', '-1', 'soon'])('a 429 with Retry-After %s is repeated only after a pause', async (retryAfter) => {
  const times: number[] = [];
  const { client } = await serve((_, response) => {
    times.push(performance.now());
    if (times.length > 1) response.end('{"serverTime":1700000000000}');
    else response.writeHead(429, { 'Retry-After': retryAfter }).end('{"code":-1003,"msg":"Too many requests"}');
  });
  await client.rest.serverTime();
  expect(times[1]! - times[0]!).toBeGreaterThan(900);
});

test('a call that waits for a connection is signed when it gets one', async () => {
  const ages: number[] = [];
  const { client } = await serve(
    (request, response) => {
      ages.push(Date.now() - Number(new URL(request.url!, 'http://host').searchParams.get('timestamp')));
      setTimeout(() => response.end('{"orderId":1}'), 100);
    },
    { connections: 1 },
  );
  await Promise.all(Array.from({ length: 6 }, (_, id) => client.rest.cancelOrder({ symbol: 'BTCUSDT', orderId: id })));
  expect(ages).toHaveLength(6);
  expect(Math.max(...ages)).toBeLessThan(90);
});

test('a call that timed out before a connection took it was surely not sent', async () => {
  const { client, seen } = await serve(() => {}, { connections: 1, timeoutMs: 200 });
  const [first, second] = await Promise.all([
    failure(client.rest.newOrder(order)),
    failure(client.rest.newOrder(order, { timeoutMs: 100 })),
  ]);
  expect(first).toMatchObject({ name: 'TransportError', execution: 'unknown' });
  expect(second).toMatchObject({ name: 'TransportError', execution: 'rejected' });
  expect(seen).toEqual(['POST /fapi/v1/order']);
});

test('once an attempt may have been executed, the verdict stays unknown', async () => {
  let count = 0;
  const { client } = await serve((request, response) => {
    if (count++ === 0) request.socket.destroy();
    else response.writeHead(400).end('{"code":-1102,"msg":"no"}');
  });
  const error = await failure(client.rest.countdownCancelAll({ symbol: 'BTCUSDT', countdownTime: 1000 }));
  expect(error).toMatchObject({ code: -1102, execution: 'unknown' });
  expect(count).toBe(2);
});

test('a list is asked for compressed, and read', async () => {
  const { client } = await serve((request, response) => {
    expect(request.headers['accept-encoding']).toContain('gzip');
    response.setHeader('Content-Encoding', 'gzip').end(gzipSync('[]'));
  });
  expect(await client.rest.openOrders()).toEqual([]);
});

test('one object of one symbol is not asked for compressed', async () => {
  const seen: (string | undefined)[] = [];
  const { client } = await serve((request, response) => {
    seen.push(request.headers['accept-encoding']);
    response.end('[]');
  });
  await failure(client.rest.bookTicker({ symbol: 'BTCUSDT' }));
  await client.rest.bookTicker();
  expect(seen).toEqual([undefined, expect.stringContaining('gzip')]);
});

test('an answer without end is given up at 64 MB', async () => {
  const { client } = await serve((_, response) => {
    const chunk = Buffer.alloc(1 << 20, 0x20);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  expect(await failure(client.rest.newOrder(order))).toMatchObject({ name: 'DecodeError', execution: 'unknown' });
});

test('a useless answer to the call for the time changes nothing', async () => {
  const { client } = await serve((_, response) => void response.end('{}'));
  expect(await failure(client.clock.sync())).toMatchObject({ name: 'DecodeError' });
  expect(client.clock.offsetMs).toBe(0);
});

test('a misspelt parameter becomes a notice, once', async () => {
  const notices: unknown[] = [];
  const { client } = await serve((_, response) => void response.end('[]'), {
    onNotice: (notice) => notices.push(notice),
  });
  const params = { symbol: 'BTCUSDT', limt: 5 };
  for (let n = 0; n < 2; n++) expect(isErrorBody(await client.rest.recentTrades(params))).toBe(false);
  expect(notices).toEqual([{ kind: 'parameter', operation: 'recentTrades', parameter: 'limt', nearest: 'limit' }]);
});

test.each<[object, string]>([
  [{ timeoutMS: 5 }, 'timeoutMS is no option: did you mean timeoutMs?'],
  [{ timeoutMs: 0 }, 'timeoutMs must be a number above 0, in ms, or Infinity for never'],
  [{ heartbeatMs: NaN }, 'heartbeatMs must be a number above 0, in ms, or Infinity for never'],
  [{ overlapMs: Infinity }, 'overlapMs must be a number above 0, in ms'],
  [{ apiKey: 'key\r\n' }, 'apiKey must not hold blanks, line ends or a byte order mark: cut them off'],
  [
    { proxy: 'user:password@host' },
    'proxy must be a URL such as http://host:port; its user and password percent-encoded',
  ],
])('the options %j are refused', (options, message) => {
  expect(() => createClient(options)).toThrow(expect.objectContaining({ name: 'ArgumentError', message }));
});

test('close() ends the repeats of a call, and no call follows', async () => {
  const { client, seen } = await serve((_, response) => void response.writeHead(503).end(''), { repeats: 100 });
  const call = failure(client.rest.serverTime());
  await expect.poll(() => seen.length).toBeGreaterThan(0);
  await client.close();
  expect(await call).toMatchObject({ name: 'ExchangeError', status: 503 });
  expect(await failure(client.rest.serverTime())).toMatchObject({
    message: 'serverTime: the client was closed. Nothing was sent.',
  });
});
