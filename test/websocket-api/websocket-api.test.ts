// The WebSocket API: exact frames, answers matched by id, sessions, and what becomes of a call when the connection is lost.
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  decodeWebSocketResponse,
  hmacSigner,
  methods,
  prepareWebSocketRequest,
  routeOf,
  streams,
  type Client,
  type ClientOptions,
  type Notice,
} from '../../src/index.js';
import { startExchange, type Exchange } from '../exchange/exchange.js';
import { closeClients, openClient } from '../support/client.js';
import { limitOrder } from '../support/orders.js';
import vectors from '../support/signing-vectors.json' with { type: 'json' };
import { until } from '../support/until.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
let exchange: Exchange;
let client: Client;
let notices: Notice[];

const connect = (options: ClientOptions = {}) =>
  openClient(exchange, { onNotice: (notice) => notices.push(notice), ...options });

beforeAll(async () => {
  exchange = await startExchange({
    accounts: [
      { apiKey: 'key', verify: { kind: 'hmac', secret: 'secret' } },
      { apiKey: 'rsa', verify: { kind: 'rsa', publicKey: rsa.publicKey } },
      { apiKey: 'ed', verify: { kind: 'ed25519', publicKey: ed25519.publicKey } },
    ],
  });
});
afterAll(() => exchange.close());
beforeEach(() => {
  notices = [];
  client = connect({ apiKey: 'key', apiSecret: 'secret' });
});
afterEach(async () => {
  await closeClients();
  exchange.reset();
  expect(exchange.violations).toEqual([]);
});

const framesOf = (method: string) =>
  exchange.frames
    .filter(({ route }) => route === 'websocketApi')
    .map(({ text }) => ({ text, ...(JSON.parse(text) as { method: string; params: { [name: string]: unknown } }) }))
    .filter((frame) => frame.method === method);

describe('calls', () => {
  test.each<[string, ClientOptions]>([
    ['HMAC', { apiKey: 'key', apiSecret: 'secret' }],
    ['RSA', { apiKey: 'rsa', privateKey: rsa.privateKey }],
    ['Ed25519', { apiKey: 'ed', privateKey: ed25519.privateKey }],
    ['Ed25519 without a session', { apiKey: 'ed', privateKey: ed25519.privateKey, sessionLogon: false }],
  ])('an order is placed, found and cancelled with %s, its id exact', async (_, key) => {
    const { websocketApi } = connect(key);
    const { orderId } = await websocketApi.newOrder(limitOrder);
    expect(orderId).toMatch(/^46116860184273879\d\d$/);
    expect(await websocketApi.queryOrder({ symbol: 'BTCUSDT', orderId })).toMatchObject({ orderId, status: 'NEW' });
    expect(await websocketApi.cancelOrder({ symbol: 'BTCUSDT', orderId })).toMatchObject({ status: 'CANCELED' });
  });

  test('many requests in flight find their answers', async () => {
    const symbols = Array.from({ length: 100 }, (_, index) => `S${index}USDT`);
    const orders = await Promise.all(symbols.map((symbol) => client.websocketApi.newOrder({ ...limitOrder, symbol })));
    expect(orders.map(({ symbol }) => symbol)).toEqual(symbols);
    expect(exchange.sockets.open).toHaveLength(1);
  });

  test('one object with symbol, a list without', async () => {
    expect(await client.websocketApi.tickerPrice({ symbol: 'BTCUSDT' })).toHaveProperty('price');
    expect(await client.websocketApi.tickerPrice()).toBeInstanceOf(Array);
  });

  test('limits are taken over', async () => {
    const { usedWeight, orderCounts, status } = await client.websocketApi.newOrder(limitOrder).withResponse();
    expect({ usedWeight, orderCounts, status }).toEqual({
      usedWeight: { '1m': 5 },
      orderCounts: { '10s': 1, '1m': 1 },
      status: 200,
    });
    expect(client.limits).toEqual({ usedWeight, orderCounts });
  });

  test('errors are those of REST', async () => {
    await expect(client.websocketApi.newOrder({ ...limitOrder, quantity: '5000' })).rejects.toMatchObject({
      name: 'ExchangeError',
      operation: 'newOrder',
      code: -2019,
      codeName: 'MARGIN_NOT_SUFFICIEN',
      execution: 'rejected',
      status: 400,
    });
  });

  test('bad parameters are told before a connection is made', async () => {
    const opened = exchange.sockets.opened;
    // @ts-expect-error timeInForce is missing
    await expect(client.websocketApi.newOrder({ ...limitOrder, timeInForce: undefined })).rejects.toMatchObject({
      name: 'ArgumentError',
      parameter: 'timeInForce',
    });
    await expect(connect().websocketApi.newOrder(limitOrder)).rejects.toMatchObject({ parameter: 'apiKey' });
    expect(exchange.sockets.opened).toBe(opened);
  });

  test('a wrong clock is set right', async () => {
    exchange.setClockOffset(60_000);
    await client.websocketApi.balanceV3();
    expect(Math.abs(client.clock.offsetMs - 60_000)).toBeLessThan(2000);
  });

  test('a wrong clock is set right where a write is refused for it, and the write is not sent again', async () => {
    exchange.setClockOffset(60_000);
    await expect(client.websocketApi.newOrder(limitOrder)).rejects.toMatchObject({
      code: -1021,
      execution: 'rejected',
    });
    expect(framesOf('order.place')).toHaveLength(1);
    expect(await client.websocketApi.newOrder(limitOrder)).toMatchObject({ status: 'NEW' });
  });
});

