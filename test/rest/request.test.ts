import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  ExchangeError,
  hmacSigner,
  operations,
  prepareRequest,
  type Operation,
  type ParameterRow,
} from '../../src/index.js';

const { apiKey, secret, vectors } = JSON.parse(readFileSync('test/support/signing-vectors.json', 'utf8')) as {
  apiKey: string;
  secret: string;
  vectors: { name: string; payload: string; expected: string }[];
};
const timestamp = 1591702613943;
const context = { apiKey, signer: hmacSigner(secret), timestamp };
const limitOrder = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  quantity: 1,
  price: 9000,
  timeInForce: 'GTC',
} as const;
const rows: Operation<any>[] = Object.values(operations);

/** The error that a preparation fails with. */
function refusal(operation: Operation<any>, params: object, more: object = {}): ArgumentError {
  try {
    prepareRequest(operation, params, { ...context, ...more });
  } catch (error) {
    return error as ArgumentError;
  }
  return expect.unreachable('the request should have been refused');
}

describe('signatures', () => {
  test.each(vectors)('$name', ({ payload, expected }) => {
    expect(hmacSigner(secret)(payload)).toBe(expected);
  });

  test('of the documented request', () => {
    expect(prepareRequest(operations.newOrder, limitOrder, { ...context, recvWindow: 5000 })).toEqual({
      method: 'POST',
      url: `https://fapi.binance.com/fapi/v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=${timestamp}&signature=3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9`,
      headers: { 'X-MBX-APIKEY': apiKey },
    });
  });

  test('of a list', () => {
    const { url } = prepareRequest(
      operations.cancelBatchOrders,
      { symbol: 'BTCUSDT', origClientOrderIdList: ['my_id_1', 'my_id_2'] },
      context,
    );
    expect(url).toContain('signature=9a03e8eabab52ffd36003d1fc8b4fc348aed4565b60690c751cecec00ccb80b0');
  });

  test('come from a signer that takes its time too', async () => {
    const slow = { ...context, signer: async (payload: string) => hmacSigner(secret)(payload) };
    expect(await prepareRequest(operations.newOrder, limitOrder, slow)).toEqual(
      prepareRequest(operations.newOrder, limitOrder, context),
    );
  });

  test('are percent-encoded', () => {
    const { url } = prepareRequest(operations.openOrders, {}, { ...context, signer: () => 'a+b/c=' });
    expect(url).toMatch(/&signature=a%2Bb%2Fc%3D$|\?timestamp=\d+&signature=a%2Bb%2Fc%3D$/);
  });
});

describe('a request', () => {
  test('keeps the caller’s order, passes unknown parameters through and leaves absent ones out', () => {
    const { url } = prepareRequest(
      operations.orderBook,
      { brandNew: 7, symbol: 'BTCUSDT', limit: undefined } as never,
      { baseUrl: 'https://localhost:1/' },
    );
    expect(url).toBe('https://localhost:1/fapi/v1/depth?brandNew=7&symbol=BTCUSDT');
  });

  test('without parameters has no question mark', () => {
    expect(prepareRequest(operations.ping, {}, {})).toEqual({
      method: 'GET',
      url: 'https://fapi.binance.com/fapi/v1/ping',
      headers: {},
    });
  });

  test('sends the key where the key is needed, and only there', () => {
    for (const row of rows) {
      const { headers, url } = prepareRequest(row, {}, { ...context, validate: false });
      expect(Object.keys(headers)).toEqual(row.auth === 'none' ? [] : ['X-MBX-APIKEY']);
      expect(url.includes('signature=')).toBe(row.auth === 'signature');
    }
  });

  test('goes to the host of its operation', () => {
    expect(prepareRequest(operations.portfolioMarginUmAccount, {}, context).url).toMatch(
      /^https:\/\/papi\.binance\.com\/papi\//,
    );
  });

  test('takes recvWindow and timestamp as parameters too, once', () => {
    const { url } = prepareRequest(operations.openOrders, { recvWindow: 1000, timestamp: 5 } as never, {
      ...context,
      recvWindow: 5000,
    });
    expect(url).toMatch(/\?recvWindow=1000&timestamp=5&signature=\w+$/);
  });

  test.each([
    ['apiKey', { apiKey: undefined }],
    ['signer', { signer: undefined }],
    ['timestamp', { timestamp: undefined }],
    ['timestamp', { timestamp: 1.5 }],
    ['recvWindow', { recvWindow: 60001 }],
    ['recvWindow', { recvWindow: NaN }],
    ['baseUrl', { baseUrl: 'http://fapi.binance.com' }],
  ])('is refused when %s is wrong: %o', (parameter, more) => {
    expect(refusal(operations.newOrder, limitOrder, more)).toMatchObject({ name: 'ArgumentError', parameter });
  });
});

