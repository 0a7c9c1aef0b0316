import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainNumber } from '../../src/decimal.js';
import { percentEncode, writeQuery } from '../../src/rest/query.js';
import type { ParameterTable } from '../../src/rows.js';

const table: ParameterTable = {
  symbol: { type: 'string', required: true },
  orderIdList: { type: 'list', items: { type: 'id' } },
  origClientOrderIdList: { type: 'list', items: { type: 'string' } },
  batchOrders: {
    type: 'list',
    element: {
      orderId: { type: 'id' },
      quantity: { type: 'decimal' },
      reduceOnly: { type: 'flag' },
      goodTillDate: { type: 'integer' },
    },
  },
};
const query = (params: object) => writeQuery(params, table, 'anyCall');

describe('writeQuery', () => {
  test.each<[object, string]>([
    [{}, ''],
    [{ b: 1, a: 'x' }, 'b=1&a=x'],
    [{ a: undefined, b: null, c: false }, 'c=false'],
    [{ quantity: 1e-7, price: 1e21, zero: -0 }, 'quantity=0.0000001&price=1000000000000000000000&zero=0'],
    [{ orderId: 9223372036854775807n }, 'orderId=9223372036854775807'],
    [{ symbol: "币安 !'()*" }, 'symbol=%E5%B8%81%E5%AE%89%20%21%27%28%29%2A'],
    [{ orderIdList: ['159856286502', 159856313662n, 7] }, 'orderIdList=%5B159856286502%2C159856313662%2C7%5D'],
    [
      { origClientOrderIdList: ['my_id_1', '9151944646313025900'] },
      'origClientOrderIdList=%5B%22my_id_1%22%2C%229151944646313025900%22%5D',
    ],
  ])('writes %o', (params, expected) => {
    expect(query(params)).toBe(expected);
  });

  test('elements of a batch are written as the exchange wants them', () => {
    const text = query({
      batchOrders: [
        {
          orderId: '9223372036854775807',
          quantity: 0.001,
          reduceOnly: true,
          goodTillDate: 1788220800000,
          price: undefined,
        },
      ],
    });
    expect(decodeURIComponent(text)).toBe(
      'batchOrders=[{"orderId":9223372036854775807,"quantity":"0.001","reduceOnly":"true","goodTillDate":1788220800000}]',
    );
  });

  test.each([NaN, Infinity, -Infinity])('%s has no written form', (value) => {
    expect(() => query({ quantity: value })).toThrow('anyCall: quantity must be a finite number');
  });

  test('half a surrogate pair is no text', () => {
    expect(() => query({ symbol: '\ud800' })).toThrow('anyCall: symbol must be well-formed Unicode');
  });
});

test('plainNumber writes every number in full, and back it is the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = plainNumber(value);
      expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(text)).toBe(value === 0 ? 0 : value);
    }),
  );
});

test('percentEncode leaves nothing but unreserved characters, and decodes to the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(percentEncode(text)).toMatch(/^(?:[\w.~-]|%[0-9A-F]{2})*$/);
      expect(decodeURIComponent(percentEncode(text))).toBe(text);
    }),
  );
});
