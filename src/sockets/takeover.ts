// How the newer of two connections takes a feed over: what both have shown proves that nothing is missing between them.
import type { Connection } from './connection.js';
import type { FeedState } from './feed-state.js';
import { pass } from './hand-out.js';
import { hasKey } from './key-memory.js';

/** There is no newer connection any more. */
export function dropNext(feed: FeedState): void {
  feed.next = undefined;
  feed.isNextAccepted = false;
  feed.held = [];
}

/** The newer connection, if there is one, is the one in use from now on. Gives what it holds. */
export function promoteNext(feed: FeedState): FeedState['held'] {
  const { held } = feed;
  feed.live = feed.next;
  // What the one before still shows does not adjoin any more: the gap stands for it.
  feed.previous = undefined;
  feed.isBehind = false;
  feed.isLiveAccepted = feed.isNextAccepted || held.length > 0;
  dropNext(feed);
  return held;
}

/** Whether the newer connection can take over with nothing missing. */
export function canTakeOver(feed: FeedState, isQuiet: boolean): boolean {
  const { held, last, owner } = feed;
  const [first] = held;
  if (feed.next === undefined) return true;
  if (first === undefined) return isQuiet && feed.isNextAccepted;
  const isSuccessor = typeof first === 'object' && last !== undefined && owner.follows?.(first, last) === true;
  return isSuccessor || held.some((item) => isShown(feed, item));
}

/** The newer connection takes over: what only it has shown is handed out. */
export function takeOver(feed: FeedState, isQuiet: boolean, reason: string): void {
  const { held: items, heardAt: from } = feed;
  const common = items.findLastIndex((item) => isShown(feed, item));
  const missed = items.slice(0, Math.max(0, common)).filter((item) => typeof item === 'object' && !isShown(feed, item));
  const { live } = feed;
  promoteNext(feed);
  feed.previous = live;
  feed.isBehind = true;
  // What the switch before has left open cannot be proven any more.
  if (feed.doubt && !feed.doubt.needsEvidence) feed.lapse ??= feed.doubt;
  if (missed.length > 0) feed.lapse ??= { reason, from };
  else if (feed.isExposed && common === -1) {
    // Silence proves something only where both were silent; an old connection may answer pings and yet have stalled.
    const isSilent = isQuiet && items.length === 0 && feed.isLiveAccepted;
    const isCounted = feed.owner.follows !== undefined && feed.last !== undefined;
    if (!isSilent || isCounted) feed.doubt = { reason, from, needsEvidence: isSilent };
  }
  for (const item of items.slice(common + 1)) {
    if (typeof item === 'object') pass(feed, item);
    else if (feed.isExposed) feed.laterLapse ??= { reason: item, from: feed.heardAt };
  }
}

/** A connection is gone, or does not carry the feed any more. */
export function lose(feed: FeedState, connection: Connection, reason: string): void {
  if (connection === feed.previous) feed.previous = undefined;
  if (connection === feed.next) return dropNext(feed);
  if (connection !== feed.live) return;
  if (feed.next && (feed.isNextAccepted || feed.held.length > 0)) return takeOver(feed, false, reason);
  promoteNext(feed);
  if (feed.isExposed) feed.lapse ??= feed.doubt ?? { reason, from: feed.heardAt };
  feed.doubt = feed.laterLapse = undefined;
}

const isShown = ({ memory, owner }: FeedState, item: object | string): boolean =>
  typeof item === 'object' && hasKey(memory, owner.keyOf(item));
