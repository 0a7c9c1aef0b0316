// The streams of a shard as its connections see them: what is wanted, and what becomes of it.
import type { ExchangeError } from '../errors.js';
import type { Notice } from '../notices.js';
import type { Connection } from '../sockets/connection.js';
import { pauseMs } from '../sockets/pauses.js';
import type { SocketSettings } from '../sockets/socket.js';
import type { Feed } from './feed.js';
import type { StreamSet } from './reconcile.js';

/** What a set of streams needs of its shard. */
export interface StreamSetOwner {
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly settings: Pick<SocketSettings, 'time' | 'random' | 'reconnectMinMs'> & {
    readonly notify: (notice: Notice) => void;
  };
  /** Asks for a stream again that was refused, on whatever connections there are. */
  askAgain(stream: string): void;
  /** Nobody listens to a stream any more. */
  drop(feed: Feed): void;
}

/** {@link StreamSet} with its end. */
export interface StreamSetWithEnd extends StreamSet {
  /** Nothing is asked for again. */
  stop(): void;
}

/** Longest pause before a stream is asked for again that the exchange refused though it had accepted it. Unit: ms. */
const LONGEST_REFUSAL_MS = 300_000;

/** Makes the set of streams of a shard. */
export function createStreamSet({ feeds, settings, askAgain, drop }: StreamSetOwner): StreamSetWithEnd {
  const { time, notify } = settings;
  const retries = new Map<Feed, () => void>();

  /**
   * A refusal may pass: the stream is asked for again after a growing pause. Refusals on several connections are one, or the
   * pause would grow with every rotation.
   */
  function retryLater(feed: Feed): void {
    if (retries.has(feed)) return;
    const ms = pauseMs({ ...settings, reconnectMaxMs: LONGEST_REFUSAL_MS }, ++feed.refusals);
    const cancel = time.after(ms, () => {
      retries.delete(feed);
      if (feeds.get(feed.reference.name) === feed) askAgain(feed.reference.name);
    });
    retries.set(feed, cancel);
  }

  return {
    wanted: () => feeds.keys(),
    isWanted: (stream) => feeds.has(stream),
    asked: (stream, connection) => feeds.get(stream)?.continuity.begin(connection),
    accepted(stream, connection) {
      const feed = feeds.get(stream);
      if (!feed) return;
      feed.continuity.begin(connection);
      if (!feed.isAccepted) feed.aliveAt = time.monotonic();
      feed.isAccepted = true;
      feed.refusals = 0;
      feed.continuity.accept(connection);
      // In the next turn the connection is in use, so that whoever waits finds it open.
      time.after(0, feed.accept);
    },
    refused(stream: string, connection: Connection, error: ExchangeError) {
      const feed = feeds.get(stream);
      if (!feed) return;
      feed.refuse(error);
      if (!feed.isAccepted) return drop(feed);
      notify({ kind: 'error', place: stream, error });
      feed.continuity.interrupt(connection, `the exchange refused the stream: ${error.exchangeMessage}`);
      for (const listener of feed.listeners) if (listener.refuse?.(error)) feed.listeners.delete(listener);
      if (feed.listeners.size === 0) drop(feed);
      else retryLater(feed);
    },
    stop() {
      for (const cancel of retries.values()) cancel();
      retries.clear();
    },
  };
}
