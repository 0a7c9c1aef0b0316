// Which keys of events are known: the newest, and between two moments all.
import { expect, test } from 'vitest';
import { addKey, createKeyMemory, hasKey, keepAllKeys, keepNewestKeys } from '../../src/sockets/key-memory.js';

/** `count` keys from `first` on, as numbers or as texts. */
const keys = (first: number, count: number, kind: 'numbers' | 'texts') =>
  Array.from({ length: count }, (_, index) => (kind === 'numbers' ? first + index : `key ${first + index}`));

test.each(['numbers', 'texts'] as const)('%s: a key is new once', (kind) => {
  const memory = createKeyMemory();
  const [one, two] = keys(1, 2, kind);
  expect([
    hasKey(memory, one!),
    addKey(memory, one!),
    addKey(memory, one!),
    hasKey(memory, one!),
    hasKey(memory, two!),
  ]).toEqual([false, true, false, true, false]);
});

test('a lower number that was not seen is new', () => {
  const memory = createKeyMemory();
  expect([addKey(memory, 10), addKey(memory, 5), addKey(memory, 5), addKey(memory, 10)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('numbers that start again from below are told apart as before', () => {
  const memory = createKeyMemory();
  for (const key of [...keys(1001, 100, 'numbers'), ...keys(1, 200, 'numbers')]) addKey(memory, key);
  expect([
    addKey(memory, 200),
    addKey(memory, 137),
    addKey(memory, 201),
    addKey(memory, 150),
    addKey(memory, 201),
  ]).toEqual([false, false, true, false, false]);
});

test.each([
  ['numbers', 64],
  ['texts', 1024],
] as const)('the newest %s are kept at all times', (kind, size) => {
  const memory = createKeyMemory();
  for (const key of keys(1, size + 1, kind)) addKey(memory, key);
  const [forgotten, oldest] = keys(1, 2, kind);
  expect([hasKey(memory, forgotten!), hasKey(memory, oldest!)]).toEqual([false, true]);
});

test.each(['numbers', 'texts'] as const)(
  'all %s are kept from keepAllKeys to keepNewestKeys, over further calls',
  (kind) => {
    const memory = createKeyMemory();
    keepAllKeys(memory);
    for (const key of keys(1, 3000, kind)) addKey(memory, key);
    keepAllKeys(memory);
    for (const key of keys(3001, 3000, kind)) addKey(memory, key);
    const [first, second] = keys(1, 2, kind);
    expect(keys(1, 6000, kind).every((key) => hasKey(memory, key))).toBe(true);
    expect(addKey(memory, second!)).toBe(false);
    keepNewestKeys(memory);
    expect(hasKey(memory, first!)).toBe(false);
    expect(hasKey(memory, keys(6000, 1, kind)[0]!)).toBe(true);
  },
);
