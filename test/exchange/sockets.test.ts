// The WebSocket half of the loopback exchange, with a plain `ws` client: it must not depend on our client either.
import { createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { request } from 'node:https';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { JsonObject } from '../../codegen/load/json.js';
import { portableAsyncApi } from '../../codegen/load/portable.js';
import { startExchange, type Exchange, type SocketFault } from './exchange.js';

const ed25519 = generateKeyPairSync('ed25519');
const hmac = (payload: string) => createHmac('sha256', 'secret').update(payload).digest('hex');
const ed25519Sign = (payload: string) => signBytes(null, Buffer.from(payload), ed25519.privateKey).toString('base64');

let exchange: Exchange;
const clients: Client[] = [];
beforeAll(async () => {
  exchange = await startExchange({
    accounts: [
      { apiKey: 'hmac-key', verify: { kind: 'hmac', secret: 'secret' } },
      { apiKey: 'ed25519-key', verify: { kind: 'ed25519', publicKey: ed25519.publicKey } },
    ],
  });
});
beforeEach(() => exchange.reset());
afterEach(async () => {
  exchange.reset();
  for (const { ws } of clients.splice(0)) ws.terminate();
  await vi.waitFor(() => expect(exchange.sockets.open).toEqual([]), { interval: 2 });
});
afterAll(async () => {
  await exchange.close();
  expect(exchange.violations).toEqual([]);
});

/** A connection with what it has received. */
interface Client {
  ws: WebSocket;
  texts: string[];
  pings: string[];
  closed: Promise<number>;
  /** Sends a frame: the next one that is received. */
  ask(frame: string | object): Promise<any>;
  /** Waits until this many frames were received in all: the frames. */
  received(count: number): Promise<any[]>;
}

function connect(url: string, options: ClientOptions = {}): Promise<Client> {
  const ws = new WebSocket(url, { ca: exchange.certificate, ...options });
  const texts: string[] = [];
  const pings: string[] = [];
  ws.on('message', (data: Buffer) => texts.push(data.toString()));
  ws.on('ping', (data) => pings.push(data.toString()));
  const received = async (count: number) => {
    await vi.waitFor(() => expect(texts.length).toBeGreaterThanOrEqual(count), { timeout: 3000, interval: 2 });
    return texts.map(jsonOf);
  };
  const client: Client = {
    ws,
    texts,
    pings,
    closed: new Promise((resolve) => ws.on('close', resolve)),
    received,
    async ask(frame) {
      const before = texts.length;
      ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
      return (await received(before + 1))[before];
    },
  };
  clients.push(client);
  return new Promise((resolve, reject) => ws.on('open', () => resolve(client)).on('error', reject));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A call of REST: the answer with integers as doubles. */
function rest(method: string, path: string, query = ''): Promise<any> {
  const payload = `${query}${query && '&'}timestamp=${exchange.now()}`;
  const url = `${exchange.urls.fapi}${path}?${payload}&signature=${hmac(payload)}`;
  const options = { method, ca: exchange.certificate, agent: false, headers: { 'X-MBX-APIKEY': 'hmac-key' } };
  return new Promise((resolve, reject) => {
    request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve(JSON.parse(text)));
    })
      .on('error', reject)
      .end();
  });
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const subscribe = (...params: unknown[]) => ({ method: 'SUBSCRIBE', params, id: 1 });
const CONFIRMED = { result: null, id: 1 };

/** The documented example of an event of a channel. */
const { root } = portableAsyncApi('spec', 'market-streams');
const messages = (root['components'] as { [section: string]: { [name: string]: JsonObject } })['messages']!;
const exampleOf = (message: string) => (messages[message]!['examples'] as { payload: JsonObject }[])[0]!.payload;
const bookTicker = exampleOf('bookTicker');
const aggTrade = exampleOf('aggTrade');

async function startListenKey(): Promise<string> {
  return (await rest('POST', '/fapi/v1/listenKey')).listenKey;
}
const place = (more = '') =>
  rest(
    'POST',
    '/fapi/v1/order',
    `symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=59000.0${more}`,
  );

