// Algo orders of the one account of this exchange. They wait for ever: nothing here triggers them.
import type { Json, JsonObject } from '../../codegen/load/json.js';
import type { Params } from './parameters.js';
import { Refusal } from './refusal.js';
import type { Handlers, Ledger, View } from './state.js';

interface AlgoOrder extends JsonObject {
  algoId: bigint;
  clientAlgoId: string;
  algoStatus: string;
  symbol: string;
  createTime: number;
  updateTime: number;
}

export function createAlgoOrders({ now, nextId, publish }: Ledger) {
  const orders: AlgoOrder[] = [];
  const open = (symbol?: Json) =>
    orders.filter((order) => order.algoStatus === 'NEW' && (symbol === undefined || order.symbol === symbol));

  function find({ algoId, clientAlgoId }: Params, among: readonly AlgoOrder[], unknown: number): AlgoOrder {
    const found = among.findLast((order) =>
      algoId === undefined ? order.clientAlgoId === clientAlgoId : order.algoId === BigInt(algoId as number | bigint),
    );
    if (!found) throw new Refusal(unknown);
    return found;
  }

  function place(params: Params): AlgoOrder {
    const named = params['clientAlgoId'] as string | undefined;
    if (open().some((order) => order.clientAlgoId === named)) throw new Refusal(-4116);
    const id = nextId();
    const order: AlgoOrder = {
      algoId: id,
      clientAlgoId: named ?? `web_${id}`,
      algoType: params['algoType'] ?? 'CONDITIONAL',
      orderType: params['type'] as string,
      symbol: params['symbol'] as string,
      side: params['side'] as string,
      positionSide: params['positionSide'] ?? 'BOTH',
      timeInForce: params['timeInForce'] ?? 'GTC',
      quantity: params['quantity'] ?? '0',
      algoStatus: 'NEW',
      actualOrderId: '',
      actualPrice: '0',
      actualType: '',
      actualQty: '0',
      triggerPrice: params['triggerPrice'] ?? '0',
      price: params['price'] ?? '0',
      icebergQuantity: null,
      selfTradePreventionMode: params['selfTradePreventionMode'] ?? 'NONE',
      workingType: params['workingType'] ?? 'CONTRACT_PRICE',
      priceMatch: params['priceMatch'] ?? 'NONE',
      closePosition: params['closePosition'] === 'true',
      priceProtect: params['priceProtect'] === 'true',
      reduceOnly: params['reduceOnly'] === 'true',
      activatePrice: params['activatePrice'] ?? '',
      callbackRate: params['callbackRate'] ?? '',
      createTime: now(),
      updateTime: now(),
      triggerTime: 0,
      goodTillDate: params['goodTillDate'] ?? 0,
    };
    orders.push(order);
    report(order);
    return order;
  }

  /** Pushes the order as it stands. Events say `0` where REST leaves the kind of the triggered order empty. */
  function report(order: AlgoOrder): void {
    publish('ALGO_UPDATE', { transactionTime: order.updateTime, algoOrder: { ...order, actualType: '0' } });
  }

  function canceled(order: AlgoOrder): AlgoOrder {
    Object.assign(order, { algoStatus: 'CANCELED', updateTime: now() });
    report(order);
    return order;
  }

  const handlers = (view: View): Handlers => ({
    newAlgoOrder: (params) => view('newAlgoOrder', place(params)),
    queryAlgoOrder: (params) => view('queryAlgoOrder', find(params, orders, -2013)),
    cancelAlgoOrder: (params) => {
      const { algoId, clientAlgoId } = canceled(find(params, open(), -2011));
      return view('cancelAlgoOrder', { algoId, clientAlgoId });
    },
    cancelAllAlgoOrders: ({ symbol }, documented) => {
      open(symbol).forEach(canceled);
      return documented();
    },
    openAlgoOrders: ({ symbol, algoId }) =>
      open(symbol)
        .filter((order) => algoId === undefined || order.algoId === BigInt(algoId as number | bigint))
        .map((order) => view('openAlgoOrders', order)),
    allAlgoOrders: ({ symbol, algoId = 0, startTime = 0, endTime = Infinity, limit = 500 }) =>
      orders
        .filter((order) => order.symbol === symbol && order.algoId >= BigInt(algoId as number | bigint))
        .filter(({ createTime }) => createTime >= (startTime as number) && createTime <= (endTime as number))
        .slice(0, limit as number)
        .map((order) => view('allAlgoOrders', order)),
  });
  return { handlers, reset: () => void orders.splice(0) };
}
