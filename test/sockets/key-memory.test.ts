// Which keys of events are known: the newest, and between two moments all.
import { expect, test } from 'vitest';
import { createKeyMemory } from '../../src/sockets/key-memory.js';

/** `count` keys from `first` on, as numbers or as texts. */
const keys = (first: number, count: number, kind: 'numbers' | 'texts') =>
  Array.from({ length: count }, (_, index) => (kind === 'numbers' ? first + index : `key ${first + index}`));

test.each(['numbers', 'texts'] as const)('%s: a key is new once', (kind) => {
  const memory = createKeyMemory();
  const [one, two] = keys(1, 2, kind);
  expect([memory.has(one!), memory.add(one!), memory.add(one!), memory.has(one!), memory.has(two!)]).toEqual([
    false,
    true,
    false,
    true,
    false,
  ]);
});

test('a lower number that was not seen is new', () => {
  const memory = createKeyMemory();
  expect([memory.add(10), memory.add(5), memory.add(5), memory.add(10)]).toEqual([true, true, false, false]);
});

test.each([
  ['numbers', 64],
  ['texts', 1024],
] as const)('the newest %s are kept at all times', (kind, size) => {
  const memory = createKeyMemory();
  for (const key of keys(1, size + 1, kind)) memory.add(key);
  const [forgotten, oldest] = keys(1, 2, kind);
  expect([memory.has(forgotten!), memory.has(oldest!)]).toEqual([false, true]);
});

test.each(['numbers', 'texts'] as const)('all %s are kept from keepAll to keepNewest, over further calls', (kind) => {
  const memory = createKeyMemory();
  memory.keepAll();
  for (const key of keys(1, 3000, kind)) memory.add(key);
  memory.keepAll();
  for (const key of keys(3001, 3000, kind)) memory.add(key);
  const [first, second] = keys(1, 2, kind);
  expect(keys(1, 6000, kind).every((key) => memory.has(key))).toBe(true);
  expect(memory.add(second!)).toBe(false);
  memory.keepNewest();
  expect(memory.has(first!)).toBe(false);
  expect(memory.has(keys(6000, 1, kind)[0]!)).toBe(true);
});
