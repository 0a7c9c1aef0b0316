// Orders of the one account of this exchange. LIMIT orders stay open, MARKET orders are filled at once at a fixed price.
import type { Json, JsonObject } from '../../codegen/load/json.js';
import type { Params } from './parameters.js';
import { Refusal } from './refusal.js';
import type { Handlers, Ledger, View } from './state.js';

const FILL_PRICE = '60000.00';
/** Of the quote asset that a fill moves. */
const FEE_RATE = 0.0005;
/** Trade ids count up from it. */
const FIRST_TRADE = 6_250_000_001;
/** Base asset. More than this is more than the account can pay for. */
const TOO_MUCH = 1000;

interface Order extends JsonObject {
  orderId: bigint;
  symbol: string;
  clientOrderId: string;
  status: string;
  type: string;
  price: string;
  origQty: string;
  cumQuote: string;
  time: number;
  updateTime: number;
}

export function createOrders(ledger: Ledger) {
  const { now, nextId, refused, publish } = ledger;
  const orders: Order[] = [];
  let nextTrade = FIRST_TRADE;
  const open = (symbol?: Json) =>
    orders.filter((order) => order.status === 'NEW' && (symbol === undefined || order.symbol === symbol));

  /** The newest order that an id or a client order id means; the id wins. */
  function find({ symbol, orderId, origClientOrderId }: Params, among: readonly Order[], unknown: number): Order {
    const found = among.findLast((order) =>
      order.symbol !== symbol
        ? false
        : orderId === undefined
          ? order.clientOrderId === origClientOrderId
          : order.orderId === BigInt(orderId as number | bigint),
    );
    if (!found) throw new Refusal(unknown);
    return found;
  }

  function draft(params: Params): Order {
    const named = params['newClientOrderId'] as string | undefined;
    if (open().some((order) => order.clientOrderId === named)) throw new Refusal(-4116);
    checkAmounts(params);
    const id = nextId();
    const quantity = (params['quantity'] as string | undefined) ?? '0';
    const market = params['type'] === 'MARKET';
    const filled = market ? quantity : '0';
    return {
      orderId: id,
      symbol: params['symbol'] as string,
      pair: params['symbol'] as string,
      status: market ? 'FILLED' : 'NEW',
      clientOrderId: named ?? `web_${id}`,
      price: market ? '0' : ((params['price'] as string | undefined) ?? FILL_PRICE),
      avgPrice: market ? FILL_PRICE : '0.00',
      origQty: quantity,
      executedQty: filled,
      cumQty: filled,
      cumQuote: market ? (Number(quantity) * Number(FILL_PRICE)).toFixed(5) : '0',
      timeInForce: params['timeInForce'] ?? 'GTC',
      type: params['type'] as string,
      origType: params['type'] as string,
      side: params['side'] as string,
      positionSide: params['positionSide'] ?? 'BOTH',
      reduceOnly: params['reduceOnly'] === 'true',
      closePosition: params['closePosition'] === 'true',
      stopPrice: params['stopPrice'] ?? '0',
      workingType: params['workingType'] ?? 'CONTRACT_PRICE',
      priceProtect: params['priceProtect'] === 'true',
      priceMatch: params['priceMatch'] ?? 'NONE',
      selfTradePreventionMode: params['selfTradePreventionMode'] ?? 'EXPIRE_MAKER',
      goodTillDate: params['goodTillDate'] ?? 0,
      time: now(),
      updateTime: now(),
    };
  }

  /** Pushes the order as it stands, with what only the event says on top. */
  function report(order: Order, executionType: string, more: JsonObject = {}): void {
    const { updateTime } = order;
    const nothing = { lastFilledQty: '0', lastFilledPrice: '0', tradeId: 0, maker: false, expiryReason: '0' };
    publish('ORDER_TRADE_UPDATE', {
      transactionTime: updateTime,
      order: { ...order, ...nothing, tradeTime: updateTime, executionType, ...more },
    });
  }

  /** A fill is told twice, first in short. */
  function reportFill(order: Order): void {
    const fill = { lastFilledQty: order.origQty, lastFilledPrice: FILL_PRICE, tradeId: nextTrade++, maker: false };
    publish('TRADE_LITE', { ...order, ...fill, transactionTime: order.updateTime });
    const commission = (Number(order.cumQuote) * FEE_RATE).toFixed(8);
    report(order, 'TRADE', { ...fill, commission, commissionAsset: 'USDT' });
  }

  function place(params: Params): Order {
    const order = draft(params);
    orders.push(order);
    report(order, 'NEW', { status: 'NEW', executedQty: '0', avgPrice: '0.00' });
    if (order.status === 'FILLED') reportFill(order);
    return order;
  }

  function end(order: Order): Order {
    Object.assign(order, { status: 'CANCELED', updateTime: now() });
    report(order, 'CANCELED');
    return order;
  }

  const cancel = (params: Params) => end(find(params, open(), -2011));

  function modify(params: Params): Order {
    const order = find(params, open(), -2013);
    checkAmounts(params);
    const change = {
      price: (params['price'] as string | undefined) ?? FILL_PRICE,
      origQty: params['quantity'] as string,
    };
    if (change.price === order.price && change.origQty === order.origQty) throw new Refusal(-5027);
    Object.assign(order, change, { updateTime: now() });
    const modifyId = params['modifyId'] as number | bigint | undefined;
    report(order, 'AMENDMENT', modifyId === undefined ? {} : { modifyId: String(modifyId) });
    return modifyId === undefined ? order : { ...order, modifyId };
  }

  /** Elements that are refused stand as errors beside the others. */
  const each = <Item>(view: View, id: string, items: readonly Item[], act: (item: Item) => Order): Json =>
    items.map((item) => refused(() => view(id, act(item))));

  const handlers = (view: View): Handlers => ({
    newOrder: (params) => view('newOrder', place(params)),
    testOrder: (params) => view('testOrder', draft(params)),
    modifyOrder: (params) => view('modifyOrder', modify(params)),
    cancelOrder: (params) => view('cancelOrder', cancel(params)),
    queryOrder: (params) => view('queryOrder', find(params, orders, -2013)),
    openOrder: (params) => view('openOrder', find(params, open(), -2013)),
    openOrders: ({ symbol }) => open(symbol).map((order) => view('openOrders', order)),
    allOrders: ({ symbol, orderId = 0, startTime = 0, endTime = Infinity, limit = 500 }) =>
      orders
        .filter((order) => order.symbol === symbol && order.orderId >= BigInt(orderId as number | bigint))
        .filter(({ time }) => time >= (startTime as number) && time <= (endTime as number))
        .slice(0, limit as number)
        .map((order) => view('allOrders', order)),
    cancelAllOpenOrders: ({ symbol }, documented) => {
      open(symbol).forEach(end);
      return documented();
    },
    placeBatchOrders: ({ batchOrders }) => each(view, 'placeBatchOrders', batchOrders as JsonObject[], place),
    modifyBatchOrders: ({ batchOrders }) => each(view, 'modifyBatchOrders', batchOrders as JsonObject[], modify),
    cancelBatchOrders: ({ symbol, orderIdList, origClientOrderIdList }) => {
      const named = ((origClientOrderIdList ?? []) as string[]).map((origClientOrderId): Params => ({
        symbol,
        origClientOrderId,
      }));
      const numbered = ((orderIdList ?? []) as (number | bigint)[]).map((orderId): Params => ({ symbol, orderId }));
      return each(view, 'cancelBatchOrders', [...numbered, ...named], cancel);
    },
  });
  return {
    handlers,
    reset(): void {
      orders.splice(0);
      nextTrade = FIRST_TRADE;
    },
  };
}

/** Refuses what no account could trade, or this one cannot pay for. */
function checkAmounts({ quantity, price }: Params): void {
  if (quantity !== undefined && Number(quantity) <= 0) throw new Refusal(-4003);
  if (price !== undefined && Number(price) <= 0) throw new Refusal(-4001);
  if (Number(quantity) >= TOO_MUCH) throw new Refusal(-2019);
}
