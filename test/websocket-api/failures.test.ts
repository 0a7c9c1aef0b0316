// The WebSocket API over a server that misbehaves: what becomes of calls, and what is a notice.
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { usdm } from '../../generated/product.js';
import { createClient, TransportError, type Client, type ClientOptions, type Notice } from '../../src/index.js';
import { createNetwork } from '../../src/network/node.js';
import { createBudget } from '../../src/sockets/budget.js';
import { systemTime } from '../../src/time.js';
import type { WebSocketApiSettings } from '../../src/websocket-api/state.js';
import { createWebSocketApi, type WebSocketApi } from '../../src/websocket-api/websocket-api.js';
import { until } from '../support/until.js';

interface Request {
  readonly id: string;
  readonly method: string;
  readonly params: { readonly [name: string]: unknown };
}

let server: Server;
let sockets: WebSocket[];
let requests: Request[];
let raw: Set<Duplex>;
/** What the server does with a request. Default: answers it. */
let onRequest: (request: Request, socket: WebSocket) => void;
/** Status line and headers that refuse handshakes; `hang`: no answer at all. */
let refusal: string | undefined;
let notices: Notice[];
const closers: (() => Promise<unknown>)[] = [];

const ticker = { symbol: 'BTCUSDT', price: '1', time: 1 };
const send = (socket: WebSocket, frame: object | string) =>
  socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
const answer = ({ id }: Request, socket: WebSocket, more: object = { result: ticker }) =>
  send(socket, { id, status: 200, ...more });
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

beforeEach(async () => {
  [sockets, requests, raw, notices, refusal] = [[], [], new Set(), [], undefined];
  onRequest = answer;
  server = createServer((_, response) => response.end(JSON.stringify({ serverTime: Date.now() })));
  const accept = new WebSocketServer({ noServer: true });
  server.on('connection', (socket) => raw.add(socket));
  server.on('upgrade', (request, socket: Duplex, head) => {
    if (refusal === 'hang') return;
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`);
    accept.handleUpgrade(request, socket, head, (one) => {
      sockets.push(one);
      one.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as Request;
        requests.push(frame);
        onRequest(frame, one);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
  for (const socket of raw) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
function connect(options: ClientOptions = {}): Client {
  const client = createClient({
    environment: { urls: { fapi: `http://${host()}`, websocketApi: `ws://${host()}` } },
    apiKey: 'key',
    reconnectMinMs: 5,
    reconnectMaxMs: 30,
    onNotice: (notice) => notices.push(notice),
    ...(options.privateKey === undefined && options.sign === undefined && { apiSecret: 'secret' }),
    ...options,
  });
  closers.push(() => client.close());
  return client;
}
const errors = () => notices.flatMap((notice) => (notice.kind === 'error' ? [(notice.error as Error).message] : []));

describe('without a connection', () => {
  test('the error says why there is none', async () => {
    refusal = '451 Unavailable For Legal Reasons';
    const error = await connect({ timeoutMs: 500 })
      .websocketApi.newOrder(order)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'TransportError',
      execution: 'rejected',
      message: expect.stringMatching(
        /^newOrder: no connection within 500 ms \(.*451: Connect from a place .*\)\. Nothing was sent\.$/,
      ),
      cause: expect.objectContaining({ message: expect.stringContaining('451') }),
    });
  });

  test('a call ends when it is cancelled, and by its own time-out', async () => {
    refusal = 'hang';
    const { websocketApi } = connect({ timeoutMs: 60_000 });
    const controller = new AbortController();
    const cancelled = websocketApi.tickerPrice({ symbol: 'BTCUSDT' }, { signal: controller.signal });
    controller.abort('enough');
    await expect(cancelled).rejects.toMatchObject({ execution: 'rejected', cause: 'enough' });
    await expect(websocketApi.tickerPrice({}, { timeoutMs: 30 })).rejects.toMatchObject({ execution: 'rejected' });
  });

  test.each([NaN, 0, -1])('a time-out of %s is refused', async (timeoutMs) => {
    await expect(connect().websocketApi.tickerPrice({}, { timeoutMs })).rejects.toMatchObject({
      name: 'ArgumentError',
      parameter: 'timeoutMs',
    });
    expect(sockets).toHaveLength(0);
  });
});