describe('URLs', () => {
  test('have the routes of the specification', () => {
    const { port } = new URL(exchange.url);
    expect(exchange.urls).toEqual({
      fapi: exchange.url,
      papi: exchange.url,
      public: `wss://localhost:${port}/public`,
      market: `wss://localhost:${port}/market`,
      private: `wss://localhost:${port}/private`,
      websocketApi: `wss://localhost:${port}/ws-fapi/v1`,
    });
  });

  test.each([
    ['public', '/ws', []],
    ['market', '/stream', []],
    ['public', '/ws/btcusdt@bookTicker/ethusdt@depth', ['btcusdt@bookTicker', 'ethusdt@depth']],
    ['market', '/stream?streams=btcusdt@aggTrade/%E5%B8%81usdt@aggTrade', ['btcusdt@aggTrade', '币usdt@aggTrade']],
    ['market', '/ws/%E5%B8%81usdt%40aggTrade', ['币usdt@aggTrade']],
    ['private', '/ws/abc', ['abc']],
    ['private', '/ws?listenKey=abc&events=ORDER_TRADE_UPDATE', ['abc']],
    ['private', '/stream?listenKey=abc&events=TRADE_LITE&listenKey=def', ['abc', 'def']],
    ['private', '/stream?streams=abc', ['abc']],
  ] as const)('%s %s', async (route, path, streams) => {
    const before = exchange.sockets.opened;
    await connect(exchange.urls[route] + path);
    expect(exchange.sockets.opened).toBe(before + 1);
    expect(exchange.sockets.open).toEqual([
      { route, url: `/${route}${path}`, streams, openedAt: expect.closeTo(Date.now(), -4) },
    ]);
  });

  test.each(['/', '/public', '/public/other', '/nothing/ws', '/ws-fapi/v2', '/wss'])(
    '%s is not found',
    async (path) => {
      await expect(connect(exchange.url.replace('https', 'wss') + path)).rejects.toThrow('404');
    },
  );

  test.each(['/ws/btcusdt@bookTicker', '/stream?streams=btcusdt@aggTrade'])('%s: no route, no event', async (path) => {
    const client = await connect(exchange.url.replace('https', 'wss') + path);
    expect(exchange.sockets.open).toMatchObject([{ route: 'unrouted' }]);
    expect(await client.ask(subscribe('ethusdt@bookTicker'))).toEqual(CONFIRMED);
    expect(exchange.send('btcusdt@bookTicker', bookTicker) + exchange.send('ethusdt@bookTicker', bookTicker)).toBe(0);
    expect(exchange.send('btcusdt@aggTrade', aggTrade)).toBe(0);
  });
});

