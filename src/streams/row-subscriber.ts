// Subscriptions to streams by their rows: with a handler, or as something to iterate over.
import { checkSubscribeOptions } from '../option-checks.js';
import type { Stream } from '../rows.js';
import type { EventIterable, SubscribeOptions, Subscription } from '../subscriptions.js';
import { iterate } from './iteration.js';
import { handlerListener, type Listener } from './listeners.js';
import { createMarketStreams } from './market-streams.js';
import { buildStream } from './names.js';
import type { StreamSettings } from './shard.js';

/** See {@link createRowSubscriber}. */
export interface RowSubscriber {
  /** Calls the handler with each event. Resolves once the exchange has accepted the subscription, and rejects with its error. */
  subscribe<Params extends object, Event>(
    stream: Stream<Params, Event>,
    params: Params | undefined,
    handler: (event: Event) => unknown,
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  /** Hands the events out one by one. Leaving the loop ends the subscription. */
  iterate<Params extends object, Event>(
    stream: Stream<Params, Event>,
    params?: Params,
    options?: SubscribeOptions,
  ): EventIterable<Event>;
  /** Replaces all connections by new ones; no event is lost or doubled. */
  rotate(): Promise<void>;
  /** Ends all subscriptions and connections. */
  close(): Promise<void>;
}

/**
 * Subscribes to rows, over connections that all subscriptions share.
 *
 * @param assertUsable Called before each subscription; throws if there can be none.
 */
export function createRowSubscriber(settings: StreamSettings, assertUsable: () => void = () => {}): RowSubscriber {
  const { time, notify } = settings;
  const connected = createMarketStreams(settings);

  function start(stream: Stream<any>, params: object | undefined, listener: Listener, options: SubscribeOptions) {
    assertUsable();
    checkSubscribeOptions(options);
    return connected.subscribe(buildStream(stream, params), listener, options.silenceMs);
  }
  return {
    async subscribe(stream, params, handler, options = {}) {
      const listener = handlerListener(handler, options.onGap, stream.id, notify);
      const { accepted, ...subscription } = start(stream, params, listener, options);
      await accepted;
      return subscription;
    },
    iterate(stream, params, options = {}) {
      checkSubscribeOptions(options);
      return iterate(stream.id, options, (listener) => start(stream, params, listener, options), { time, notify });
    },
    rotate: () => connected.rotate(),
    close: () => connected.close(),
  };
}
