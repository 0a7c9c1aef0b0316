// Checks of parameters, each on a row of its own.
import { describe, expect, test } from 'vitest';
import { checkParams, takeParams } from '../../src/check.js';
import type { CallRow, ParameterRow, RuleRow } from '../../src/rows.js';

const rowOf = (facts: Partial<CallRow>): CallRow => ({
  id: 'call',
  security: 'NONE',
  auth: 'none',
  retry: 'safe',
  params: {},
  answer: { shape: 'object' },
  ...facts,
});

/** What is said of these parameters, `parameter rule`; nothing if they pass. */
function verdict(facts: Partial<CallRow>, params: object): string | undefined {
  try {
    checkParams(rowOf(facts), params);
  } catch (error) {
    const { name, parameter, rule, message } = error as { [key: string]: string };
    expect(name).toBe('ArgumentError');
    expect(message).toBe(`call: ${parameter} ${rule}`);
    return `${parameter} ${rule}`;
  }
  return undefined;
}

describe('a value', () => {
  const DECIMAL = 'p must be a decimal number, as a string such as "0.001" or as a finite number';
  const DIGITS = (value: number) =>
    `p has more than 15 significant digits as a number (${value}): give it as a string, rounded as you want it`;
  const ID = 'p must be an id: an integer from 0 to 9223372036854775807, as a string, a bigint or a safe number';
  const EXACT = 'p must be exact: give ids above 9007199254740991 as a string or a bigint';
  const FLAG = 'p must be true or false';
  const text: ParameterRow = { type: 'string' };
  const form: ParameterRow = { type: 'string', pattern: /^[A-Z]+$/ };
  const side: ParameterRow = { type: 'string', enum: ['BUY', 'SELL'] };
  const level: ParameterRow = { type: 'integer', enum: [5, 10] };
  const decimal: ParameterRow = { type: 'decimal' };
  const rate: ParameterRow = { type: 'decimal', minimum: -0.5, maximum: 0.5 };
  const integer: ParameterRow = { type: 'integer' };
  const limit: ParameterRow = { type: 'integer', minimum: 1, maximum: 1000 };
  const id: ParameterRow = { type: 'id' };
  const flag: ParameterRow = { type: 'flag' };
  const boolean: ParameterRow = { type: 'boolean' };

  test.each<[ParameterRow, unknown, string | undefined]>([
    [text, 'BTCUSDT', undefined],
    [text, '', 'p must not be empty: leave it out instead'],
    [text, 7, 'p must be a string'],
    [text, ['a'], 'p must be a string'],
    [form, 'ABC', undefined],
    [form, 'abc', 'p must match ^[A-Z]+$'],
    [side, 'BUY', undefined],
    [side, 'HOLD', 'p must be one of BUY, SELL'],
    [side, ['BUY'], 'p must be one of BUY, SELL'],
    [side, '', 'p must not be empty: leave it out instead'],
    [level, 5, undefined],
    [level, '10', undefined],
    [level, 7, 'p must be one of 5, 10'],
    [decimal, '0.001', undefined],
    [decimal, '12', undefined],
    [decimal, 12n, undefined],
    [decimal, 0.1, undefined],
    [decimal, 0, undefined],
    [decimal, '0', undefined],
    [decimal, '1.', DECIMAL],
    [decimal, '.5', DECIMAL],
    [decimal, '1e5', DECIMAL],
    [decimal, 'x1', DECIMAL],
    [decimal, '1x', DECIMAL],
    [decimal, '--1', DECIMAL],
    [decimal, NaN, DECIMAL],
    [decimal, Infinity, DECIMAL],
    [decimal, true, DECIMAL],
    [decimal, new Date(5), DECIMAL],
    [decimal, 0.1 + 0.2, DIGITS(0.1 + 0.2)],
    [decimal, '0.30000000000000004', undefined],
    [decimal, '-1', 'p must not be negative'],
    [decimal, -0.1, 'p must not be negative'],
    [rate, '-0.5', undefined],
    [rate, 0.5, undefined],
    [rate, '-0.51', 'p must be at least -0.5'],
    [rate, '0.51', 'p must be at most 0.5'],
    [integer, 0, undefined],
    [integer, -5, undefined],
    [integer, '0', undefined],
    [integer, '10', undefined],
    [integer, 10n, undefined],
    [integer, '007', 'p must be an integer'],
    [integer, '-5', 'p must be an integer'],
    [integer, '5x', 'p must be an integer'],
    [integer, 'x5', 'p must be an integer'],
    [integer, 1.5, 'p must be an integer'],
    [integer, 2 ** 53, 'p must be an integer'],
    [integer, true, 'p must be an integer'],
    [limit, 1, undefined],
    [limit, 1000, undefined],
    [limit, '0', 'p must be at least 1'],
    [limit, 1001, 'p must be at most 1000'],
    [id, 0, undefined],
    [id, 0n, undefined],
    [id, '9223372036854775807', undefined],
    [id, 2n ** 63n - 1n, undefined],
    [id, 9007199254740991, undefined],
    [id, '9223372036854775808', ID],
    [id, 2n ** 63n, ID],
    [id, -1n, ID],
    [id, -1, ID],
    [id, '007', ID],
    [id, 'abc', ID],
    [id, true, ID],
    [id, 2 ** 53, EXACT],
    [id, 1.5, EXACT],
    [id, 1e18, EXACT],
    [flag, true, undefined],
    [flag, false, undefined],
    [flag, 'true', undefined],
    [flag, 'false', undefined],
    [flag, 'yes', FLAG],
    [flag, 1, FLAG],
    [boolean, true, undefined],
    [boolean, false, undefined],
    [boolean, 'true', FLAG],
  ])('%j: %s gives %s', (row, value, wanted) => {
    expect(verdict({ params: { p: row } }, { p: value })).toBe(wanted);
  });

  test('that is required must be there', () => {
    const params = { p: { ...text, required: true } } as const;
    expect(verdict({ params }, {})).toBe('p is required');
    expect(verdict({ params }, { p: null })).toBe('p is required');
    expect(verdict({ params: { p: text } }, { p: undefined })).toBe(undefined);
  });

  test('that the row does not know passes', () => {
    expect(verdict({ params: { p: text } }, { other: { any: 'thing' } })).toBe(undefined);
  });
});

