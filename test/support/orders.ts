// Orders that tests place.

/** A LIMIT order that every rule of the loopback exchange accepts, and that rests in its book. */
export const limitOrder = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.010',
  price: '59000.0',
} as const;
