// `onTraffic`: everything that goes over the wire, to the byte, and no secret.
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ClientOptions, Notice, TrafficRecord } from '../src/index.js';
import { createRedactor } from '../src/traffic.js';
import { startExchange, type Exchange } from './exchange/exchange.js';
import { closeClients, openClient } from './support/client.js';
import { limitOrder } from './support/orders.js';
import { until } from './support/until.js';

const API_KEY = 'k3yOf64Characters'.padEnd(64, 'Xy7');
const SECRET = 's3cret'.padEnd(64, 'Zq9');
const ed25519 = generateKeyPairSync('ed25519');
const ID = '8389765519993908929';

let exchange: Exchange;
let records: TrafficRecord[];
let notices: Notice[];

const connect = (options: ClientOptions = { apiKey: API_KEY, apiSecret: SECRET }) =>
  openClient(exchange, {
    onNotice: (notice) => notices.push(notice),
    onTraffic: (record) => records.push(record),
    ...options,
  });

beforeAll(async () => {
  exchange = await startExchange({
    accounts: [
      { apiKey: API_KEY, verify: { kind: 'hmac', secret: SECRET } },
      { apiKey: `ed${API_KEY}`, verify: { kind: 'ed25519', publicKey: ed25519.publicKey } },
    ],
  });
});
afterAll(() => exchange.close());
beforeEach(() => {
  records = [];
  notices = [];
});
afterEach(async () => {
  await closeClients();
  exchange.reset();
});

const said = () => JSON.stringify(records);
const received = () => records.filter(({ direction }) => direction === 'received').map(({ text }) => text);

test('REST: URL and answer of each attempt, signed or not', async () => {
  exchange.setNextOrderId(BigInt(ID));
  const client = connect();
  await client.rest.serverTime();
  await client.rest.newOrder(limitOrder);
  await expect(client.rest.queryOrder({ symbol: 'BTCUSDT', orderId: '1' })).rejects.toThrow('-2013');
  const [, answer, signed, placed, , refused] = records;
  expect(records).toHaveLength(6);
  expect(answer).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    source: `${exchange.url}/fapi/v1/time`,
    direction: 'received',
    method: 'GET',
    status: 200,
    text: expect.stringMatching(/^\{"serverTime":\d{13}\}$/),
  });
  expect(signed).toMatchObject({ direction: 'sent', method: 'POST', text: '' });
  expect(signed!.source).toMatch(/\/fapi\/v1\/order\?symbol=BTCUSDT&.*&timestamp=\d+&signature=\*\*\*$/);
  expect(placed!.text).toContain(`"orderId":${ID},`);
  expect(refused).toMatchObject({ status: 400, text: '{"code":-2013,"msg":"Order does not exist."}' });
  const signatures = exchange.requests.flatMap(({ query }) => /signature=(\w{64})/.exec(query)?.[1] ?? []);
  expect(signatures).toHaveLength(2);
  for (const secret of [API_KEY, SECRET, ...signatures]) expect(said()).not.toContain(secret);
});

test('market streams: frames to the byte, with their route', async () => {
  const client = connect();
  const events: unknown[] = [];
  await client.streams.aggTrade({ symbol: 'BTCUSDT' }, (event) => events.push(event));
  const data = `{ "e":"aggTrade","E":1,"a":${ID},"s":"BTCUSDT","p":"1.10","q":"1","nq":"1","f":1,"l":1,"T":1,"m":true,"x":"\\u00e9 ₮" }`;
  exchange.send('btcusdt@aggTrade', data);
  await until(() => received().length === 2, 'the event');
  const frames = records.map(({ direction, text }) => [direction, text]);
  expect(frames).toEqual([
    ['sent', exchange.frames[0]!.text],
    ['received', '{"result":null,"id":1}'],
    ['received', `{"stream":"btcusdt@aggTrade","data":${data}}`],
  ]);
  expect(new Set(records.map(({ source }) => source))).toEqual(new Set([`${exchange.urls.market}/stream`]));
  expect(records[0]).not.toHaveProperty('method');
});

