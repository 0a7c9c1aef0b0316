// The door `binance-usdm/streams`: rows, parameters and events of market streams, and what subscribes to a row.
import { environments } from '../generated/protocol.js';
import { streamFacts } from '../generated/streams/facts.js';
import { marketStreams } from '../generated/streams/rows.js';
import type { Environment } from './environments.js';
import { createSocketNetwork, warn } from './network/node.js';
import { checkStreamOptions } from './option-checks.js';
import type { StreamOptions } from './options.js';
import { createCommonSettings } from './settings.js';
import { createSocketSettings } from './socket-settings.js';
import { createConnectHold } from './sockets/connect-hold.js';
import { bindStreams, createStreamFinder, type FoundStream, type StreamReferences } from './streams/names.js';
import { createRowSubscriber, type RowSubscriber } from './streams/row-subscriber.js';

export * from '../generated/streams/rows.js';
export type * from '../generated/event-types.js';
export type { MarketEvent, MarketEventWire } from '../generated/events.js';
export type { ErrorName } from '../generated/errors.js';
export type { BaseUrls, Environment } from './environments.js';
export {
  ArgumentError,
  BinanceError,
  ExchangeError,
  isBinanceError,
  TransportError,
  type ExchangeErrorFacts,
  type Execution,
} from './errors.js';
export type { CountedDrift, Drift } from './drift.js';
export type { HttpAnswer, HttpRequest, Network, PreparedTarget } from './network.js';
export type { WebSocketEnd, WebSocketEvents, WebSocketLink } from './network.js';
export type { Notice, SocketState } from './notices.js';
export type { EventDecoder, FieldRow, ObjectRow, RetryWord, Stream, StreamParameterRow } from './rows.js';
export { buildStream, type FoundStream, type StreamReferences } from './streams/names.js';
export type * from './subscriptions.js';
export { systemTime, type TimeSource } from './time.js';
export type { TrafficRecord } from './traffic.js';

/** Options of {@link createSubscriber}. */
export interface SubscriberOptions extends StreamOptions<Environment> {}

/** Subscribes to streams by their rows, over shared connections. See {@link createSubscriber}. */
export interface Subscriber extends RowSubscriber {}

/**
 * Makes what subscribes to market streams by their rows, as a client does, but without all that streams not subscribed to would
 * need. Nothing is sent until the first subscription. Ages of events are measured by this machine's clock; errors come without advice.
 *
 * @throws {ArgumentError} Options are unknown or have a wrong value, or a URL is plain http or ws to another machine.
 */
export function createSubscriber(options: SubscriberOptions = {}): Subscriber {
  checkStreamOptions(options);
  const common = createCommonSettings({ environments }, options, { createNetwork: createSocketNetwork, warn });
  const { time, network } = common;
  const settings = createSocketSettings(options, common, {
    lifetimeMs: streamFacts.marketStreams.lifetimeMs,
    hold: createConnectHold(streamFacts, time),
    now: time.now,
  });
  const subscriber = createRowSubscriber({ ...settings, facts: streamFacts });
  return {
    ...subscriber,
    async close() {
      await subscriber.close();
      await network.close();
    },
  };
}

/** References of all market streams by parameters: `streams.aggTrade({ symbol: 'BTCUSDT' })`. */
export const streams: StreamReferences<typeof marketStreams> = /* @__PURE__ */ bindStreams(marketStreams);

/**
 * The stream that has this name, and its parameters: `streamOf('btcusdt@aggTrade')` is `aggTrade` of `btcusdt`.
 *
 * @param name Full name of a market stream, its symbol in lower case.
 * @throws {ArgumentError} No documented stream has a name of that form.
 */
export const streamOf: (name: string) => FoundStream = /* @__PURE__ */ createStreamFinder(marketStreams);

/**
 * The route that serves a stream: `routeOf('btcusdt@aggTrade')` is `'market'`.
 *
 * @param name Full name of a market stream, its symbol in lower case.
 * @throws {ArgumentError} No documented stream has a name of that form.
 */
export function routeOf(name: string): string {
  return streamOf(name).stream.route;
}