describe('control messages', () => {
  test('subscribe, list, switch the envelope and unsubscribe', async () => {
    const client = await connect(`${exchange.urls.public}/ws`);
    expect(await client.ask(subscribe('btcusdt@bookTicker', 'btcusdt@depth5@100ms'))).toEqual(CONFIRMED);
    expect(await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: 2 })).toEqual({
      result: ['btcusdt@bookTicker', 'btcusdt@depth5@100ms'],
      id: 2,
    });
    expect(await client.ask({ method: 'GET_PROPERTY', params: ['combined'], id: 3 })).toEqual({ result: false, id: 3 });
    expect(await client.ask({ method: 'SET_PROPERTY', params: ['combined', true], id: 4 })).toEqual({
      result: null,
      id: 4,
    });
    exchange.send('btcusdt@bookTicker', bookTicker);
    expect((await client.received(5))[4]).toEqual({ stream: 'btcusdt@bookTicker', data: bookTicker });
    expect(await client.ask({ method: 'UNSUBSCRIBE', params: ['btcusdt@bookTicker'], id: 5 })).toEqual({
      result: null,
      id: 5,
    });
    expect(exchange.send('btcusdt@bookTicker', bookTicker)).toBe(0);
    expect(exchange.frames[1]).toEqual({
      route: 'public',
      text: '{"method":"LIST_SUBSCRIPTIONS","id":2}',
      at: expect.closeTo(Date.now(), -4),
    });
  });

  test.each([
    ['{"method":"SET_PROPERTY","params":["other",true],"id":4}', 0, 'Unknown property', true],
    ['{"method":"SET_PROPERTY","params":["combined","true"],"id":4}', 1, 'Invalid value type: expected Boolean', true],
    ['{"method":"GET_PROPERTY","params":[1],"id":4}', 2, 'Invalid request: property name must be a string', true],
    ['{"method":"GET_PROPERTY","id":4}', 2, 'Invalid request: property name must be a string', true],
    ['{"method":"LIST_SUBSCRIPTIONS","id":-4}', 2, 'Invalid request: request ID must be an unsigned integer', false],
    ['{"method":"LIST_SUBSCRIPTIONS","id":"4"}', 2, 'Invalid request: request ID must be an unsigned integer', false],
    ['{"method":"LIST_SUBSCRIPTIONS"}', 2, 'Invalid request: request ID must be an unsigned integer', false],
    [
      '{"method":"subscribe","id":4}',
      2,
      'Invalid request: unknown variant `subscribe`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 22',
      true,
    ],
    ['{"method":"LIST_SUBSCRIPTIONS","params":[1],"id":4}', 2, 'Invalid request: too many parameters', true],
    ['{"method":"GET_PROPERTY","params":["combined",1],"id":4}', 2, 'Invalid request: too many parameters', true],
    ['{"id":4}', 2, 'Invalid request: missing field `method` at line 1 column 8', true],
    ['hello', 3, 'Invalid JSON: expected value at line 1 column 1', false],
    ['{"method":\n [1,,2]}', 3, 'Invalid JSON: expected value at line 2 column 5', false],
  ])('%s: error %d', async (text, code, msg, wrapped) => {
    const client = await connect(`${exchange.urls.market}/ws`);
    expect(await client.ask(text)).toEqual(wrapped ? { error: { code, msg }, id: 4 } : { code, msg });
  });

  test('streams are told by the patterns of the specification and belong to one route', async () => {
    const onPublic = await connect(`${exchange.urls.public}/ws`);
    const onMarket = await connect(`${exchange.urls.market}/ws`);
    const names = ['btcusdt@bookTicker', 'BTCUSDT@bookTicker', 'btcusdt@aggTrade', 'btcusdt@nothing', '!bookTicker'];
    expect(await onPublic.ask(subscribe(...names))).toEqual(CONFIRMED);
    expect(await onMarket.ask(subscribe(...names, 'btcusdt_tradifi_perpetual@continuousKline_1M'))).toEqual(CONFIRMED);
    expect(names.map((name) => exchange.send(name, '1'))).toEqual([1, 0, 1, 0, 1]);
    expect(exchange.send('btcusdt_tradifi_perpetual@continuousKline_1M', exampleOf('continuousKline'))).toBe(1);
    expect(await onPublic.received(3)).toEqual([CONFIRMED, 1, 1]);
  });

  test('too many streams or too many messages end the connection', async () => {
    const names = Array.from({ length: 1025 }, (_, index) => `s${index}@aggTrade`);
    const full = await connect(`${exchange.urls.market}/ws`);
    expect(await full.ask(subscribe(...names.slice(1)))).toEqual(CONFIRMED);
    full.ws.send(JSON.stringify(subscribe(names[0])));
    expect(await full.closed).toBe(1008);

    const talkative = await connect(`${exchange.urls.public}/ws`);
    for (let id = 0; id < 4; id++) talkative.ws.send(JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id }));
    for (let id = 0; id < 3; id++) talkative.ws.ping();
    for (let id = 0; id < 3; id++) talkative.ws.pong();
    await talkative.received(4);
    const real = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + 1000); // a second later
    onTestFinished(() => clock.mockRestore());
    expect(await talkative.ask({ method: 'LIST_SUBSCRIPTIONS', id: 9 })).toEqual({ result: [], id: 9 });
    for (let id = 0; id < 10; id++) talkative.ws.ping();
    expect(await talkative.closed).toBe(1008);
    expect(exchange.refusals).toEqual([
      'market: more than 1024 streams',
      'public: more than 10 messages, pings and pongs within a second',
    ]);
  });
});

describe('events', () => {
  test('are sent to those who have the stream, raw or combined, and validated', async () => {
    const raw = await connect(`${exchange.urls.public}/ws/btcusdt@bookTicker`);
    const combined = await connect(`${exchange.urls.public}/stream?streams=btcusdt@bookTicker`);
    await connect(`${exchange.urls.public}/ws/ethusdt@bookTicker`);
    expect(exchange.send('btcusdt@bookTicker', bookTicker)).toBe(2);
    expect(exchange.send('btcusdt@bookTicker', 'broken {')).toBe(2);
    expect(await raw.received(2)).toEqual([bookTicker, 'broken {']);
    expect(await combined.received(2)).toEqual([
      { stream: 'btcusdt@bookTicker', data: bookTicker },
      '{"stream":"btcusdt@bookTicker","data":broken {}',
    ]);
    expect(() => exchange.send('btcusdt@bookTicker', { ...bookTicker, u: 'x' })).toThrow(
      'not an event of btcusdt@bookTicker: /u',
    );
    expect(() => exchange.send('btcusdt@nothing', bookTicker)).toThrow("no stream of the name 'btcusdt@nothing'");
  });

  test('are many: 3,000 subscriptions and 20,000 events', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `s${index}@bookTicker`);
    const each = [0, 1, 2].map(async (part) => {
      const client = await connect(`${exchange.urls.public}/ws`);
      await client.ask(subscribe(...names.slice(part * 1000, part * 1000 + 1000)));
      return client;
    });
    const [first] = await Promise.all(each);
    for (let u = 0; u < 20_000; u++) exchange.send('s0@bookTicker', { ...bookTicker, u });
    await first!.received(20_001);
    expect(JSON.parse(first!.texts[20_000]!).u).toBe(19_999);
  });
});

