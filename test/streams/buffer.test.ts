// What an iteration holds: events in order, gaps in their places, and one gap for what had to make room.
import { expect, test } from 'vitest';
import { createBuffer, type Item } from '../../src/streams/buffer.js';
import type { Gap } from '../../src/subscriptions.js';
import { createVirtualTime } from '../support/virtual-time.js';

const gap = (reason: string, missing?: number): Item<number> => ({
  gap: { stream: 'a', reason, from: 1, to: 2, lastEvent: undefined, missing } satisfies Gap,
});
const FULL = 'the reader is slower than the stream: its buffer of 3 events is full';

/** Pushes items (numbers are events) into a buffer of three, and takes all out again. */
function through(items: readonly (number | Item<number>)[]) {
  const buffer = createBuffer<number>(3, 'a', createVirtualTime());
  for (const item of items) buffer.push(typeof item === 'number' ? { event: item } : item);
  const taken: unknown[] = [];
  for (let item = buffer.take(); item; item = buffer.take())
    taken.push('event' in item ? item.event : [item.gap.reason, item.gap.missing]);
  return { taken, dropped: buffer.dropped };
}

test.each([
  ['nothing', [], [], 0],
  ['as many events as there is room for', [1, 2, 3], [1, 2, 3], 0],
  ['the oldest make room', [1, 2, 3, 4, 5], [[FULL, 2], 3, 4, 5], 2],
  ['a gap in its place', [1, gap('lost'), 2], [1, ['lost', undefined], 2], 0],
  [
    'a gap that makes room: nobody knows how many are missing',
    [gap('lost'), 1, 2, 3, 4],
    [[`${FULL}; lost`, undefined], 2, 3, 4],
    1,
  ],
  ['a gap with a number that makes room', [gap('dropped', 5), 1, 2, 3, 4], [[`${FULL}; dropped`, 6], 2, 3, 4], 1],
  [
    'two gaps of one reason that make room',
    [gap('lost'), gap('lost'), 1, 2, 3],
    [[`${FULL}; lost`, undefined], 1, 2, 3],
    0,
  ],
] as const)('%s', (_, given, want, dropped) => {
  expect(through(given as readonly (number | Item<number>)[])).toEqual({ taken: want, dropped });
});

test('a reader that goes on finds events in order, however many have passed', () => {
  const buffer = createBuffer<number>(100, 'a', createVirtualTime());
  const taken: number[] = [];
  for (let n = 0; n < 1000; n++) {
    buffer.push({ event: n });
    if (n % 50 !== 49) continue;
    for (let item = buffer.take(); item; item = buffer.take()) if ('event' in item) taken.push(item.event);
  }
  expect(taken).toEqual(Array.from({ length: 1000 }, (_, n) => n));
});

test('the gap of an overflow lasts from the first drop to the last, and is told once', async () => {
  const time = createVirtualTime();
  const start = time.now();
  const buffer = createBuffer<number>(1, 'a', time);
  for (const event of [1, 2, 3]) {
    buffer.push({ event });
    await time.advance(10);
  }
  buffer.stream = 'btcusdt@aggTrade';
  expect(buffer.take()).toEqual({
    gap: {
      stream: 'a',
      reason: 'the reader is slower than the stream: its buffer of 1 events is full',
      from: start + 10,
      to: start + 20,
      lastEvent: undefined,
      missing: 2,
    },
  });
  expect(buffer.take()).toEqual({ event: 3 });
  expect(buffer.take()).toBeUndefined();
});

test('an event that was read or dropped is held no longer', async () => {
  const buffer = createBuffer<object>(2, 'a', createVirtualTime());
  const collected: string[] = [];
  const registry = new FinalizationRegistry((name: string) => collected.push(name));
  for (const name of ['dropped', 'read', 'held']) {
    const event = { name };
    registry.register(event, name);
    buffer.push({ event });
  }
  buffer.take(); // the gap
  buffer.take();
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--expose-gc');
  const collect = (await import('node:vm')).runInNewContext('gc') as () => void;
  for (let round = 0; round < 20 && collected.length < 2; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(collected.toSorted()).toEqual(['dropped', 'read']);
  expect(buffer.take()).toEqual({ event: { name: 'held' } });
});
