// What becomes of one event: it is handed out, after the gap before it, or it is known already.
import type { FeedState } from './feed-state.js';
import { addKey, keepNewestKeys } from './key-memory.js';

/** Takes an event of the connection in use. */
export function pass(feed: FeedState, event: object): void {
  const { owner, memory, last } = feed;
  feed.isLiveAccepted = true;
  if (!addKey(memory, owner.keyOf(event))) {
    // Both connections have shown it, so nothing is missing between them.
    feed.doubt = undefined;
    return;
  }
  if (isTooLate(feed, event)) return;
  if (feed.doubt && !(last && owner.follows?.(event, last))) feed.lapse ??= feed.doubt;
  feed.doubt = undefined;
  if (feed.forgetsWhenOn) keepNewestKeys(memory);
  feed.isBehind = feed.forgetsWhenOn = false;
  feed.previous = undefined;
  feed.lapse ??= feed.laterLapse;
  feed.laterLapse = undefined;
  reportLapse(feed);
  handOut(feed, event);
}

/** Takes an event of a connection that was replaced: late, but still in order as long as nothing has come from the newer one. */
export function passLate(feed: FeedState, event: object): void {
  const { owner, memory, last, doubt } = feed;
  if (!addKey(memory, owner.keyOf(event)) || isTooLate(feed, event)) return;
  if (doubt && last && owner.follows?.(event, last) === false) feed.lapse ??= doubt;
  reportLapse(feed);
  // Between this event and the first one of the newer connection others may be missing still.
  feed.doubt = doubt;
  handOut(feed, event);
}

/** A connection that lags behind shows what the one before it could not: too late to be handed out. */
function isTooLate(feed: FeedState, event: object): boolean {
  const { owner, memory, last } = feed;
  if (!memory.all || !last || !owner.precedes?.(event, last)) return false;
  feed.lapse ??= { reason: 'an event came after later ones', from: feed.heardAt };
  return true;
}

/** Reports the gap before the next event, if there is one. */
export function reportLapse(feed: FeedState): void {
  const found = feed.lapse;
  if (!found) return;
  feed.lapse = undefined;
  feed.doubt = undefined;
  feed.owner.gap(found);
}

function handOut(feed: FeedState, event: object): void {
  feed.isExposed = true;
  feed.last = event;
  feed.heardAt = feed.owner.time.now();
  feed.owner.deliver(event);
}
