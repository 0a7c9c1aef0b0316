// What compiles and what does not: the compiler refuses what the exchange would refuse.
import { assertType, describe, expectTypeOf, test } from 'vitest';
import type * as openapi from '../../generated/openapi.js';
import type { NewOrderParams as NewWebSocketOrderParams, Session } from '../../generated/websocket-api/types.js';
import type { operations } from '../../generated/rest/operations.js';
import {
  createClient,
  decodeMarketMessage,
  decodeUserDataMessage,
  streams,
  type BookTicker,
  type BookTickerParams,
  type BookTickerStreamParams,
  type DepthUpdateEvent,
  type Kline,
  type NewAlgoOrderParams,
  type NewOrderParams,
  type Operation,
  type OrderSide,
  type PlaceBatchOrdersParams,
  type PlacedOrder,
  type QueryOrderParams,
  type StreamReference,
  type SymbolInfo,
  type TradingSessionEvent,
} from '../../src/index.js';

const client = createClient();
const btc = { symbol: 'BTCUSDT', side: 'BUY' } as const;
const sell = { algoType: 'CONDITIONAL', symbol: 'BTCUSDT', side: 'SELL' } as const;

describe('an order', () => {
  test('of kind LIMIT needs timeInForce, quantity and a price or priceMatch', () => {
    assertType<NewOrderParams>({ ...btc, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: 59000 });
    assertType<NewOrderParams>({ ...btc, type: 'LIMIT', timeInForce: 'IOC', quantity: 0.01, priceMatch: 'QUEUE' });
    // @ts-expect-error no timeInForce
    assertType<NewOrderParams>({ ...btc, type: 'LIMIT', quantity: '0.01', price: '59000' });
    // @ts-expect-error no quantity
    assertType<NewOrderParams>({ ...btc, type: 'LIMIT', timeInForce: 'GTC', price: '59000' });
    // @ts-expect-error neither price nor priceMatch
    assertType<NewOrderParams>({ ...btc, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' });
    const limit = { ...btc, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' } as const;
    // @ts-expect-error both price and priceMatch
    assertType<NewOrderParams>({ ...limit, price: '59000', priceMatch: 'QUEUE' });
  });

  test('of kind MARKET needs quantity and takes no priceMatch', () => {
    assertType<NewOrderParams>({ ...btc, type: 'MARKET', quantity: '0.01', reduceOnly: true });
    // @ts-expect-error no quantity
    assertType<NewOrderParams>({ ...btc, type: 'MARKET' });
    // @ts-expect-error priceMatch is for LIMIT
    assertType<NewOrderParams>({ ...btc, type: 'MARKET', quantity: '0.01', priceMatch: 'QUEUE' });
  });

  test('that is good till a date needs the date', () => {
    assertType<NewOrderParams>({
      ...btc,
      type: 'LIMIT',
      timeInForce: 'GTD',
      goodTillDate: 1788220800000,
      quantity: '0.01',
      price: '59000',
    });
    // @ts-expect-error no goodTillDate
    assertType<NewOrderParams>({ ...btc, type: 'LIMIT', timeInForce: 'GTD', quantity: '0.01', price: '59000' });
  });

  test('takes documented values only', () => {
    // @ts-expect-error a side is BUY or SELL
    assertType<NewOrderParams>({ symbol: 'BTCUSDT', side: 'LONG', type: 'MARKET', quantity: '0.01' });
    // @ts-expect-error conditional kinds are algo orders
    assertType<NewOrderParams>({ ...btc, type: 'STOP_MARKET', quantity: '0.01' });
    // @ts-expect-error no such timeInForce
    assertType<NewOrderParams>({ ...btc, type: 'LIMIT', timeInForce: 'DAY', quantity: '0.01', price: '59000' });
    // @ts-expect-error a flag is a boolean
    assertType<NewOrderParams>({ ...btc, type: 'MARKET', quantity: '0.01', reduceOnly: 'yes' });
  });

  test('of a batch follows the same rules', () => {
    const limit: NewOrderParams = { ...btc, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '59000' };
    assertType<PlaceBatchOrdersParams>({ batchOrders: [limit, { ...btc, type: 'MARKET', quantity: 1 }] });
    // @ts-expect-error no quantity
    assertType<PlaceBatchOrdersParams>({ batchOrders: [{ ...btc, type: 'MARKET' }] });
  });
});

describe('an algo order', () => {
  test('of kind STOP needs triggerPrice, quantity and a price or priceMatch', () => {
    assertType<NewAlgoOrderParams>({ ...sell, type: 'STOP', triggerPrice: '58000', quantity: '0.01', price: '57900' });
    // @ts-expect-error no triggerPrice
    assertType<NewAlgoOrderParams>({ ...sell, type: 'STOP', quantity: '0.01', price: '57900' });
    // @ts-expect-error no price
    assertType<NewAlgoOrderParams>({ ...sell, type: 'STOP', triggerPrice: '58000', quantity: '0.01' });
    // @ts-expect-error closePosition is for market kinds
    assertType<NewAlgoOrderParams>({
      ...sell,
      type: 'STOP',
      triggerPrice: '58000',
      quantity: '0.01',
      price: '57900',
      closePosition: true,
    });
  });

  test('of kind STOP_MARKET needs a quantity or closes the position', () => {
    assertType<NewAlgoOrderParams>({
      ...sell,
      type: 'STOP_MARKET',
      triggerPrice: '58000',
      quantity: '0.01',
      reduceOnly: true,
    });
    assertType<NewAlgoOrderParams>({ ...sell, type: 'TAKE_PROFIT_MARKET', triggerPrice: '68000', closePosition: true });
    // @ts-expect-error neither quantity nor closePosition
    assertType<NewAlgoOrderParams>({ ...sell, type: 'STOP_MARKET', triggerPrice: '58000' });
    // @ts-expect-error closePosition takes no quantity
    assertType<NewAlgoOrderParams>({
      ...sell,
      type: 'STOP_MARKET',
      triggerPrice: '58000',
      closePosition: true,
      quantity: '0.01',
    });
  });

  test('of kind TRAILING_STOP_MARKET needs a callbackRate', () => {
    assertType<NewAlgoOrderParams>({
      ...sell,
      type: 'TRAILING_STOP_MARKET',
      callbackRate: 1,
      quantity: '0.01',
      activatePrice: '61000',
    });
    // @ts-expect-error no callbackRate
    assertType<NewAlgoOrderParams>({ ...sell, type: 'TRAILING_STOP_MARKET', quantity: '0.01' });
  });
});

test('an order is named by either id, of any exact kind', () => {
  assertType<QueryOrderParams>({ symbol: 'BTCUSDT', orderId: 4611686018427387905n });
  assertType<QueryOrderParams>({ symbol: 'BTCUSDT', orderId: '4611686018427387905' });
  assertType<QueryOrderParams>({ symbol: 'BTCUSDT', origClientOrderId: 'grid-0001' });
  // @ts-expect-error neither id
  assertType<QueryOrderParams>({ symbol: 'BTCUSDT' });
});

test('results: ids and decimals are strings, times are numbers, lists of values are open', () => {
  const { rest } = createClient();
  const call = rest.queryOrder({ symbol: 'BTCUSDT', orderId: '1' });
  type Order = Awaited<typeof call>;
  expectTypeOf<Order['orderId']>().toEqualTypeOf<string>();
  expectTypeOf<Order['price']>().toEqualTypeOf<string>();
  expectTypeOf<Order['updateTime']>().toEqualTypeOf<number>();
  expectTypeOf<'SOME_NEW_STATUS'>().toExtend<Order['status']>();
});

test('one object with symbol, a list without', () => {
  const { rest } = createClient();
  expectTypeOf(rest.bookTicker({ symbol: 'BTCUSDT' })).resolves.toEqualTypeOf<BookTicker>();
  expectTypeOf(rest.bookTicker()).resolves.toEqualTypeOf<BookTicker[]>();
  const maybe: { symbol?: string } = {};
  expectTypeOf(rest.bookTicker(maybe)).resolves.toEqualTypeOf<BookTicker | BookTicker[]>();
});

test('types of answers, parameters and events are exported by name', () => {
  const { rest } = createClient();
  const order: NewOrderParams = { ...btc, type: 'MARKET', quantity: '0.01' };
  expectTypeOf(rest.newOrder(order)).resolves.toExtend<PlacedOrder>();
  expectTypeOf(rest.klines({ symbol: 'BTCUSDT', interval: '1m' })).resolves.toEqualTypeOf<Kline[]>();
  type Info = Awaited<ReturnType<typeof rest.exchangeInfo>>;
  expectTypeOf<Info['symbols'][number]>().toEqualTypeOf<SymbolInfo>();
  expectTypeOf<NewOrderParams['side']>().toEqualTypeOf<OrderSide>();
  expectTypeOf<BookTickerStreamParams>().toEqualTypeOf<{ symbol: string }>();
  expectTypeOf<BookTickerParams>().toExtend<{ symbol?: string }>();
});

type Rows = typeof operations;
type ParamsOf<Row> = Row extends Operation<infer Params, any> ? Params : never;
type ResultOf<Row> = Row extends Operation<any, infer Result> ? Result : never;
type Answer<Id extends keyof Rows> = openapi.operations[Id]['responses'][200]['content']['application/json'];
type Query<Id extends keyof Rows> = Omit<NonNullable<openapi.operations[Id]['parameters']['query']>, 'timestamp'>;

test('what the paths types return is assignable to the named results', () => {
  type Misfits = { [Id in keyof Rows]: Answer<Id> extends ResultOf<Rows[Id]> ? never : Id }[keyof Rows];
  expectTypeOf<Misfits>().toBeNever();
});

test('the named parameters fit the paths types', () => {
  type Misfits = { [Id in keyof Rows]: ParamsOf<Rows[Id]> extends Query<Id> ? never : Id }[keyof Rows];
  expectTypeOf<Misfits>().toBeNever();
});

describe('streams', () => {
  test('a stream takes its parameters and hands out its event', () => {
    void client.streams.aggTrade({ symbol: 'BTCUSDT' }, (event) => {
      expectTypeOf(event.price).toEqualTypeOf<string>();
      expectTypeOf(event.quantityWithoutRpi).toEqualTypeOf<string | undefined>();
      expectTypeOf(event.eventType).toEqualTypeOf<'aggTrade'>();
    });
    expectTypeOf(client.streams.partialDepth({ symbol: 'BTCUSDT', levels: 20, updateSpeed: '100ms' })).toExtend<
      AsyncIterable<DepthUpdateEvent>
    >();
    expectTypeOf(client.streams.tradingSession()).toExtend<AsyncIterable<TradingSessionEvent>>();
    // @ts-expect-error levels is required
    void client.streams.partialDepth({ symbol: 'BTCUSDT' });
    // @ts-expect-error there is no such speed
    void client.streams.diffDepth({ symbol: 'BTCUSDT', updateSpeed: '50ms' });
  });

  test('a reference is built from the same parameters', () => {
    expectTypeOf(streams.partialDepth({ symbol: 'BTCUSDT', levels: 5 })).toEqualTypeOf<
      StreamReference<DepthUpdateEvent>
    >();
    expectTypeOf(streams.tradingSession()).toEqualTypeOf<StreamReference<TradingSessionEvent>>();
    // @ts-expect-error symbol is required
    void streams.aggTrade();
    // @ts-expect-error there is no such speed
    void streams.diffDepth({ symbol: 'BTCUSDT', updateSpeed: '50ms' });
  });

  test('eventType tells events apart', () => {
    const { event } = decodeMarketMessage('{}');
    if (event?.eventType === 'depthUpdate') expectTypeOf(event.bids).toEqualTypeOf<[string, string][]>();
    if (event?.eventType === 'FXUpdate') expectTypeOf(event).toEqualTypeOf<TradingSessionEvent>();
    if (event?.eventType === 'unknown') expectTypeOf(event.raw).toEqualTypeOf<string>();
    const { event: own } = decodeUserDataMessage('{}');
    if (own?.eventType === 'ORDER_TRADE_UPDATE') expectTypeOf(own.order.orderId).toEqualTypeOf<string>();
    const { event: wire } = decodeUserDataMessage('{}', { raw: true });
    if (wire && 'e' in wire && wire.e === 'TRADE_LITE') expectTypeOf(wire.i).toEqualTypeOf<string>();
  });
});

describe('WebSocket API', () => {
  test('methods take and return what REST does', () => {
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: '1', price: '1' } as const;
    void client.websocketApi.newOrder({ ...order, timeInForce: 'GTC' });
    // @ts-expect-error a LIMIT order needs timeInForce
    void client.websocketApi.newOrder(order);
    expectTypeOf(client.websocketApi.tickerPrice({ symbol: 'BTCUSDT' })).resolves.toExtend<{ price: string }>();
    expectTypeOf(client.websocketApi.tickerPrice()).resolves.toBeArray();
    expectTypeOf(client.websocketApi.sessionStatus()).resolves.toEqualTypeOf<Session>();
    expectTypeOf<Parameters<typeof client.websocketApi.newOrder>[0]>().toEqualTypeOf<NewWebSocketOrderParams>();
    expectTypeOf(client.websocketApi.queryOrder({ symbol: 'BTCUSDT', orderId: 1n })).resolves.toEqualTypeOf<
      Awaited<ReturnType<typeof client.rest.queryOrder>>
    >();
  });
});
