// Iterations over a subscription that is still asked for, refused, closed, or over.
import { expect, test } from 'vitest';
import type { Notice } from '../../src/index.js';
import { iterate } from '../../src/streams/iteration.js';
import type { Listener } from '../../src/streams/listeners.js';
import type { Gap } from '../../src/subscriptions.js';
import { createVirtualTime } from '../support/virtual-time.js';

/** An iteration with its listener, and what it has done to its subscription. */
function start(options: { accepted?: Promise<void>; fails?: Error } = {}) {
  const notices: Notice[] = [];
  const gaps: Gap[] = [];
  let listener!: Listener;
  let closes = 0;
  const events = iterate<number>(
    'aggTrade',
    { onGap: (gap) => gaps.push(gap) },
    (given) => {
      listener = given;
      if (options.fails) throw options.fails;
      return {
        stream: 'btcusdt@aggTrade',
        accepted: options.accepted ?? Promise.resolve(),
        close: async () => void closes++,
      };
    },
    { time: createVirtualTime(), notify: (notice) => notices.push(notice) },
  );
  return {
    events,
    gaps,
    notices,
    listener: () => listener,
    closes: () => closes,
    reader: events[Symbol.asyncIterator](),
  };
}
const GAP: Gap = {
  stream: 'btcusdt@aggTrade',
  reason: 'lost',
  from: 1,
  to: 2,
  lastEvent: undefined,
  missing: undefined,
};

test('readers that wait are served in their order', async () => {
  const { reader, listener } = start();
  const [one, two] = [reader.next(), reader.next()];
  await Promise.resolve();
  listener().event(1);
  listener().event(2);
  expect([await one, await two]).toEqual([
    { done: false, value: 1 },
    { done: false, value: 2 },
  ]);
});

test('a gap is told as its reader comes to it, not before', async () => {
  const { reader, gaps, listener } = start();
  await Promise.resolve();
  for (const act of [() => listener().event(1), () => listener().gap(GAP), () => listener().event(2)]) act();
  await reader.next();
  expect(gaps).toEqual([]);
  await reader.next();
  expect(gaps).toEqual([GAP]);
});

test('close ends readers at once, though nothing was accepted yet', async () => {
  const { events, reader, closes } = start({ accepted: new Promise(() => {}) });
  const waiting = reader.next();
  await events.close();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(closes()).toBe(1);
});

test('after close what came before can still be read, but nothing newer', async () => {
  const { events, reader, listener } = start();
  await events.ready;
  listener().event(1);
  await events.close();
  listener().event(2);
  expect(await reader.next()).toEqual({ done: false, value: 1 });
  expect(await reader.next()).toEqual({ done: true, value: undefined });
});

test('leaving the loop closes the subscription', async () => {
  const { events, listener, closes } = start();
  await events.ready;
  listener().event(1);
  for await (const event of events) {
    expect(event).toBe(1);
    break;
  }
  expect(closes()).toBe(1);
});

test('a refusal after the acceptance ends the loop with its error, after what came before', async () => {
  const { events, reader, listener } = start();
  await events.ready;
  listener().event(1);
  expect(listener().refuse!(new Error('delisted'))).toBe(true);
  expect(await reader.next()).toEqual({ done: false, value: 1 });
  await expect(reader.next()).rejects.toThrow('delisted');
  expect(await reader.next()).toEqual({ done: true, value: undefined });
});

test('what the subscription fails with ends the loop, and the promise that it is ready', async () => {
  for (const { events, reader } of [
    start({ fails: new Error('bad symbol') }),
    start({ accepted: Promise.reject(new Error('bad symbol')) }),
  ]) {
    await expect(events.ready).rejects.toThrow('bad symbol');
    await expect(reader.next()).rejects.toThrow('bad symbol');
  }
});

test('an onGap that throws or rejects is a notice, and the reader goes on', async () => {
  const notices: Notice[] = [];
  let calls = 0;
  let listener!: Listener;
  const events = iterate<number>(
    'aggTrade',
    {
      onGap: () => {
        if (calls++ === 0) throw new Error('thrown');
        return Promise.reject(new Error('rejected')) as never;
      },
    },
    (given) => {
      listener = given;
      return { stream: 'btcusdt@aggTrade', accepted: Promise.resolve(), close: async () => {} };
    },
    { time: createVirtualTime(), notify: (notice) => notices.push(notice) },
  );
  await events.ready;
  listener.gap(GAP);
  listener.gap(GAP);
  listener.event(1);
  expect(await events[Symbol.asyncIterator]().next()).toEqual({ done: false, value: 1 });
  await Promise.resolve();
  expect(notices).toMatchObject([
    { kind: 'error', place: 'onGap of aggTrade', error: { message: 'thrown' } },
    { kind: 'error', place: 'onGap of aggTrade', error: { message: 'rejected' } },
  ]);
});