describe('checks before sending', () => {
  const market = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' };
  const stop = { algoType: 'CONDITIONAL', symbol: 'BTCUSDT', side: 'SELL', triggerPrice: '1' };

  test.each<[string, Operation<any>, object, string]>([
    ['required', operations.newOrder, { ...market, symbol: undefined }, 'newOrder: symbol is required'],
    [
      'empty',
      operations.newOrder,
      { ...market, symbol: '' },
      'newOrder: symbol must not be empty: leave it out instead',
    ],
    ['value', operations.newOrder, { ...market, side: 'LONG' }, 'newOrder: side must be one of BUY, SELL'],
    [
      'retired value',
      operations.newOrder,
      { ...market, type: 'STOP_MARKET' },
      'newOrder: type must be one of LIMIT, MARKET',
    ],
    ['type', operations.newOrder, { ...market, symbol: 5 }, 'newOrder: symbol must be a string'],
    ['flag', operations.newOrder, { ...market, reduceOnly: 'yes' }, 'newOrder: reduceOnly must be true or false'],
    [
      'decimal',
      operations.newOrder,
      { ...market, quantity: '1e-3' },
      'newOrder: quantity must be a decimal number, as a string such as "0.001" or as a finite number',
    ],
    ['not a number', operations.newOrder, { ...market, quantity: NaN }, 'newOrder: quantity must be a decimal number'],
    [
      'pattern',
      operations.newOrder,
      { ...market, newClientOrderId: 'no blanks' },
      'newOrder: newClientOrderId must match',
    ],
    [
      'condition',
      operations.newOrder,
      { ...market, type: 'LIMIT' },
      'newOrder: timeInForce is required when type is LIMIT',
    ],
    [
      'either',
      operations.newOrder,
      { ...market, type: 'LIMIT', timeInForce: 'GTC' },
      'newOrder: price or priceMatch is required when type is LIMIT',
    ],
    [
      'exclusive',
      operations.newOrder,
      { ...limitOrder, priceMatch: 'QUEUE' },
      'newOrder: price must not be sent when priceMatch is sent',
    ],
    [
      'date',
      operations.newOrder,
      { ...limitOrder, timeInForce: 'GTD' },
      'newOrder: goodTillDate is required when timeInForce is GTD',
    ],
    [
      'close',
      operations.newAlgoOrder,
      { ...stop, type: 'STOP_MARKET', closePosition: true, quantity: '1' },
      'newAlgoOrder: quantity must not be sent when closePosition is true',
    ],
    [
      'close or quantity',
      operations.newAlgoOrder,
      { ...stop, type: 'STOP_MARKET' },
      'newAlgoOrder: quantity or closePosition=true is required when type is STOP_MARKET',
    ],
    [
      'close of the wrong kind',
      operations.newAlgoOrder,
      { ...stop, type: 'STOP', quantity: 1, price: 1, closePosition: true },
      'newAlgoOrder: closePosition must not be true when type is STOP',
    ],
    [
      'too small',
      operations.newAlgoOrder,
      { ...stop, type: 'TRAILING_STOP_MARKET', quantity: 1, triggerPrice: undefined, callbackRate: 0.05 },
      'newAlgoOrder: callbackRate must be at least 0.1',
    ],
    [
      'too large',
      operations.klines,
      { symbol: 'BTCUSDT', interval: '1h', limit: 1501 },
      'klines: limit must be at most 1500',
    ],
    [
      'integer',
      operations.changeLeverage,
      { symbol: 'BTCUSDT', leverage: 1.5 },
      'changeLeverage: leverage must be an integer',
    ],
    [
      'number enum',
      operations.orderBook,
      { symbol: 'BTCUSDT', limit: 7 },
      'orderBook: limit must be one of 5, 10, 20, 50, 100, 500, 1000',
    ],
    [
      'one of two ids',
      operations.queryOrder,
      { symbol: 'BTCUSDT' },
      'queryOrder: orderId or origClientOrderId is required',
    ],
    [
      'unsafe id',
      operations.queryOrder,
      { symbol: 'BTCUSDT', orderId: 2 ** 53 },
      'queryOrder: orderId must be exact: give ids above 9007199254740991 as a string or a bigint',
    ],
    ['negative id', operations.queryOrder, { symbol: 'BTCUSDT', orderId: -1n }, 'queryOrder: orderId must be an id'],
    [
      'too large an id',
      operations.queryOrder,
      { symbol: 'BTCUSDT', orderId: 2n ** 63n },
      'queryOrder: orderId must be an id',
    ],
    [
      'element',
      operations.placeBatchOrders,
      { batchOrders: [market, { ...market, side: 'UP' }] },
      'placeBatchOrders: batchOrders[1].side must be one of BUY, SELL',
    ],
    [
      'rule of an element',
      operations.placeBatchOrders,
      { batchOrders: [{ ...limitOrder, price: undefined }] },
      'placeBatchOrders: batchOrders[0].price or priceMatch is required when type is LIMIT',
    ],
    [
      'too many elements',
      operations.placeBatchOrders,
      { batchOrders: [market, market, market, market, market, market] },
      'placeBatchOrders: batchOrders must not have more than 5 elements',
    ],
    [
      'no elements',
      operations.placeBatchOrders,
      { batchOrders: [] },
      'placeBatchOrders: batchOrders must not be empty',
    ],
    ['no list', operations.placeBatchOrders, { batchOrders: market }, 'placeBatchOrders: batchOrders must be a list'],
    [
      'an unsafe id in a list',
      operations.cancelBatchOrders,
      { symbol: 'BTCUSDT', orderIdList: ['1', 2 ** 60] },
      'cancelBatchOrders: orderIdList[1] must be exact',
    ],
  ])('%s', (_, operation, params, message) => {
    const error = refusal(operation, params);
    expect(error.message.slice(0, message.length)).toBe(message);
    expect(error.message).toBe(`${operation.id}: ${error.parameter} ${error.rule}`);
  });

  test('can be switched off', () => {
    expect(
      prepareRequest(operations.newOrder, { type: 'STOP', side: 'UP' } as never, { ...context, validate: false }).url,
    ).toContain('?type=STOP&side=UP&timestamp=');
  });

  test('accept doubtful and unknown parameters', () => {
    expect(() =>
      prepareRequest(
        operations.newOrder,
        { ...market, price: '1', timeInForce: 'GTC', brandNew: true } as never,
        context,
      ),
    ).not.toThrow();
  });

  test('accept every kind of value that has one meaning', () => {
    const { url } = prepareRequest(
      operations.newOrder,
      { ...limitOrder, reduceOnly: 'false', quantity: 5n, goodTillDate: '1788220800000' } as never,
      context,
    );
    expect(url).toContain('reduceOnly=false&goodTillDate=1788220800000');
    expect(url).toContain('quantity=5');
  });
});

