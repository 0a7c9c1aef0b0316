// Market streams over an exchange in memory, on virtual time: one test for each thing that goes wrong at a certain moment.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Client, ClientOptions, Gap, Subscription } from '../../src/index.js';
import type { ServerLink } from '../../src/testing/link.js';
import { openMemoryWorld, outcomeOf, type MemoryWorld } from '../support/memory-exchange.js';

let world: MemoryWorld;

/** Starts anew, with other options. */
const restart = (options: ClientOptions) => (world = openMemoryWorld(options));

beforeEach(() => restart({}));
afterEach(async () => {
  const closed = outcomeOf(world.client.close());
  await world.time.advance(1000);
  expect(closed.current).toBeUndefined();
  expect(world.links()).toEqual([]);
  expect(world.time.timers).toBe(0);
});

const STREAM = 'btcusdt@aggTrade';
const QUOTES = 'btcusdt@bookTicker';
const trade = (id: number) =>
  `{"e":"aggTrade","E":${id},"a":${id},"s":"BTCUSDT","p":"1","q":"1","nq":"1","f":${id},"l":${id},"T":${id},"m":true}`;
const quote = (id: number) =>
  `{"e":"bookTicker","u":${id},"s":"BTCUSDT","b":"1","B":"1","a":"2","A":"1","T":${id},"E":${id}}`;
/** Sends over one connection only. */
const send = (link: ServerLink | undefined, ...ids: readonly number[]) =>
  ids.forEach((id) => link!.send(`{"stream":"${STREAM}","data":${trade(id)}}`));
const sendQuote = (link: ServerLink | undefined, ...ids: readonly number[]) =>
  ids.forEach((id) => link!.send(`{"stream":"${QUOTES}","data":${quote(id)}}`));

/** Ids and `gap` in the order in which they were handed out. */
type Items = (number | 'gap')[];

/** Subscribes; time goes on until that is done. */
async function collect(symbol = 'BTCUSDT', client: Client = world.client) {
  const items: Items = [];
  const gaps: Gap[] = [];
  const outcome = outcomeOf<Subscription>(
    client.streams.aggTrade({ symbol }, ({ aggTradeId }) => items.push(aggTradeId), {
      onGap: (gap) => void (gaps.push(gap), items.push('gap')),
    }),
  );
  await world.time.advance(100);
  return { items, gaps, outcome, close: () => (outcome.current as Subscription).close() };
}
/** The same with book tickers, whose events do not say what they follow. */
async function collectQuotes() {
  const items: Items = [];
  void world.client.streams.bookTicker({ symbol: 'BTCUSDT' }, ({ lastUpdateId }) => items.push(lastUpdateId), {
    onGap: () => items.push('gap'),
  });
  await world.time.advance(100);
  return { items };
}
const connects = () => world.log.filter((line) => line.startsWith('connect'));
const states = () => world.notices.flatMap((notice) => (notice.kind === 'state' ? [notice.state] : []));

describe('control messages', () => {
  test('a subscription is given up before its answer comes: the exchange is asked to stop', async () => {
    restart({ subscribeTimeoutMs: 300 });
    await collect('ETHUSDT');
    world.plan('control', { name: 'late', ms: 700 });
    const { outcome } = await collect();
    await world.time.advance(300);
    expect(outcome.current).toMatchObject({ name: 'TransportError', execution: 'rejected' });
    await world.time.advance(1000);
    expect([...world.links()[0]!.streams]).toEqual(['ethusdt@aggTrade']);
  });

  test('two refusals without an id belong to the two messages that wait', async () => {
    await collect('ETHUSDT');
    world.plan('control', { name: 'refusedWithoutId' }, { name: 'refusedWithoutId' });
    const outcomes = [];
    for (const symbol of ['BAD1', 'BAD2']) {
      outcomes.push(outcomeOf(world.client.streams.aggTrade({ symbol }, () => {})));
      await world.time.advance(0);
    }
    await world.time.advance(10);
    expect(outcomes.map(({ current }) => current)).toMatchObject([
      { name: 'ExchangeError' },
      { name: 'ExchangeError' },
    ]);
    expect(connects()).toHaveLength(1);
  });

  test('a stream is closed and asked for again while its connection waits for another answer', async () => {
    world.plan('control', undefined, { name: 'late', ms: 5000 });
    const first = await collect();
    const second = outcomeOf(world.client.streams.aggTrade({ symbol: 'ETHUSDT' }, () => {}));
    await world.time.advance(10);
    void first.close();
    await world.time.advance(10);
    const again = await collect();
    await world.time.advance(5000);
    expect(again.outcome.current).toMatchObject({ stream: STREAM });
    expect(second.current).toMatchObject({ stream: 'ethusdt@aggTrade' });
    world.exchange.publish(STREAM, trade(1));
    await world.time.advance(10);
    expect([first.items, again.items]).toEqual([[], [1]]);
  });

  test.each(['lost', 'wrongId'] as const)('an answer that is %s: another connection is asked', async (name) => {
    restart({ timeoutMs: 2000 });
    world.plan('control', { name });
    const { outcome, items } = await collect();
    await world.time.advance(3000);
    expect(outcome.current).toMatchObject({ stream: STREAM });
    world.exchange.publish(STREAM, trade(1));
    await world.time.advance(10);
    expect(items).toEqual([1]);
    expect(connects()).toHaveLength(2);
  });

  test('the connection closes with its last stream', async () => {
    const { close } = await collect();
    void close();
    await world.time.advance(1000);
    expect(world.links()).toEqual([]);
    expect(states()).toEqual(['connecting', 'open', 'closed']);
  });
});

