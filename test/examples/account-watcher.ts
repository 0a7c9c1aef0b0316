// Tells what happens to an account: fills, balances, positions, margin calls. Keys: BINANCE_API_KEY and BINANCE_API_SECRET
// of the testnet.
import { createClient } from 'binance-usdm';

const client = createClient({
  environment: 'testnet',
  apiKey: process.env['BINANCE_API_KEY']!,
  apiSecret: process.env['BINANCE_API_SECRET']!,
});

/** What the account holds, read over REST: at the start, and whenever events may be missing. */
async function read(): Promise<void> {
  const [balances, positions] = await Promise.all([client.rest.balanceV3(), client.rest.positionRiskV3()]);
  for (const { asset, balance } of balances) if (Number(balance) !== 0) console.log('balance', asset, balance);
  for (const { symbol, positionAmt, entryPrice } of positions)
    if (Number(positionAmt) !== 0) console.log('position', symbol, positionAmt, 'entered at', entryPrice);
}

await client.userData(
  {
    onOrderTradeUpdate: ({ order }) =>
      console.log('order', order.symbol, order.orderId, order.executionType, order.status, order.executedQty),
    onAlgoUpdate: ({ algoOrder }) =>
      console.log('algo order', algoOrder.symbol, algoOrder.algoId, algoOrder.algoStatus),
    onAccountUpdate: ({ update }) => {
      for (const { asset, walletBalance } of update.balances)
        console.log('balance', asset, walletBalance, `(${update.reason})`);
      for (const { symbol, positionAmt } of update.positions ?? []) console.log('position', symbol, positionAmt);
    },
    onMarginCall: ({ positions }) => console.log('margin call', positions.map(({ symbol }) => symbol).join(' ')),
  },
  {
    onGap: (gap) => {
      console.log('events may be missing:', gap.reason);
      read().catch((error: unknown) => console.error(error));
    },
  },
);
await read();
console.log('watching');

process.once('SIGINT', () => void client.close());
