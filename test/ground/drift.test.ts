import { describe, expect, test } from 'vitest';
import { limitDrift, sampleOf, type CountedDrift, type Drift } from '../../src/drift.js';

describe('a sample', () => {
  test.each<[unknown, string]>([
    ['text', 'text'],
    [{ a: [1] }, '{"a":[1]}'],
    [null, 'null'],
    [undefined, ''],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['x'.repeat(201), `${'x'.repeat(200)}…`],
  ])('of %j is %j', (value, text) => {
    expect(sampleOf(value)).toBe(text);
  });
});

describe('a difference', () => {
  const drift: Drift = { kind: 'unknown-field', event: 'aggTrade', path: 'x', sample: '1' };
  let now = 0;
  let told: CountedDrift[] = [];
  const start = () => {
    now = 0;
    told = [];
    return limitDrift(
      (one) => void told.push(one),
      () => now,
    );
  };

  test('is told at once, then counted for a minute, then told with its count', () => {
    const see = start();
    see(drift);
    expect(told).toEqual([{ ...drift, count: 1 }]);
    see(drift);
    now = 59_999;
    see(drift);
    expect(told).toHaveLength(1);
    now = 60_000;
    see(drift);
    expect(told[1]).toEqual({ ...drift, count: 3 });
    now = 120_000;
    see(drift);
    expect(told[2]).toEqual({ ...drift, count: 1 });
  });

  test.each<[string, Partial<Drift>, number]>([
    ['another kind', { kind: 'type' }, 2],
    ['another event', { event: 'trade' }, 2],
    ['another path', { path: 'y' }, 2],
    ['another sample', { sample: '2' }, 1],
  ])('with %s is another one: told %#', (_, change, times) => {
    const see = start();
    see(drift);
    see({ ...drift, ...change });
    expect(told).toHaveLength(times);
  });

  test('of an unknown value is told by value', () => {
    const see = start();
    for (const sample of ['NEW', 'NEW', 'OTHER']) see({ ...drift, kind: 'unknown-enum-value', sample });
    expect(told.map(({ sample }) => sample)).toEqual(['NEW', 'OTHER']);
  });

  test('is forgotten once there are a thousand others', () => {
    const see = start();
    see(drift);
    for (let n = 1; n < 1000; n++) see({ ...drift, path: `x${n}` });
    see(drift);
    expect(told).toHaveLength(1000);
    see({ ...drift, path: 'one more' });
    see(drift);
    expect(told).toHaveLength(1002);
  });
});
