// Subscriptions of market streams, spread over connections and routes.
import { connections } from '../../generated/protocol.js';
import type { StreamReference, Subscription } from '../rows.js';
import { ArgumentError, TransportError } from '../errors.js';
import type { Listener } from './listeners.js';
import { createShard, type Feed, type Shard, type StreamSettings } from './shard.js';

/** See {@link createMarketStreams}. */
export interface MarketStreams {
  subscribe(reference: StreamReference, listener: Listener, silenceMs: number | undefined): Promise<Subscription>;
  /** Replaces all connections; nothing is lost or doubled. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

const { maxStreamsPerConnection, paths } = connections.marketStreams;
/** Subscribes to streams and keeps them, over all reconnects. */
export function createMarketStreams(settings: StreamSettings): MarketStreams {
  const shards: Shard[] = [];
  let count = 0;
  let isClosed = false;

  function shardFor(reference: StreamReference): Shard {
    const { name, route } = reference;
    const known = shards.find((shard) => shard.route === route && shard.feeds.has(name));
    const free = shards.find((shard) => shard.route === route && shard.feeds.size < maxStreamsPerConnection);
    if (known ?? free) return (known ?? free)!;
    const url = settings.urls[route];
    if (url === undefined)
      throw new ArgumentError('environment', `has no ${route} host, which this stream needs`, name);
    const shard = createShard(`${route}-${++count}`, route, `${url}${paths.combined.path}`, settings);
    shards.push(shard);
    return shard;
  }

  async function subscribe(
    reference: StreamReference,
    listener: Listener,
    silenceMs: number | undefined,
  ): Promise<Subscription> {
    if (isClosed) throw new TransportError(reference.name, 'the client was closed', 'rejected');
    const shard = shardFor(reference);
    const feed = addFeed(shard, reference, listener, silenceMs ?? reference.silenceMs ?? 0);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const problem = `not accepted within ${settings.subscribeTimeoutMs} ms (connection ${shard.socket.state})`;
        reject(new TransportError(reference.name, problem, 'rejected'));
      }, settings.subscribeTimeoutMs);
    });
    try {
      await Promise.race([feed.accepted, late]);
    } catch (error) {
      await remove(shard, feed, listener);
      throw error;
    } finally {
      clearTimeout(timer);
    }
    return { stream: reference.name, close: () => remove(shard, feed, listener) };
  }

  async function remove(shard: Shard, feed: Feed, listener: Listener): Promise<void> {
    feed.listeners.delete(listener);
    const { name } = feed.reference;
    if (feed.listeners.size > 0 || shard.feeds.get(name) !== feed) return;
    shard.feeds.delete(name);
    shard.waiting.subscribe.delete(name);
    if (shard.feeds.size > 0) {
      if (feed.isAccepted) later(shard, 'unsubscribe', name);
      return;
    }
    shards.splice(shards.indexOf(shard), 1);
    shard.stop();
    await shard.socket.close();
  }

  return {
    subscribe,
    rotate: async () => {
      await Promise.all(shards.map(({ socket }) => socket.rotate()));
    },
    async close() {
      isClosed = true;
      await Promise.all(
        shards.splice(0).map((shard) => {
          shard.stop();
          for (const feed of shard.feeds.values()) {
            feed.refuse(new TransportError(feed.reference.name, 'the client was closed', 'rejected'));
          }
          return shard.socket.close();
        }),
      );
    },
  };
}

function addFeed(shard: Shard, reference: StreamReference, listener: Listener, silenceMs: number): Feed {
  let feed = shard.feeds.get(reference.name);
  if (!feed) {
    let accept = () => {};
    let refuse: (error: Error) => void = () => {};
    const accepted = new Promise<void>((resolve, reject) => ([accept, refuse] = [resolve, reject]));
    accepted.catch(() => {}); // a subscription that was closed early waits for it no more
    feed = {
      reference,
      listeners: new Set(),
      silenceMs,
      isAccepted: false,
      accepted,
      accept,
      refuse,
      last: undefined,
      heardAt: Date.now(),
      silenceTold: false,
      gap: undefined,
    };
    shard.feeds.set(reference.name, feed);
    if (!shard.waiting.unsubscribe.delete(reference.name)) later(shard, 'subscribe', reference.name);
    else {
      feed.isAccepted = true;
      accept();
    }
  }
  feed.listeners.add(listener);
  return feed;
}

/** Calls of one turn go out together. A connection that is not ready yet subscribes to all its streams by itself. */
function later(shard: Shard, what: 'subscribe' | 'unsubscribe', name: string): void {
  const { waiting } = shard;
  if (waiting.subscribe.size + waiting.unsubscribe.size === 0) setImmediate(() => void flush(shard));
  waiting[what].add(name);
}

async function flush(shard: Shard): Promise<void> {
  const { subscribe, unsubscribe } = shard.waiting;
  const [added, removed] = [[...subscribe], [...unsubscribe]];
  subscribe.clear();
  unsubscribe.clear();
  await Promise.all([shard.send('UNSUBSCRIBE', removed), shard.send('SUBSCRIBE', added)]).catch(() => {});
}
