// Market streams against an exchange that misbehaves: one test for each fault, and for each change of a socket's state.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client, ClientOptions, Gap, Notice } from '../../src/index.js';
import { startExchange, type Exchange } from '../exchange/exchange.js';
import { closeClients, openClient } from '../support/client.js';
import { until } from '../support/until.js';

let exchange: Exchange;
let client: Client;
let notices: Notice[];

/** A client that finds a dead connection at once. */
const connect = (options: ClientOptions = {}) =>
  openClient(exchange, { heartbeatMs: 100, onNotice: (notice) => notices.push(notice), ...options });

beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());
beforeEach(() => {
  notices = [];
  client = connect();
});
afterEach(async () => {
  exchange.reset();
  await closeClients();
  await until(() => exchange.sockets.open.length === 0, 'the end of all connections');
});

const trade = (id: number) => ({
  e: 'aggTrade',
  E: 1788220800000 + id,
  a: id,
  s: 'BTCUSDT',
  p: '61000.00',
  q: '0.120',
  nq: '0.120',
  f: id,
  l: id,
  T: 1788220800000 + id,
  m: false,
});
const STREAM = 'btcusdt@aggTrade';
const send = (id: number) => exchange.send(STREAM, trade(id));
const states = (connection = 'market-1') =>
  notices.flatMap((notice) => (notice.kind === 'state' && notice.connection === connection ? [notice.state] : []));

/** Subscribes, and collects ids and gaps in their order. */
async function collect(from = client): Promise<(number | Gap)[]> {
  const items: (number | Gap)[] = [];
  await from.streams.aggTrade({ symbol: 'BTCUSDT' }, ({ aggTradeId }) => items.push(aggTradeId), {
    onGap: (gap) => items.push(gap),
  });
  return items;
}
const gapsOf = (items: readonly (number | Gap)[]) => items.filter((item) => typeof item === 'object');
const last = (items: readonly (number | Gap)[]) => items.at(-1);

