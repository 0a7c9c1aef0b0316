// Events of the account as one feed: told apart by type, and handed to the caller's handlers.
import type { UnknownEvent } from '../decode/decode.js';
import type { Notice } from '../notices.js';
import type { UserDataFacts } from '../product.js';
import { createContinuity, type Continuity } from '../sockets/continuity.js';
import { createKeyOf } from '../sockets/event-keys.js';
import type { TimeSource } from '../time.js';
import type { Gap } from '../subscriptions.js';
import { guardedBy } from './listeners.js';

/** An event of the account. */
export interface UserDataEvent {
  readonly eventType: string;
}

/** The caller's handlers. */
export interface UserDataHandlers {
  /** Takes the events that the spec knows. */
  readonly receive: (event: UserDataEvent) => unknown;
  readonly onUnknown: ((event: UnknownEvent) => void) | undefined;
  readonly onGap: ((gap: Gap) => void) | undefined;
}

/** What the feed needs of its surroundings. */
export interface UserDataFeedSettings {
  readonly time: TimeSource;
  readonly facts: UserDataFacts;
  readonly notify: (notice: Notice) => void;
  /** Takes listenKeys out of a text. */
  readonly redact: (text: string) => string;
}

/** Name of the stream in gaps and notices. */
export const USER_DATA = 'userData';

/** Starts the feed. `expired` is called when an event says that the listenKey is at its end. */
export function createUserDataFeed(
  handlers: UserDataHandlers,
  { time, facts, notify, redact }: UserDataFeedSettings,
  expired: () => void,
): Continuity {
  const { expiredEvent } = facts.userDataStreams.listenKey;
  const guarded = guardedBy(notify, `handler of ${USER_DATA}`);
  const [give, giveUnknown, giveGap] = [
    guarded(handlers.receive),
    guarded(handlers.onUnknown),
    guarded(handlers.onGap),
  ];
  let last: UserDataEvent | undefined;

  /** The event as notices show it: one of them holds the key that has expired. */
  const withoutKey = (event: UserDataEvent): unknown =>
    event.eventType === expiredEvent ? JSON.parse(redact(JSON.stringify(event))) : event;

  return createContinuity({
    time,
    keyOf: keysOf(facts),
    deliver(event) {
      if ((event as UserDataEvent).eventType === 'unknown') return giveUnknown(event as UnknownEvent);
      last = event as UserDataEvent;
      give(last);
      if (last.eventType === expiredEvent) expired();
    },
    gap({ reason, from }) {
      const gap: Gap = { stream: USER_DATA, reason, from, to: time.now(), lastEvent: last, missing: undefined };
      notify({ kind: 'gap', ...gap, lastEvent: last && withoutKey(last) });
      giveGap(gap);
    },
  });
}

/** What tells an event of user data from others: its type, and what the spec says of that type. */
function keysOf({ userDataStreams, userDataDecoders }: UserDataFacts): (event: object) => string {
  const keys = new Map<string, (event: object) => string | number>();
  const { expiredEvent } = userDataStreams.listenKey;
  return (event) => {
    const { eventType } = event as UserDataEvent;
    // A key that is started again after its end may expire again.
    if (eventType === expiredEvent) return JSON.stringify(event);
    let keyOf = keys.get(eventType);
    if (!keyOf) {
      keyOf = createKeyOf(userDataDecoders.get(eventType)?.dedupe ?? [], () => false);
      keys.set(eventType, keyOf);
    }
    return `${eventType} ${keyOf(event)}`;
  };
}
