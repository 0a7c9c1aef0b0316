// What an answer says, by facts and rows of its own.
import { describe, expect, test } from 'vitest';
import { bySymbol, dataOf, idsOf, isErrorBody, readResponse, refusalOf, type ErrorFacts } from '../../src/response.js';
import type { AnswerRow, Operation } from '../../src/rows.js';

const facts: ErrorFacts = {
  errors: {
    names: { '-1000': 'UNKNOWN DISCONNECTED', '-1007': 'TIMEOUT', '-1008': 'BUSY' },
    facts: {
      '-1001': { executed: 'no', retry: 'backoff' },
      '-1007': { executed: 'unknown', retry: 'check-first' },
    },
  },
  httpErrors: [
    { id: 'http-408', status: '408', executed: 'unknown', retry: 'check-first' },
    { id: 'http-429', status: '429', executed: 'no', retry: 'after-window' },
    {
      id: 'http-503',
      status: '503',
      retry: 'by-variant',
      variants: [
        { id: '503-busy', message: 'Throttled', codes: [-1008], executed: 'no', retry: 'backoff' },
        { id: '503-unknown', message: 'Unknown error', codes: [], executed: 'unknown', retry: 'check-first' },
      ],
    },
    { id: 'http-4xx', status: '4XX', retry: 'no' },
    { id: 'http-5xx', status: '5XX', executed: 'unknown', retry: 'wait' },
  ],
  advice: { '-1007': 'Look it up.', 'http-429': 'Slow down.', '503-busy': 'Wait.', 'http-503': 'See.' },
};

const rowOf = (answer: AnswerRow): Operation<any> => ({
  id: 'call',
  method: 'GET',
  path: '/call',
  host: 'fapi',
  security: 'NONE',
  auth: 'none',
  retry: 'safe',
  params: {},
  answer,
});
const object = rowOf({ shape: 'object' });

/** What reading an answer throws. */
function failure(text: string, status = 200, row = object, retryAfterMs?: number) {
  try {
    readResponse(facts, row, text, status, retryAfterMs);
  } catch (error) {
    return error as Error & { [key: string]: unknown };
  }
  return expect.unreachable('it should have been an error');
}

describe('an answer of success', () => {
  test.each<[AnswerRow['shape'], string, unknown]>([
    ['object', '{"a":1}', { a: 1 }],
    ['object', '{"code":200,"msg":"success"}', { code: 200, msg: 'success' }],
    ['object', '{"code":"-x"}', { code: '-x' }],
    ['object', '{"code":-1.5}', { code: -1.5 }],
    ['object', '{"code":0}', { code: 0 }],
    ['array', '[{"code":-1007,"msg":"in a batch"}]', [{ code: -1007, msg: 'in a batch' }]],
    ['bySymbol', '{"a":1}', { a: 1 }],
    ['bySymbol', '[]', []],
  ])('of shape %s: %s', (shape, text, data) => {
    expect(readResponse(facts, rowOf({ shape }), text, 200)).toEqual(data);
    expect(readResponse(facts, rowOf({ shape }), text, 299)).toEqual(data);
  });

  test.each<[AnswerRow['shape'], string, string]>([
    ['object', '', 'call: the answer is not JSON: (empty)'],
    ['object', '<html>', 'call: the answer is not JSON: <html>'],
    ['object', 'x'.repeat(200), `call: the answer is not JSON: ${'x'.repeat(200)}`],
    ['object', 'x'.repeat(201), `call: the answer is not JSON: ${'x'.repeat(200)}…`],
    ['object', '[]', 'call: the answer should be an object: []'],
    ['object', 'null', 'call: the answer should be an object: null'],
    ['array', '{}', 'call: the answer should be an array: {}'],
    ['array', '"text"', 'call: the answer should be an array: "text"'],
    ['bySymbol', '7', 'call: the answer should be an object or an array: 7'],
  ])('of shape %s that is none: %s', (shape, text, message) => {
    expect(failure(text, 200, rowOf({ shape }))).toMatchObject({ name: 'DecodeError', operation: 'call', message });
  });

  test('with an error in its body is a refusal', () => {
    expect(failure('{"code":-1007,"msg":"Late."}')).toMatchObject({ name: 'ExchangeError', status: 200, code: -1007 });
  });

  test('too deep to be walked through is told', () => {
    const row = rowOf({ shape: 'array', coerce: { a: 'string' } });
    let data: unknown[] = [];
    for (let depth = 0; depth < 100_000; depth++) data = [data];
    expect(() => dataOf(row, data, '')).toThrow(
      expect.objectContaining({ name: 'DecodeError', message: 'call: the answer is nested too deeply' }),
    );
  });
});

