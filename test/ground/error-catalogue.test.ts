import { expect, test } from 'vitest';
import { catalogueOf, catalogueWithAdvice } from '../../src/error-catalogue.js';

const list = {
  names: { '-1000': 'UNKNOWN DISCONNECTED', '-2010': 'NEW_ORDER_REJECTED' },
  facts: { '-1001': { executed: 'no', retry: 'backoff' } },
} as const;

test('names in a row belong to codes that follow each other', () => {
  expect(catalogueOf(list)).toEqual({
    '-1000': { name: 'UNKNOWN' },
    '-1001': { name: 'DISCONNECTED', executed: 'no', retry: 'backoff' },
    '-2010': { name: 'NEW_ORDER_REJECTED' },
  });
});

test('it is read once', () => {
  expect(catalogueOf(list)).toBe(catalogueOf(list));
});

test('advice is added where there is some', () => {
  const advised = catalogueWithAdvice(list, { '-1001': 'Wait a moment.' });
  expect(advised['-1001']).toEqual({
    name: 'DISCONNECTED',
    executed: 'no',
    retry: 'backoff',
    advice: 'Wait a moment.',
  });
  expect(Object.keys(advised['-1000']!)).toEqual(['name']);
  expect(catalogueWithAdvice(list, undefined)).toEqual(catalogueOf(list));
});
