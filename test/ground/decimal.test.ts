import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasTooManyDigits, plainNumber } from '../../src/decimal.js';

test.each<[number, string]>([
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [-1.5, '-1.5'],
  [1e-7, '0.0000001'],
  [-1e-7, '-0.0000001'],
  [1.25e-7, '0.000000125'],
  [1e21, '1000000000000000000000'],
  [-1e21, '-1000000000000000000000'],
  [1.25e21, '1250000000000000000000'],
  [1.2345e25, '12345000000000000000000000'],
  [123456.789, '123456.789'],
])('%s is written %s', (value, text) => {
  expect(plainNumber(value)).toBe(text);
});

test('no number is written with an exponent, or as another number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = plainNumber(value);
      expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(text)).toBe(value + 0);
    }),
  );
});

test.each<[number, boolean]>([
  [0.1, false],
  [0.1 + 0.2, true],
  [123456789.123456, false],
  [-123456789.123456, false],
  [123456789.1234567, true],
  [0.000123456789012345, false],
  [0.0001234567890123456, true],
  [1e21, false],
  [1.234567890123456e21, true],
  [9007199254740991, false],
  [9007199254740994, true],
  [1e-7, false],
  [10.5, false],
])('%s has more digits than a double holds: %s', (value, isSo) => {
  expect(hasTooManyDigits(value)).toBe(isSo);
});