describe('sessions', () => {
  test('are logged on, and again after a drop and after a revocation', async () => {
    const { websocketApi } = connect({ apiKey: 'ed', privateKey: ed25519.privateKey });
    await websocketApi.balanceV3();
    expect(Object.keys(framesOf('v2/account.balance')[0]!.params)).toEqual(['timestamp']);
    exchange.sockets.drop('websocketApi');
    await until(() => framesOf('session.logon').length === 2, 'the second logon');
    await websocketApi.balanceV3();
    exchange.revokeSession();
    await until(() => framesOf('session.logon').length === 3, 'the third logon');
    await until(() => notices.filter(({ kind }) => kind === 'error').length === 0, 'nothing to complain of');
    await websocketApi.balanceV3();
  });
});

test('a session is logged on although the clock was wrong', async () => {
  exchange.setClockOffset(60_000);
  const { websocketApi } = connect({ apiKey: 'ed', privateKey: ed25519.privateKey });
  await websocketApi.balanceV3();
  expect(framesOf('session.logon')).toHaveLength(2);
  expect(Object.keys(framesOf('v2/account.balance')[0]!.params)).toEqual(['timestamp']);
  expect(notices.filter(({ kind }) => kind === 'error')).toEqual([]);
});

describe('failures', () => {
  test.each([
    ['dropped', { kind: 'dropAfterRequest', times: 1 } as const, {}],
    ['not answered', { kind: 'noAnswer', times: 1 } as const, { timeoutMs: 100 }],
  ])('a write that is %s has an unknown outcome and is never sent again', async (_, fault, options) => {
    await client.websocketApi.orderBook({ symbol: 'BTCUSDT' });
    exchange.sockets.fault('websocketApi', fault);
    await expect(client.websocketApi.newOrder(limitOrder, options)).rejects.toMatchObject({
      name: 'TransportError',
      execution: 'unknown',
    });
    expect(await client.rest.openOrders({ symbol: 'BTCUSDT' })).toHaveLength(1);
    expect(framesOf('order.place')).toHaveLength(1);
  });

  test('a read is sent once more', async () => {
    await client.websocketApi.orderBook({ symbol: 'BTCUSDT' });
    exchange.sockets.fault('websocketApi', { kind: 'dropAfterRequest', times: 1 });
    expect(await client.websocketApi.balanceV3()).toBeInstanceOf(Array);
    expect(framesOf('v2/account.balance')).toHaveLength(2);
  });

  test('without a connection nothing is sent', async () => {
    exchange.sockets.fault('websocketApi', { kind: 'refuse' });
    await expect(
      connect({ apiKey: 'key', apiSecret: 'secret', timeoutMs: 100 }).websocketApi.newOrder(limitOrder),
    ).rejects.toMatchObject({
      name: 'TransportError',
      execution: 'rejected',
    });
  });

  test('a rotation loses no answer', async () => {
    await client.websocketApi.orderBook({ symbol: 'BTCUSDT' });
    const calls = Array.from({ length: 30 }, () => client.websocketApi.newOrder(limitOrder));
    await client.rotate();
    const more = Array.from({ length: 30 }, () => client.websocketApi.newOrder(limitOrder));
    expect(new Set((await Promise.all([...calls, ...more])).map(({ orderId }) => orderId)).size).toBe(60);
    expect(framesOf('order.place')).toHaveLength(60);
  });

  test('a cancelled call ends', async () => {
    exchange.sockets.fault('websocketApi', { kind: 'noAnswer' });
    const controller = new AbortController();
    const call = client.websocketApi.orderBook({ symbol: 'BTCUSDT' }, { signal: controller.signal });
    await until(() => framesOf('depth').length === 1, 'the request');
    controller.abort();
    await expect(call).rejects.toThrow('the call was cancelled');
  });
});