describe('a refusal', () => {
  const UNKNOWN = { execution: 'unknown' };
  const REJECTED = { execution: 'rejected' };
  test.each<[number, string, object]>([
    [199, '{}', { status: 199, code: undefined, retry: undefined, ...REJECTED }],
    [300, '', { status: 300, exchangeMessage: '(empty)', ...UNKNOWN }],
    [
      400,
      '{"code":-1000,"msg":"No."}',
      { code: -1000, codeName: 'UNKNOWN', exchangeMessage: 'No.', retry: 'no', ...REJECTED },
    ],
    [400, '{"code":-1001,"msg":"No."}', { codeName: 'DISCONNECTED', retry: 'backoff', advice: undefined, ...REJECTED }],
    [
      400,
      '{"code":-1007,"msg":"No."}',
      { codeName: 'TIMEOUT', retry: 'check-first', advice: 'Look it up.', ...UNKNOWN },
    ],
    [400, '{"code":"-1007"}', { code: -1007, exchangeMessage: '', ...UNKNOWN }],
    [400, '{"code":-1007,"msg":7}', { code: -1007, exchangeMessage: '' }],
    [400, '{"code":-9999,"msg":"New."}', { code: -9999, codeName: undefined, retry: 'no', ...REJECTED }],
    [400, '{"msg":"No."}', { code: undefined, exchangeMessage: '{"msg":"No."}', retry: 'no', ...REJECTED }],
    [499, '', { retry: 'no', ...REJECTED }],
    [408, '', { retry: 'check-first', ...UNKNOWN }],
    [429, '{"code":-1000,"msg":"Slow."}', { retry: 'no', advice: 'Slow down.', ...REJECTED }],
    [429, '<html>', { retry: 'after-window', advice: 'Slow down.', ...REJECTED }],
    [500, '', { retry: 'wait', advice: undefined, ...UNKNOWN }],
    [502, '{"code":-1001,"msg":"No."}', { retry: 'backoff', ...REJECTED }],
    [600, '', { retry: undefined, ...UNKNOWN }],
    [503, '{"code":-1008,"msg":"Any."}', { retry: 'backoff', advice: 'Wait.', ...REJECTED }],
    [503, '{"code":-1000,"msg":"Throttled now"}', { retry: 'backoff', advice: 'Wait.', ...REJECTED }],
    [503, 'It is Throttled', { retry: 'backoff', ...REJECTED }],
    [503, 'Unknown error', { retry: 'check-first', advice: 'See.', ...UNKNOWN }],
    [503, '{"code":-1000,"msg":"Else.","note":"Throttled"}', { retry: 'no', advice: 'See.', ...UNKNOWN }],
    [503, 'else', { retry: 'by-variant', advice: 'See.', ...UNKNOWN }],
  ])('of status %d: %s', (status, text, wanted) => {
    expect(failure(text, status)).toMatchObject({ name: 'ExchangeError', operation: 'call', status, ...wanted });
  });

  test('keeps how long to wait', () => {
    expect(failure('{}', 429, object, 700)['retryAfterMs']).toBe(700);
    expect(failure('{}', 429)['retryAfterMs']).toBe(undefined);
  });

  test('needs no advice', () => {
    const { advice: _, ...plain } = facts;
    expect(refusalOf(plain, 'call', { code: -1007, msg: 'No.' }, '', 400, undefined)).toMatchObject({
      code: -1007,
      advice: undefined,
    });
  });

  test.each<[unknown, boolean]>([
    [{ code: -1, msg: 'a' }, true],
    [{ code: '-1' }, true],
    [{ code: 1 }, false],
    [{ code: 0 }, false],
    [{ code: -1.5 }, false],
    [{ code: 'x' }, false],
    [{ msg: 'a' }, false],
    [null, false],
    ['text', false],
    [undefined, false],
  ])('%j is one: %s', (value, isOne) => {
    expect(isErrorBody(value)).toBe(isOne);
  });
});

