// Looks after streams that have gone silent, and after how late events come.
import type { Notice, SocketState } from '../notices.js';
import { every, type TimeSource } from '../time.js';
import type { Feed } from './feed.js';

interface WatchSettings {
  readonly time: TimeSource;
  readonly notify: (notice: Notice) => void;
  /** The exchange's time. Unit: ms since the Unix epoch. */
  readonly now: () => number;
}

/** How often silence and latency are looked at. Unit: ms. */
const WATCH_MS = 1000;
const LATENCY_EVERY = 10;

/** Watches the streams of one connection. Returns what ends it. */
export function watch(
  connection: string,
  feeds: ReadonlyMap<string, Feed>,
  state: () => SocketState,
  { time, notify, now }: WatchSettings,
): () => void {
  let ticks = 0;

  /** How late the newest event was, if one has come since this was looked at last. */
  function reportLatency(): void {
    let newest: Feed | undefined;
    for (const feed of feeds.values())
      if (feed.continuity.last && (!newest || feed.continuity.heardAt > newest.continuity.heardAt)) newest = feed;
    if (!newest || time.monotonic() - newest.aliveAt > WATCH_MS * LATENCY_EVERY) return;
    const { eventTime } = newest.continuity.last as { readonly eventTime?: number };
    if (eventTime === undefined) return;
    const receivedAt = newest.continuity.heardAt + now() - time.now();
    notify({ kind: 'latency', connection, latencyMs: Math.round(receivedAt - eventTime) });
  }

  /** What was heard since this was looked at last was alive until now. */
  function refresh(feed: Feed): void {
    const { last } = feed.continuity;
    if (feed.watchedEvent === last) return;
    feed.watchedEvent = last;
    feed.isSilenceTold = false;
    feed.aliveAt = time.monotonic();
  }

  return every(time, WATCH_MS, () => {
    for (const feed of feeds.values()) refresh(feed);
    if (++ticks % LATENCY_EVERY === 0) reportLatency();
    const isOn = state() === 'open' || state() === 'rotating';
    for (const feed of feeds.values()) {
      const silentMs = Math.round(time.monotonic() - feed.aliveAt);
      const isSilent = feed.isAccepted && feed.silenceMs > 0 && silentMs > feed.silenceMs;
      if (!isOn || !isSilent || feed.isSilenceTold) continue;
      feed.isSilenceTold = true;
      notify({ kind: 'silence', stream: feed.reference.name, silentMs });
    }
  });
}
