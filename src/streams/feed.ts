// One market stream as its subscribers see it: who listens, what was accepted, and its continuity.
import { createContinuity, type Continuity } from '../sockets/continuity.js';
import { createKeyOf } from '../sockets/event-keys.js';
import type { TimeSource } from '../time.js';
import type { Notice } from '../notices.js';
import type { Gap, StreamReference } from '../subscriptions.js';
import type { Listener } from './listeners.js';

/** One stream and all who listen to it. */
export interface Feed {
  readonly reference: StreamReference;
  readonly listeners: Set<Listener>;
  readonly continuity: Continuity;
  /** Longest silence before it is a notice; 0: never. Unit: ms. */
  readonly silenceMs: number;
  /** Resolves when the exchange accepts the stream for the first time. */
  readonly accepted: Promise<void>;
  readonly accept: () => void;
  readonly refuse: (error: Error) => void;
  isAccepted: boolean;
  /** How often the exchange has refused the stream since it was accepted last. */
  refusals: number;
  isSilenceTold: boolean;
  /** The newest event when the watch looked last. */
  watchedEvent: object | undefined;
  /** When the watch found last that something was heard of the stream, on monotonic time. Unit: ms. */
  aliveAt: number;
}

/** What a feed needs of its surroundings. */
export interface FeedSettings {
  readonly time: TimeSource;
  /** When events are received. */
  readonly clock: Pick<TimeSource, 'now'>;
  readonly notify: (notice: Notice) => void;
}

/** Starts a feed without listeners. */
export function createFeed(reference: StreamReference, silenceMs: number, settings: FeedSettings): Feed {
  const { time, clock, notify } = settings;
  const { stream, name } = reference;
  let accept!: () => void;
  let refuse!: (error: Error) => void;
  const accepted = new Promise<void>((resolve, reject) => ([accept, refuse] = [resolve, reject]));
  accepted.catch(() => {}); // a subscription that was closed early waits for it no more
  const isOneSymbol = Object.values(stream.params).some(({ required, values }) => required && !values);
  const continuity = createContinuity({
    time: clock,
    keyOf: createKeyOf(stream.event.dedupe, (name) => stream.params[name]?.required === true),
    follows: followsIn(stream.sequence),
    precedes: isOneSymbol ? precedesBy(stream.event.dedupe.at(-1)) : undefined,
    deliver(event) {
      for (const listener of feed.listeners) listener.event(event);
    },
    gap({ reason, from }) {
      const gap: Gap = { stream: name, reason, from, to: time.now(), lastEvent: continuity.last, missing: undefined };
      notify({ kind: 'gap', ...gap });
      for (const listener of feed.listeners) listener.gap(gap);
    },
  });
  const feed: Feed = {
    reference,
    listeners: new Set(),
    continuity,
    silenceMs,
    accepted,
    accept,
    refuse,
    isAccepted: false,
    refusals: 0,
    isSilenceTold: false,
    watchedEvent: undefined,
    aliveAt: time.monotonic(),
  };
  return feed;
}

/** Whether one event follows another directly, as the events of a stream say it. */
function followsIn(sequence: StreamReference['stream']['sequence']) {
  if (!sequence) return undefined;
  const { id, previous } = sequence;
  type Event = { readonly [name: string]: unknown };
  return (event: object, last: object): boolean => {
    const before = (last as Event)[id];
    return previous === undefined ? (event as Event)[id] === Number(before) + 1 : (event as Event)[previous] === before;
  };
}

/** Whether one event belongs before another, by the value that grows from event to event. */
function precedesBy(name: string | undefined) {
  if (name === undefined) return undefined;
  type Event = { readonly [name: string]: unknown };
  return (event: object, last: object): boolean => Number((event as Event)[name]) < Number((last as Event)[name]);
}
