// The functions that scan, one by one: what they read, and where they stop. -1: the text is not of that form.
import { describe, expect, test } from 'vitest';
import * as scanner from '../../src/decode/scanner.js';

const {
  closes,
  isAt,
  readBoolean,
  readCode,
  readId,
  readInteger,
  readKey,
  readList,
  readLiteral,
  readLongKey,
  readNumber,
  readObject,
  readOneOf,
  readPairs,
  readString,
} = scanner;

/** What was read, and where reading stopped. */
const read = <Value>(value: Value): [Value, number] => [value, scanner.endAt];
/** Where reading stopped: -1 where the text is not of the form. */
const end = (value: unknown) => read(value)[1];
const NONE = -1;

/** Seven bits of each character. */
const packed = (key: string) => Buffer.from(key).reduce((code, character) => code * 128 + character, 0);

test.each<[string, number, string, boolean]>([
  ['abc', 1, 'bc', true],
  ['abc', 0, 'bc', false],
  ['abc', 1, '', true],
  ['abc', -1, 'a', false],
  ['abc', 3, 'a', false],
])('%j at %d goes on with %j: %s', (text, at, wanted, isSo) => {
  expect(isAt(text, at, wanted)).toBe(isSo);
});

describe('a key', () => {
  test.each<[string, string, number]>([
    ['{"e":1', 'e', 5],
    [',"ps":1', 'ps', 6],
    ['{"cr0":1', 'cr0', 7],
    ['{"abcd":1', 'abcd', 8],
  ])('%s is %s', (text, key, at) => {
    expect(read(readKey(text, 0))).toEqual([packed(key), at]);
    expect(read(readKey(`xy${text}`, 2))).toEqual([packed(key), at + 2]);
  });

  test.each([
    '{"abcde":1',
    '{"":1',
    '{e:1',
    '{"e"1',
    '{"e" :1',
    '{"ab"1',
    '{"abc"1',
    '{"abcd"1',
    '{"é":1',
    '{"aé":1',
    '{"abé":1',
    '{"\0a":1',
    '{"a\u0080":1',
    '{"\u0080":1',
    '{"abc',
    '{"ab',
    '{"a',
    '{"',
    '{',
    '',
  ])('%j has none', (text) => {
    expect(read(readKey(text, 0))).toEqual([0, NONE]);
  });

  test('of the last character of seven bits is one', () => {
    expect(read(readKey('{"\u007f":1', 0))).toEqual([127, 5]);
    expect(read(readKey('{"a\u007f":1', 0))).toEqual([packed('a\u007f'), 6]);
    expect(read(readKey('{"ab\u007f":1', 0))).toEqual([packed('ab\u007f'), 7]);
  });

  test.each<[string, boolean, number]>([
    ['{"price":1', true, 9],
    ['{"prices":1', false, NONE],
    ['{"price" :1', false, NONE],
    ['{"other":1,"price":1', false, NONE],
  ])('that is long, in %s: %s', (text, isThere, at) => {
    expect(read(readLongKey(text, 0, 'price'))).toEqual([isThere, at]);
  });
});

test.each<[string, boolean, number]>([
  ['a}', true, 2],
  ['a,', false, NONE],
  ['a', false, NONE],
])('an object ends in %j: %s', (text, isSo, at) => {
  expect(read(closes(text, 1))).toEqual([isSo, at]);
});

describe('a text', () => {
  test.each<[string, string, number]>([
    ['x"abc",', 'abc', 6],
    ['x""', '', 3],
    ['xabc"', '', NONE],
  ])('%s', (text, value, at) => {
    expect(read(readString(text, 1))).toEqual([value, at]);
  });

  test('without an end is none', () => {
    expect(end(readString('"abc', 0))).toBe(NONE);
  });

  const values = ['NEW', 'NEXT', 'PARTIALLY_FILLED', 'PARTIALLY_CANCELED'] as const;
  test.each<[string, string, number]>([
    ['x"NEW",', 'NEW', 6],
    ['x"NEXT"', 'NEXT', 7],
    ['x"PARTIALLY_FILLED"', 'PARTIALLY_FILLED', 19],
    ['x"PARTIALLY_CANCELED"', 'PARTIALLY_CANCELED', 21],
  ])('that is one of several: %s', (text, value, at) => {
    expect(read(readOneOf(text, 1, values))).toEqual([value, at]);
  });

  test.each([
    'x"NE"',
    'x"NEWS"',
    'x"OLD"',
    'x"XEW"',
    'x"NXW"',
    'x"NEW,',
    'xNNEW"',
    'x7NEW"',
    'x"PARTIALLY_FOLDED"',
    'x"',
    'x',
  ])('that is none of several: %s', (text) => {
    expect(end(readOneOf(text, 1, values))).toBe(NONE);
  });

  test.each<[string, number]>([
    ['x"a"', 4],
    ['x"b"', NONE],
    ['"a"', NONE],
  ])('that is given: %s', (text, at) => {
    expect(end(readLiteral(text, 1, '"a"'))).toBe(at);
  });
});