describe('heartbeat and age', () => {
  test('pings come, and a connection without pongs is ended', async () => {
    const answering = await connect(`${exchange.urls.market}/ws`);
    const mute = await connect(`${exchange.urls.market}/ws`, { autoPong: false });
    expect([exchange.sockets.pingIntervalMs, exchange.sockets.pongTimeoutMs]).toEqual([180_000, 600_000]);
    exchange.sockets.pongTimeoutMs = 150;
    exchange.sockets.pingIntervalMs = 200;
    mute.ws.pong('unasked');
    expect(await mute.closed).toBe(1008);
    await vi.waitFor(() => expect(answering.pings.length).toBeGreaterThan(1));
    expect(exchange.sockets.open).toHaveLength(1);
    exchange.reset();
    expect(exchange.sockets.pingIntervalMs).toBe(180_000);
  });

  test('a ping of the client is answered with its payload', async () => {
    const { ws } = await connect(exchange.urls.websocketApi);
    const pong = new Promise((done) => ws.on('pong', (data) => done(data.toString())));
    ws.ping('payload');
    expect(await pong).toBe('payload');
    for (let i = 0; i < 5; i++) ws.ping();
    await vi.waitFor(() =>
      expect(exchange.refusals).toEqual(['websocketApi: more than 5 pings and pongs within a second']),
    );
  });

  test('connections are cut at their greatest age, or on request, or dropped', async () => {
    const [market, other, api] = await Promise.all(
      [`${exchange.urls.market}/ws`, `${exchange.urls.public}/ws`, exchange.urls.websocketApi].map((url) =>
        connect(url),
      ),
    );
    exchange.sockets.cut('market');
    expect(await market!.closed).toBe(1001);
    exchange.sockets.drop('public');
    expect(await other!.closed).toBe(1006);
    expect(exchange.sockets.lifetimeMs).toBe(86_400_000);
    exchange.sockets.lifetimeMs = 50;
    expect(await api!.closed).toBe(1001);
  });
});

describe('user data', () => {
  test('orders are told to all connections with the key, as the order events of the specification', async () => {
    const listenKey = await startListenKey();
    const raw = await connect(`${exchange.urls.private}/ws/${listenKey}`);
    const some = await connect(`${exchange.urls.private}/stream?listenKey=${listenKey}&events=TRADE_LITE/ALGO_UPDATE`);
    const unknown = await connect(`${exchange.urls.private}/ws/unknown`);
    const late = await connect(`${exchange.urls.private}/ws`);
    await late.ask(subscribe(`listenKey=${listenKey}&events=ALGO_UPDATE`));

    await place('&newClientOrderId=mine');
    await rest(
      'PUT',
      '/fapi/v1/order',
      'symbol=BTCUSDT&side=BUY&quantity=0.020&price=58000.0&origClientOrderId=mine&modifyId=7',
    );
    await rest('DELETE', '/fapi/v1/order', 'symbol=BTCUSDT&origClientOrderId=mine');
    await rest('POST', '/fapi/v1/order', 'symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.5');
    await rest(
      'POST',
      '/fapi/v1/algoOrder',
      'algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=1&triggerPrice=5',
    );
    await rest('DELETE', '/fapi/v1/algoOpenOrders', 'symbol=BTCUSDT');

    const events = await raw.received(8);
    expect(raw.texts[0]).toContain('"i":4611686018427387905,');
    const order = { s: 'BTCUSDT', c: 'mine', S: 'BUY', o: 'LIMIT', X: 'NEW', l: '0', t: 0 };
    expect(events).toMatchObject([
      { e: 'ORDER_TRADE_UPDATE', o: { ...order, x: 'NEW', q: '0.010', p: '59000.0' } },
      { e: 'ORDER_TRADE_UPDATE', o: { ...order, x: 'AMENDMENT', q: '0.020', p: '58000.0', M: '7' } },
      { e: 'ORDER_TRADE_UPDATE', o: { ...order, x: 'CANCELED', X: 'CANCELED' } },
      { e: 'ORDER_TRADE_UPDATE', o: { x: 'NEW', X: 'NEW', o: 'MARKET', z: '0' } },
      { e: 'TRADE_LITE', l: '0.5', S: 'SELL', t: 6_250_000_001 },
      { e: 'ORDER_TRADE_UPDATE', o: { x: 'TRADE', X: 'FILLED', l: '0.5', z: '0.5', N: 'USDT', t: 6_250_000_001 } },
      { e: 'ALGO_UPDATE', o: { o: 'STOP_MARKET', X: 'NEW', tp: '5', ai: '' } },
      { e: 'ALGO_UPDATE', o: { X: 'CANCELED' } },
    ]);
    expect(events[0].E).toBeCloseTo(Date.now(), -4);
    expect(events[2].o).not.toHaveProperty('M');
    const chosen = [events[4], events[6], events[7]].map((data) => ({ stream: listenKey, data }));
    expect(await some.received(3)).toEqual(chosen);
    expect(await late.received(3)).toEqual([CONFIRMED, events[6], events[7]]);
    expect([unknown.texts, unknown.ws.readyState]).toEqual([[], WebSocket.OPEN]);
  });

  test('the key expires after its lifetime, or at once, and only then is silent', async () => {
    const listenKey = await startListenKey();
    const client = await connect(`${exchange.urls.private}/ws/${listenKey}`);
    expect(exchange.listenKeyLifetimeMs).toBe(3_600_000);
    exchange.setClockOffset(3_500_000);
    await rest('PUT', '/fapi/v1/listenKey');
    exchange.listenKeyLifetimeMs = 100;
    expect(await client.received(1)).toEqual([{ e: 'listenKeyExpired', E: expect.any(Number), listenKey }]);
    expect(await rest('PUT', '/fapi/v1/listenKey')).toMatchObject({ code: -1125 });
    expect(exchange.sendUserEvent({ e: 'listenKeyExpired', E: 1, listenKey })).toBe(0);
    expect(client.ws.readyState).toBe(WebSocket.OPEN);

    exchange.reset();
    const next = await startListenKey();
    expect(next).not.toBe(listenKey);
    await client.ask(subscribe(next));
    exchange.expireListenKey();
    expect((await client.received(3))[2]).toMatchObject({ e: 'listenKeyExpired', listenKey: next });

    const last = await startListenKey();
    await client.ask(subscribe(last));
    exchange.setClockOffset(3_600_000);
    expect((await client.received(5))[4]).toMatchObject({ e: 'listenKeyExpired', listenKey: last });
  });

  test('tests send events of their own', async () => {
    const listenKey = await startListenKey();
    const client = await connect(`${exchange.urls.private}/stream?streams=${listenKey}`);
    const event = { e: 'ACCOUNT_CONFIG_UPDATE', T: 1, E: 2, ac: { s: 'BTCUSDT', l: 20 } };
    expect([exchange.sendUserEvent(event), exchange.sendUserEvent('{"e":"NEWS"}')]).toEqual([1, 1]);
    expect(await client.received(2)).toEqual([
      { stream: listenKey, data: event },
      { stream: listenKey, data: { e: 'NEWS' } },
    ]);
    expect(() => exchange.sendUserEvent({ ...event, T: 'x' })).toThrow('not a ACCOUNT_CONFIG_UPDATE event: /T');
    expect(() => exchange.sendUserEvent({ e: 'NEWS' })).toThrow("no event of the type 'NEWS'");
  });
});

