// The streams of a simulation: how each is subscribed to, what the exchange sends, and which number an event carries.
import { usdm } from '../../generated/product.js';
import type { Client, EventIterable, SubscribeOptions, Subscription } from '../../src/index.js';

export interface SimulatedStream {
  readonly name: string;
  /** Where its connections are. */
  readonly route: string;
  /** Whether events say what they follow. */
  readonly hasSequence: boolean;
  /** Text of the event of that number. */
  event(number: number, time: number): string;
  /** Number of an event as it was handed out. */
  numberOf(event: object): number;
  subscribe(client: Client, handler: (event: object) => unknown, options: SubscribeOptions): Promise<Subscription>;
  iterate(client: Client, options: SubscribeOptions): EventIterable<object>;
}

type Event = { readonly [name: string]: unknown };
const field =
  (name: string, factor = 1) =>
  (event: object) =>
    Number((event as Event)[name]) / factor;

const routeOf = (id: string) => usdm.streams[id]!.route;

/** Ids grow by one. */
export const trades = (symbol: string): SimulatedStream => ({
  name: `${symbol.toLowerCase()}@aggTrade`,
  route: routeOf('aggTrade'),
  hasSequence: true,
  event: (number, time) =>
    `{"e":"aggTrade","E":${time},"a":${number},"s":"${symbol}","p":"1","q":"1","nq":"1","f":${number},"l":${number},"T":${time},"m":true}`,
  numberOf: field('aggTradeId'),
  subscribe: (client, handler, options) => client.streams.aggTrade({ symbol }, handler, options),
  iterate: (client, options) => client.streams.aggTrade({ symbol }, options),
});

/** Ids grow, but do not say by how much. */
export const quotes = (symbol: string): SimulatedStream => ({
  name: `${symbol.toLowerCase()}@bookTicker`,
  route: routeOf('bookTicker'),
  hasSequence: false,
  event: (number, time) =>
    `{"e":"bookTicker","u":${number * 7},"s":"${symbol}","b":"1","B":"1","a":"2","A":"1","T":${time},"E":${time}}`,
  numberOf: field('lastUpdateId', 7),
  subscribe: (client, handler, options) => client.streams.bookTicker({ symbol }, handler, options),
  iterate: (client, options) => client.streams.bookTicker({ symbol }, options),
});

/** Every event names the one before. */
export const depth = (symbol: string): SimulatedStream => ({
  name: `${symbol.toLowerCase()}@depth@100ms`,
  route: routeOf('diffDepth'),
  hasSequence: true,
  event: (number, time) =>
    `{"e":"depthUpdate","E":${time},"T":${time},"s":"${symbol}","U":${number * 10 - 8},"u":${number * 10},"pu":${number * 10 - 10},"b":[["1","${number}"]],"a":[]}`,
  numberOf: field('lastUpdateId', 10),
  subscribe: (client, handler, options) => client.streams.diffDepth({ symbol, updateSpeed: '100ms' }, handler, options),
  iterate: (client, options) => client.streams.diffDepth({ symbol, updateSpeed: '100ms' }, options),
});

/** Nothing but the whole event tells it apart. */
export const bars = (symbol: string): SimulatedStream => ({
  name: `${symbol.toLowerCase()}@kline_1m`,
  route: routeOf('kline'),
  hasSequence: false,
  // Bars of one stream are sent 250 ms apart, so none shares its time with another.
  event: (number) =>
    `{"e":"kline","E":${1_788_220_800_000 + 250 * number},"s":"${symbol}","k":{"t":1,"T":2,"s":"${symbol}","i":"1m","f":1,"L":${number},"o":"1","c":"1","h":"1","l":"1","v":"1","n":${number},"x":false,"q":"1","V":"1","Q":"1","B":"0"}}`,
  numberOf: (event) => (event as { kline: { tradeCount: number } }).kline.tradeCount,
  subscribe: (client, handler, options) => client.streams.kline({ symbol, interval: '1m' }, handler, options),
  iterate: (client, options) => client.streams.kline({ symbol, interval: '1m' }, options),
});

export const STREAMS: readonly SimulatedStream[] = [
  trades('AUSDT'),
  quotes('BUSDT'),
  depth('CUSDT'),
  bars('DUSDT'),
  trades('EUSDT'),
  quotes('FUSDT'),
];

/** Streams that are only subscribed to many at a time, and send nothing. */
export const CROWD: readonly SimulatedStream[] = Array.from({ length: 16 }, (_, index) => quotes(`G${index}USDT`));

/** An event of user data. */
export const fill = (number: number, time: number): string =>
  `{"e":"TRADE_LITE","E":${time},"T":${time},"s":"AUSDT","q":"1","p":"1","m":false,"c":"c","S":"BUY","L":"1","l":"1","t":${number},"i":${number}}`;