describe('by symbol', () => {
  test.each<[string, unknown, object | undefined, unknown]>([
    ['one is asked for, and comes', { a: 1 }, { symbol: 'A' }, { a: 1 }],
    ['one is asked for, and comes in a list', [{ a: 1 }], { symbol: 'A' }, { a: 1 }],
    ['all are asked for', [{ a: 1 }], {}, [{ a: 1 }]],
    ['all are asked for, without parameters', [{ a: 1 }], undefined, [{ a: 1 }]],
    ['all are asked for, and there is one', { a: 1 }, { symbol: undefined }, [{ a: 1 }]],
    ['a symbol that is null is none', { a: 1 }, { symbol: null }, [{ a: 1 }]],
  ])('%s', (_, data, params, wanted) => {
    expect(bySymbol(data, params, 'call')).toEqual(wanted);
  });

  test.each<[unknown[], string]>([
    [[], 'call: the answer holds 0 objects where one is wanted: the symbol may be delisted'],
    [[1, 2], 'call: the answer holds 2 objects where one is wanted'],
  ])('%j is no answer for one symbol', (data, message) => {
    expect(() => bySymbol(data, { symbol: 'A' }, 'call')).toThrow(
      expect.objectContaining({ name: 'DecodeError', message }),
    );
  });
});

describe('values in another JSON type', () => {
  test.each<[string, 'string' | 'number' | 'boolean', string, unknown]>([
    ['a', 'string', '{"a":5}', { a: '5' }],
    ['a', 'string', '{"a":1e-7}', { a: '0.0000001' }],
    ['a', 'string', '{"a":true}', { a: true }],
    ['a', 'string', '{"a":null,"b":5}', { a: null, b: 5 }],
    ['a', 'number', '{"a":"5"}', { a: 5 }],
    ['a', 'number', '{"a":""}', { a: '' }],
    ['a', 'number', '{"a":"1.5"}', { a: '1.5' }],
    ['a', 'number', '{"a":"x"}', { a: 'x' }],
    ['a', 'number', '{"a":true}', { a: true }],
    ['a', 'boolean', '{"a":"true"}', { a: true }],
    ['a', 'boolean', '{"a":"false"}', { a: false }],
    ['a', 'boolean', '{"a":"yes"}', { a: 'yes' }],
    ['a', 'boolean', '{"a":1}', { a: 1 }],
    ['a', 'string', '{}', {}],
    ['a.b', 'string', '{"a":{"b":5},"b":5}', { a: { b: '5' }, b: 5 }],
    ['a.b', 'string', '{"a":[{"b":5},[{"b":6}],7,null]}', { a: [{ b: '5' }, [{ b: '6' }], 7, null] }],
    ['a.b', 'string', '{"a":5}', { a: 5 }],
    ['*.b', 'string', '{"x":{"b":5},"y":{"b":6}}', { x: { b: '5' }, y: { b: '6' } }],
    ['a.*', 'string', '{"a":{"x":5,"y":"6"}}', { a: { x: '5', y: '6' } }],
  ])('%s to %s: %s', (path, type, text, wanted) => {
    expect(readResponse(facts, rowOf({ shape: 'object', coerce: { [path]: type } }), text, 200)).toEqual(wanted);
  });
});

test('ids of an answer are found by a pattern that is made once', () => {
  const answer: AnswerRow = { shape: 'object', ids: ['orderId'] };
  expect(idsOf({ shape: 'object' })).toBe(undefined);
  expect(idsOf(answer)).toBe(idsOf(answer));
  expect(idsOf(answer)!.keys).toEqual(['orderId']);
  expect(readResponse(facts, rowOf(answer), '{"orderId":9223372036854775807,"x":1}', 200)).toEqual({
    orderId: '9223372036854775807',
    x: 1,
  });
});