describe('losses', () => {
  test('a stream that was accepted has a gap, though its connection still waited for another answer', async () => {
    const { items } = await collect();
    world.plan('control', { name: 'lost' });
    void world.client.streams.aggTrade({ symbol: 'ETHUSDT' }, () => {});
    await world.time.advance(10);
    send(world.links()[0], 1);
    await world.time.advance(10);
    world.links()[0]!.end(1006);
    await world.time.advance(2000);
    send(world.links()[0], 10);
    await world.time.advance(10);
    expect(items).toEqual([1, 'gap', 10]);
  });

  test('a gap survives the loss of the next connection, and is told once', async () => {
    const { items, gaps } = await collect();
    send(world.links()[0], 1);
    await world.time.advance(10);
    world.plan('control', { name: 'late', ms: 5000 });
    world.links()[0]!.end(1006);
    await world.time.advance(1000);
    world.links()[0]!.end(1006);
    await world.time.advance(5000);
    send(world.links()[0], 10);
    await world.time.advance(10);
    expect(items).toEqual([1, 'gap', 10]);
    expect(gaps).toMatchObject([{ stream: STREAM, lastEvent: { aggTradeId: 1 }, missing: undefined }]);
    expect(world.notices.filter(({ kind }) => kind === 'gap')).toHaveLength(1);
  });

  test('a message that cannot be read is a gap of the stream that it names, and of no other', async () => {
    const [btc, eth] = [await collect(), await collect('ETHUSDT')];
    const text = `{"stream":"${STREAM}","data":${trade(2)}}`;
    world.links()[0]!.send(text.slice(0, 60));
    send(world.links()[0], 3);
    await world.time.advance(10);
    expect([btc.items, eth.items]).toEqual([['gap', 3], []]);
    expect(world.notices.filter(({ kind }) => kind === 'error')).toMatchObject([{ error: { name: 'DecodeError' } }]);
  });

  test('an iteration over a stream that is refused after a reconnect ends with the error', async () => {
    const events = world.client.streams.aggTrade({ symbol: 'BTCUSDT' });
    await world.time.advance(100);
    const next = outcomeOf(events[Symbol.asyncIterator]().next());
    world.plan('control', { name: 'refused' });
    world.links()[0]!.end(1006);
    await world.time.advance(2000);
    expect(next.current).toMatchObject({ name: 'ExchangeError', operation: 'SUBSCRIBE' });
    expect(world.links()).toEqual([]);
  });

  test('handlers of a refused stream are told by a gap; it is tried again with growing pauses', async () => {
    const { items } = await collect();
    await collect('ETHUSDT');
    send(world.links()[0], 1);
    await world.time.advance(10);
    const refused = { name: 'refused' } as const;
    // Both streams in one message, then each for itself; after that the one that stays refused.
    world.plan('control', refused, refused, undefined, refused, refused);
    world.links()[0]!.end(1006);
    await world.time.advance(60_000);
    expect(items).toEqual([1, 'gap', 'gap']);
    send(world.links()[0], 9);
    await world.time.advance(10);
    expect(items).toEqual([1, 'gap', 'gap', 9]);
    expect(connects()).toHaveLength(2);
  });
});

