// 100,000 events through forced disconnects and rotations, and 3,000 subscriptions: what arrives, and what is told of the rest.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gap, Notice } from '../../src/index.js';
import { startExchange, type Exchange } from '../exchange/exchange.js';
import { closeClients, openClient } from '../support/client.js';
import { until } from '../support/until.js';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(async () => {
  await closeClients();
  await exchange.close();
});

/** Text of a numbered trade: made by hand, since validating 100,000 objects is not what this is about. */
const trade = (symbol: string, id: number) =>
  `{"e":"aggTrade","E":${1788220800000 + id},"a":${id},"s":"${symbol}","p":"1","q":"1","f":${id},"l":${id},"T":${1788220800000 + id},"m":true}`;

test('100,000 events, 10 drops and 10 rotations: nothing doubled, nothing lost but what gaps tell', async () => {
  const symbols = ['BTCUSDT', 'ETHUSDT'];
  const client = openClient(exchange, { onNotice: () => {} });
  const seen = new Map(symbols.map((symbol) => [symbol, [] as (number | Gap)[]]));
  for (const symbol of symbols) {
    await client.streams.aggTrade({ symbol }, (event) => seen.get(symbol)!.push(event.aggTradeId), {
      onGap: (gap) => seen.get(symbol)!.push(gap),
    });
  }
  let sent = 0;
  const sendSome = (count: number) => {
    for (const end = sent + count; sent < end; sent++) {
      for (const symbol of symbols) exchange.send(`${symbol.toLowerCase()}@aggTrade`, trade(symbol, sent));
    }
  };
  const lastOf = (symbol: string) => seen.get(symbol)!.findLast((item) => typeof item === 'number');
  for (let round = 0; round < 20; round++) {
    if (round % 2 === 0) {
      const rotation = client.rotate();
      for (let part = 0; part < 5; part++) {
        sendSome(500);
        await until(() => symbols.every((symbol) => lastOf(symbol) === sent - 1), 'the events so far');
      }
      await rotation;
    } else {
      sendSome(1000);
      const opened = exchange.sockets.opened;
      exchange.sockets.drop('market');
      sendSome(500);
      await until(() => exchange.sockets.opened > opened, 'the next connection');
      sendSome(1000);
      const gapsOf = (symbol: string) => seen.get(symbol)!.filter((item) => typeof item === 'object').length;
      await until(() => symbols.every((symbol) => gapsOf(symbol) === (round + 1) / 2), 'the gap');
      expect(exchange.sockets.opened).toBe(opened + 1);
    }
  }
  sendSome(500);
  await until(() => symbols.every((symbol) => lastOf(symbol) === sent - 1), 'the last event');

  for (const symbol of symbols) {
    const items = seen.get(symbol)!;
    let last = -1;
    let gaps = 0;
    let mayMiss = false;
    for (const item of items) {
      if (typeof item === 'object') {
        expect(item).toMatchObject({ stream: `${symbol.toLowerCase()}@aggTrade`, lastEvent: { aggTradeId: last } });
        gaps++;
        mayMiss = true;
        continue;
      }
      if (mayMiss) expect(item).toBeGreaterThan(last);
      else if (item !== last + 1) expect(item).toBe(last + 1);
      last = item;
      mayMiss = false;
    }
    expect(gaps).toBe(10);
  }
  await client.close();
  expect(exchange.refusals).toEqual([]);
  expect(exchange.sockets.open).toEqual([]);
}, 60_000);

test('3,000 subscriptions in one turn share 3 connections and keep to the limits', async () => {
  exchange.reset();
  await until(() => exchange.sockets.open.length === 0, 'the end of earlier connections');
  const notices: Notice[] = [];
  const client = openClient(exchange, { onNotice: (notice) => notices.push(notice) });
  const heard = new Set<string>();
  const names = Array.from({ length: 3000 }, (_, index) => `S${index}USDT`);
  const subscriptions = await Promise.all(
    names.map((symbol) => client.streams.aggTrade({ symbol }, (event) => heard.add(event.symbol))),
  );
  expect(exchange.sockets.open.map(({ streams }) => streams.length)).toEqual([1024, 1024, 952]);
  expect(exchange.refusals).toEqual([]);
  names.forEach((symbol, id) => exchange.send(`${symbol.toLowerCase()}@aggTrade`, trade(symbol, id)));
  await until(() => heard.size === names.length, 'every event');
  await Promise.all(subscriptions.slice(0, 2000).map((subscription) => subscription.close()));
  await until(
    () => exchange.sockets.open.reduce((sum, { streams }) => sum + streams.length, 0) === 1000,
    'the end of 2,000',
  );
  expect(exchange.refusals).toEqual([]);
  await client.close();
  expect(notices.filter(({ kind }) => kind !== 'state' && kind !== 'latency')).toEqual([]);
}, 60_000);
