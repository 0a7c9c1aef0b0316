// What a feed knows of its connections and of its events: plain data, which the functions of its machine change.
import type { TimeSource } from '../time.js';
import type { Connection } from './connection.js';
import { createKeyMemory, type EventKey, type KeyMemory } from './key-memory.js';

/** A part of a feed in which events may be missing. */
interface Lapse {
  readonly reason: string;
  /** When the last event before it was received, or the feed began. Unit: ms since the Unix epoch. */
  readonly from: number;
}

/** What is not proven yet after a switch. */
interface Doubt extends Lapse {
  /** Only an event that does not follow the last one confirms it; silence does not. */
  readonly needsEvidence: boolean;
}

/** How the events of one feed are told apart, and where they go. */
export interface FeedOwner {
  readonly time: Pick<TimeSource, 'now'>;
  readonly keyOf: (event: object) => EventKey;
  /** Whether an event is known to follow another directly. Absent where the events of the feed do not say so. */
  readonly follows?: ((event: object, last: object) => boolean) | undefined;
  /** Whether an event is known to belong before another. Absent where the events of the feed have no such order. */
  readonly precedes?: ((event: object, last: object) => boolean) | undefined;
  readonly deliver: (event: object) => void;
  /** Called before the next event is delivered. */
  readonly gap: (lapse: Lapse) => void;
}

/** One feed over all its connections. */
export interface FeedState {
  readonly owner: FeedOwner;
  readonly memory: KeyMemory;
  /** The connection whose events are handed out. */
  live: Connection | undefined;
  /** Whether it is known to carry the feed: it has accepted it, or shown an event. */
  isLiveAccepted: boolean;
  /** A newer one that is to take over. */
  next: Connection | undefined;
  isNextAccepted: boolean;
  /** What the newer connection has shown, in order; a text says that something could not be read there. */
  held: (object | string)[];
  /** The connection before the last switch, as long as nothing was handed out since. */
  previous: Connection | undefined;
  /** Whether the live connection took over and has handed out nothing since: it may lag behind, however long. */
  isBehind: boolean;
  /** Whether what it may repeat is forgotten as soon as it goes on. */
  forgetsWhenOn: boolean;
  /** Whether events can have been handed out: from then on a loss is a gap. */
  isExposed: boolean;
  lapse: Lapse | undefined;
  /** A lapse before the next event of the live connection, not before what its predecessor may still show. */
  laterLapse: Lapse | undefined;
  /** The lapse that began as the exchange refused the feed. */
  interruption: Lapse | undefined;
  doubt: Doubt | undefined;
  /** The last event that was handed out. */
  last: object | undefined;
  /** When the last event was received, or the feed began. Unit: ms since the Unix epoch. */
  heardAt: number;
}

/** A feed without connections. */
export function createFeedState(owner: FeedOwner): FeedState {
  return {
    owner,
    memory: createKeyMemory(),
    live: undefined,
    isLiveAccepted: false,
    next: undefined,
    isNextAccepted: false,
    held: [],
    previous: undefined,
    isBehind: false,
    forgetsWhenOn: false,
    isExposed: false,
    lapse: undefined,
    laterLapse: undefined,
    interruption: undefined,
    doubt: undefined,
    last: undefined,
    heardAt: owner.time.now(),
  };
}
