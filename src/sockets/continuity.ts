// Connections that carry the same feed become one sequence of events: each event once and in order, or a gap before the next.
import type { Connection } from './connection.js';
import { createFeedState, type FeedOwner, type FeedState } from './feed-state.js';
import { pass, passLate, reportLapse } from './hand-out.js';
import { keepAllKeys, keepNewestKeys } from './key-memory.js';
import { canTakeOver, dropNext, lose, promoteNext, takeOver } from './takeover.js';

/**
 * One feed over all its connections. Of two connections that carry it side by side, the older one's events are handed out
 * and the newer one's held back, until the newer one takes over.
 */
export interface Continuity {
  /** When the last event was received, or the feed began. Unit: ms since the Unix epoch. */
  readonly heardAt: number;
  /** The last event that was handed out. */
  readonly last: object | undefined;
  /** The feed has been asked for on a connection: from now on events may come. */
  begin(connection: Connection): void;
  /** The connection has accepted the feed: from now on no event is missing on it. */
  accept(connection: Connection): void;
  receive(event: object, connection: Connection): void;
  /** Something that came over the connection could not be read; it may have been an event of this feed. */
  damage(connection: Connection, reason: string): void;
  /** The connection is gone, or does not carry the feed any more. */
  lose(connection: Connection, reason: string): void;
  /** The connection closes, its successor being in use: what comes late is heard, but it is no place for the feed any more. */
  retire(connection: Connection): void;
  /** Whether the newer connection can take over with nothing missing; `isQuiet`: the older one has nothing on its way. */
  canSwitch(isQuiet: boolean): boolean;
  /** The newer connection takes over. Where nothing proves that all is there, a gap follows. */
  switchTo(connection: Connection, isQuiet: boolean, reason: string): void;
  /** The time for proof is over: what is not proven by now is a gap. */
  settle(): void;
  /** The exchange refuses the feed for now: a gap at once, and another one when the feed goes on. */
  interrupt(connection: Connection, reason: string): void;
  /** Forgets what a connection that took over may repeat: as soon as it has handed out something. */
  forgetEchoes(): void;
}

/** Starts a feed. */
export function createContinuity(owner: FeedOwner): Continuity {
  const feed = createFeedState(owner);
  return {
    get heardAt() {
      return feed.heardAt;
    },
    get last() {
      return feed.last;
    },
    begin: (connection) => begin(feed, connection),
    accept: (connection) => accept(feed, connection),
    receive(event, connection) {
      if (connection === feed.live) pass(feed, event);
      else if (connection === feed.next) feed.held.push(event);
      else if (connection === feed.previous) passLate(feed, event);
    },
    damage(connection, reason) {
      if (connection === feed.next) feed.held.push(reason);
      // What the connection before still shows is handed out, so what cannot be read there is missing too.
      else if ((connection === feed.live || connection === feed.previous) && feed.isExposed)
        feed.lapse ??= { reason, from: feed.heardAt };
    },
    lose: (connection, reason) => lose(feed, connection, reason),
    retire(connection) {
      if (connection !== feed.previous) lose(feed, connection, 'the connection was replaced');
    },
    canSwitch: (isQuiet) => canTakeOver(feed, isQuiet),
    switchTo(connection, isQuiet, reason) {
      if (connection === feed.next) takeOver(feed, isQuiet, reason);
    },
    settle: () => settle(feed),
    interrupt: (connection, reason) => interrupt(feed, connection, reason),
    forgetEchoes() {
      if (feed.next) return;
      if (feed.isBehind) feed.forgetsWhenOn = true;
      else keepNewestKeys(feed.memory);
    },
  };
}

function begin(feed: FeedState, connection: Connection): void {
  if (connection === feed.live || connection === feed.next) return;
  if (!feed.live) {
    feed.live = connection;
    feed.isLiveAccepted = false;
    return;
  }
  dropNext(feed);
  feed.next = connection;
  feed.forgetsWhenOn = false;
  keepAllKeys(feed.memory);
}

function accept(feed: FeedState, connection: Connection): void {
  if (connection === feed.next) feed.isNextAccepted = true;
  if (connection === feed.live) feed.isLiveAccepted = true;
  if (feed.isNextAccepted && !feed.isLiveAccepted) skipLive(feed);
  if (connection === feed.live || connection === feed.next) feed.isExposed = true;
  if (connection === feed.live) reportLapse(feed);
}

/** The older connection has accepted nothing yet, so what the newer one shows may be missing on it. */
function skipLive(feed: FeedState): void {
  takeOver(feed, false, 'the feed was accepted on a newer connection first');
  feed.previous = undefined;
}

function settle(feed: FeedState): void {
  if (!feed.doubt || feed.doubt.needsEvidence) return;
  feed.lapse ??= feed.doubt;
  reportLapse(feed);
}

function interrupt(feed: FeedState, connection: Connection, reason: string): void {
  if (connection === feed.live) promoteNext(feed);
  else dropNext(feed);
  // Refused again: all has been said.
  if (!feed.isExposed || (feed.lapse && feed.lapse === feed.interruption)) return;
  feed.lapse ??= feed.doubt ?? { reason, from: feed.heardAt };
  reportLapse(feed);
  feed.heardAt = feed.owner.time.now();
  feed.lapse = feed.interruption = { reason, from: feed.heardAt };
}
