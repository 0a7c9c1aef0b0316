// Objects by the tables of their keys, on tables of their own.
import { describe, expect, test } from 'vitest';
import { readWireObject, reportOf, withTextIds } from '../../src/decode/read-object.js';
import type { Drift } from '../../src/drift.js';
import type { FieldRow, ObjectRow } from '../../src/rows.js';

/** What an object becomes, and what is told about it, `kind path: sample`. */
function readAs(wire: object, fields: ObjectRow): [object, ...string[]] {
  const told: string[] = [];
  const report = reportOf('event', ({ kind, event, path, sample }: Drift) => {
    expect(event).toBe('event');
    told.push(`${kind} ${path}: ${sample}`);
  });
  return [readWireObject(wire as { [key: string]: unknown }, fields, '', report), ...told];
}

const price: FieldRow = { name: 'price', type: 'string' };

describe('a value', () => {
  const text: FieldRow = { name: 'v', type: 'string' };
  const integer: FieldRow = { name: 'v', type: 'integer' };
  const id: FieldRow = { name: 'v', type: 'id' };
  const number: FieldRow = { name: 'v', type: 'number' };
  const flag: FieldRow = { name: 'v', type: 'boolean' };
  const pairs: FieldRow = { name: 'v', type: 'pairs' };
  const coerced = (row: FieldRow): FieldRow => ({ ...row, coerced: true });

  test.each<[FieldRow, unknown, unknown]>([
    [text, 'a', 'a'],
    [text, '', ''],
    [coerced(text), 1e-7, '0.0000001'],
    [integer, 5, 5],
    [integer, -5, -5],
    [coerced(integer), '5', 5],
    [coerced(integer), '-123456789012345', -123456789012345],
    [coerced(integer), 5, 5],
    [id, 5, '5'],
    [id, '9223372036854775807', '9223372036854775807'],
    [number, 1.5, 1.5],
    [number, '1234567890123456', 1234567890123456],
    [number, '-1234567890123456', -1234567890123456],
    [coerced(number), '1.5', 1.5],
    [flag, false, false],
    [flag, true, true],
    [coerced(flag), 'true', true],
    [coerced(flag), 'false', false],
    [{ name: 'v', type: 'json' }, { any: ['thing'] }, { any: ['thing'] }],
    [pairs, [['1', '2']], [['1', '2']]],
    [pairs, [], []],
    [{ ...text, nullable: true }, null, null],
    [{ ...text, values: ['A', 'B'] }, 'B', 'B'],
    [{ ...integer, values: [1, 2] }, 2, 2],
  ])('%j reads %j as %j, and nothing is told', (row, value, wanted) => {
    expect(readAs({ k: value }, { k: row })).toEqual([{ v: wanted }]);
  });

  test.each<[FieldRow, unknown]>([
    [text, 5],
    [text, true],
    [coerced(text), true],
    [text, null],
    [integer, '5'],
    [integer, 1.5],
    [integer, 2 ** 53],
    [coerced(integer), '1234567890123456'],
    [coerced(integer), '5x'],
    [coerced(integer), 'x5'],
    [coerced(integer), '1.5'],
    [coerced(integer), ''],
    [id, '-5'],
    [id, '5x'],
    [id, 'x5'],
    [id, ''],
    [id, 1.5],
    [number, '1.5'],
    [number, '123456789012345'],
    [number, '1234567890123456x'],
    [number, 'x1234567890123456'],
    [number, true],
    [coerced(number), 'x'],
    [flag, 'true'],
    [flag, 1],
    [coerced(flag), 'yes'],
    [pairs, [['1']]],
    [pairs, [['1', '2', '3']]],
    [pairs, [['1', 2]]],
    [pairs, [['1', '2'], 'x']],
    [pairs, 'x'],
    [{ name: 'v', type: 'object', fields: {} }, []],
    [{ name: 'v', type: 'object', fields: {} }, null],
    [{ name: 'v', type: 'object', fields: {} }, 'x'],
    [{ name: 'v', type: 'list', fields: {} }, {}],
    [{ name: 'v', type: 'list', fields: {} }, [{}, 5]],
    [{ name: 'v', type: 'list', fields: {} }, [null]],
  ])('%j leaves %j as it is, and tells of its type', (row, value) => {
    const sample = typeof value === 'string' ? value : JSON.stringify(value);
    expect(readAs({ k: value }, { k: row })).toEqual([{ v: value }, `type k: ${sample}`]);
  });

  test.each<[FieldRow, unknown, unknown]>([
    [{ ...text, values: ['A'] }, 'C', 'C'],
    [{ ...integer, values: [1] }, 7, 7],
  ])('%j hands out the unknown %j, and tells of it', (row, value, wanted) => {
    expect(readAs({ k: value }, { k: row })).toEqual([{ v: wanted }, `unknown-enum-value k: ${String(value)}`]);
  });
});

