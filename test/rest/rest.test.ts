// The client against the loopback exchange: real TLS, real signatures, real faults.
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { connect as connectTo, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { Agent } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createClient, isErrorBody, operations, type ClientOptions, type Operation } from '../../src/index.js';
import { startExchange, type Exchange } from '../exchange/exchange.js';
import { closeClients, openClient } from '../support/client.js';
import { limitOrder } from '../support/orders.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const SECRET = 'a-secret-that-must-never-be-seen';

let exchange: Exchange;

/** A client with the HMAC key. */
const connect = (options: ClientOptions = {}) =>
  openClient(exchange, { apiKey: 'hmac-key', apiSecret: SECRET, ...options });

beforeAll(async () => {
  exchange = await startExchange({
    accounts: [
      { apiKey: 'hmac-key', verify: { kind: 'hmac', secret: SECRET } },
      { apiKey: 'rsa-key', verify: { kind: 'rsa', publicKey: rsa.publicKey } },
      { apiKey: 'ed25519-key', verify: { kind: 'ed25519', publicKey: ed25519.publicKey } },
    ],
  });
});
beforeEach(() => exchange.reset());
afterAll(async () => {
  await closeClients();
  await exchange.close();
});

/** The error that a call fails with. */
const failure = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable('the call should have failed'),
    (error: unknown) => error as Error & { [key: string]: unknown },
  );