describe('faults', () => {
  test('a drop: one gap, then the stream goes on', async () => {
    const items = await collect();
    send(1);
    await until(() => last(items) === 1, 'the first event');
    exchange.sockets.drop('market');
    await until(() => gapsOf(items).length === 1, 'the gap');
    send(2);
    await until(() => last(items) === 2, 'the next event');
    expect(items).toEqual([
      1,
      expect.objectContaining({
        stream: STREAM,
        lastEvent: expect.objectContaining({ aggTradeId: 1 }),
        missing: undefined,
      }),
      2,
    ]);
    expect(notices.filter(({ kind }) => kind === 'gap')).toHaveLength(1);
    expect(states()).toEqual(['connecting', 'open', 'reconnecting', 'open']);
  });

  test('a half-open connection is found by the heartbeat', async () => {
    const items = await collect();
    exchange.sockets.fault('market', { kind: 'halfOpen' });
    await until(() => gapsOf(items).length === 1, 'the gap');
    expect(gapsOf(items)[0]!.reason).toBe('no sign of life for 100 ms');
    exchange.sockets.fault('market', undefined);
    send(1);
    await until(() => last(items) === 1, 'the event');
  });

  test('so is one that was born in a rotation', async () => {
    const items = await collect();
    await client.rotate();
    exchange.sockets.fault('market', { kind: 'halfOpen' });
    await until(() => gapsOf(items).length === 1, 'the gap');
    expect(gapsOf(items)[0]!.reason).toBe('no sign of life for 100 ms');
    exchange.sockets.fault('market', undefined);
    exchange.sockets.drop('market');
    await until(() => gapsOf(items).length === 2, 'the second gap');
    send(1);
    await until(() => last(items) === 1, 'the event');
    expect(items).toEqual([expect.any(Object), expect.any(Object), 1]);
  });

  test.each(['refuse', 'hang'] as const)('a connection that meets "%s" is tried again', async (kind) => {
    await client.close();
    client = connect({ timeoutMs: 150 });
    exchange.sockets.fault('market', { kind, times: 2 });
    const items = await collect();
    send(1);
    await until(() => last(items) === 1, 'the event');
    expect(states().slice(0, 3)).toEqual(['connecting', 'connecting', 'connecting']);
  });

  test('a subscription waits for its acknowledgement', async () => {
    exchange.sockets.fault('market', { kind: 'delayAcknowledgement', ms: 150 });
    const start = Date.now();
    await collect();
    expect(Date.now() - start).toBeGreaterThanOrEqual(140);
  });

  test('a refused subscription rejects with the error of the exchange, and harms no other', async () => {
    const items = await collect();
    exchange.sockets.fault('market', {
      kind: 'refuseSubscription',
      code: 2,
      msg: 'Invalid request: too many parameters',
    });
    await expect(client.streams.markPrice({ symbol: 'BTCUSDT' }, () => {})).rejects.toMatchObject({
      name: 'ExchangeError',
      code: 2,
      exchangeMessage: 'Invalid request: too many parameters',
      advice: 'Leave them out.',
    });
    send(1);
    await until(() => last(items) === 1, 'the event');
  });

  test('a stream that was accepted but stays silent is told, where it should send all the time', async () => {
    exchange.sockets.fault('market', { kind: 'silent' });
    await client.streams.aggTrade({ symbol: 'BTCUSDT' }, () => {});
    await client.streams.markPrice({ symbol: 'BTCUSDT', updateSpeed: '1s' }, () => {}, { silenceMs: 50 });
    await until(() => notices.some(({ kind }) => kind === 'silence'), 'the notice');
    expect(notices.filter(({ kind }) => kind === 'silence')).toMatchObject([{ stream: 'btcusdt@markPrice@1s' }]);
  });

  test('an exact repetition is handed out once', async () => {
    const items = await collect();
    exchange.sockets.fault('market', { kind: 'duplicate' });
    for (const id of [1, 2, 3]) send(id);
    await until(() => last(items) === 3, 'the last event');
    expect(items).toEqual([1, 2, 3]);
  });

  test('another order is handed out as it comes', async () => {
    const items = await collect();
    exchange.sockets.fault('market', { kind: 'reorder' });
    for (const id of [1, 2, 3, 4]) send(id);
    await until(() => items.length === 4, 'all events');
    expect(items).toEqual([2, 1, 4, 3]);
  });

  test('the cut of an old connection is a gap', async () => {
    const items = await collect();
    exchange.sockets.lifetimeMs = 150;
    await until(() => gapsOf(items).length > 0, 'the gap');
    expect(gapsOf(items)[0]!.reason).toBe('the connection was closed (code 1001)');
  });

  test('a connection that is replaced in time meets no cut', async () => {
    await client.close();
    client = connect({ rotateAfterMs: 100 });
    const items = await collect();
    let sent = 0;
    await until(() => {
      send(++sent);
      return states().filter((state) => state === 'rotating').length > 1 && states().at(-1) === 'open';
    }, 'the second rotation');
    await until(() => last(items) === sent, 'the last event');
    expect(items).toEqual(Array.from({ length: sent }, (_, index) => index + 1));
  });

  test('a slow connection loses nothing', async () => {
    const items = await collect();
    exchange.sockets.fault('market', { kind: 'slow', ms: 40 });
    for (const id of [1, 2, 3]) send(id);
    await until(() => last(items) === 3, 'the last event');
    expect(items).toEqual([1, 2, 3]);
  });

  test('a malformed frame is told, and the stream goes on', async () => {
    const items = await collect();
    exchange.sockets.fault('market', { kind: 'malformed', text: '{"stream":"btcusdt@aggTrade","data":{' });
    send(1);
    await until(() => last(items) === 1, 'the event');
    expect(notices.filter(({ kind }) => kind === 'error')).toMatchObject([
      { place: 'market-1', error: { name: 'DecodeError' } },
    ]);
  });

  test('an unknown event is told, and the stream goes on', async () => {
    const items = await collect();
    exchange.sockets.fault('market', { kind: 'unknownEvent', payload: { e: 'lottery', E: 1 } });
    send(1);
    await until(() => last(items) === 1, 'the event');
    expect(items).toEqual([1]);
    expect(notices.filter(({ kind }) => kind === 'drift')).toMatchObject([
      { drift: 'unknown-event', event: 'lottery', count: 1 },
    ]);
  });

  test('a URL without a route stays silent, which is told', async () => {
    await client.close();
    client = connect({ environment: { urls: { market: exchange.urls.market.replace('/market', '') } } });
    await client.streams.markPrice({ symbol: 'BTCUSDT' }, () => {}, { silenceMs: 50 });
    await until(() => notices.some(({ kind }) => kind === 'silence'), 'the notice');
    expect(notices.filter(({ kind }) => kind === 'silence')).toEqual([
      { kind: 'silence', stream: 'btcusdt@markPrice', silentMs: expect.any(Number) },
    ]);
  });
});