describe('rotations', () => {
  /** Begins one; both connections are subscribed when it resolves. */
  async function rotate() {
    const rotation = outcomeOf(world.client.rotate());
    await world.time.advance(50);
    const [old, next] = world.links();
    return { rotation, old: old!, next: next! };
  }

  test.each([
    ['by a number that follows', [2, 3], [1, 2, 3]],
    ['not by one that does not: a gap', [10, 11], [1, 'gap', 10, 11]],
  ])('the old connection has stalled but answers pings: proven %s', async (_, ids, want) => {
    restart({ timeoutMs: 2000 });
    const { items } = await collect();
    send(world.links()[0], 1);
    const { next } = await rotate();
    send(next, ...ids);
    await world.time.advance(5000);
    expect(items).toEqual(want);
    expect(world.links()).toHaveLength(1);
  });

  test('so has one of a stream without numbers: a gap, as nothing proves that all is there', async () => {
    restart({ timeoutMs: 2000 });
    const { items } = await collectQuotes();
    sendQuote(world.links()[0], 1);
    const { next } = await rotate();
    sendQuote(next, 10, 11);
    await world.time.advance(5000);
    expect(items).toEqual([1, 'gap', 10, 11]);
  });

  test('an event that only the new connection has shown is not held back for ever, whatever the clock does', async () => {
    let step = 0;
    const { time } = world;
    const client = world.connect({ timeoutMs: 1000, time: { ...time, now: () => time.now() + step } });
    const { items } = await collect('BTCUSDT', client);
    const rotation = outcomeOf(client.rotate());
    await time.advance(50);
    send(world.links()[1], 1);
    await time.advance(50);
    step = -3_600_000;
    await time.advance(1000);
    expect(rotation.current).toBeUndefined();
    expect(items.at(-1)).toBe(1);
    void client.close();
    await time.advance(1000);
  });

  test('the old connection is lost in the overlap, the new one has shown nothing: a gap', async () => {
    const { items } = await collectQuotes();
    sendQuote(world.links()[0], 1);
    const { old, next } = await rotate();
    old.end(1006);
    await world.time.advance(10);
    sendQuote(next, 3);
    await world.time.advance(100);
    expect(items).toEqual([1, 'gap', 3]);
  });

  test('the old connection is lost while the new one waits for its answer: events go on after a gap', async () => {
    restart({ timeoutMs: 2000 });
    const { items } = await collect();
    send(world.links()[0], 1);
    world.plan('control', { name: 'late', ms: 500 });
    const { rotation, old, next } = await rotate();
    old.end(1006);
    await world.time.advance(1000);
    send(next, 10, 11, 12);
    await world.time.advance(10);
    expect(items).toEqual([1, 'gap', 10, 11, 12]);
    expect(rotation.current).toBeUndefined();
    expect(states().at(-1)).toBe('open');
  });

  test('the new connection repeats an event that the old one has shown: handed out once', async () => {
    const { items } = await collect();
    const { old, next } = await rotate();
    for (const id of [1, 2, 3]) {
      send(old, id);
      send(next, id, id);
    }
    await world.time.advance(2000);
    send(next, 3, 2, 4);
    await world.time.advance(10);
    expect(items).toEqual([1, 2, 3, 4]);
  });

  test('the new connection is lost in the overlap: the old one stays, and the rotation is tried again', async () => {
    restart({ rotateAfterMs: 60_000 });
    const { items } = await collect();
    await world.time.advance(60_000);
    expect(world.links()).toHaveLength(2);
    world.links()[1]!.end(1006);
    send(world.links()[0], 1);
    await world.time.advance(5000);
    expect(connects()).toHaveLength(3);
    send(world.links()[0], 2);
    await world.time.advance(10);
    expect(items).toEqual([1, 2]);
    expect(states().slice(2)).toEqual(['rotating', 'open', 'rotating', 'open']);
  });

  test('an exchange that announces its end is left before it comes, and that is no drift', async () => {
    const { items } = await collect();
    const [old] = world.links();
    old!.send('{"e":"serverShutdown","E":1770123456789}');
    await world.time.advance(3000);
    expect(world.links()).toHaveLength(1);
    expect(world.links()[0]!.id).not.toBe(old!.id);
    send(world.links()[0], 1);
    await world.time.advance(10);
    expect(items).toEqual([1]);
    expect(world.notices.filter(({ kind }) => kind !== 'state')).toEqual([]);
  });
});

