// Subscriptions of market streams, spread over connections and routes.
import { ArgumentError, TransportError } from '../errors.js';
import { createTurnClock } from '../sockets/turn-clock.js';
import type { StreamReference, Subscription } from '../subscriptions.js';
import { createFeed, type Feed } from './feed.js';
import type { Listener } from './listeners.js';
import { createShard, type Shard, type StreamSettings } from './shard.js';

/** A subscription that may still wait for the exchange. */
interface PendingSubscription extends Subscription {
  /** Resolves when the exchange has accepted it; rejects with its error, or when it takes too long. */
  readonly accepted: Promise<void>;
}

/** See {@link createMarketStreams}. */
export interface MarketStreams {
  subscribe(reference: StreamReference, listener: Listener, silenceMs: number | undefined): PendingSubscription;
  /** Replaces all connections; nothing is lost or doubled. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

/** Subscribes to streams and keeps them, over all reconnects. */
export function createMarketStreams(settings: StreamSettings): MarketStreams {
  const { time, subscribeTimeoutMs } = settings;
  const { maxStreamsPerConnection, paths } = settings.facts.marketStreams;
  const feedSettings = { time, clock: createTurnClock(time), notify: settings.notify };
  const shards = new Set<Shard>();
  let count = 0;
  let isClosed = false;

  function shardFor({ name, route }: StreamReference): Shard {
    for (const shard of shards) if (shard.isClosed) shards.delete(shard);
    const ofRoute = [...shards].filter((shard) => shard.route === route);
    const known = ofRoute.find((shard) => shard.feeds.has(name));
    const free = ofRoute.find((shard) => shard.feeds.size < maxStreamsPerConnection);
    if (known ?? free) return (known ?? free)!;
    const url = settings.urls[route];
    if (url === undefined)
      throw new ArgumentError('environment', `has no ${route} host, which this stream needs`, name);
    const shard = createShard(`${route}-${++count}`, route, `${url}${paths.combined.path}`, settings);
    shards.add(shard);
    return shard;
  }

  /** Waits until a stream is accepted, but not for ever. */
  function acceptance(feed: Feed, shard: Shard): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = time.after(subscribeTimeoutMs, () => {
        const { lastError, state } = shard.socket;
        const reason = lastError ? lastError.message : `connection ${state}`;
        const problem = `not accepted within ${subscribeTimeoutMs} ms (${reason})`;
        reject(new TransportError(feed.reference.name, problem, 'rejected', lastError));
      });
      feed.accepted.then(resolve, reject).finally(cancel);
    });
  }

  async function remove(shard: Shard, feed: Feed, listener: Listener): Promise<void> {
    feed.listeners.delete(listener);
    if (feed.listeners.size > 0) return;
    feed.refuse(new TransportError(feed.reference.name, 'the subscription was closed', 'rejected'));
    await shard.remove(feed);
  }

  return {
    subscribe(reference, listener, silenceMs) {
      if (isClosed) throw new TransportError(reference.name, 'the client was closed', 'rejected');
      const shard = shardFor(reference);
      let feed = shard.feeds.get(reference.name);
      if (!feed) {
        feed = createFeed(reference, silenceMs ?? reference.silenceMs ?? 0, feedSettings);
        shard.add(feed);
      }
      feed.listeners.add(listener);
      const subscribed = feed;
      const accepted = acceptance(feed, shard).catch(async (error: unknown) => {
        await remove(shard, subscribed, listener);
        throw error;
      });
      accepted.catch(() => {}); // whoever waits for it hears of it
      return { stream: reference.name, accepted, close: () => remove(shard, subscribed, listener) };
    },
    rotate: async () => {
      await Promise.all([...shards].map(({ socket }) => socket.rotate()));
    },
    async close() {
      isClosed = true;
      const open = [...shards];
      shards.clear();
      for (const { feeds } of open)
        for (const { refuse, reference } of feeds.values())
          refuse(new TransportError(reference.name, 'the client was closed', 'rejected'));
      await Promise.all(open.map((shard) => shard.close()));
    },
  };
}