describe('signed calls', () => {
  test.each<[string, ClientOptions]>([
    ['HMAC', { apiKey: 'hmac-key', apiSecret: SECRET }],
    ['RSA', { apiKey: 'rsa-key', privateKey: rsa.privateKey }],
    ['Ed25519', { apiKey: 'ed25519-key', privateKey: ed25519.privateKey.export({ type: 'pkcs8', format: 'pem' }) }],
    [
      'your own',
      { apiKey: 'hmac-key', sign: async (payload) => createHmac('sha256', SECRET).update(payload).digest('hex') },
    ],
  ])('are accepted with a key of kind %s', async (_, key) => {
    const { rest } = openClient(exchange, key);
    expect(await rest.newOrder({ ...limitOrder })).toMatchObject({
      symbol: 'BTCUSDT',
      status: 'NEW',
      price: '59000.0',
    });
  });

  test('of any Unicode parameters are accepted by the verifier', async () => {
    const client = connect({ validate: false });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !/^\d+$/.test(name)),
          fc.string({ unit: 'grapheme', minLength: 1 }),
        ),
        async (params) => {
          fc.pre(
            !['symbol', 'recvWindow', 'timestamp', 'signature', '__proto__'].some((name) =>
              Object.hasOwn(params, name),
            ),
          );
          expect(await client.rest.openOrders({ symbol: 'BTCUSDT', ...params })).toBeInstanceOf(Array);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('leave the caller’s parameters as they were', async () => {
    const params = Object.freeze({ ...limitOrder, newClientOrderId: 'frozen-1' });
    await connect().rest.newOrder(params);
    expect(params).toEqual({ ...limitOrder, newClientOrderId: 'frozen-1' });
  });

  test('with a wrong secret are refused with -1022', async () => {
    const error = await failure(connect({ apiSecret: 'wrong' }).rest.openOrders());
    expect(error).toMatchObject({
      name: 'ExchangeError',
      code: -1022,
      codeName: 'INVALID_SIGNATURE',
      execution: 'rejected',
      operation: 'openOrders',
    });
  });
});

describe('ids', () => {
  test('beyond 2^53 come back exactly, and are understood exactly', async () => {
    const { rest } = connect();
    const placed = await rest.newOrder({ ...limitOrder });
    expect(placed.orderId).toMatch(/^\d{19}$/);
    for (const orderId of [placed.orderId, BigInt(placed.orderId)]) {
      expect((await rest.queryOrder({ symbol: 'BTCUSDT', orderId })).orderId).toBe(placed.orderId);
    }
    expect(JSON.parse(JSON.stringify(placed))).toEqual(placed);
  });

  test('that a number cannot hold are refused before anything is sent', async () => {
    const error = await failure(connect().rest.queryOrder({ symbol: 'BTCUSDT', orderId: 2 ** 62 }));
    expect(error).toMatchObject({ name: 'ArgumentError', parameter: 'orderId' });
    expect(exchange.requests).toHaveLength(0);
  });
});

describe('answers', () => {
  test('are one object with symbol and a list without', async () => {
    const { rest } = connect();
    expect((await rest.bookTicker({ symbol: 'BTCUSDT' })).symbol).toBe('BTCUSDT');
    expect((await rest.bookTicker())[0]?.symbol).toBeTypeOf('string');
  });

  test('are one object with symbol also where the exchange wraps it', async () => {
    exchange.answer('GET /fapi/v1/leverageBracket', { body: '[{"symbol":"BTCUSDT","brackets":[]}]' });
    expect(await connect().rest.leverageBrackets({ symbol: 'BTCUSDT' })).toEqual({ symbol: 'BTCUSDT', brackets: [] });
  });

  test('of a batch hold orders and refusals side by side', async () => {
    const answers = await connect().rest.placeBatchOrders({
      batchOrders: [{ ...limitOrder }, { ...limitOrder, quantity: '100000' }],
    });
    expect(answers.map(isErrorBody)).toEqual([false, true]);
    expect(answers[1]).toMatchObject({ code: -2019 });
  });

  test('come with status, headers and limits on request', async () => {
    const client = connect();
    const reply = await client.rest.newOrder({ ...limitOrder }).withResponse();
    expect(reply).toMatchObject({ status: 200, data: { symbol: 'BTCUSDT' }, orderCounts: { '10s': 1, '1m': 1 } });
    expect(reply.usedWeight['1m']).toBeTypeOf('number');
    expect(reply.headers['content-type']).toContain('application/json');
    expect(client.limits.orderCounts).toEqual(reply.orderCounts);
  });
});

describe('errors', () => {
  test('of the exchange are typed', async () => {
    const error = await failure(connect().rest.newOrder({ ...limitOrder, quantity: 5000 }));
    expect(error).toMatchObject({
      name: 'ExchangeError',
      status: 400,
      code: -2019,
      codeName: 'MARGIN_NOT_SUFFICIEN',
      execution: 'rejected',
      operation: 'newOrder',
    });
    expect(error['advice']).toBeTypeOf('string');
  });

  test('an order that may stand is reported as unknown and never repeated', async () => {
    exchange.answer('POST /fapi/v1/order', {
      status: 503,
      body: '{"code":-1007,"msg":"Timeout waiting for response from backend server."}',
    });
    const error = await failure(connect().rest.newOrder({ ...limitOrder }));
    expect(error).toMatchObject({ name: 'ExchangeError', status: 503, code: -1007, execution: 'unknown' });
    expect(exchange.requests).toHaveLength(1);
  });

  test.each([
    ['{"code":-1000,"msg":"Unknown error, please check your request or try again later."}', 'unknown'],
    ['{"code":-1001,"msg":"Internal error; unable to process your request. Please try again."}', 'rejected'],
    ['{"msg":"Service Unavailable."}', 'rejected'],
    [
      '{"code":-1008,"msg":"Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again."}',
      'rejected',
    ],
    ['<html>bad gateway</html>', 'unknown'],
    ['', 'unknown'],
  ])('a 503 that says %s has the outcome %s', async (body, execution) => {
    exchange.answer('POST /fapi/v1/order', { status: 503, body });
    expect(await failure(connect().rest.newOrder({ ...limitOrder }))).toMatchObject({
      name: 'ExchangeError',
      status: 503,
      execution,
    });
    expect(exchange.requests).toHaveLength(1);
  });

  test('a 429 says how long to wait', async () => {
    exchange.answer('POST /fapi/v1/order', {
      status: 429,
      headers: { 'Retry-After': '7' },
      body: '{"code":-1003,"msg":"Too many requests"}',
    });
    expect(await failure(connect().rest.newOrder({ ...limitOrder }))).toMatchObject({
      status: 429,
      code: -1003,
      retryAfterMs: 7000,
      execution: 'rejected',
    });
  });

  test('success that is no answer is a DecodeError', async () => {
    for (const body of ['{"orderId":', '[]', '"fine"', '']) {
      exchange.answer('POST /fapi/v1/order', { status: 200, body });
      expect(await failure(connect().rest.newOrder({ ...limitOrder }))).toMatchObject({
        name: 'DecodeError',
        operation: 'newOrder',
        execution: 'unknown',
      });
    }
  });

  test('hold no secret, key or signature', async () => {
    const client = connect({ apiKey: 'hmac-key' });
    exchange.answer('POST /fapi/v1/order', { cut: 'before' });
    const errors = [
      await failure(client.rest.newOrder({ ...limitOrder })),
      await failure(connect({ apiSecret: 'wrong-secret' }).rest.openOrders()),
    ];
    const signatures = exchange.requests.map(({ query }) => /signature=(.*)$/.exec(query)![1]!);
    expect(signatures).toHaveLength(2);
    const shown = [...errors, client]
      .map((value) => `${inspect(value, { depth: 9, showHidden: true })}${(value as Error).stack ?? ''}`)
      .join('\n');
    for (const secret of [SECRET, 'wrong-secret', 'hmac-key', ...signatures]) expect(shown).not.toContain(secret);
  });
});

describe('repeats', () => {
  test('a safe call is repeated, each time with a timestamp and signature of its own', async () => {
    exchange.answer('GET /fapi/v1/openOrders', {
      status: 503,
      body: '{"code":-1001,"msg":"Internal error; unable to process your request. Please try again."}',
      times: 2,
    });
    expect(await connect().rest.openOrders()).toEqual([]);
    const stamps = exchange.requests.map(({ query }) => /timestamp=(\d+)/.exec(query)![1]);
    expect(new Set(stamps).size).toBe(3);
  });

  test.each(['before', 'headers', 'body'] as const)(
    'a safe call is repeated when the connection is cut (%s)',
    async (cut) => {
      exchange.answer('GET /fapi/v1/time', { cut, times: 1 });
      expect((await connect().rest.serverTime()).serverTime).toBeTypeOf('number');
      expect(exchange.requests).toHaveLength(2);
    },
  );

  test.each(['before', 'headers', 'body'] as const)('a write is not, and its outcome is unknown (%s)', async (cut) => {
    exchange.answer('POST /fapi/v1/order', { cut });
    expect(await failure(connect().rest.newOrder({ ...limitOrder }))).toMatchObject({
      name: 'TransportError',
      execution: 'unknown',
      operation: 'newOrder',
    });
    expect(exchange.requests).toHaveLength(1);
  });

  test('end with the last error when nothing helps', async () => {
    exchange.answer('GET /fapi/v1/time', { status: 500, body: '' });
    expect(await failure(connect({ repeats: 1 }).rest.serverTime())).toMatchObject({
      name: 'ExchangeError',
      status: 500,
    });
    expect(exchange.requests).toHaveLength(2);
  });

  test('wait as long as the exchange asks, or not at all', async () => {
    const body = '{"code":-1003,"msg":"Too many requests"}';
    exchange.answer('GET /fapi/v1/time', { status: 429, headers: { 'Retry-After': '1' }, body, times: 1 });
    const start = Date.now();
    await connect().rest.serverTime();
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
    exchange.answer('GET /fapi/v1/time', { status: 429, headers: { 'Retry-After': '3600' }, body });
    expect(await failure(connect().rest.serverTime())).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(exchange.requests).toHaveLength(3);
  });

  test('a wrong clock is set right once, then the call passes', async () => {
    exchange.setClockOffset(3_600_000);
    const client = connect();
    expect(await client.rest.openOrders()).toEqual([]);
    expect(client.clock.offsetMs).toBeGreaterThan(3_590_000);
    exchange.setClockOffset(0);
    expect(await failure(client.rest.newOrder({ ...limitOrder }))).toMatchObject({
      code: -1021,
      execution: 'rejected',
    });
    expect((await client.rest.newOrder({ ...limitOrder })).status).toBe('NEW');
  });
});

describe('transport', () => {
  test('200 calls share one connection', async () => {
    const { rest } = connect();
    const before = exchange.connections;
    for (let i = 0; i < 200; i++) await rest.serverTime();
    expect(exchange.connections - before).toBe(1);
  });

  test('calls at once open no more connections than allowed', async () => {
    const { rest } = connect({ connections: 3 });
    const before = exchange.connections;
    await Promise.all(Array.from({ length: 200 }, () => rest.serverTime()));
    expect(exchange.connections - before).toBe(3);
  });

  test('a time-out ends the call; it was sent, so its outcome is unknown', async () => {
    exchange.answer('POST /fapi/v1/order', { delayMs: 5000 });
    expect(await failure(connect({ timeoutMs: 100 }).rest.newOrder({ ...limitOrder }))).toMatchObject({
      name: 'TransportError',
      execution: 'unknown',
      message: 'newOrder: no answer within 100 ms. The outcome is unknown.',
    });
  });

  test('an AbortSignal ends the call', async () => {
    exchange.answer('GET /fapi/v1/time', { delayMs: 5000 });
    const reason = new Error('no longer needed');
    const controller = new AbortController();
    const call = failure(connect().rest.serverTime({}, { signal: controller.signal }));
    await vi.waitFor(() => expect(exchange.requests).toHaveLength(1));
    controller.abort(reason);
    expect(await call).toMatchObject({ name: 'TransportError', cause: reason });
    expect(await failure(connect().rest.serverTime({}, { signal: AbortSignal.abort(reason) }))).toMatchObject({
      execution: 'rejected',
      cause: reason,
    });
  });

  test('a refused connection means that nothing was sent', async () => {
    const client = connect({ environment: { urls: { fapi: 'https://127.0.0.1:1' } } });
    expect(await failure(client.rest.newOrder({ ...limitOrder }))).toMatchObject({
      name: 'TransportError',
      execution: 'rejected',
    });
  });

  test('a certificate that is not trusted means that nothing was sent', async () => {
    const client = createClient({ environment: { urls: exchange.urls }, apiKey: 'hmac-key', apiSecret: SECRET });
    onTestFinished(() => client.close());
    expect(await failure(client.rest.newOrder({ ...limitOrder }))).toMatchObject({
      name: 'TransportError',
      execution: 'rejected',
    });
    expect(exchange.requests).toHaveLength(0);
  });

  test('redirects are not followed', async () => {
    exchange.answer('POST /fapi/v1/order', {
      status: 302,
      headers: { Location: `${exchange.url}/fapi/v1/time` },
      body: '',
    });
    expect(await failure(connect().rest.newOrder({ ...limitOrder }))).toMatchObject({
      name: 'ExchangeError',
      status: 302,
      execution: 'unknown',
    });
    expect(exchange.requests).toHaveLength(1);
  });

  test('a dispatcher of the caller carries the calls', async () => {
    const dispatcher = new Agent({ connect: { ca: exchange.certificate } });
    expect(
      (await createClient({ environment: { urls: exchange.urls }, dispatcher }).rest.serverTime()).serverTime,
    ).toBeTypeOf('number');
    await dispatcher.close();
  });

  test('an HTTP proxy carries the calls', async () => {
    const proxy = createServer().on('connect', (request, socket) => {
      const target = connectTo(Number(request.url!.split(':')[1]), 'localhost', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
    });
    let tunnels = 0;
    proxy.on('connect', () => tunnels++);
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const client = connect({ proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
    for (let i = 0; i < 5; i++) await client.rest.newOrder({ ...limitOrder });
    expect(tunnels).toBe(1);
    await client.close();
    proxy.close();
  });

  test('so does a fetch function', async () => {
    const dispatcher = new Agent({ connect: { ca: exchange.certificate } });
    const fetch: typeof globalThis.fetch = (url, init) => globalThis.fetch(url, Object.assign({ dispatcher }, init));
    const client = connect({ fetch });
    expect((await client.rest.newOrder({ ...limitOrder })).status).toBe('NEW');
    exchange.answer('GET /fapi/v1/openOrders', { delayMs: 5000 });
    expect(await failure(client.rest.openOrders({}, { timeoutMs: 50 }))).toMatchObject({
      name: 'TransportError',
      execution: 'unknown',
    });
    await dispatcher.close();
  });

  test.each(['http://fapi.binance.com', 'ftp://localhost', 'fapi.binance.com', 'http://127.0.0.1.example.com'])(
    '%s is refused',
    (url) => {
      expect(() => createClient({ environment: { urls: { fapi: url } } })).toThrow(
        'environment.urls.fapi must be an https or wss URL',
      );
    },
  );

  test.each(['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1'])('%s is this machine', (url) => {
    expect(() => createClient({ environment: { urls: { fapi: url } } })).not.toThrow();
  });
});

test('a row of the caller’s own is called like any other', async () => {
  const row: Operation<{ symbol: string }, { orderId: string }[]> = {
    ...operations.openOrders,
    id: 'newerThanThis',
    types: undefined!,
  };
  expect(await connect().call(row, { symbol: 'BTCUSDT' })).toEqual([]);
});

test('a call that needs a key says so', async () => {
  const client = createClient();
  expect(await failure(client.rest.newOrder({ ...limitOrder }))).toMatchObject({
    name: 'ArgumentError',
    parameter: 'apiKey',
  });
  expect(() => createClient({ apiSecret: 'a', privateKey: ed25519.privateKey })).toThrow(
    'apiSecret and privateKey exclude each other',
  );
});