describe('a list', () => {
  const scalars: ParameterRow = { type: 'list', maxItems: 2, items: { type: 'id' } };
  const elements: ParameterRow = {
    type: 'list',
    element: { side: { type: 'string', required: true }, quantity: { type: 'decimal' } },
  };
  const LIST = 'p must be a list, or the JSON of one';

  test.each<[ParameterRow, unknown, string | undefined]>([
    [scalars, ['1', 2n], undefined],
    [scalars, [], 'p must not be empty'],
    [scalars, ['1', '2', '3'], 'p must not have more than 2 elements'],
    [scalars, '["1","2"]', undefined],
    [scalars, '[1]', undefined],
    [scalars, '["x"]', undefined],
    [scalars, '[]', 'p must not be empty'],
    [scalars, '[1,2,3]', 'p must not have more than 2 elements'],
    [scalars, '{}', LIST],
    [scalars, '[1', LIST],
    [scalars, 7, LIST],
    [scalars, { 0: 'a' }, LIST],
    [
      scalars,
      ['1', 'x'],
      'p[1] must be an id: an integer from 0 to 9223372036854775807, as a string, a bigint or a safe number',
    ],
    [{ type: 'list' }, ['any', {}], undefined],
    [elements, [{ side: 'BUY', quantity: '1' }, { side: 'SELL' }], undefined],
    [elements, [{ side: 'BUY' }, {}], 'p[1].side is required'],
    [
      elements,
      [{ side: 'BUY', quantity: 'x' }],
      'p[0].quantity must be a decimal number, as a string such as "0.001" or as a finite number',
    ],
    [elements, ['BUY'], 'p[0] must be an object'],
    [elements, [null], 'p[0] must be an object'],
    [elements, '["BUY"]', undefined],
  ])('%j: %s gives %s', (row, value, wanted) => {
    expect(verdict({ params: { p: row } }, { p: value })).toBe(wanted);
  });
});

