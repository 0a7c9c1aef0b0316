// What becomes of one event: it is handed out, after the gap before it, or it is known already.
import type { FeedState } from './feed-state.js';
import { addKey } from './key-memory.js';

/** Takes an event of the connection in use. */
export function pass(feed: FeedState, event: object): void {
  const { owner, memory, last } = feed;
  feed.isLiveAccepted = true;
  if (!addKey(memory, owner.keyOf(event))) {
    // Both connections have shown it, so nothing is missing between them.
    feed.doubt = undefined;
    return;
  }
  // A connection that lags behind shows what the one before it could not: too late to be handed out.
  if (memory.all && last && owner.precedes?.(event, last)) {
    feed.lapse ??= { reason: 'an event came after later ones', from: feed.heardAt };
    return;
  }
  if (feed.doubt && !(last && owner.follows?.(event, last))) feed.lapse ??= feed.doubt;
  feed.doubt = undefined;
  feed.previous = undefined;
  feed.lapse ??= feed.laterLapse;
  feed.laterLapse = undefined;
  reportLapse(feed);
  handOut(feed, event);
}

/** Takes an event of a connection that was replaced: late, but still in order as long as nothing has come from the newer one. */
export function passLate(feed: FeedState, event: object): void {
  const { owner, memory, last, doubt } = feed;
  if (!addKey(memory, owner.keyOf(event))) return;
  if (doubt && last && owner.follows?.(event, last) === false) feed.lapse ??= doubt;
  reportLapse(feed);
  handOut(feed, event);
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
