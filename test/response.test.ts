import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  decodeResponse,
  isBinanceError,
  isErrorBody,
  operations,
  type Operation,
} from '../src/index.js';

/** The error that an answer is read as. */
function failure(
  text: string,
  status?: number,
  operation: Operation<any> = operations.queryOrder,
): Error & { [key: string]: unknown } {
  try {
    decodeResponse(operation, text, status);
  } catch (error) {
    return error as Error & { [key: string]: unknown };
  }
  return expect.unreachable('the answer should have been an error');
}

test('any id survives the answer, in every operation that has one', () => {
  const holders = (Object.values(operations) as Operation<any>[]).flatMap((row) =>
    (row.answer.ids ?? []).map((key) => ({ row, key })),
  );
  expect(holders.length).toBeGreaterThan(20);
  fc.assert(
    fc.property(
      fc.bigInt(0n, 2n ** 63n - 1n),
      fc.constantFrom(...holders),
      fc.constantFrom('', ' ', '\n  '),
      (id, { row, key }, blank) => {
        const object = `{${blank}"note":"\\"${key}\\":1",${blank}"${key}"${blank}:${blank}${id}${blank}}`;
        const data = decodeResponse(row, row.answer.shape === 'array' ? `[${object}]` : object) as object;
        expect([data].flat()[0]).toEqual({ note: `"${key}":1`, [key]: String(id) });
        expect(JSON.parse(JSON.stringify(data))).toEqual(data);
      },
    ),
    { numRuns: 300 },
  );
});

describe('values that come in another JSON type', () => {
  test.each<[string, Operation<any>, string, unknown]>([
    [
      'times as strings',
      operations.openInterestStatistics,
      '[{"timestamp":"1583127900000"}]',
      [{ timestamp: 1583127900000 }],
    ],
    [
      'times as numbers',
      operations.openInterestStatistics,
      '[{"timestamp":1583127900000}]',
      [{ timestamp: 1583127900000 }],
    ],
    [
      'ids as strings',
      operations.incomeHistory,
      '[{"tranId":"9689322392123456789","tradeId":2059192}]',
      [{ tranId: '9689322392123456789', tradeId: '2059192' }],
    ],
    [
      'ids as numbers',
      operations.incomeHistory,
      '[{"tranId":9689322392123456789,"tradeId":"2059192"}]',
      [{ tranId: '9689322392123456789', tradeId: '2059192' }],
    ],
    ['flags as strings', operations.symbolConfig, '[{"isAutoAddMargin":"false"}]', [{ isAutoAddMargin: false }]],
    [
      'digits deep inside',
      operations.exchangeInfo,
      '{"symbols":[{"filters":[{"multiplierDecimal":4}]}]}',
      { symbols: [{ filters: [{ multiplierDecimal: '4' }] }] },
    ],
    [
      'null',
      operations.exchangeInfo,
      '{"assets":[{"autoAssetExchange":null},{"autoAssetExchange":-1e-8}]}',
      { assets: [{ autoAssetExchange: null }, { autoAssetExchange: '-0.00000001' }] },
    ],
  ])('%s', (_, operation, text, expected) => {
    expect(decodeResponse(operation, text)).toEqual(expected);
  });
});

test('missing and unknown fields are no error, and unknown long integers keep their digits', () => {
  expect(decodeResponse(operations.queryOrder, '{"brandNew":9223372036854775807}')).toEqual({
    brandNew: '9223372036854775807',
  });
});

test('a confirmation is no error', () => {
  expect(decodeResponse(operations.changeMarginType, '{"code":200,"msg":"success"}')).toEqual({
    code: 200,
    msg: 'success',
  });
  expect(
    decodeResponse(
      operations.cancelAlgoOrder,
      '{"algoId":2146760,"clientAlgoId":"6B2I9XVcJpCjqPAJ4YoFX7","code":"200","msg":"success"}',
    ),
  ).toEqual({
    algoId: '2146760',
    clientAlgoId: '6B2I9XVcJpCjqPAJ4YoFX7',
    code: '200',
    msg: 'success',
  });
});