describe('WebSocket API', () => {
  /** The frame of a signed request; decimals and ids stand in `params` as JSON text. */
  function signed(method: string, params: { [name: string]: string } = {}, sign = hmac, apiKey = 'hmac-key'): string {
    const all: { [name: string]: string } = { apiKey: `"${apiKey}"`, timestamp: String(exchange.now()), ...params };
    const payload = Object.keys(all)
      .sort()
      .map((name) => `${name}=${all[name]!.replace(/^"|"$/g, '')}`)
      .join('&');
    const body = Object.entries({ ...all, signature: `"${sign(payload)}"` }).map(([name, text]) => `"${name}":${text}`);
    return `{"id":"a","method":"${method}","params":{${body.join(',')}}}`;
  }
  const LIMIT = {
    symbol: '"BTCUSDT"',
    side: '"BUY"',
    type: '"LIMIT"',
    timeInForce: '"GTC"',
    quantity: '"0.010"',
    price: '"59000.0"',
  };
  const without = (frame: string, ...names: string[]) => {
    const parsed = JSON.parse(frame);
    for (const name of names) delete parsed.params[name];
    return parsed;
  };

  test('orders are placed, changed, found and cancelled, and told as events; ids keep their digits', async () => {
    const client = await connect(exchange.urls.websocketApi);
    const events = await connect(`${exchange.urls.private}/ws/${await startListenKey()}`);
    const id = '4611686018427387905';
    expect(await client.ask(signed('order.place', LIMIT))).toMatchObject({
      id: 'a',
      status: 200,
      result: { symbol: 'BTCUSDT', status: 'NEW', price: '59000.0' },
    });
    expect(client.texts[0]).toContain(`"orderId":${id},`);
    const named = { symbol: '"BTCUSDT"', orderId: id };
    const change = { ...named, side: '"BUY"', quantity: '"0.020"', price: '"58000.0"', modifyId: '8' };
    expect(await client.ask(signed('order.modify', change))).toMatchObject({
      status: 200,
      result: { origQty: '0.020', modifyId: 8 },
    });
    expect((await rest('GET', '/fapi/v1/order', `symbol=BTCUSDT&orderId=${id}`)).price).toBe('58000.0');
    expect(await client.ask(signed('order.status', named))).toMatchObject({ result: { price: '58000.0' } });
    expect(await client.ask(signed('order.cancel', named))).toMatchObject({ result: { status: 'CANCELED' } });
    expect(await client.ask(signed('order.cancel', named))).toMatchObject({ status: 400, error: { code: -2011 } });
    expect((await events.received(3)).map(({ o }) => o.x)).toEqual(['NEW', 'AMENDMENT', 'CANCELED']);
    expect(exchange.frames[0]).toMatchObject({ route: 'websocketApi', text: expect.stringContaining('order.place') });
  });

  test('the signature is over the parameters as they stand', async () => {
    const client = await connect(exchange.urls.websocketApi);
    const ask = async (frame: string) => (await client.ask(frame)).error?.code ?? 0;
    expect(await ask(signed('account.position', { symbol: '"币USDT"', recvWindow: '60000' }))).toBe(0);
    const later = signed('account.position').replace(/(?<="timestamp":)\d+/, (time) => String(Number(time) + 1));
    expect(await ask(later)).toBe(-1022);
    expect(await ask(signed('account.position', {}, ed25519Sign, 'ed25519-key'))).toBe(0);
    expect(await ask(signed('account.position', {}, hmac, 'other-key'))).toBe(-2015);
    expect(await ask(signed('account.position', { timestamp: String(exchange.now() - 6000) }))).toBe(-1021);
    for (const name of ['apiKey', 'timestamp', 'signature']) {
      expect(await client.ask(without(signed('account.position'), name))).toMatchObject({
        status: 400,
        error: { code: -1102, msg: expect.stringContaining(`'${name}'`) },
      });
    }
  });

  test.each([
    ['a number as text', { ...LIMIT, goodTillDate: '"1"' }, -1130],
    ['a decimal as number', { ...LIMIT, quantity: '0.010' }, -1130],
    ['a wrong side', { ...LIMIT, side: '"LONG"' }, -1117],
    ['a symbol in lower case', { ...LIMIT, symbol: '"btcusdt"' }, -1121],
    ['no price', { ...LIMIT, price: undefined as never }, -1102],
    ['a price beside priceMatch', { ...LIMIT, priceMatch: '"QUEUE"' }, -1106],
    ['too much', { ...LIMIT, quantity: '"5000"' }, -2019],
  ])('%s is refused', async (_, params, code) => {
    const client = await connect(exchange.urls.websocketApi);
    const sent = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
    expect(await client.ask(signed('order.place', sent))).toMatchObject({ id: 'a', status: 400, error: { code } });
  });

  test('unreadable frames and unknown methods are refused', async () => {
    const client = await connect(exchange.urls.websocketApi);
    for (const text of ['hello', '[]', '{"id":{},"method":"depth"}', '{"id":1.5,"method":"depth"}']) {
      expect(await client.ask(text)).toMatchObject({ id: null, status: 400, error: { code: -1013 } });
    }
    expect(await client.ask({ id: 7, method: 'nothing' })).toMatchObject({
      id: 7,
      status: 400,
      error: { code: -1020 },
    });
    expect(await client.ask({ id: 7 })).toMatchObject({ id: 7, error: { code: -1102 } });
    await client.ask('{"id":9007199254740993,"method":"ticker.price"}');
    expect(client.texts.at(-1)).toContain('{"id":9007199254740993,"status":200,"result":[{');
  });

  test('answers tell the limits that REST counts too, if they are wanted', async () => {
    const client = await connect(exchange.urls.websocketApi);
    const depth = { id: 1, method: 'depth', params: { symbol: 'BTCUSDT', limit: 1000 } };
    const weight = (count: number) => ({
      rateLimitType: 'REQUEST_WEIGHT',
      interval: 'MINUTE',
      intervalNum: 1,
      limit: 2400,
      count,
    });
    expect((await client.ask(depth)).rateLimits).toEqual([weight(25)]); // 5 of them for the handshake
    await place();
    expect((await client.ask(signed('order.place', LIMIT))).rateLimits).toEqual([
      weight(25),
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300, count: 2 },
      { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200, count: 2 },
    ]);
    depth.params = { ...depth.params, returnRateLimits: false } as never;
    expect(await client.ask(depth)).not.toHaveProperty('rateLimits');
    exchange.weightLimit = 50;
    expect(await client.ask({ id: 1, method: 'depth', params: { symbol: 'BTCUSDT' } })).toMatchObject({
      status: 429,
      error: { code: -1003 },
    });
    await expect(connect(exchange.urls.websocketApi)).rejects.toThrow('429');
    exchange.weightLimit = Infinity;
    const quiet = await connect(`${exchange.urls.websocketApi}?returnRateLimits=false`);
    expect(await quiet.ask({ id: 1, method: 'ticker.book' })).not.toHaveProperty('rateLimits');
  });

  test('a session takes the place of key and signature until it is ended', async () => {
    const client = await connect(exchange.urls.websocketApi);
    const status = { id: 's', method: 'session.status' };
    const balance = (timestamp = exchange.now()) => ({ id: 'b', method: 'v2/account.balance', params: { timestamp } });
    const logon = () => signed('session.logon', {}, ed25519Sign, 'ed25519-key');
    expect(await client.ask(status)).toMatchObject({ status: 200, result: { apiKey: null, authorizedSince: null } });
    expect(await client.ask(signed('session.logon'))).toMatchObject({ status: 400, error: { code: -4056 } });
    expect(await client.ask(signed('session.logon', {}, hmac, 'ed25519-key'))).toMatchObject({
      error: { code: -1022 },
    });
    expect(await client.ask(balance())).toMatchObject({ error: { code: -1102 } });
    expect(await client.ask(logon())).toMatchObject({ result: { apiKey: 'ed25519-key', returnRateLimits: true } });
    expect(await client.ask(balance())).toMatchObject({ id: 'b', status: 200 });
    expect(await client.ask(balance(1))).toMatchObject({ error: { code: -1021 } });
    expect(await client.ask({ id: 'k', method: 'userDataStream.start' })).toMatchObject({
      result: { listenKey: expect.any(String) },
    });
    expect(await client.ask({ id: 'o', method: 'session.logout' })).toMatchObject({ result: { apiKey: null } });
    expect(await client.ask(balance())).toMatchObject({ error: { code: -1102 } });
    await client.ask(logon());
    const before = client.texts.length;
    exchange.revokeSession();
    expect((await client.received(before + 1)).at(-1)).toMatchObject({ id: null, status: 401, error: { code: -2015 } });
    expect(await client.ask(status)).toMatchObject({ result: { apiKey: null } });
  });

  const { root } = portableAsyncApi('spec', 'websocket-api');
  const requests = Object.entries(
    (root['components'] as { [section: string]: { [name: string]: JsonObject } })['messages']!,
  ).filter(([name]) => name.endsWith('Request') && !name.startsWith('session'));
  /** No such order, nothing to cancel, no listenKey: the request itself is right. */
  const STATE_CODES = [-2013, -2011, -1125];
  test.each(requests)('%s: the documented requests are accepted', async (_, message) => {
    const client = await connect(exchange.urls.websocketApi);
    for (const { payload } of message['examples'] as any[]) {
      const { apiKey: _, signature: __, timestamp: ___, ...params } = payload.params ?? {};
      const texts = Object.entries(params).map(([name, value]) => [
        name,
        typeof value === 'bigint' ? String(value) : JSON.stringify(value),
      ]);
      const keyed = (payload.params?.apiKey ?? payload.params?.timestamp) !== undefined;
      const frame = keyed ? signed(payload.method, Object.fromEntries(texts)) : JSON.stringify(payload);
      const { status, error } = await client.ask(frame);
      if (status !== 200) expect(STATE_CODES, JSON.stringify(error)).toContain(error?.code);
    }
  });
});

