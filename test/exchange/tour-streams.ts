// The second half of `npm start`: streams, a forced disconnect, an order over the WebSocket API, drift.
import type { Client, ClientOptions, Notice } from '../../src/index.js';
import { until } from '../support/until.js';
import type { Exchange } from './exchange.js';

const line = (what: string, text: string) => console.log(`  ${what.padEnd(34)} ${text}`);

/** Shows what comes over WebSockets. */
export async function streamsTour(
  exchange: Exchange,
  connect: (options: ClientOptions) => Client,
  keys: ClientOptions,
): Promise<void> {
  const notices: Notice[] = [];
  const client = connect({ ...keys, onNotice: (notice) => notices.push(notice), reconnectMinMs: 20, overlapMs: 50 });

  console.log('\nMarket streams');
  let tickers = 0;
  const ticker = (lastUpdateId: number) => ({
    e: 'bookTicker',
    u: lastUpdateId,
    s: 'BTCUSDT',
    b: '60999.90',
    B: '1.250',
    a: '61000.00',
    A: '0.310',
    T: exchange.now(),
    E: exchange.now(),
  });
  const subscription = await client.streams.bookTicker({ symbol: 'BTCUSDT' }, (event) => {
    tickers++;
    line(subscriptionName, `update ${event.lastUpdateId}: bid ${event.bidPrice}, ask ${event.askPrice}`);
  });
  const subscriptionName = subscription.stream;
  exchange.send('btcusdt@bookTicker', ticker(8912345678901));
  await until(() => tickers === 1, 'the first ticker');

  const trades = client.streams.aggTrade({ symbol: 'BTCUSDT' });
  await trades.ready;
  for (const id of [1, 2]) {
    const times = { E: exchange.now(), T: exchange.now() };
    exchange.send('btcusdt@aggTrade', {
      e: 'aggTrade',
      a: id,
      s: 'BTCUSDT',
      p: '61000.00',
      q: '0.120',
      f: 1,
      l: 2,
      m: false,
      ...times,
    });
  }
  for await (const trade of trades) {
    line('btcusdt@aggTrade', `trade ${trade.aggTradeId}: ${trade.quantity} at ${trade.price}`);
    if (trade.aggTradeId === 2) break;
  }

  exchange.sockets.drop('public');
  await until(() => notices.some(({ kind }) => kind === 'gap'), 'the gap');
  const gap = notices.find((notice) => notice.kind === 'gap')!;
  line('gap', `${gap.stream}: ${gap.reason}`);
  exchange.send('btcusdt@bookTicker', ticker(8912345678999));
  await until(() => tickers === 2, 'the second ticker');
  await client.rotate();
  exchange.send('btcusdt@bookTicker', ticker(8912345679000));
  await until(() => tickers === 3, 'the third ticker');
  line(
    'after a rotation',
    `${notices.filter(({ kind }) => kind === 'gap').length} gap in all, nothing lost or doubled`,
  );

  exchange.send('btcusdt@bookTicker', JSON.stringify({ ...ticker(8912345679001), lot: '0.5' }));
  await until(() => notices.some(({ kind }) => kind === 'drift'), 'the drift');
  const drift = notices.find((notice) => notice.kind === 'drift')!;
  line('drift', `${drift.drift} ${drift.path} in ${drift.event}, e.g. ${drift.sample}`);

  console.log('\nWebSocket API and user data');
  const events: string[] = [];
  const userData = await client.userData({
    onOrderTradeUpdate: ({ order }) =>
      events.push(`ORDER_TRADE_UPDATE ${order.orderId} ${order.executionType} ${order.status}`),
    onTradeLite: ({ orderId, lastFilledQty, lastFilledPrice }) =>
      events.push(`TRADE_LITE ${orderId} ${lastFilledQty} at ${lastFilledPrice}`),
  });
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.010' } as const;
  const placed = await client.websocketApi.newOrder(order);
  line('newOrder', `${placed.orderId} ${placed.status}`);
  await until(() => events.length === 3, 'the events of the order');
  for (const event of events) line('userData', event);
  await userData.close();
  await subscription.close();
}
