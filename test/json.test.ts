import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { idPattern, parseJson } from '../src/json.js';

const orderIds = { keys: ['orderId', 'modifyId'], pattern: idPattern(['orderId', 'modifyId']) };

describe('parseJson', () => {
  test.each([
    ['{"orderId":1}', { orderId: '1' }],
    ['{"orderId" : 9223372036854775807 , "x":1}', { orderId: '9223372036854775807', x: 1 }],
    ['[{"orderId":-5},{"modifyId":0}]', [{ orderId: '-5' }, { modifyId: '0' }]],
    ['{"orderId":"7"}', { orderId: '7' }],
    ['{"orderId":null,"modifyId":[1]}', { orderId: null, modifyId: [1] }],
    ['{"order\\u0049d":12345678901234567890}', { orderId: '12345678901234567890' }],
    ['{"note":"\\"orderId\\":1"}', { note: '"orderId":1' }],
    ['{"note":"\\\\","orderId":3}', { note: '\\', orderId: '3' }],
    ['{"orderId":1.5}', { orderId: 1.5 }],
    [
      '{"newId":9223372036854775807,"price":"1234567890123456789"}',
      { newId: '9223372036854775807', price: '1234567890123456789' },
    ],
    ['{"time":9007199254740991,"late":9007199254740993}', { time: 9007199254740991, late: '9007199254740993' }],
    ['{"rate":0.12345678901234567890,"big":1e400}', { rate: 0.12345678901234568, big: Infinity }],
    ['12345678901234567890', '12345678901234567890'],
    [' [ true , false , null , {} , [ ] , 1234567890123456 ] ', [true, false, null, {}, [], 1234567890123456]],
  ])('reads %s', (text, expected) => {
    expect(parseJson(text, orderIds)).toEqual(expected);
  });

  test.each([
    '',
    '{',
    '{"a":}',
    '{"orderId":1]',
    '[1,]',
    '{"a":1234567890123456789',
    '[1234567890123456789,]',
    '{"a":1234567890123456789}x',
    '["\\u00zz"]',
    '{a:1234567890123456789}',
    '[01234567890123456789]',
  ])('refuses %s', (text) => {
    expect(() => parseJson(text, orderIds)).toThrow(SyntaxError);
  });

  test('a key named __proto__ is data', () => {
    for (const text of ['{"__proto__":{"a":1},"orderId":1}', '{"__proto__":{"a":1},"b":12345678901234567890}']) {
      const value = parseJson(text, orderIds) as object;
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.keys(value)).toContain('__proto__');
      expect((value as { a?: number }).a).toBeUndefined();
    }
  });

  test('agrees with JSON.parse on everything that a double holds', () => {
    fc.assert(
      fc.property(
        fc.json().filter((text) => !/(?<![.\d])\d{16}/.test(text)),
        (text) => {
          // The long integer in front makes it take the exact path.
          const exact = parseJson(`[1234567890123456,${text}]`) as unknown[];
          expect(exact).toEqual(JSON.parse(`[1234567890123456,${text}]`));
        },
      ),
    );
  });

  test('an id of any magnitude keeps its digits', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 63n - 1n), fc.string(), (id, note) => {
        const text = `{"note":${JSON.stringify(note)},"orderId":${id}}`;
        expect(parseJson(text, orderIds)).toEqual({ note, orderId: String(id) });
      }),
    );
  });
});
