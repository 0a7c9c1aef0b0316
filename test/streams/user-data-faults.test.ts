// User data over an exchange in memory, on virtual time: keys, losses and ends at a certain moment.
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { usdm } from '../../generated/product.js';
import type { ClientOptions, Gap, UserDataEvent, UserDataOptions, UserDataStream } from '../../src/index.js';

import { openMemoryWorld, outcomeOf, type MemoryWorld } from '../support/memory-exchange.js';

let world: MemoryWorld;
const restart = (options: ClientOptions) => (world = openMemoryWorld(options));

beforeEach(() => restart({}));
afterEach(async () => {
  const closed = outcomeOf(world.client.close());
  await world.time.advance(1000);
  expect(closed.current).toBeUndefined();
  expect(world.links()).toEqual([]);
  expect(world.time.timers).toBe(0);
});

const MINUTE = 60_000;
const { listenKey } = usdm.userDataStreams;
const [START, KEEP_ALIVE, CLOSE] = [listenKey.start, listenKey.keepAlive, listenKey.close].map(
  ({ method, path }) => `${method} ${path}`,
) as [string, string, string];
const fill = (id: number) =>
  `{"e":"TRADE_LITE","E":${id},"T":${id},"s":"BTCUSDT","q":"1","p":"1","m":false,"c":"c","S":"BUY","L":"1","l":"1","t":${id},"i":${id}}`;
const expired = () => world.exchange.expireListenKey(() => '{"e":"listenKeyExpired","E":1,"listenKey":"SECRETKEY"}');
const calls = (route: string) => world.log.filter((line) => line.startsWith(route)).length;

/** Opens a stream; time goes on until that is done. */
async function open(options: UserDataOptions = {}, client = world.client) {
  const items: (number | string)[] = [];
  const receive = (event: UserDataEvent) =>
    items.push(event.eventType === 'TRADE_LITE' ? event.tradeId : event.eventType);
  const gaps: Gap[] = [];
  const onGap = (gap: Gap) => void (gaps.push(gap), items.push('gap'));
  const outcome = outcomeOf<UserDataStream>(client.userData(receive, { onGap, ...options }));
  await world.time.advance(100);
  return { items, gaps, outcome, stream: () => outcome.current as UserDataStream };
}
const sendAll = async (...ids: readonly number[]) => {
  for (const id of ids) world.exchange.publishUserData(fill(id));
  await world.time.advance(10);
};

describe('the listenKey', () => {
  test('is not ended with its stream: other streams of the account may use it', async () => {
    const [one, two] = [await open(), await open()];
    void one.stream().close();
    await world.time.advance(100);
    expect(calls(CLOSE)).toBe(0);
    await sendAll(1);
    expect([one.items, two.items]).toEqual([[], [1]]);
  });

  test('is ended where that is asked for, with the last stream of the client that uses it', async () => {
    const [one, two] = [await open({ closesListenKey: true }), await open({ closesListenKey: true })];
    void one.stream().close();
    await world.time.advance(100);
    expect(calls(CLOSE)).toBe(0);
    void two.stream().close();
    await world.time.advance(100);
    expect(calls(CLOSE)).toBe(1);
  });

  test('is missing in the answer: opening rejects, and nothing is opened', async () => {
    world.plan('listenKey', { name: 'empty' });
    const { outcome } = await open();
    expect(outcome.current).toMatchObject({ name: 'DecodeError', operation: listenKey.start.id });
    expect(world.log.filter((line) => line.startsWith('connect'))).toEqual([]);
  });

  test('expires: told, replaced, with a gap', async () => {
    const { items, gaps } = await open();
    await sendAll(1);
    expired();
    await world.time.advance(2000);
    await sendAll(2);
    expect(items).toEqual([1, 'listenKeyExpired', 'gap', 2]);
    expect(gaps).toMatchObject([{ stream: 'userData', reason: 'the listenKey expired' }]);
    expect(calls(START)).toBe(2);
  });

  test('is unknown at a keep-alive: replaced, with a gap', async () => {
    const { items } = await open();
    await sendAll(1);
    world.plan('listenKey', { name: 'refused' });
    await world.time.advance(30 * MINUTE + 2000);
    await sendAll(2);
    expect(items).toEqual([1, 'gap', 2]);
  });

  test('is another one in the answer to a keep-alive: its connection takes over, with a gap', async () => {
    const { items } = await open();
    await sendAll(1);
    const [old] = world.links();
    world.plan('listenKey', { name: 'replaced' });
    await world.time.advance(31 * MINUTE);
    expect(world.links()).toHaveLength(1);
    expect(world.links()[0]!.url).not.toBe(old!.url);
    await sendAll(2);
    expect(items).toEqual([1, 'gap', 2]);
  });

  test('cannot be kept alive for a while: tried again, and the stream goes on without a gap', async () => {
    const { items } = await open();
    const refused = { name: 'unavailable' } as const;
    world.plan('call', ...Array.from({ length: 9 }, () => refused));
    await world.time.advance(35 * MINUTE);
    await sendAll(1);
    expect(items).toEqual([1]);
    expect(calls(KEEP_ALIVE)).toBeGreaterThan(3);
    expect(calls(START)).toBe(1);
  });

  test('is never kept alive where keepAliveMs is Infinity', async () => {
    await open({ keepAliveMs: Infinity });
    await world.time.advance(59 * MINUTE);
    expect(calls(KEEP_ALIVE)).toBe(0);
  });

  test('stands in no notice, whatever the exchange sends', async () => {
    const { gaps } = await open();
    const key = world.links()[0]!.url.split('/').at(-1)!;
    const [link] = world.links();
    link!.send(`{"e":"news","E":1,"listenKey":"${key}"}`);
    link!.send(`{"e":"listenKeyExpired","E":1,"listenKey":"${key}","more":"${key}"}`.replace(key, 'SECRETKEY'));
    await world.time.advance(2000);
    world.links()[0]!.send(`{"e":"listenKeyExpired","E":1,"listenKey":"${key}`);
    world.plan('connect', { name: 'forbidden' });
    world.links()[0]!.end(1001);
    await world.time.advance(2000);
    const kinds = world.notices.map(({ kind }) => kind);
    expect([...new Set(kinds)].toSorted()).toEqual(['drift', 'error', 'gap', 'state']);
    const said = world.notices.map(
      (notice) => `${JSON.stringify(notice)} ${notice.kind === 'error' && inspect(notice)}`,
    );
    expect(said.filter((text) => text.includes(key) || text.includes('SECRETKEY'))).toEqual([]);
    // Whoever takes events has the key of this one already.
    expect(gaps[0]!.lastEvent).toMatchObject({ eventType: 'listenKeyExpired', listenKey: 'SECRETKEY' });
  });
});