test('refused elements of a batch stay data', () => {
  const answers = decodeResponse(
    operations.placeBatchOrders,
    '[{"code":-2022,"msg":"ReduceOnly Order is rejected."},{"orderId":4611686018427387905}]',
  );
  expect(answers).toEqual([{ code: -2022, msg: 'ReduceOnly Order is rejected.' }, { orderId: '4611686018427387905' }]);
  expect(answers.map(isErrorBody)).toEqual([true, false]);
});

describe('errors', () => {
  test.each<[string, number | undefined, object]>([
    [
      '{"code":-1121,"msg":"Invalid symbol."}',
      400,
      { code: -1121, codeName: 'BAD_SYMBOL', status: 400, execution: 'rejected', exchangeMessage: 'Invalid symbol.' },
    ],
    ['{"code":-1121,"msg":"Invalid symbol."}', undefined, { code: -1121, status: 200, execution: 'rejected' }],
    ['{"code":-9999,"msg":"Brand new."}', 400, { code: -9999, codeName: undefined, execution: 'rejected' }],
    ['{"code":-9999,"msg":"Brand new."}', 500, { code: -9999, execution: 'unknown' }],
    ['{"code":-1000,"msg":"An unknown error occured."}', 400, { codeName: 'UNKNOWN', execution: 'unknown' }],
    ['{"code":-1006,"msg":"Execution status unknown."}', 400, { execution: 'unknown' }],
    [
      '{"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}',
      400,
      { execution: 'rejected', retry: 'sync-clock' },
    ],
    ['', 408, { code: undefined, execution: 'unknown' }],
    [
      '<!DOCTYPE html><html><body>ERROR: The request could not be satisfied</body></html>',
      403,
      {
        code: undefined,
        execution: 'rejected',
        exchangeMessage: 'a page of HTML instead of an answer',
        advice: 'Stop for some minutes, then go on with fewer requests.',
      },
    ],
    ['<html>', 451, { execution: 'rejected', retry: 'no', advice: expect.stringMatching(/^Connect from a place/) }],
    ['', 418, { execution: 'rejected' }],
    [
      '{"code":-1003,"msg":"Way too many requests; IP banned until 1788220800000."}',
      418,
      { code: -1003, codeName: 'TOO_MANY_REQUESTS', execution: 'rejected' },
    ],
    ['[]', 502, { execution: 'unknown' }],
    ['{"code":-1022,"msg":', 400, { code: undefined, execution: 'rejected' }],
  ])('%s with status %s', (text, status, expected) => {
    expect(failure(text, status)).toMatchObject({ name: 'ExchangeError', operation: 'queryOrder', ...expected });
  });

  test('read like a sentence', () => {
    expect(failure('{"code":-2019,"msg":"Margin is insufficient."}', 400, operations.newOrder).message).toMatch(
      /^newOrder: -2019 MARGIN_NOT_SUFFICIEN: Margin is insufficient\. [A-Z].*\.$/,
    );
  });

  test.each(['', 'null', '7', '"text"', '[]', '{"orderId":1', `${'['.repeat(100_000)}12345678901234567890`])(
    '%.20s is no answer',
    (text) => {
      expect(failure(text)).toMatchObject({ name: 'DecodeError', operation: 'queryOrder' });
    },
  );

  test('an object is no list', () => {
    expect(failure('{}', 200, operations.allOrders).message).toBe('allOrders: the answer should be an array: {}');
  });
});

test('errors are told apart from others, also those of another copy of the package', async () => {
  const address = '../src/errors.js?copy';
  const copy = (await import(address)) as typeof import('../src/errors.js');
  expect(copy.ArgumentError).not.toBe(ArgumentError);
  expect(isBinanceError(new copy.ArgumentError('symbol', 'is required'))).toBe(true);
  for (const value of [new Error('other'), { name: 'ExchangeError' }, undefined])
    expect(isBinanceError(value)).toBe(false);
});

test('any text with any status is read or refused with an error of this package', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), fc.integer({ min: 200, max: 599 }), (text, status) => {
      try {
        decodeResponse(operations.queryOrder, text, status);
      } catch (error) {
        expect(['ExchangeError', 'DecodeError']).toContain((error as Error).name);
      }
    }),
  );
});