test('any id survives the request, in every operation that takes one', () => {
  const takers = rows.flatMap((row) =>
    Object.entries<ParameterRow>(row.params)
      .filter(([, { type, items }]) => type === 'id' || items?.type === 'id')
      .map(([name, { type }]) => ({ row, name, isList: type === 'list' })),
  );
  expect(takers.length).toBeGreaterThan(10);
  fc.assert(
    fc.property(
      fc.bigInt(0n, 2n ** 63n - 1n),
      fc.constantFrom(...takers),
      fc.constantFrom(String, BigInt),
      (id, { row, name, isList }, form) => {
        const value = form(id);
        const { url } = prepareRequest(row, { [name]: isList ? [value] : value }, { ...context, validate: false });
        expect(new URL(url).searchParams.get(name)).toBe(isList ? `[${id}]` : String(id));
      },
    ),
  );
});

describe('what is checked is what is sent', () => {
  test('getters of a class are sent', () => {
    class Close {
      symbol = 'BTCUSDT';
      side = 'SELL';
      type = 'MARKET';
      quantity = '1';
      get reduceOnly() {
        return true;
      }
    }
    const { url } = prepareRequest(operations.newOrder, new Close() as never, context);
    expect(url).toContain('?symbol=BTCUSDT&side=SELL&type=MARKET&quantity=1&reduceOnly=true&');
  });

  test.each<[object, string, RegExp]>([
    [{ quantity: 0.1 + 0.2 }, 'quantity', /more than 15 significant digits.*give it as a string/],
    [{ quantity: '-1' }, 'quantity', /must not be negative/],
    [{ side: ['BUY'] }, 'side', /must be one of/],
    [{ quantity: new Date(0) }, 'quantity', /must be a decimal number/],
    [{ positionSide: 'LONG', reduceOnly: true }, 'reduceOnly', /must not be sent when positionSide is LONG/],
  ])('%j is refused', (params, parameter, rule) => {
    const error = refusal(operations.newOrder, { ...limitOrder, ...params });
    expect(error).toMatchObject({ name: 'ArgumentError', parameter });
    expect(error.rule).toMatch(rule);
  });

  test.each(['007', '1e18', 1e18])('%j is no id', (orderId) => {
    expect(refusal(operations.queryOrder, { symbol: 'BTCUSDT', orderId })).toMatchObject({ parameter: 'orderId' });
  });
});

test('an error of another copy of this package is recognized by class', async () => {
  const address = '../../src/errors.js?another';
  const other = (await import(address)) as typeof import('../../src/errors.js');
  const foreign = new other.ArgumentError('symbol', 'is required');
  expect(foreign).toBeInstanceOf(ArgumentError);
  expect(foreign).not.toBeInstanceOf(ExchangeError);
  expect(new Error('of nobody')).not.toBeInstanceOf(ArgumentError);
});