describe('states', () => {
  test('a rotation that fails leaves the old connection in use, and is tried again', async () => {
    const items = await collect();
    exchange.sockets.fault('market', { kind: 'refuse', times: 1 });
    await client.rotate();
    expect(states()).toEqual(['connecting', 'open', 'rotating', 'open']);
    send(1);
    await until(() => states().length === 6, 'the second rotation');
    send(2);
    await until(() => last(items) === 2, 'the event');
    expect(items).toEqual([1, 2]);
    expect(states()).toEqual(['connecting', 'open', 'rotating', 'open', 'rotating', 'open']);
  });

  test('the old connection is lost while the new one takes over', async () => {
    await client.close();
    client = connect({ overlapMs: 200 });
    const items = await collect();
    const opened = exchange.sockets.opened;
    const rotation = client.rotate();
    await until(() => exchange.sockets.opened === opened + 1, 'the new connection');
    await until(() => exchange.sockets.open.every(({ streams }) => streams.length === 1), 'its subscription');
    send(1);
    exchange.sockets.drop('market');
    await rotation;
    send(2);
    await until(() => gapsOf(items).length === 1 && states().at(-1) === 'open', 'the gap');
    send(3);
    await until(() => last(items) === 3, 'the event');
    expect(gapsOf(items)).toMatchObject([{ stream: STREAM, reason: 'the connection was closed (code 1006)' }]);
    const ids = items.filter((item) => typeof item === 'number');
    expect(ids).toEqual([...new Set(ids)]);
  });

  test.each([
    ['port', 'wss://localhost:1/market'],
    ['name', 'wss://no-such-host.invalid/market'],
  ])('a wrong %s at the start: the subscription ends, and nothing is left', async (_, market) => {
    await client.close();
    client = connect({ environment: { urls: { market } }, subscribeTimeoutMs: 150 });
    await expect(collect()).rejects.toMatchObject({ name: 'TransportError', execution: 'rejected' });
    await until(() => states().at(-1) === 'closed', 'the end');
  });

  test('close while it connects, and close while it rotates', async () => {
    exchange.sockets.fault('market', { kind: 'hang' });
    const refused = expect(collect()).rejects.toMatchObject({ name: 'TransportError', execution: 'rejected' });
    await until(() => states().length > 0, 'the attempt');
    await client.close();
    await refused;
    expect(states().at(-1)).toBe('closed');
    exchange.sockets.fault('market', undefined);

    client = connect({ overlapMs: 5000 });
    await collect();
    const rotation = client.rotate();
    await until(() => exchange.sockets.open.length === 2, 'the new connection');
    await client.close();
    await rotation;
    await until(() => exchange.sockets.open.length === 0, 'the end of both');
  });

  test('nothing is left after close', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await client.close();
    const before = timers();
    client = connect({ apiKey: 'key', apiSecret: 'secret' });
    await collect();
    await client.userData(() => {});
    await client.websocketApi.orderBook({ symbol: 'BTCUSDT' });
    expect(timers()).toBeGreaterThan(before);
    await client.close();
    await client.close();
    await until(() => timers() <= before, 'the end of all timers');
    await expect(client.streams.aggTrade({ symbol: 'BTCUSDT' }, () => {})).rejects.toThrow('the client was closed');
  });
});