describe('events', () => {
  test('a loss is one gap, though the next connection is lost too', async () => {
    const { items } = await open();
    await sendAll(1);
    world.plan('connect', { name: 'refused' }, { name: 'refused' });
    world.links()[0]!.end(1006);
    await world.time.advance(5000);
    await sendAll(5);
    expect(items).toEqual([1, 'gap', 5]);
  });

  test('a rotation: each event once, and no gap', async () => {
    const { items, stream } = await open();
    await sendAll(1);
    const rotation = outcomeOf(stream().rotate());
    await world.time.advance(50);
    await sendAll(2, 3);
    await world.time.advance(2000);
    await sendAll(4);
    expect(items).toEqual([1, 2, 3, 4]);
    expect(rotation.current).toBeUndefined();
  });

  test('one that cannot be read is a gap', async () => {
    const { items } = await open();
    await sendAll(1);
    world.links()[0]!.send(fill(2).slice(0, 40));
    await sendAll(3);
    expect(items).toEqual([1, 'gap', 3]);
  });

  test('an exchange that announces its end is left before it comes', async () => {
    const { items } = await open({ onUnknown: ({ raw }) => items.push(raw) });
    const [old] = world.links();
    old!.send('{"e":"serverShutdown","E":1770123456789}');
    await world.time.advance(3000);
    expect(world.links()).toHaveLength(1);
    expect(world.links()[0]!.id).not.toBe(old!.id);
    expect(items).toEqual([]);
    expect(world.notices.filter(({ kind }) => kind !== 'state')).toEqual([]);
  });

  test.each([
    [
      'throws',
      (): unknown => {
        throw new Error('mine');
      },
    ],
    ['rejects', (): unknown => Promise.reject(new Error('mine'))],
  ])('a handler that %s is a notice, and hears the next event', async (_, handler) => {
    void world.client.userData({ onTradeLite: handler }, { onGap: handler });
    await world.time.advance(100);
    await sendAll(1, 2);
    world.links()[0]!.end(1006);
    await world.time.advance(2000);
    expect(world.notices.filter(({ kind }) => kind === 'error')).toMatchObject(
      Array.from({ length: 3 }, () => ({ place: 'handler of userData', error: { message: 'mine' } })),
    );
  });
});

describe('opening', () => {
  test('close of the client ends it at once', async () => {
    world.plan('connect', { name: 'hanging' });
    const { outcome } = await open();
    const closed = outcomeOf(world.client.close());
    await world.time.advance(100);
    expect(closed.current).toBeUndefined();
    expect(outcome.current).toMatchObject({ name: 'TransportError', execution: 'rejected' });
    expect(world.time.timers).toBe(0);
  });

  test.each([
    ['dns', /ENOTFOUND/],
    ['forbidden', /403/],
  ] as const)('fails for %s: the error says so, and carries it as its cause', async (name, reason) => {
    restart({ subscribeTimeoutMs: 1000 });
    world.plan('connect', ...Array.from({ length: 50 }, () => ({ name })));
    const { outcome } = await open();
    await world.time.advance(1000);
    expect(outcome.current).toMatchObject({
      name: 'TransportError',
      execution: 'rejected',
      message: expect.stringMatching(reason),
      cause: { message: expect.stringMatching(reason) },
    });
  });

  test('a ban that a call was answered with holds it back too', async () => {
    world.plan('call', { name: 'banned' });
    const refused = outcomeOf(world.client.rest.ping().then(() => 'ok'));
    await world.time.advance(100);
    expect(refused.current).toMatchObject({ status: 418 });
    const { outcome } = await open();
    await world.time.advance(30_000);
    expect(outcome.current).toMatchObject({
      name: 'TransportError',
      execution: 'rejected',
      cause: { name: 'TransportError', cause: { status: 418 } },
    });
    expect(world.exchange.attemptsInPause).toBe(0);
  });
});