describe('a connection is lost', () => {
  /** A client whose signer waits, and what lets it go on. */
  function slowSigner() {
    const waiting: ((text: string) => void)[] = [];
    const client = connect({ sign: () => new Promise<string>((resolve) => waiting.push(resolve)) });
    return { client, waiting };
  }

  test('while a write is signed: nothing was sent, and it ends at once', async () => {
    const { client, waiting } = slowSigner();
    const call = client.websocketApi.newOrder(order);
    await until(() => waiting.length > 0, 'the signer');
    sockets[0]!.terminate();
    await expect(call).rejects.toMatchObject({ name: 'TransportError', execution: 'rejected' });
    waiting[0]!('late');
    await client.websocketApi.tickerPrice();
    expect(requests.map(({ method }) => method)).toEqual(['ticker.price']);
  });

  test('while a read is signed: it goes over the next one', async () => {
    const { client, waiting } = slowSigner();
    const call = client.websocketApi.queryOrder({ symbol: 'BTCUSDT', orderId: 1 });
    await until(() => waiting.length === 1, 'the signer');
    sockets[0]!.terminate();
    await until(() => waiting.length === 2, 'the signer again');
    waiting.forEach((resolve) => resolve('signature'));
    expect(await call).toMatchObject({ symbol: 'BTCUSDT' });
    expect(requests).toHaveLength(1);
  });

  test('twice: a read is sent once more and no further', async () => {
    onRequest = (_, socket) => socket.terminate();
    await expect(connect().websocketApi.tickerPrice()).rejects.toMatchObject({ execution: 'unknown' });
    expect(requests).toHaveLength(2);
  });

  test('and closed while a call is signed: rejected; while it waits for its answer: unknown', async () => {
    const { client, waiting } = slowSigner();
    onRequest = () => {};
    const sent = client.websocketApi.tickerPrice();
    const signing = client.websocketApi.newOrder(order);
    await until(() => requests.length === 1 && waiting.length === 1, 'the request');
    const ends = Promise.allSettled([sent, signing]);
    await client.close();
    expect(await ends).toMatchObject([{ reason: { execution: 'unknown' } }, { reason: { execution: 'rejected' } }]);
    await expect(client.websocketApi.tickerPrice()).rejects.toMatchObject({ execution: 'rejected' });
  });
});

describe('a rotation', () => {
  /** A client with a request on its first connection that is not answered. */
  async function busy() {
    const client = connect();
    await client.websocketApi.tickerPrice();
    onRequest = (request, socket) => request.method !== 'order.place' && answer(request, socket);
    const placed = client.websocketApi.newOrder(order);
    await until(() => requests.length === 2, 'the order');
    const rotation = client.rotate();
    await until(() => sockets.length === 2, 'the new connection');
    return { client, placed, rotation };
  }

  test('whose new connection is lost leaves the old one in use', async () => {
    const { client, placed, rotation } = await busy();
    sockets[1]!.terminate();
    await rotation;
    expect(await client.websocketApi.tickerPrice({ symbol: 'BTCUSDT' })).toEqual(ticker);
    expect(sockets[0]!.readyState).toBe(1);
    answer(requests[1]!, sockets[0]!, { result: { orderId: 7 } });
    expect(await placed).toMatchObject({ orderId: '7' });
  });

  test('waits for the answers that the old connection owes', async () => {
    const { placed, rotation } = await busy();
    answer(requests[1]!, sockets[0]!, { result: { orderId: 7 } });
    expect(await placed).toMatchObject({ orderId: '7' });
    await rotation;
    await until(() => sockets[0]!.readyState === 3, 'the end of the old connection');
  });

  test('whose old connection is lost meanwhile: the write is unknown, a read goes over the new one', async () => {
    const { client, placed } = await busy();
    const end = placed.catch((error: unknown) => error);
    sockets[0]!.terminate();
    expect(await end).toMatchObject({ execution: 'unknown' });
    expect(await client.websocketApi.tickerPrice({ symbol: 'BTCUSDT' })).toEqual(ticker);
    expect(requests.filter(({ method }) => method === 'order.place')).toHaveLength(1);
  });
});

