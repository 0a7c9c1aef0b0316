// What tells the events of a feed apart.
import { expect, test } from 'vitest';
import { createKeyOf } from '../../src/sockets/event-keys.js';

const MINUTE_MS = 60_000;
const START = 1788220800000;
const bar = (openTime: number, eventTime: number) => ({ kline: { symbol: 'BTCUSDT', openTime }, eventTime });

const none = () => false;
const symbol = (name: string) => name === 'symbol';

test.each([
  ['nothing: the whole event', [], none, { a: 1, b: 'x' }, '{"a":1,"b":"x"}'],
  ['several values', ['symbol', 'eventTime'], none, { symbol: 'BTCUSDT', eventTime: 5 }, 'BTCUSDT|5'],
  ['all but what the feed shares', ['symbol', 'id'], symbol, { symbol: 'BTCUSDT', id: 7 }, 7],
  ['a value that should be a number', ['symbol', 'id'], symbol, { symbol: 'BTCUSDT', id: '7' }, 'BTCUSDT|7'],
  ['a value that is missing', ['symbol', 'id'], symbol, { symbol: 'BTCUSDT' }, 'BTCUSDT|'],
  ['a nested value', ['order.id', 'time'], none, { order: { id: '9' }, time: 1 }, '9|1'],
])('the key is made of %s', (_, dedupe, isShared, event, want) => {
  expect(createKeyOf(dedupe, isShared)(event)).toBe(want);
});

test('bars are told apart by a growing number, also at the same time', () => {
  const keyOf = createKeyOf(['kline.symbol', 'kline.openTime', 'eventTime'], symbol);
  const events = [
    bar(START, START + MINUTE_MS - 1),
    bar(START, START + MINUTE_MS),
    bar(START + MINUTE_MS, START + MINUTE_MS),
    bar(START + MINUTE_MS, START + MINUTE_MS + 1),
  ];
  const found = events.map(keyOf);
  expect(found.every((key) => typeof key === 'number')).toBe(true);
  expect(new Set(found).size).toBe(events.length);
  expect(found.at(-1)).toBeGreaterThan(Math.max(...(found.slice(0, -1) as number[])));
  expect(events.map(keyOf)).toEqual(found);
});

test('times that no number can hold are told apart as text', () => {
  const keyOf = createKeyOf(['kline.openTime', 'eventTime'], none);
  expect(keyOf(bar(START, Number.MAX_SAFE_INTEGER))).toBe(`${START}|${Number.MAX_SAFE_INTEGER}`);
});