describe('a rule', () => {
  const limit: RuleRow = { when: { type: ['LIMIT', 'STOP'] }, require: ['price', 'tif'] };
  const both: RuleRow = { when: { type: ['LIMIT'], side: ['BUY'] }, require: ['price'] };
  const any: RuleRow = { when: { priceMatch: ['*'] }, forbid: ['price'] };
  const forbidden: RuleRow = { forbid: ['closePosition=true'] };
  const forbiddenWhen: RuleRow = { when: { side: ['BUY'] }, forbid: ['tif=GTX', 'price'] };
  const oneOf: RuleRow = { requireOneOf: [['price', 'tif'], ['closePosition=true'], ['any=*']] };
  const oneOfWhen: RuleRow = { when: { side: ['BUY'], type: ['*'] }, requireOneOf: [['orderId'], ['clientOrderId']] };

  test.each<[RuleRow, object, string | undefined]>([
    [limit, {}, undefined],
    [limit, { type: 'MARKET' }, undefined],
    [limit, { type: 'LIMIT', price: '1', tif: 'GTC' }, undefined],
    [limit, { type: 'LIMIT', tif: 'GTC' }, 'price is required when type is LIMIT'],
    [limit, { type: 'STOP', price: '1' }, 'tif is required when type is STOP'],
    [limit, { type: 'STOP', price: '1', tif: null }, 'tif is required when type is STOP'],
    [both, { type: 'LIMIT' }, undefined],
    [both, { type: 'LIMIT', side: 'SELL' }, undefined],
    [both, { type: 'LIMIT', side: 'BUY' }, 'price is required when type is LIMIT and side is BUY'],
    [any, { price: '1' }, undefined],
    [any, { priceMatch: null, price: '1' }, undefined],
    [any, { priceMatch: 'QUEUE' }, undefined],
    [any, { priceMatch: 'QUEUE', price: '1' }, 'price must not be sent when priceMatch is sent'],
    [forbidden, {}, undefined],
    [forbidden, { closePosition: false }, undefined],
    [forbidden, { closePosition: 'false' }, undefined],
    [forbidden, { closePosition: true }, 'closePosition must not be true'],
    [forbidden, { closePosition: 'true' }, 'closePosition must not be true'],
    [forbiddenWhen, { side: 'BUY', tif: 'GTC' }, undefined],
    [forbiddenWhen, { side: 'BUY', tif: 'GTX' }, 'tif must not be GTX when side is BUY'],
    [forbiddenWhen, { side: 'BUY', price: 1 }, 'price must not be sent when side is BUY'],
    [oneOf, { price: 1, tif: 'GTC' }, undefined],
    [oneOf, { closePosition: true }, undefined],
    [oneOf, { any: 'thing' }, undefined],
    [oneOf, { price: 1 }, 'price and tif or closePosition=true or any=* is required'],
    [oneOf, { closePosition: false }, 'price and tif or closePosition=true or any=* is required'],
    [oneOfWhen, { side: 'BUY' }, undefined],
    [oneOfWhen, { side: 'BUY', type: 'LIMIT', clientOrderId: 'a' }, undefined],
    [
      oneOfWhen,
      { side: 'BUY', type: 'LIMIT' },
      'orderId or clientOrderId is required when side is BUY and type is sent',
    ],
    [{ when: { side: ['BUY'] } }, { side: 'BUY' }, undefined],
  ])('%j %j: %s', (rule, params, wanted) => {
    expect(verdict({ rules: [rule] }, params)).toBe(wanted);
  });

  test('of elements names the element that breaks it', () => {
    const rules: RuleRow[] = [{ in: 'orders', when: { type: ['LIMIT'] }, require: ['price'] }];
    expect(verdict({ rules }, {})).toBe(undefined);
    expect(verdict({ rules }, { orders: 'text' })).toBe(undefined);
    expect(verdict({ rules }, { type: 'LIMIT' })).toBe(undefined);
    const orders = [{ type: 'MARKET' }, { type: 'LIMIT' }];
    expect(verdict({ rules }, { orders })).toBe('orders[1].price is required when type is LIMIT');
  });
});

describe('taking parameters', () => {
  test.each<[unknown, object]>([
    [undefined, {}],
    [null, {}],
    [{ a: 1 }, { a: 1 }],
    [Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
  ])('%j', (params, taken) => {
    expect(takeParams(params, 'call')).toEqual(taken);
  });

  test.each([
    ['a list', []],
    ['a text', 'symbol=BTCUSDT'],
    ['a number', 7],
  ])('%s is refused', (_, params) => {
    expect(() => takeParams(params, 'call')).toThrow(
      expect.objectContaining({
        name: 'ArgumentError',
        parameter: 'params',
        message: 'call: params must be an object of parameters by name',
      }),
    );
  });

  test('a copy is made, of elements too, but not of dates', () => {
    const [order, date] = [{ side: 'BUY' }, new Date(0)];
    const params = { symbol: 'BTCUSDT', orders: [order, 'text', null, date, ['list']] };
    const taken = takeParams(params, 'call') as typeof params;
    params.symbol = 'other';
    order.side = 'SELL';
    expect(taken).toEqual({ symbol: 'BTCUSDT', orders: [{ side: 'BUY' }, 'text', null, date, ['list']] });
    expect(taken.orders[3]).toBe(date);
  });

  test('what a class gives is taken: inherited getters and defaults, no methods, nothing hidden', () => {
    class Base {
      get symbol() {
        return 'BTCUSDT';
      }
      get side() {
        return 'BUY';
      }
    }
    class Order extends Base {
      quantity = '1';
      override get side() {
        return 'SELL';
      }
      round() {
        return 1;
      }
    }
    const order = new Order();
    Object.defineProperty(order, 'note', { value: 'hidden', enumerable: false });
    const wanted = { quantity: '1', side: 'SELL', symbol: 'BTCUSDT' };
    expect(takeParams(order, 'call')).toEqual(wanted);
    expect(takeParams({ orders: [order] }, 'call')).toEqual({ orders: [wanted] });
    expect(takeParams(Object.create({ symbol: 'A', limit: 5 }) as object, 'call')).toEqual({ symbol: 'A', limit: 5 });
  });

  test('a getter is read once', () => {
    let reads = 0;
    const params = {
      get quantity() {
        return String(++reads);
      },
    };
    expect(takeParams(params, 'call')).toEqual({ quantity: '1' });
    expect(reads).toBe(1);
  });
});