describe('a number', () => {
  test.each<[string, number, number]>([
    ['0', 0, 1],
    ['0,', 0, 1],
    ['7', 7, 1],
    ['9}', 9, 1],
    ['10', 10, 2],
    ['123456789', 123456789, 9],
    ['999999999,', 999999999, 9],
    ['1234567890', 1234567890, 10],
    ['12345678901', 12345678901, 11],
    ['1788220800123,', 1788220800123, 13],
    ['123456789012345', 123456789012345, 15],
    ['999999999999999}', 999999999999999, 15],
    ['-5', -5, 2],
    ['-123456789012345', -123456789012345, 16],
    ['5.5', 5, 1],
    ['5/', 5, 1],
    ['5:', 5, 1],
    ['123456789:', 123456789, 9],
    ['1234567890/', 1234567890, 10],
    ['1234567890:', 1234567890, 10],
  ])('%s is the integer %d', (text, value, at) => {
    expect(read(readInteger(text, 0))).toEqual([value, at]);
    expect(read(readInteger(`ab${text}`, 2))).toEqual([value, at + 2]);
  });

  test.each(['1234567890123456', '-1234567890123456', '', '-', '--5', '-0', '-x', 'x', '"5"', '/', ':', '+5', '.5'])(
    '%j is no integer',
    (text) => {
      expect(end(readInteger(text, 0))).toBe(NONE);
    },
  );

  test.each<[string, number]>([
    ['x5', 2],
    ['x10', 3],
    ['x7', NONE],
    ['x', NONE],
  ])('%s is one of 5 and 10: ends at %d', (text, at) => {
    expect(end(readCode(text, 1, [5, 10]))).toBe(at);
  });

  test('of several is the one that it is', () => {
    expect(read(readCode('10', 0, [5, 10]))).toEqual([10, 2]);
  });

  test.each<[string, number, number]>([
    ['5', 5, 1],
    ['0.5', 0.5, 3],
    ['-1.25,', -1.25, 5],
    ['12.0', 12, 4],
    ['1.0987654321', 1.0987654321, 12],
    ['5.5e1', 5.5, 3],
    ['5.5/', 5.5, 3],
    ['5.5:', 5.5, 3],
  ])('%s is %d', (text, value, at) => {
    expect(read(readNumber(text, 0))).toEqual([value, at]);
    expect(read(readNumber(`x${text}`, 1))).toEqual([value, at + 1]);
  });

  test.each(['5.', '.5', '-', 'x', '5./', '5.:', '-0.5'])('%s is none', (text) => {
    expect(end(readNumber(text, 0))).toBe(NONE);
  });

  test.each<[string, string, number]>([
    ['x0', '0', 2],
    ['x7,', '7', 2],
    ['x12345678901234567890}', '12345678901234567890', 21],
    ['x9:', '9', 2],
    ['x9/', '9', 2],
  ])('%s is an id', (text, value, at) => {
    expect(read(readId(text, 1))).toEqual([value, at]);
  });

  test.each(['x', 'x-1', 'x01', 'x"1"', 'x00'])('%s is no id', (text) => {
    expect(end(readId(text, 1))).toBe(NONE);
  });
});

test.each<[string, boolean, number]>([
  ['xtrue', true, 5],
  ['xtrue,', true, 5],
  ['xfalse}', false, 6],
])('%s is %s', (text, value, at) => {
  expect(read(readBoolean(text, 1))).toEqual([value, at]);
});

test.each(['xtrux', 'xfalsx', 'xt', 'xf', 'xalse', 'xrue', 'x', 'x"true"'])('%s is neither true nor false', (text) => {
  expect(end(readBoolean(text, 1))).toBe(NONE);
});

describe('pairs', () => {
  test.each<[string, [string, string][], number]>([
    ['x[]', [], 3],
    ['x[["1","2"]]', [['1', '2']], 12],
    [
      'x[["1","2"],["3.5","40"]],',
      [
        ['1', '2'],
        ['3.5', '40'],
      ],
      25,
    ],
    ['x[["",""]]', [['', '']], 10],
  ])('%s', (text, value, at) => {
    expect(read(readPairs(text, 1))).toEqual([value, at]);
  });

  test.each([
    'x',
    'x{}',
    'x]',
    'x[',
    'x[["1","2"]',
    'x[["1","2"],',
    'x[["1","2"],]',
    'x[["1","2"]}',
    'x[["1","2"]["3","4"]]',
    'x[{"1","2"]]',
    'x[[1,"2"]]',
    'x[["1",2]]',
    'x[["1" "2"]]',
    'x[["1","2"}]',
    'x[["1","2","3"]]',
    'x[["1"]]',
    'x[["1',
    'x[["1","2',
    'x[["1","2"',
  ])('%s are none', (text) => {
    expect(end(readPairs(text, 1))).toBe(NONE);
  });
});

describe('objects', () => {
  /** Reads `{1}`: one digit in braces. */
  const scan = (text: string, at: number): number | undefined => {
    if (text[at] !== '{') return undefined;
    const value = readInteger(text, at + 1);
    return closes(text, scanner.endAt) ? value : undefined;
  };

  test.each<[string, number | undefined, number]>([
    ['x{5}', 5, 4],
    ['x{a}', undefined, NONE],
    ['x5', undefined, NONE],
  ])('%s', (text, value, at) => {
    expect(read(readObject(text, 1, scan))).toEqual([value, at]);
  });

  test.each<[string, number[], number]>([
    ['x[]', [], 3],
    ['x[{1}]', [1], 6],
    ['x[{1},{2}],', [1, 2], 10],
  ])('in a list: %s', (text, value, at) => {
    expect(read(readList(text, 1, scan))).toEqual([value, at]);
  });

  test.each(['x', 'x{1}', 'x[', 'x[{1}', 'x[{1},', 'x[{1},]', 'x[{1}{2}]', 'x[{a}]', 'x[{1}}', 'x]'])(
    'in no list: %s',
    (text) => {
      expect(end(readList(text, 1, scan))).toBe(NONE);
    },
  );
});
