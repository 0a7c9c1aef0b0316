import { describe, expect, test } from 'vitest';
import { createLimitReader } from '../../src/limits.js';

const reader = createLimitReader({
  usedWeight: 'X-Used-Weight-',
  orderCount: 'X-Order-Count-',
  retryAfter: 'Retry-After',
});

test('used weight and order counts are read by window, other headers left alone', () => {
  const headers = {
    'x-used-weight-1m': '12',
    'x-used-weight-1h': '40',
    'x-order-count-10s': '3',
    'content-length': '7',
    'not-x-used-weight-1m': '1',
  };
  expect(reader.counts(headers)).toEqual({ usedWeight: { '1m': 12, '1h': 40 }, orderCounts: { '10s': 3 } });
  expect(reader.counts({})).toEqual({ usedWeight: {}, orderCounts: {} });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-25T12:00:00Z');
  test.each<[string | undefined, number | undefined]>([
    [undefined, undefined],
    ['5', 5000],
    ['0', 0],
    ['120', 120_000],
    ['1.5', 1500],
    ['0.25', 250],
    ['0.0001', 1],
    ['  3\t', 3000],
    ['7, 2', 7000],
    ['2 ,  7', 7000],
    ['2,7,30', 30_000],
    ['1.25,1.75', 1750],
    ['', undefined],
    ['-1', undefined],
    ['5 7', undefined],
    ['5.', undefined],
    ['.5', undefined],
    ['5,', undefined],
    ['5,.5', undefined],
    ['5s', undefined],
    ['later', undefined],
    ['Wed, 25 Nov 2026 12:00:30 GMT', 30_000],
    ['WED, 25 NOV 2026 12:00:30 GMT', 30_000],
    ['Wed, 25 Nov 2026 11:00:00 GMT', 0],
    ['2026-11-25', undefined],
  ])('%j asks to wait %j ms', (text, ms) => {
    expect(reader.retryAfterMs(text === undefined ? {} : { 'retry-after': text }, now)).toBe(ms);
  });
});