describe('no connection', () => {
  test('a handshake that is refused with 418 closes the gate: no attempt before the time that it tells', async () => {
    world.plan('connect', { name: 'banned' });
    void world.client.streams.aggTrade({ symbol: 'BTCUSDT' }, () => {}).catch(() => {});
    void world.client.streams.bookTicker({ symbol: 'BTCUSDT' }, () => {}).catch(() => {});
    await world.time.advance(20_000);
    expect(world.exchange.attemptsInPause).toBe(0);
    expect(connects().length).toBeLessThanOrEqual(2);
  });

  test.each([
    ['dns', /ENOTFOUND/],
    ['refused', /ECONNREFUSED/],
    ['certificate', /CERT_HAS_EXPIRED/],
    ['forbidden', /status 403: Stop for some minutes, then go on with fewer requests\./],
  ] as const)('a subscription that fails for %s says so, and carries it as its cause', async (name, reason) => {
    restart({ subscribeTimeoutMs: 1000 });
    world.plan('connect', ...Array.from({ length: 50 }, () => ({ name })));
    const { outcome } = await collect();
    await world.time.advance(1000);
    expect(outcome.current).toMatchObject({
      name: 'TransportError',
      execution: 'rejected',
      message: expect.stringMatching(reason),
      cause: { message: expect.stringMatching(reason) },
    });
  });

  test('a subscription that waits for the connection budget says so', async () => {
    restart({ subscribeTimeoutMs: 1000, connectionBudget: 1 });
    world.plan('connect', { name: 'refused' });
    const { outcome } = await collect();
    await world.time.advance(1000);
    const reason = expect.stringContaining('the connection budget is used up: 1 attempts within 300 s');
    expect(outcome.current).toMatchObject({ message: reason, cause: { message: reason } });
    expect(world.notices).toContainEqual(expect.objectContaining({ kind: 'state', state: 'connecting', reason }));
  });

  test('a loop that is closed while there is no connection ends at once', async () => {
    world.plan('connect', { name: 'hanging' });
    const events = world.client.streams.aggTrade({ symbol: 'BTCUSDT' });
    const next = outcomeOf(events[Symbol.asyncIterator]().next());
    await world.time.advance(100);
    const closed = outcomeOf(events.close());
    await world.time.advance(10);
    expect([closed.current, next.current]).toEqual([undefined, { done: true, value: undefined }]);
  });
});

describe('handlers and hooks', () => {
  test.each([
    [
      'throws',
      (): unknown => {
        throw new Error('mine');
      },
    ],
    ['rejects', (): unknown => Promise.reject(new Error('mine'))],
  ])('a handler that %s is a notice, and harms nobody', async (_, handler) => {
    const { items } = await collect();
    void world.client.streams.aggTrade({ symbol: 'BTCUSDT' }, handler, { onGap: handler });
    await world.time.advance(100);
    send(world.links()[0], 1);
    await world.time.advance(10);
    world.links()[0]!.end(1006);
    await world.time.advance(2000);
    send(world.links()[0], 2);
    await world.time.advance(10);
    expect(items).toEqual([1, 'gap', 2]);
    expect(world.notices.filter(({ kind }) => kind === 'error')).toMatchObject(
      Array.from({ length: 3 }, () => ({ place: 'handler of aggTrade', error: { message: 'mine' } })),
    );
  });

  test.each([
    [
      'throws',
      (): unknown => {
        throw new Error('of the hook');
      },
    ],
    ['rejects', (): unknown => Promise.reject(new Error('of the hook'))],
  ])('an onNotice that %s stops nothing', async (_, onNotice) => {
    const client = world.connect({ onNotice });
    const { items } = await collect('BTCUSDT', client);
    world.links()[0]!.end(1006);
    await world.time.advance(2000);
    send(world.links()[0], 1);
    await world.time.advance(10);
    expect(items).toEqual(['gap', 1]);
    void client.close();
    await world.time.advance(1000);
  });
});
