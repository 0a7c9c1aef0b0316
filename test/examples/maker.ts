// Places an order, amends it, cancels it; and finds out what became of it when nobody can say: `maker.ts [SYMBOL] [PRICE]`.
// Keys: BINANCE_API_KEY and BINANCE_API_SECRET of the testnet.
import { randomUUID } from 'node:crypto';
import { createClient, ExchangeError, isBinanceError, type NewOrderParams } from 'binance-usdm';

const [symbol = 'BTCUSDT', price = '59000.0'] = process.argv.slice(2);
const { rest } = createClient({
  environment: 'testnet',
  apiKey: process.env['BINANCE_API_KEY']!,
  apiSecret: process.env['BINANCE_API_SECRET']!,
});

/** Whether an order may stand although the call failed. */
const isUnknown = (error: unknown): boolean =>
  isBinanceError(error) && 'execution' in error && error.execution === 'unknown';

/** -2013: no such order. */
const isMissing = (error: unknown): boolean => error instanceof ExchangeError && error.code === -2013;

/** How long an order may still arrive: the `recvWindow` of the call, and a second for clocks. Unit: ms. */
const MAY_ARRIVE_MS = 6000;

/** The order, or `undefined` if it does not exist and can no longer arrive. */
async function find(origClientOrderId: string) {
  const end = Date.now() + MAY_ARRIVE_MS;
  for (let isLast = false; !isLast;) {
    isLast = Date.now() > end;
    try {
      return await rest.queryOrder({ symbol, origClientOrderId });
    } catch (error) {
      if (!isMissing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  return undefined;
}

/** Places an order once, under a name of our own, by which it can be found. */
async function place(order: NewOrderParams) {
  const newClientOrderId = randomUUID();
  try {
    return await rest.newOrder({ ...order, newClientOrderId });
  } catch (error) {
    if (!isUnknown(error)) throw error; // surely not placed
    console.log('outcome unknown, looking for the order');
    const found = await find(newClientOrderId);
    if (found) return found;
    throw new Error('the order was not placed', { cause: error });
  }
}

const order = await place({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTX', quantity: '0.010', price });
const { orderId } = order;
console.log('placed', orderId, order.status, order.price);

const lower = (Number(price) - 100).toFixed(1);
const amended = await rest.modifyOrder({ symbol, orderId, side: 'BUY', quantity: '0.010', price: lower });
console.log('amended', amended.orderId, amended.status, amended.price);

const canceled = await rest.cancelOrder({ symbol, orderId });
console.log('canceled', canceled.orderId, canceled.status);