describe('faults', () => {
  const stream = 'btcusdt@aggTrade';
  const open = () => connect(`${exchange.urls.market}/ws/${stream}`);
  /** What a client receives for the events 1, 2 and 3. */
  async function seen(fault: SocketFault, count: number): Promise<any[]> {
    const client = await open();
    exchange.sockets.fault('market', fault);
    for (const event of ['1', '2', '3']) exchange.send(stream, event);
    return client.received(count);
  }

  test('handshakes are refused or never answered, as often as wanted', async () => {
    exchange.sockets.fault('market', { kind: 'refuse', times: 1 });
    await expect(open()).rejects.toThrow('503');
    await open();
    exchange.sockets.fault('*', { kind: 'hang', times: 1 });
    await expect(connect(`${exchange.urls.public}/ws`, { handshakeTimeout: 100 })).rejects.toThrow(
      'Opening handshake has timed out',
    );
    await connect(`${exchange.urls.public}/ws`);
  });

  test('events come twice, in another order, late, after garbage, or not at all', async () => {
    expect(await seen({ kind: 'duplicate' }, 6)).toEqual([1, 1, 2, 2, 3, 3]);
    expect(await seen({ kind: 'malformed', text: '{' }, 6)).toEqual(['{', 1, '{', 2, '{', 3]);
    const unknown = { e: 'news' };
    expect(await seen({ kind: 'unknownEvent', payload: unknown }, 6)).toEqual([unknown, 1, unknown, 2, unknown, 3]);
    const started = Date.now();
    expect(await seen({ kind: 'slow', ms: 200 }, 3)).toEqual([1, 2, 3]);
    expect(Date.now() - started).toBeGreaterThan(190);

    const swapped = await open();
    exchange.sockets.fault('market', { kind: 'reorder' });
    for (const event of ['1', '2', '3']) exchange.send(stream, event);
    expect(await swapped.received(2)).toEqual([2, 1]);
    exchange.sockets.fault('market', undefined);
    expect(await swapped.received(3)).toEqual([2, 1, 3]);

    exchange.sockets.fault('market', { kind: 'silent' });
    expect(await swapped.ask(subscribe('x@aggTrade'))).toEqual(CONFIRMED);
    expect(exchange.send(stream, aggTrade)).toBe(0);
  });

  test('control messages are answered late or refused', async () => {
    const client = await open();
    exchange.sockets.fault('market', { kind: 'delayAcknowledgement', ms: 200 });
    const started = Date.now();
    expect(await client.ask(subscribe('x@aggTrade'))).toEqual(CONFIRMED);
    expect(Date.now() - started).toBeGreaterThan(190);
    exchange.sockets.fault('market', { kind: 'refuseSubscription', code: 9, msg: 'no' });
    expect(await client.ask(subscribe('y@aggTrade'))).toEqual({ error: { code: 9, msg: 'no' }, id: 1 });
    expect(exchange.send('y@aggTrade', '1')).toBe(0);
  });

  test('a half open connection is dead, but open, until the fault ends', async () => {
    const client = await open();
    const pongs: string[] = [];
    client.ws.on('pong', (data) => pongs.push(data.toString()));
    exchange.sockets.fault('market', { kind: 'halfOpen' });
    client.ws.ping('late');
    client.ws.send(JSON.stringify(subscribe('x@aggTrade')));
    expect(exchange.send(stream, aggTrade)).toBe(0);
    await open(); // others are not concerned
    expect(exchange.send(stream, aggTrade)).toBe(1);
    await pause(30); // Only time shows that nothing comes.
    expect([pongs, client.texts, client.ws.readyState]).toEqual([[], [], WebSocket.OPEN]);
    expect(exchange.sockets.open).toHaveLength(2);
    exchange.sockets.fault('market', undefined);
    expect(await client.received(1)).toEqual([CONFIRMED]);
    expect(pongs).toEqual(['late']);
  });

  test('requests take effect without an answer', async () => {
    const client = await connect(exchange.urls.websocketApi);
    const start = { id: 1, method: 'userDataStream.start', params: { apiKey: 'hmac-key' } };
    exchange.sockets.fault('websocketApi', { kind: 'noAnswer', method: 'userDataStream.start', times: 1 });
    client.ws.send(JSON.stringify(start));
    expect(await client.ask({ id: 2, method: 'ticker.price' })).toMatchObject({ id: 2 });
    expect(exchange.sendUserEvent('1')).toBe(0);
    expect(await rest('PUT', '/fapi/v1/listenKey')).toHaveProperty('listenKey');
    exchange.sockets.fault('*', { kind: 'dropAfterRequest', times: 1 });
    client.ws.send(JSON.stringify({ ...start, method: 'userDataStream.stop' }));
    expect(await client.closed).toBe(1006);
    expect(await rest('PUT', '/fapi/v1/listenKey')).toMatchObject({ code: -1125 });
  });

  test('reset ends them and forgets frames and refusals', async () => {
    exchange.sockets.fault('*', { kind: 'refuse' });
    exchange.sockets.lifetimeMs = 1;
    exchange.reset();
    const client = await open();
    await client.ask(subscribe('x@aggTrade'));
    expect(exchange.frames).toHaveLength(1);
    exchange.reset();
    expect([exchange.frames, exchange.refusals, client.ws.readyState]).toEqual([[], [], WebSocket.OPEN]);
  });

  test('close ends connections and handshakes that hang', async () => {
    const other = await startExchange();
    other.sockets.fault('public', { kind: 'hang' });
    const trust = { ca: other.certificate };
    const client = new WebSocket(`${other.urls.market}/ws`, trust);
    await new Promise((done) => client.on('open', done));
    const ended = new Promise((done) => client.on('close', done));
    const hanging = connect(`${other.urls.public}/ws`, trust);
    const failed = expect(hanging).rejects.toThrow();
    await vi.waitFor(() => expect(other.connections).toBe(2));
    await other.close();
    expect(await ended).toBe(1006);
    await failed;
  });
});
