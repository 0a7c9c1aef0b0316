// Connections that carry the same feed become one sequence of events: each event once and in order, or a gap before the next.
import type { TimeSource } from '../time.js';
import type { Connection } from './connection.js';
import { createKeyMemory, type EventKey } from './key-memory.js';

/** A part of a feed in which events may be missing. */
interface Lapse {
  readonly reason: string;
  /** When the last event before it was received, or the feed began. Unit: ms since the Unix epoch. */
  readonly from: number;
}

/** How the events of one feed are told apart, and where they go. */
export interface FeedOwner {
  readonly time: TimeSource;
  readonly keyOf: (event: object) => EventKey;
  /** Whether an event is known to follow another directly. Absent where the events of the feed do not say so. */
  readonly follows?: ((event: object, last: object) => boolean) | undefined;
  /** Whether an event is known to belong before another. Absent where the events of the feed have no such order. */
  readonly precedes?: ((event: object, last: object) => boolean) | undefined;
  readonly deliver: (event: object) => void;
  /** Called before the next event is delivered. */
  readonly gap: (lapse: Lapse) => void;
}

/**
 * One feed over all its connections. Of two connections that carry it side by side, the older one's events are handed out
 * and the newer one's held back, until the newer one takes over.
 */
export interface Continuity {
  /** When the last event was received, or the feed began. Unit: ms since the Unix epoch. */
  readonly heardAt: number;
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
  /** Forgets what a connection that took over may repeat. */
  forgetEchoes(): void;
}

/** What is not proven yet after a switch. */
interface Doubt extends Lapse {
  /** Only an event that does not follow the last one confirms it; silence does not. */
  readonly needsEvidence: boolean;
}

/** Starts a feed. */
export function createContinuity({ time, keyOf, follows, precedes, deliver, gap }: FeedOwner): Continuity {
  const memory = createKeyMemory();
  let live: Connection | undefined;
  let next: Connection | undefined;
  let isNextAccepted = false;
  /** What the newer connection has shown, in order; a text says that something could not be read there. */
  let held: (object | string)[] = [];
  /** Whether events can have been handed out: from then on a loss is a gap. */
  let isExposed = false;
  let lapse: Lapse | undefined;
  /** A lapse before the next event of the live connection, not before what its predecessor may still show. */
  let laterLapse: Lapse | undefined;
  /** The lapse that began as the exchange refused the feed. */
  let interruption: Lapse | undefined;
  let doubt: Doubt | undefined;
  /** The connection before the last switch, as long as nothing was handed out since. */
  let previous: Connection | undefined;
  let last: object | undefined;
  let heardAt = time.now();

  function pass(event: object): void {
    if (!memory.add(keyOf(event))) {
      // Both connections have shown it, so nothing is missing between them.
      doubt = undefined;
      return;
    }
    // A connection that lags behind shows what the one before it could not: too late to be handed out.
    if (last && memory.keepsAll && precedes?.(event, last)) {
      lapse ??= { reason: 'an event came after later ones', from: heardAt };
      return;
    }
    if (doubt && !(last && follows?.(event, last))) lapse ??= doubt;
    doubt = undefined;
    previous = undefined;
    lapse ??= laterLapse;
    laterLapse = undefined;
    report();
    hand(event);
  }

  function hand(event: object): void {
    isExposed = true;
    last = event;
    heardAt = time.now();
    deliver(event);
  }

  function report(): void {
    if (!lapse) return;
    const found = lapse;
    lapse = undefined;
    doubt = undefined;
    gap(found);
  }

  function dropNext(): void {
    next = undefined;
    isNextAccepted = false;
    held = [];
  }

  const isShown = (item: object | string) => typeof item === 'object' && memory.has(keyOf(item));

  /** Hands out what only the newer connection has shown. */
  function takeOver(isQuiet: boolean, reason: string): void {
    const from = heardAt;
    const items = held;
    const common = items.findLastIndex(isShown);
    const isMissed = items.slice(0, Math.max(0, common)).some((item) => typeof item === 'object' && !isShown(item));
    previous = live;
    live = next;
    dropNext();
    // What the switch before has left open cannot be proven any more.
    if (doubt && !doubt.needsEvidence) lapse ??= doubt;
    if (isMissed) lapse ??= { reason, from };
    else if (isExposed && common === -1) {
      // Silence proves something only where both were silent; an old connection may answer pings and yet have stalled.
      const isSilent = isQuiet && items.length === 0;
      if (!isSilent || (follows && last)) doubt = { reason, from, needsEvidence: isSilent };
    }
    for (const item of items.slice(common + 1)) {
      if (typeof item === 'object') pass(item);
      else if (isExposed) laterLapse ??= { reason: item, from: heardAt };
    }
  }

  function lose(connection: Connection, reason: string): void {
    if (connection === previous) previous = undefined;
    if (connection === next) return dropNext();
    if (connection !== live) return;
    if (next && (isNextAccepted || held.length > 0)) return takeOver(false, reason);
    live = next;
    dropNext();
    if (isExposed) lapse ??= doubt ?? { reason, from: heardAt };
    doubt = laterLapse = undefined;
  }

  return {
    get heardAt() {
      return heardAt;
    },
    begin(connection) {
      if (connection === live || connection === next) return;
      if (!live) {
        live = connection;
        return;
      }
      dropNext();
      next = connection;
      memory.keepAll();
    },
    accept(connection) {
      if (connection === next) isNextAccepted = true;
      if (connection === live || connection === next) isExposed = true;
      if (connection === live) report();
    },
    receive(event, connection) {
      if (connection === live) pass(event);
      else if (connection === next) held.push(event);
      // Late, but still in order: nothing has come from the newer connection yet.
      else if (connection === previous && memory.add(keyOf(event))) {
        if (doubt && last && follows?.(event, last) === false) lapse ??= doubt;
        report();
        hand(event);
      }
    },
    damage(connection, reason) {
      if (connection === next) held.push(reason);
      // What the connection before still shows is handed out, so what cannot be read there is missing too.
      else if ((connection === live || connection === previous) && isExposed) lapse ??= { reason, from: heardAt };
    },
    lose,
    retire(connection) {
      if (connection !== previous) lose(connection, 'the connection was replaced');
    },
    canSwitch(isQuiet) {
      const [first] = held;
      if (next === undefined) return true;
      if (first === undefined) return isQuiet;
      return held.some(isShown) || (typeof first === 'object' && last !== undefined && follows?.(first, last) === true);
    },
    switchTo(connection, isQuiet, reason) {
      if (connection === next) takeOver(isQuiet, reason);
    },
    settle() {
      if (!doubt || doubt.needsEvidence) return;
      lapse ??= doubt;
      report();
    },
    interrupt(connection, reason) {
      if (connection === live) live = next;
      dropNext();
      // Refused again: all has been said.
      if (!isExposed || (lapse && lapse === interruption)) return;
      lapse ??= doubt ?? { reason, from: heardAt };
      report();
      heardAt = time.now();
      lapse = interruption = { reason, from: heardAt };
    },
    forgetEchoes() {
      if (!next) memory.keepNewest();
    },
  };
}
