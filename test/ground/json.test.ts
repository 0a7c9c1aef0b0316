// The exact way through JSON: taken where a long integer or an escaped key stands.
import { describe, expect, test } from 'vitest';
import { idPattern, parseJson, parseMessage } from '../../src/json.js';

const LONG = '12345678901234567890';
const ids = { keys: ['id'], pattern: idPattern(['id']) };

describe('with a long integer in it', () => {
  test.each<[string, unknown]>([
    [`{"a":${LONG}}`, { a: LONG }],
    [`[${LONG}]`, [LONG]],
    [`[1,${LONG}]`, [1, LONG]],
    [`[1,-${LONG}]`, [1, `-${LONG}`]],
    [`{"a":\n\t ${LONG}}`, { a: LONG }],
    [`\r\n -${LONG} `, `-${LONG}`],
    [`[${LONG}.5]`, [12345678901234567000]],
    [`[${LONG}e1]`, [123456789012345680000]],
    [`[${LONG}.5E+1]`, [123456789012345680000]],
    [`[${LONG}e-1]`, [1234567890123456800]],
    ['[9007199254740991,9007199254740992]', [9007199254740991, '9007199254740992']],
    ['[1234567890123456]', [1234567890123456]],
    [`{"a" : {} , "b" : [ ] , "c" : [ { } ] , "d" : ${LONG} }`, { a: {}, b: [], c: [{}], d: LONG }],
    [`{"a":true,"b":false,"c":null,"d":${LONG}}`, { a: true, b: false, c: null, d: LONG }],
    [`{"a":"x\\"y\\\\","b":"\\u0041","c":${LONG}}`, { a: 'x"y\\', b: 'A', c: LONG }],
    [`{"":1,"a":"","b":${LONG}}`, { '': 1, a: '', b: LONG }],
    [`{"a":-0,"b":0,"c":0.5,"d":1e2,"e":${LONG}}`, { a: -0, b: 0, c: 0.5, d: 100, e: LONG }],
    [`{"id":"5","b":{"id":1.5},"c":${LONG}}`, { id: '5', b: { id: 1.5 }, c: LONG }],
    [`{"a":1,"a":${LONG}}`, { a: LONG }],
  ])('%s', (text, value) => {
    expect(parseJson(text, ids)).toEqual(value);
    expect(parseMessage(text)).toEqual(value);
  });

  test.each([
    `[${LONG}`,
    `[${LONG},`,
    `[${LONG},]`,
    `[${LONG}]]`,
    `[${LONG}] x`,
    `[${LONG} 5]`,
    `{"a":${LONG}`,
    `{"a":${LONG},}`,
    `{"a" ${LONG}}`,
    `{"a":${LONG}}{`,
    `{"a":${LONG},"b"}`,
    `{"a":${LONG},b:1}`,
    `{"a":${LONG},"b":}`,
    `{"a":${LONG},"b":"}`,
    `{"a":${LONG},"b":"\\`,
    `{"a":${LONG},"b":"\\x"}`,
    `{"a":${LONG},"b":tru}`,
    `{"a":${LONG},"b":xtrue}`,
    `{"a":${LONG},"b":x1}`,
    `{"a":${LONG},"b":+1}`,
    `{"a":${LONG},"b":.5}`,
    `{"a":${LONG},"b":1.}`,
    `{"a":${LONG},"b":01}`,
    `{"a":${LONG},"b":1e}`,
    `{"a":${LONG},"b":--1}`,
    `{"a":${LONG},"b":[1}`,
    `{${LONG}:1}`,
  ])('%s is refused', (text) => {
    expect(() => parseJson(text, ids)).toThrow(SyntaxError);
    expect(() => parseMessage(text)).toThrow(SyntaxError);
  });

  test('what is refused says where', () => {
    expect(() => parseJson(`[${LONG}x]`)).toThrow(new SyntaxError('unexpected text at position 21'));
    expect(() => parseJson(`[${LONG}] x`)).toThrow(new SyntaxError('unexpected text at position 23'));
  });
});

describe('ids', () => {
  test.each<[string, unknown]>([
    ['{"id":1}', { id: '1' }],
    ['{"\\u0069d":1}', { id: '1' }],
    ['{"\\u0069d":1.5,"n":1}', { id: 1.5, n: 1 }],
    ['{"\\u0069d":1e2}', { id: 100 }],
    ['{"a":[{"\\u0069d":-7}],"n":[7]}', { a: [{ id: '-7' }], n: [7] }],
    ['{"id":[1],"\\u0061":{"id":{"b":2}}}', { id: [1], a: { id: { b: 2 } } }],
    ['{"xid":1,"idx":2,"id" :\t3 ,"n":4}', { xid: 1, idx: 2, id: '3', n: 4 }],
    [`{"id":"${LONG}","n":1234567890123456}`, { id: LONG, n: 1234567890123456 }],
  ])('%s', (text, value) => {
    expect(parseJson(text, ids)).toEqual(value);
  });

  test('without keys none is one', () => {
    expect(parseJson('{"\\u0069d":1}')).toEqual({ id: 1 });
    expect(parseJson(`{"id":1,"n":${LONG}}`)).toEqual({ id: 1, n: LONG });
  });
});

describe('a message', () => {
  test('may hold control characters in its strings', () => {
    expect(() => parseJson('{"a":"x\ty"}')).toThrow(SyntaxError);
    expect(parseMessage('{"a":"x\ty","b":1}')).toEqual({ a: 'x\ty', b: 1 });
  });

  test('knows no ids', () => {
    expect(parseMessage('{"id":1}')).toEqual({ id: 1 });
    expect(parseMessage('{"id":1,"a":"\t"}')).toEqual({ id: 1, a: '\t' });
  });

  test.each(['{"a":1', 'text', ''])('%j is none', (text) => {
    expect(() => parseMessage(text)).toThrow(SyntaxError);
  });
});

test('a key named __proto__ is an own, ordinary property', () => {
  const value = parseJson(`{"__proto__":{"a":1},"n":${LONG}}`) as object;
  expect(Object.getOwnPropertyDescriptor(value, '__proto__')).toEqual({
    value: { a: 1 },
    enumerable: true,
    configurable: true,
    writable: true,
  });
});
