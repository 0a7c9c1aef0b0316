// Facts of 2026-11 as a caller of the client meets them.
import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  decodeMarketMessage,
  decodeUserDataMessage,
  operations,
  prepareRequest,
  routeOf,
  type IncomeHistoryParams,
} from '../../src/index.js';
import { environments } from '../../generated/protocol.js';

const signed = { apiKey: 'key', signer: () => 'signature', timestamp: 1795478400000 };

describe('a parameter that the exchange no longer takes', () => {
  // @ts-expect-error page is gone
  const params: IncomeHistoryParams = { page: 2 };

  test('is refused with the date and the way that works now', () => {
    const prepare = () => prepareRequest(operations.incomeHistory, params, signed);
    expect(prepare).toThrow(ArgumentError);
    expect(prepare).toThrow(
      'page is not accepted since 2026-10-16: walk by startTime and endTime; rows are told apart by tranId and incomeType',
    );
  });

  test('is sent by those who switch the checks off', () => {
    const { url } = prepareRequest(operations.incomeHistory, params, { ...signed, validate: false });
    expect(url).toContain('?page=2&');
  });

  test('plays no part in walking a range', () => {
    expect(operations.incomeHistory.params.page).toMatchObject({ removed: '2026-10-16' });
  });
});

test('leverage above 125 is left to the exchange to judge', () => {
  const { url } = prepareRequest(operations.changeLeverage, { symbol: 'BTCUSDT', leverage: 150 }, signed);
  expect(url).toContain('leverage=150');
});

test('allOrders needs no symbol', () => {
  expect(() => prepareRequest(operations.allOrders, {}, signed)).not.toThrow();
});

test('the stream of single trades is public and read by its names', () => {
  expect(routeOf('btcusdt@trade')).toBe('public');
  const text =
    '{"e":"trade","E":1795478400125,"T":1795478400120,"s":"BTCUSDT","t":6250000123,"p":"61000.00","q":"0.012","X":"MARKET","m":false,"st":1}';
  expect(decodeMarketMessage(text)).toMatchObject({
    event: { eventType: 'trade', tradeId: 6250000123, kind: 'MARKET', isBuyerMaker: false },
  });
});

test('an order that a conditional order made names it by an id of all digits', () => {
  const example = `{"e":"ORDER_TRADE_UPDATE","T":1795478400214,"E":1795478400216,"o":{"s":"BTCUSDT","c":"sl-0001","S":"SELL","o":"MARKET","f":"GTC","q":"0.100","p":"0","ap":"0","sp":"0","x":"NEW","X":"NEW","i":8389765519993908931,"l":"0","z":"0","L":"0","T":1795478400214,"t":0,"b":"0","a":"0","m":false,"R":true,"wt":"CONTRACT_PRICE","ot":"MARKET","ps":"BOTH","cp":false,"rp":"0","pP":false,"si":4000001234567890123,"ss":0,"st":"ALGO_CONDITION","V":"NONE","pm":"NONE","gtd":0,"er":"0"}}`;
  expect(decodeUserDataMessage(example).event).toMatchObject({
    order: { algoId: '4000001234567890123', origin: 'ALGO_CONDITION', orderId: '8389765519993908931' },
  });
});

test('approved market makers have an environment of their own', () => {
  expect(environments['market-maker']).toEqual({
    fapi: 'https://fapi-mm.binance.com',
    public: 'wss://fstream-mm.binance.com/public',
    market: 'wss://fstream-mm.binance.com/market',
    private: 'wss://fstream-mm.binance.com/private',
    websocketApi: 'wss://ws-fapi-mm.binance.com/ws-fapi/v1',
  });
});