test('user data: no listenKey anywhere, neither the first nor the one after it', async () => {
  const client = connect();
  const events: { eventType: string }[] = [];
  await client.userData((event) => events.push(event));
  const [first] = exchange.sockets.open;
  exchange.expireListenKey();
  await until(() => exchange.sockets.open.some(({ url }) => url !== first!.url), 'the next connection');
  const [second] = exchange.sockets.open;
  await client.rest.newOrder(limitOrder);
  await until(() => events.length === 2, 'both events');
  await client.close();
  const keys = [first!, second!].map(({ url }) => url.split('/ws/')[1]!);
  for (const key of keys) {
    expect(key).toMatch(/^\w{64}$/);
    expect(said()).not.toContain(key);
  }
  expect(received()).toContain('{"listenKey":"***"}');
  expect(received().find((text) => text.includes('listenKeyExpired'))).toMatch(/"listenKey":"\*\*\*"/);
  const frame = records.find(({ text }) => text.includes('ORDER_TRADE_UPDATE'));
  expect(frame!.source).toBe(`${exchange.urls.private}/ws/***`);
});

test.each<[string, ClientOptions]>([
  ['each request signed', { apiKey: API_KEY, apiSecret: SECRET }],
  ['a session logged on', { apiKey: `ed${API_KEY}`, privateKey: ed25519.privateKey }],
])('WebSocket API, %s', async (_, keys) => {
  exchange.setNextOrderId(BigInt(ID));
  const client = connect(keys);
  await client.websocketApi.newOrder(limitOrder);
  await client.websocketApi.startUserDataStream();
  const signatures = exchange.frames.flatMap(({ text }) => /"signature":"([^"]+)"/.exec(text)?.[1] ?? []);
  expect(signatures.length).toBeGreaterThan(0);
  for (const secret of [API_KEY, SECRET, ...signatures]) expect(said()).not.toContain(secret);
  const sent = records.filter(({ direction }) => direction === 'sent');
  expect(sent.map(({ text }) => text)).toEqual(
    exchange.frames.map(({ text }) => text.replace(/("(?:apiKey|signature)":")[^"]+/g, '$1***')),
  );
  expect(received().some((text) => text.includes(`"orderId":${ID},`))).toBe(true);
  expect(received().at(-1)).toContain('"listenKey":"***"');
  expect(records[0]!.source).toBe(exchange.urls.websocketApi);
});

test('what the hook throws harms nobody, and is told', async () => {
  const client = connect({
    onTraffic: () => {
      throw new Error('the disk is full');
    },
  });
  const { serverTime } = await client.rest.serverTime();
  expect(serverTime).toBeGreaterThan(0);
  expect(notices).toMatchObject([
    { kind: 'error', place: 'onTraffic', error: { message: 'the disk is full' } },
    { kind: 'error', place: 'onTraffic' },
  ]);
});

test('secrets that are known are hidden wherever they stand, short ones in their fields only', () => {
  const redactor = createRedactor(['myApiKey1', 'key']);
  expect(redactor.text('["pqia91ma","key"]')).toBe('["pqia91ma","key"]');
  expect(redactor.text('{"listenKey":"pqia91ma"}')).toBe('{"listenKey":"***"}');
  expect(redactor.text('["pqia91ma","myApiKey1"]')).toBe('["***","***"]');
  expect(redactor.url('wss://h/ws/pqia91ma?x=myApiKey1&apiKey=key')).toBe('wss://h/ws/***?x=***&apiKey=***');
});

test('listenKeys that no answer gave are hidden by their form, names of streams are not', () => {
  const redactor = createRedactor([undefined]);
  const url = (given: string) => redactor.url(given);
  const text = (given: string) => redactor.text(given);
  const key = 'pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1';
  const name = 'btcusdt_perpetual@continuousKline_1m';
  expect(url(`wss://h/private/ws/${key}`)).toBe('wss://h/private/ws/***');
  expect(url(`wss://h/stream?streams=${name}/${key}/tradingSession`)).toBe(
    `wss://h/stream?streams=${name}/***/tradingSession`,
  );
  expect(url(`wss://h/ws?listenKey=${key}&events=A`)).toBe('wss://h/ws?listenKey=***&events=A');
  expect(text(`{"stream":"${key}","data":{"i":${ID}}}`)).toBe(`{"stream":"***","data":{"i":${ID}}}`);
  expect(text(`{"stream":"${name}"}`)).toBe(`{"stream":"${name}"}`);
  expect(text('{"listenKey" : "a\\/b"}')).toBe('{"listenKey" : "***"}');
  expect(text(JSON.stringify({ raw: '{"listenKey":"a"}' }))).toBe(JSON.stringify({ raw: '{"listenKey":"***"}' }));
});