describe('answers', () => {
  const refused = { id: null, status: 400, error: { code: -1121, msg: 'Invalid symbol.' } };

  test('a refusal without id is that of the only request', async () => {
    onRequest = (_, socket) => send(socket, refused);
    await expect(connect().websocketApi.newOrder(order)).rejects.toMatchObject({ code: -1121, execution: 'rejected' });
    expect(errors()).toEqual([]);
  });

  test('a refusal without id is a notice while several wait', async () => {
    const { websocketApi } = connect();
    await websocketApi.tickerPrice();
    onRequest = (_, socket) => requests.length === 3 && send(socket, refused);
    const place = () => websocketApi.newOrder(order, { timeoutMs: 200 });
    const calls = await Promise.allSettled([place(), place()]);
    expect(calls).toMatchObject([{ reason: { execution: 'unknown' } }, { reason: { execution: 'unknown' } }]);
    expect(errors()).toEqual([expect.stringContaining('a frame that answers no request: {"id":null,"status":400')]);
  });

  test('one that comes too late is no notice, and its limits count', async () => {
    const client = connect();
    const { websocketApi } = client;
    await websocketApi.tickerPrice();
    onRequest = () => {};
    await expect(websocketApi.tickerPrice({}, { timeoutMs: 30 })).rejects.toThrow('no answer within 30 ms');
    await until(() => requests.length === 2, 'the request');
    onRequest = answer;
    const rateLimits = [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2400, count: 9 }];
    answer(requests[1]!, sockets[0]!, { result: [ticker], rateLimits });
    await websocketApi.tickerPrice();
    expect(errors()).toEqual([]);
    expect(client.limits.usedWeight).toEqual({ '1m': 9 });
  });

  test('one without limits is one', async () => {
    onRequest = (request, socket) => answer(request, socket, { result: { orderId: 1 }, rateLimits: null });
    expect(await connect().websocketApi.newOrder(order)).toMatchObject({ orderId: '1' });
  });

  test('one that breaks off ends its call at once', async () => {
    onRequest = ({ id }, socket) => send(socket, `{"id":"${id}","status":200,"resu`);
    await expect(connect().websocketApi.newOrder(order)).rejects.toMatchObject({
      name: 'DecodeError',
      execution: 'unknown',
    });
  });

  test('one that nobody has asked for is a notice without secrets, and short', async () => {
    const secret = { apiKey: 'key-in-clear', listenKey: 'listen-in-clear', x: 'y'.repeat(64), more: ' .'.repeat(500) };
    onRequest = (request, socket) => {
      send(socket, { id: '77', status: 200, result: secret });
      send(socket, '<html>');
      answer(request, socket);
    };
    await connect().websocketApi.tickerPrice({ symbol: 'BTCUSDT' });
    expect(errors()).toEqual([
      expect.stringContaining('{"id":"77","status":200,"result":{"apiKey":"***","listenKey":"***","x":"***"'),
      expect.stringContaining('<html>'),
    ]);
    expect(errors()[0]!.length).toBeLessThan(300);
  });
});

describe('sessions', () => {
  const { privateKey } = generateKeyPairSync('ed25519');

  test('a logon that is refused is a notice, and requests are signed', async () => {
    onRequest = (request, socket) =>
      request.method === 'session.logon'
        ? send(socket, { id: request.id, status: 401, error: { code: -2015, msg: 'Invalid API-key.' } })
        : answer(request, socket, { result: { orderId: 1 } });
    const { websocketApi } = connect({ privateKey });
    await websocketApi.newOrder(order);
    await websocketApi.newOrder(order);
    expect(requests.map(({ method, params }) => [method, 'signature' in params])).toEqual([
      ['session.logon', true],
      ['order.place', true],
      ['order.place', true],
    ]);
    expect(errors()).toEqual([expect.stringContaining('-2015')]);
  });

  test('a logon that is not answered is a notice, and requests are signed', async () => {
    onRequest = (request, socket) => request.method !== 'session.logon' && answer(request, socket, { result: {} });
    const { websocketApi } = connect({ privateKey, timeoutMs: 50 });
    await websocketApi.newOrder(order, { timeoutMs: 5000 });
    expect(errors()).toEqual([expect.stringContaining('no answer within 50 ms')]);
  });

  test('requests are signed while a session that was ended is not yet on again', async () => {
    let revocations = 0;
    onRequest = (request, socket) => {
      answer(request, socket, { result: { orderId: 1 } });
      if (request.method === 'session.logon' && revocations++ === 0)
        send(socket, { id: null, status: 401, error: { code: -2015, msg: 'revoked' } });
    };
    const { websocketApi } = connect({ privateKey, reconnectMinMs: 200, reconnectMaxMs: 200 });
    await websocketApi.tickerPrice({ symbol: 'BTCUSDT' });
    await websocketApi.newOrder(order);
    await until(() => requests.filter(({ method }) => method === 'session.logon').length === 2, 'the second logon');
    // Answered after the logon.
    await websocketApi.tickerPrice({ symbol: 'BTCUSDT' });
    await websocketApi.newOrder(order);
    const placed = requests.filter(({ method }) => method === 'order.place');
    expect(placed.map(({ params }) => 'signature' in params)).toEqual([true, false]);
    expect(errors()).toEqual([]);
  });
});

