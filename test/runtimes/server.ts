// The loopback exchange in a process of its own. It sends a book ticker over and over, and drops the connection once.
import { startExchange } from '../exchange/exchange.js';

/** Time between two book tickers. Unit: ms. */
const TICK_MS = 20;
/** The ticker that is lost with its connection. */
const LOST = 3;

const exchange = await startExchange();
exchange.setNextOrderId(4611686018427387905n);
let tickers = 0;
const timer = setInterval(() => {
  const lastUpdateId = 8912345678900 + tickers;
  const sizes = { b: '60999.90', B: '1.250', a: '61000.00', A: '0.310' };
  const times = { T: exchange.now(), E: exchange.now() };
  const reached = exchange.send('btcusdt@bookTicker', {
    e: 'bookTicker',
    u: lastUpdateId,
    s: 'BTCUSDT',
    ...sizes,
    ...times,
  });
  if (reached > 0 && ++tickers === LOST) exchange.sockets.drop('public');
}, TICK_MS);

process.send!({ urls: exchange.urls, ca: exchange.certificate });
process.on('disconnect', () => {
  clearInterval(timer);
  void exchange.close();
});