describe('frames', () => {
  const context = { id: 7, apiKey: 'key', signer: hmacSigner('secret'), timestamp: 1788220800000 };

  test('sorted by name, ids bare, decimals as strings, the signature last', () => {
    const frame = prepareWebSocketRequest(
      methods.modifyOrder,
      { symbol: 'BTCUSDT', side: 'BUY', quantity: 0.1, price: '59000.10', orderId: 8389765519993908929n },
      { ...context, recvWindow: 4000 },
    );
    const payload =
      'apiKey=key&orderId=8389765519993908929&price=59000.10&quantity=0.1&recvWindow=4000&side=BUY&symbol=BTCUSDT&timestamp=1788220800000';
    const signature = createHmac('sha256', 'secret').update(payload).digest('hex');
    expect(frame).toBe(
      '{"id":7,"method":"order.modify","params":{"apiKey":"key","orderId":8389765519993908929,"price":"59000.10","quantity":"0.1",' +
        `"recvWindow":4000,"side":"BUY","symbol":"BTCUSDT","timestamp":1788220800000,"signature":"${signature}"}}`,
    );
  });

  test('values are signed as they stand, not percent-encoded', () => {
    const frame = prepareWebSocketRequest(methods.queryOrder, { symbol: '币安人生USDT', orderId: 1 }, context);
    const payload = 'apiKey=key&orderId=1&symbol=币安人生USDT&timestamp=1788220800000';
    expect(frame).toContain(createHmac('sha256', 'secret').update(payload, 'utf8').digest('hex'));
  });

  test('the sample key signs as the vector says', () => {
    const vector = vectors.vectors.find(({ name }) => name.startsWith('WS API'))!;
    const params = Object.fromEntries(new URLSearchParams(vector.payload.replaceAll('+', '%2B')));
    const { apiKey, timestamp, recvWindow, ...rest } = params;
    const frame = prepareWebSocketRequest({ ...methods.newOrder, params: {}, rules: [] }, rest as never, {
      id: 1,
      apiKey,
      signer: hmacSigner(vectors.secret),
      timestamp: Number(timestamp),
      ...(recvWindow !== undefined && { recvWindow: Number(recvWindow) }),
    });
    expect(frame).toContain(`"signature":"${vector.expected}"`);
  });

  test.each([
    ['{"id":1,"status":200}', 'DecodeError'],
    ['[]', 'DecodeError'],
    ['{"id":1,"status":400,"error":{"code":-2013,"msg":"Order does not exist."}}', 'ExchangeError'],
    ['{"id":1,"status":200,"result":[]}', 'DecodeError'],
  ])('%s is a %s', (text, name) => {
    expect(() => decodeWebSocketResponse(methods.queryOrder, text)).toThrow(expect.objectContaining({ name }));
  });
});

describe('names of streams', () => {
  test.each([
    [streams.aggTrade({ symbol: 'BTCUSDT' }), 'btcusdt@aggTrade', 'market'],
    [streams.partialDepth({ symbol: 'BTCUSDT', levels: 5 }), 'btcusdt@depth5', 'public'],
    [
      streams.partialDepth({ symbol: 'btcusdt', levels: '20', updateSpeed: '100ms' }),
      'btcusdt@depth20@100ms',
      'public',
    ],
    [streams.diffDepth({ symbol: '币安人生USDT', updateSpeed: '500ms' }), '币安人生usdt@depth@500ms', 'public'],
    [streams.rpiDepth({ symbol: 'BTCUSDT' }), 'btcusdt@rpiDepth@500ms', 'public'],
    [
      streams.continuousKline({ pair: 'BTCUSDT', contractType: 'perpetual', interval: '1M' }),
      'btcusdt_perpetual@continuousKline_1M',
      'market',
    ],
    [streams.markPriceAll({ updateSpeed: '1s' }), '!markPrice@arr@1s', 'market'],
    [streams.bookTickerAll(), '!bookTicker', 'public'],
    [streams.tradingSession(), 'tradingSession', 'market'],
  ])('%#', (reference, name, route) => {
    expect(reference).toMatchObject({ name, route });
    expect(routeOf(name)).toBe(route);
  });

  test.each(['btcusdt@lottery', 'btcusdt@depth7', 'btcusdt', '', '@aggTrade', 'a/b@aggTrade'])(
    '%s has no route',
    (name) => {
      expect(() => routeOf(name)).toThrow('name must be the name of a documented stream');
    },
  );
});