describe('a session that the caller ends', () => {
  const { privateKey } = generateKeyPairSync('ed25519');

  test('requests that are sent after it are signed, until the caller logs on again', async () => {
    onRequest = (request, socket) => answer(request, socket, { result: { orderId: 1 } });
    const { websocketApi } = connect({ privateKey });
    await websocketApi.newOrder(order);
    await Promise.all([websocketApi.sessionLogout({}), websocketApi.newOrder(order)]);
    await websocketApi.newOrder(order);
    await websocketApi.sessionLogon({});
    await websocketApi.newOrder(order);
    const placed = requests.filter(({ method }) => method === 'order.place');
    expect(placed.map(({ params }) => 'signature' in params)).toEqual([false, true, true, false]);
    expect(requests.filter(({ method }) => method === 'session.logon')).toHaveLength(2);
  });
});

describe('settings of the parts above', () => {
  function open(more: Partial<WebSocketApiSettings>): WebSocketApi {
    const api = createWebSocketApi({
      product: usdm,
      urls: { websocketApi: `ws://${host()}` },
      apiKey: 'key',
      signer: () => 'signature',
      logsOn: false,
      clock: { offsetMs: 0, now: () => 1_788_220_800_000, sync: async () => {} },
      time: systemTime,
      random: () => 0,
      recvWindow: undefined,
      timeoutMs: 2000,
      validate: true,
      onLimits: () => {},
      notify: (notice) => notices.push(notice),
      connectTimeoutMs: 2000,
      heartbeatMs: 10_000,
      reconnectMinMs: 5,
      reconnectMaxMs: 30,
      rotateAfterMs: 1_000_000,
      network: createNetwork({}),
      admit: createBudget(100, 300_000, systemTime),
      ...more,
    });
    closers.push(() => api.close());
    return api;
  }

  test('a gate holds calls back, and sees refusals', async () => {
    const observed: unknown[] = [];
    let openGate = () => {};
    const isOpen = new Promise<void>((resolve) => (openGate = resolve));
    const api = open({ gates: { wait: () => isOpen, observe: (error, { id }) => observed.push([error.code, id]) } });
    onRequest = ({ id }, socket) =>
      send(socket, { id, status: 429, error: { code: -1003, msg: 'Too many requests.' } });
    const call = api.call(usdm.methods['tickerPrice']!).catch((error: unknown) => error);
    await until(() => sockets.length === 1, 'the connection');
    expect(requests).toHaveLength(0);
    openGate();
    expect(await call).toMatchObject({ code: -1003 });
    expect(observed).toEqual([[-1003, 'tickerPrice']]);
  });

  test('a gate that stays closed ends the call; a call that ends is no longer held back', async () => {
    const banned = new TransportError('tickerPrice', 'banned', 'rejected');
    const signals: (AbortSignal | undefined)[] = [];
    const api = open({
      gates: {
        wait: (call, signal) => {
          signals.push(signal);
          return call.id === 'tickerPrice' ? Promise.reject(banned) : new Promise(() => {});
        },
        observe: () => {},
      },
    });
    await expect(api.call(usdm.methods['tickerPrice']!)).rejects.toBe(banned);
    await expect(api.call(usdm.methods['orderBook']!, { symbol: 'BTCUSDT' }, { timeoutMs: 30 })).rejects.toMatchObject({
      message: expect.stringContaining('not sent within 30 ms'),
      execution: 'rejected',
    });
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
  });

  test('an announced end moves the connection, once', async () => {
    const api = open({ product: { ...usdm, websocketApi: { ...usdm.websocketApi, shutdownEvent: 'shutdown' } } });
    onRequest = (request, socket) => {
      send(socket, '{"event":{"e":"shutdown","E":1}}');
      answer(request, socket);
    };
    await api.call(usdm.methods['tickerPrice']!, { symbol: 'BTCUSDT' });
    await until(() => sockets.length === 2 && sockets[0]!.readyState === 3, 'the rotation');
    await api.call(usdm.methods['tickerPrice']!, { symbol: 'BTCUSDT' });
    expect([sockets.length, errors()]).toEqual([2, []]);
  });
});
