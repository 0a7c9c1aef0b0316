// The user data stream: its listenKey, its events in order, and what happens when either is lost.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Client, ClientOptions, Gap, Notice, UserDataEvent, UserDataOptions } from '../../src/index.js';
import { startExchange, type Exchange } from '../exchange/exchange.js';
import { closeClients, openClient } from '../support/client.js';
import { limitOrder } from '../support/orders.js';
import { until } from '../support/until.js';

let exchange: Exchange;
let client: Client;
let notices: Notice[];

const connect = (options: ClientOptions = {}) =>
  openClient(exchange, {
    apiKey: 'key',
    apiSecret: 'secret',
    onNotice: (notice) => notices.push(notice),
    ...options,
  });

beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());
beforeEach(() => {
  notices = [];
  client = connect();
});
afterEach(async () => {
  await closeClients();
  exchange.reset();
  expect(exchange.violations).toEqual([]);
});

const routes = () => exchange.requests.map(({ method, path }) => `${method} ${path}`);
const LISTEN_KEY = '/fapi/v1/listenKey';

/** Opens the stream and collects what it hands out. */
async function open(from = client, options: UserDataOptions = {}) {
  const events: UserDataEvent[] = [];
  const gaps: Gap[] = [];
  const stream = await from.userData((event) => events.push(event), { onGap: (gap) => gaps.push(gap), ...options });
  return { events, gaps, stream };
}
const trades = (events: readonly UserDataEvent[]) =>
  events.flatMap((event) => (event.eventType === 'TRADE_LITE' ? [event.tradeId] : []));
const fill = (tradeId: number) =>
  `{"e":"TRADE_LITE","E":${tradeId},"T":1,"s":"BTCUSDT","q":"1","p":"1","m":true,"c":"a","S":"BUY","L":"1","l":"1","t":${tradeId},"i":8389765519993908929}`;

test('the key is made, orders are told in their order, and the key is left to the account', async () => {
  const { events, stream } = await open();
  const { orderId } = await client.rest.newOrder(limitOrder);
  await client.rest.cancelOrder({ symbol: 'BTCUSDT', orderId });
  await until(() => events.length === 2, 'both events');
  expect(events).toMatchObject([
    { eventType: 'ORDER_TRADE_UPDATE', order: { orderId, executionType: 'NEW', status: 'NEW', price: '59000.0' } },
    { eventType: 'ORDER_TRADE_UPDATE', order: { orderId, executionType: 'CANCELED', status: 'CANCELED' } },
  ]);
  expect(exchange.sockets.open).toMatchObject([
    { route: 'private', url: expect.stringMatching(/^\/private\/ws\/\w{64}$/) },
  ]);
  await stream.close();
  expect(routes()).not.toContain(`DELETE ${LISTEN_KEY}`);
});

test('the key is ended with its stream where that is asked for', async () => {
  const { stream } = await open(client, { closesListenKey: true });
  await stream.close();
  expect(routes()).toEqual([`POST ${LISTEN_KEY}`, `DELETE ${LISTEN_KEY}`]);
});

test('handlers are chosen by the kind of event', async () => {
  const told: string[] = [];
  await client.userData({
    onOrderTradeUpdate: ({ order: { executionType } }) => told.push(executionType),
    onTradeLite: ({ lastFilledQty }) => told.push(`lite ${lastFilledQty}`),
  });
  await client.rest.newOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.010' });
  await until(() => told.length === 3, 'all events');
  expect(told).toEqual(['NEW', 'lite 0.010', 'TRADE']);
});

test('the key is kept alive', async () => {
  await open(client, { keepAliveMs: 30 });
  await until(() => routes().length > 2, 'the second time');
  expect(routes().slice(0, 3)).toEqual([`POST ${LISTEN_KEY}`, `PUT ${LISTEN_KEY}`, `PUT ${LISTEN_KEY}`]);
});

test('a key that is gone is replaced, with a gap', async () => {
  const { events, gaps } = await open(client, { keepAliveMs: 30 });
  exchange.answer(`PUT ${LISTEN_KEY}`, {
    status: 400,
    body: '{"code":-1125,"msg":"This listenKey does not exist."}',
    times: 1,
  });
  await until(() => gaps.length === 1, 'the gap');
  expect(gaps[0]).toMatchObject({ stream: 'userData', reason: 'the listenKey is gone' });
  await client.rest.newOrder(limitOrder);
  await until(() => events.length === 1, 'the event');
});

test('a key that expires is told and replaced, with a gap', async () => {
  const { events, gaps } = await open();
  const [before] = exchange.sockets.open;
  exchange.expireListenKey();
  await until(() => gaps.length === 1, 'the gap');
  expect(events).toMatchObject([{ eventType: 'listenKeyExpired' }]);
  expect(gaps[0]).toMatchObject({ reason: 'the listenKey expired', lastEvent: { eventType: 'listenKeyExpired' } });
  expect(exchange.sockets.open.map(({ url }) => url)).not.toContain(before!.url);
  await client.rest.newOrder(limitOrder);
  await until(() => events.length === 2, 'the event');
});

test('a drop is a gap, a rotation is none', async () => {
  const { events, gaps, stream } = await open();
  exchange.sendUserEvent(fill(1));
  await until(() => events.length === 1, 'the first event');
  exchange.sockets.drop('private');
  await until(() => gaps.length === 1, 'the gap');
  const rotation = stream.rotate();
  for (let id = 2; id <= 60; id++) {
    exchange.sendUserEvent(fill(id));
    if (id % 5 === 0) await until(() => trades(events).at(-1) === id, 'the events so far');
  }
  await rotation;
  exchange.sendUserEvent(fill(61));
  await until(() => trades(events).at(-1) === 61, 'the last event');
  expect(trades(events)).toEqual(Array.from({ length: 61 }, (_, index) => index + 1));
  expect(gaps).toHaveLength(1);
});

test('unknown events are handed out as text', async () => {
  const unknown: string[] = [];
  await client.userData({}, { onUnknown: ({ raw }) => unknown.push(raw) });
  exchange.sendUserEvent('{"e":"uniMMRDrop","E":1}');
  await until(() => unknown.length === 1, 'the event');
  expect(unknown).toEqual(['{"e":"uniMMRDrop","E":1}']);
  expect(notices.filter(({ kind }) => kind === 'drift')).toMatchObject([{ event: 'uniMMRDrop' }]);
});

test('a wrong key rejects with the error of the exchange, and leaves nothing behind', async () => {
  const stranger = connect({ apiKey: 'other' });
  await expect(stranger.userData(() => {})).rejects.toMatchObject({ name: 'ExchangeError', code: -2015 });
  expect(exchange.sockets.open).toEqual([]);
  await stranger.close();
  const nobody = openClient(exchange);
  await expect(nobody.userData(() => {})).rejects.toMatchObject({ name: 'ArgumentError', parameter: 'apiKey' });
  await nobody.close();
});
