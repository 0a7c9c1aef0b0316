// Values as they are written into the query, and those that have no written form.
import { describe, expect, test } from 'vitest';
import { percentEncode, writeQuery } from '../../src/rest/query.js';
import type { ParameterRow } from '../../src/rows.js';

const written = (value: unknown, row?: ParameterRow) =>
  decodeURIComponent(writeQuery({ p: value }, row ? { p: row } : {}, 'call').slice('p='.length));

describe('a value', () => {
  const ids: ParameterRow = { type: 'list', items: { type: 'id' } };
  const integers: ParameterRow = { type: 'list', items: { type: 'integer' } };
  const decimals: ParameterRow = { type: 'list', items: { type: 'decimal' } };
  const elements: ParameterRow = {
    type: 'list',
    element: { id: { type: 'id' }, price: { type: 'decimal' }, flag: { type: 'flag' }, tags: integers },
  };
  test.each<[unknown, ParameterRow | undefined, string]>([
    ['', undefined, ''],
    ['text', undefined, 'text'],
    [7, undefined, '7'],
    [true, undefined, 'true'],
    [10n ** 20n, undefined, '100000000000000000000'],
    [['5', 6, 7n], ids, '[5,6,7]'],
    [['5', 6], integers, '[5,6]'],
    [['5', 6, 1e-7], decimals, '["5","6","0.0000001"]'],
    [['5', 6, true, null, 7n], undefined, '["5",6,true,null,7]'],
    [[], ids, '[]'],
    [[['5'], [6]], undefined, '[["5"],[6]]'],
    [{ a: 'x', b: 1, c: undefined, d: null }, undefined, '{"a":"x","b":1}'],
    [{}, undefined, '{}'],
    [[{ id: '5', price: 1.5, flag: true }], elements, '[{"id":5,"price":"1.5","flag":"true"}]'],
    [[{ id: '5', other: '5', more: 5 }, {}], elements, '[{"id":5,"other":"5","more":5},{}]'],
    [{ id: '5', price: 1 }, elements, '{"id":5,"price":"1"}'],
    [[{ tags: ['5'] }], elements, '[{"tags":[5]}]'],
    [[{ 'a"b': 'c"d' }], elements, '[{"a\\"b":"c\\"d"}]'],
  ])('%s of %j is written %s', (value, row, text) => {
    expect(written(value, row)).toBe(text);
  });

  test.each<[unknown, string, string]>([
    [NaN, 'p', 'must be a finite number'],
    [[1, Infinity], 'p[1]', 'must be a finite number'],
    [new Date(0), 'p', 'cannot be a Date: give ms since the Unix epoch'],
    [[{ time: new Date(0) }], 'p[0].time', 'cannot be a Date: give ms since the Unix epoch'],
    [() => 1, 'p', 'cannot be a function'],
    [Symbol('a'), 'p', 'cannot be a symbol'],
    [[undefined], 'p[0]', 'cannot be a undefined'],
    ['\ud800', 'p', 'must be well-formed Unicode'],
    [[['a', NaN]], 'p[0][1]', 'must be a finite number'],
  ])('%s has no written form', (value, parameter, rule) => {
    expect(() => written(value)).toThrow(
      expect.objectContaining({ name: 'ArgumentError', parameter, rule, message: `call: ${parameter} ${rule}` }),
    );
  });
});

test('parameters stand in the order of the caller, absent ones not at all', () => {
  expect(writeQuery({ b: 1, a: null, 'c d': 'e&f', g: undefined, h: '' }, {}, 'call')).toBe('b=1&c%20d=e%26f&h=');
  expect(writeQuery({}, {}, 'call')).toBe('');
});

test.each([
  ['', ''],
  ['azAZ09_.~-', 'azAZ09_.~-'],
  ["!'()*", '%21%27%28%29%2A'],
  ['a!b!', 'a%21b%21'],
  ['ä b', '%C3%A4%20b'],
  [' a', '%20a'],
  ['a ', 'a%20'],
])('%j is encoded as %s', (text, encoded) => {
  expect(percentEncode(text)).toBe(encoded);
});