describe('subscriptions', () => {
  test('one stream is shared, and ends with its last subscription', async () => {
    const [one, two]: [number[], number[]] = [[], []];
    const first = await client.streams.aggTrade({ symbol: 'BTCUSDT' }, ({ aggTradeId }) => one.push(aggTradeId));
    const second = await client.streams.aggTrade({ symbol: 'btcusdt' }, ({ aggTradeId }) => two.push(aggTradeId));
    await client.streams.markPrice({ symbol: 'BTCUSDT' }, () => {});
    expect(exchange.sockets.open).toMatchObject([{ route: 'market', streams: [STREAM, 'btcusdt@markPrice'] }]);
    send(1);
    await until(() => two.length === 1, 'the event');
    await first.close();
    send(2);
    await until(() => two.length === 2, 'the event');
    await second.close();
    await until(() => exchange.sockets.open[0]?.streams.length === 1, 'the end of the stream');
    expect(one).toEqual([1]);
    const again = await collect();
    send(3);
    await until(() => last(again) === 3, 'the event after all');
  });

  test('streams that are asked for while others wait for their answer are not forgotten', async () => {
    exchange.sockets.fault('market', { kind: 'delayAcknowledgement', ms: 60 });
    const first = collect();
    await until(() => exchange.frames.some(({ text }) => text.includes('SUBSCRIBE')), 'the first request');
    await Promise.all([first, client.streams.markPrice({ symbol: 'BTCUSDT' }, () => {})]);
    expect(exchange.sockets.open).toMatchObject([{ streams: [STREAM, 'btcusdt@markPrice'] }]);
  });

  test('a handler that throws is told, and harms nobody', async () => {
    const items = await collect();
    await client.streams.aggTrade({ symbol: 'BTCUSDT' }, () => {
      throw new Error('mine');
    });
    send(1);
    await until(() => notices.some(({ kind }) => kind === 'error'), 'the notice');
    send(2);
    await until(() => last(items) === 2, 'the event');
    expect(notices.find((notice) => notice.kind === 'error')).toMatchObject({
      place: 'handler of aggTrade',
      error: { message: 'mine' },
    });
  });

  test('bad parameters are told before anything is sent', async () => {
    const opened = exchange.sockets.opened;
    await expect(client.streams.aggTrade({ symbol: 'BTC@USDT' }, () => {})).rejects.toMatchObject({
      name: 'ArgumentError',
      parameter: 'symbol',
    });
    await expect(client.streams.kline({ symbol: 'BTCUSDT', interval: '7m' as '5m' }, () => {})).rejects.toThrow(
      'kline: interval must be one of 1m, 3m',
    );
    expect(exchange.sockets.opened).toBe(opened);
  });

  test('events in a list are handed out one by one', async () => {
    const symbols: string[] = [];
    await client.streams.markPriceAll({ updateSpeed: '1s' }, ({ symbol }) => symbols.push(symbol));
    const price = { e: 'markPriceUpdate', E: 1, p: '1', P: '1', i: '1', r: '', T: 0 };
    exchange.send('!markPrice@arr@1s', [
      { ...price, s: 'BTCUSDT' },
      { ...price, s: '币安人生USDT' },
    ]);
    await until(() => symbols.length === 2, 'both events');
    expect(symbols).toEqual(['BTCUSDT', '币安人生USDT']);
  });
});

describe('iteration', () => {
  test('hands out events in order, and leaving it ends the subscription', async () => {
    const trades = client.streams.aggTrade({ symbol: 'BTCUSDT' });
    await trades.ready;
    for (const id of [1, 2, 3]) send(id);
    const ids: number[] = [];
    for await (const { aggTradeId } of trades) {
      ids.push(aggTradeId);
      if (aggTradeId === 3) break;
    }
    expect(ids).toEqual([1, 2, 3]);
    expect(exchange.sockets.open).toEqual([]);
  });

  test('a full buffer drops the oldest events and tells how many', async () => {
    const gaps: Gap[] = [];
    const trades = client.streams.aggTrade({ symbol: 'BTCUSDT' }, { bufferSize: 3, onGap: (gap) => gaps.push(gap) });
    const witness = await collect();
    await trades.ready;
    for (let id = 1; id <= 10; id++) send(id);
    await until(() => last(witness) === 10, 'the last event');
    const ids: number[] = [];
    for await (const { aggTradeId } of trades) {
      ids.push(aggTradeId);
      if (aggTradeId === 10) break;
    }
    expect(ids).toEqual([8, 9, 10]);
    expect(trades.dropped).toBe(7);
    expect(gaps).toMatchObject([{ stream: STREAM, missing: 7 }]);
  });

  test('throws the error of the exchange', async () => {
    exchange.sockets.fault('market', { kind: 'refuseSubscription', code: 3, msg: 'Invalid JSON' });
    const read = async () => {
      for await (const event of client.streams.aggTrade({ symbol: 'BTCUSDT' })) return event;
      return undefined;
    };
    await expect(read()).rejects.toMatchObject({ name: 'ExchangeError', code: 3 });
  });
});
