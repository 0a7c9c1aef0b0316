// Says whether a long run was right. It remembers a few numbers a stream, not every event.

/** Takes what is wrong. */
export type Fault = (what: string) => void;

/** One subscription, as its subscriber sees it. */
export interface Reader {
  readonly event: (number: number) => void;
  /** The client says that events may be missing before the next one. */
  readonly gap: () => void;
  /** The client says that the subscription stands: from now on every event is owed. */
  readonly accepted: () => void;
  /** Nothing is owed any more, and nothing may come. */
  readonly close: () => void;
}

/** One stream: what was sent on it, and who reads it. */
export interface Track {
  readonly name: string;
  /** Number of the last event that was sent. */
  readonly published: number;
  /** Events handed out so far. */
  readonly received: number;
  /** Events that did not come, but for which a gap stands. */
  readonly missing: number;
  /** The number of the event that is sent now. */
  next(): number;
  /** A stalled connection has lost that event. Nobody can know whose events do not say what they follow. */
  keepBack(number: number): void;
  read(): Reader;
  /** Everything has had time to come. */
  checkCaughtUp(): void;
}

/** @param hasSequence Whether events say what they follow. */
export function createTrack(name: string, hasSequence: boolean, fault: Fault): Track {
  let published = 0;
  let received = 0;
  let missing = 0;
  let keptFrom = 0;
  let keptTo = -1;
  let behind: (() => number | undefined) | undefined;

  function read(): Reader {
    /** The number that has to come next, once it is known. */
    let expected: number | undefined;
    let hasShown = false;
    /** The newest event that had been sent when the last gap was told: a gap stands for no later one. */
    let excusedUpTo = -1;
    let isOver = false;
    const reader = () => (isOver || expected === undefined ? undefined : published + 1 - expected);
    behind = reader;
    return {
      event(number) {
        received++;
        if (isOver) return fault(`${name}: event ${number} after the end`);
        if (number !== expected && expected !== undefined) {
          if (number > expected) lack(expected, number);
          else if (hasShown) return fault(`${name}: event ${number} where ${expected} should come`);
        }
        expected = number + 1;
        hasShown = true;
        excusedUpTo = -1;
      },
      gap: () => void (excusedUpTo = published),
      accepted: () => void (expected ??= published + 1),
      close() {
        isOver = true;
        if (behind === reader) behind = undefined;
      },
    };

    function lack(from: number, to: number): void {
      missing += to - from;
      const owed = Math.max(from, excusedUpTo + 1);
      const isHidden = !(hasSequence && hasShown) && keptFrom <= owed && to - 1 <= keptTo;
      if (owed < to && !isHidden) fault(`${name}: ${to - owed} events before ${to} are missing, and no gap says so`);
    }
  }

  return {
    name,
    get published() {
      return published;
    },
    get received() {
      return received;
    },
    get missing() {
      return missing;
    },
    next: () => ++published,
    keepBack(number) {
      if (number !== keptTo + 1) keptFrom = number;
      keptTo = number;
    },
    read,
    checkCaughtUp() {
      const count = behind ? behind() : undefined;
      if (count === undefined) fault(`${name}: nobody is subscribed`);
      else if (count > 0) fault(`${name}: the last ${count} events never came`);
    },
  };
}