describe('an object', () => {
  const inner: ObjectRow = { p: price };
  const fields: ObjectRow = {
    s: { name: 'symbol', type: 'string' },
    o: { name: 'order', type: 'object', fields: inner, optional: true },
    l: { name: 'list', type: 'list', fields: inner, optional: true },
  };

  test('has all keys of its table in their order', () => {
    const [object, ...told] = readAs({ l: [{ p: '1' }, { p: '2' }], s: 'A' }, fields);
    expect(object).toEqual({ symbol: 'A', order: undefined, list: [{ price: '1' }, { price: '2' }] });
    expect(Object.keys(object)).toEqual(['symbol', 'order', 'list']);
    expect(told).toEqual([]);
  });

  test('tells what is missing, unknown, or inherited, wherever it is', () => {
    expect(readAs({ o: { x: 1 }, l: [{ p: '1' }, { p: 2, y: null }], z: { a: 1 } }, fields)).toEqual([
      { symbol: undefined, order: { price: undefined }, list: [{ price: '1' }, { price: 2 }] },
      'missing-field s: ',
      'missing-field o.p: ',
      'unknown-field o.x: 1',
      'type l[].p: 2',
      'unknown-field l[].y: null',
      'unknown-field z: {"a":1}',
    ]);
    expect(readAs({}, { toString: { name: 'text', type: 'string' } as FieldRow })).toEqual([
      { text: undefined },
      'missing-field toString: ',
    ]);
    expect(readAs({ toString: 'x' }, {})).toEqual([{}, 'unknown-field toString: x']);
  });

  test('needs nobody to tell', () => {
    expect(readWireObject({ x: 1 }, {}, '', reportOf('event', undefined))).toEqual({});
  });
});

describe('ids as text', () => {
  const fields: ObjectRow = {
    i: { name: 'id', type: 'id' },
    n: { name: 'number', type: 'integer' },
    o: { name: 'order', type: 'object', fields: { i: { name: 'id', type: 'id' } } },
    l: { name: 'list', type: 'list', fields: { i: { name: 'id', type: 'id' } } },
    p: { name: 'pairs', type: 'pairs' },
  };
  test.each<[object, object]>([
    [
      { i: 5, n: 5 },
      { i: '5', n: 5 },
    ],
    [{ i: '5' }, { i: '5' }],
    [{ i: 1.5 }, { i: 1.5 }],
    [{ i: null }, { i: null }],
    [
      { o: { i: 5, x: 5 }, x: 5 },
      { o: { i: '5', x: 5 }, x: 5 },
    ],
    [{ o: 5 }, { o: 5 }],
    [{ o: null }, { o: null }],
    [{ l: [{ i: 5 }, 7, null, [{ i: 5 }]] }, { l: [{ i: '5' }, 7, null, [{ i: 5 }]] }],
    [{ p: [['1', '2']] }, { p: [['1', '2']] }],
    [{ toString: 5 }, { toString: 5 }],
    [
      { x: { i: 5 }, y: [{ i: 5 }] },
      { x: { i: 5 }, y: [{ i: 5 }] },
    ],
  ])('%j', (wire, wanted) => {
    expect(withTextIds(wire as { [key: string]: unknown }, fields)).toEqual(wanted);
  });
});
