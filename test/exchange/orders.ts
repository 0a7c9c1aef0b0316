// Orders of the one account of this exchange. LIMIT orders stay open, MARKET orders are filled at once at a fixed price.
import type { Json, JsonObject } from '../../codegen/load.js';
import type { Params } from './parameters.js';
import { Refusal } from './refusal.js';
import type { Ledger, Handlers } from './state.js';

const FILL_PRICE = '60000.00';
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
  time: number;
}

export function createOrders(ledger: Ledger) {
  const { now, nextId, view, refused } = ledger;
  const orders: Order[] = [];
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

  function place(params: Params): Order {
    const order = draft(params);
    orders.push(order);
    return order;
  }

  function cancel(params: Params): Order {
    return Object.assign(find(params, open(), -2011), { status: 'CANCELED', updateTime: now() });
  }

  function modify(params: Params): Order {
    const order = find(params, open(), -2013);
    checkAmounts(params);
    const change = {
      price: (params['price'] as string | undefined) ?? FILL_PRICE,
      origQty: params['quantity'] as string,
    };
    if (change.price === order.price && change.origQty === order.origQty) throw new Refusal(-5027);
    return Object.assign(order, change, { updateTime: now() });
  }

  /** Elements that are refused stand as errors beside the others. */
  const each = <Item>(id: string, items: readonly Item[], act: (item: Item) => Order): Json =>
    items.map((item) => refused(() => view(id, act(item))));

  const handlers: Handlers = {
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
      for (const order of open(symbol)) Object.assign(order, { status: 'CANCELED', updateTime: now() });
      return documented();
    },
    placeBatchOrders: ({ batchOrders }) => each('placeBatchOrders', batchOrders as JsonObject[], place),
    modifyBatchOrders: ({ batchOrders }) => each('modifyBatchOrders', batchOrders as JsonObject[], modify),
    cancelBatchOrders: ({ symbol, orderIdList, origClientOrderIdList }) => {
      const named = ((origClientOrderIdList ?? []) as string[]).map((origClientOrderId): Params => ({
        symbol,
        origClientOrderId,
      }));
      const numbered = ((orderIdList ?? []) as (number | bigint)[]).map((orderId): Params => ({ symbol, orderId }));
      return each('cancelBatchOrders', [...numbered, ...named], cancel);
    },
  };
  return { handlers, reset: () => void orders.splice(0) };
}

/** Refuses what no account could trade, or this one cannot pay for. */
function checkAmounts({ quantity, price }: Params): void {
  if (quantity !== undefined && Number(quantity) <= 0) throw new Refusal(-4003);
  if (price !== undefined && Number(price) <= 0) throw new Refusal(-4001);
  if (Number(quantity) >= TOO_MUCH) throw new Refusal(-2019);
}
