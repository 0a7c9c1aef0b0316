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
    let isExcused = false;
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
        isExcused = false;
      },
      gap: () => void (isExcused = true),
      accepted: () => void (expected ??= published + 1),
      close() {
        isOver = true;
        if (behind === reader) behind = undefined;
      },
    };

    function lack(from: number, to: number): void {
      missing += to - from;
      const isHidden = !(hasSequence && hasShown) && keptFrom <= from && to - 1 <= keptTo;
      if (!isExcused && !isHidden) fault(`${name}: ${to - from} events before ${to} are missing, and no gap says so`);
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

/** Writes of a run: each comes once at most, and what the client says of it is true. */
export interface Writes {
  /** It has come to the exchange, and was carried out or may have been. */
  arrived(id: string, isExecuted: boolean | undefined): void;
  verdict(id: string, verdict: string): void;
  /** Judges all so far and forgets them. None may be on its way. */
  conclude(): void;
}

export function createWrites(fault: Fault): Writes {
  const writes = new Map<string, { arrivals: number; isExecuted?: boolean | undefined; verdict?: string }>();
  const known = (id: string) => {
    let write = writes.get(id);
    if (!write) writes.set(id, (write = { arrivals: 0 }));
    return write;
  };
  return {
    arrived(id, isExecuted) {
      const write = known(id);
      write.isExecuted = isExecuted;
      if (++write.arrivals > 1) fault(`write ${id} was sent ${write.arrivals} times`);
    },
    verdict: (id, verdict) => void (known(id).verdict = verdict),
    conclude() {
      for (const [id, { arrivals, isExecuted, verdict }] of writes) {
        if (verdict === undefined) fault(`write ${id} never ended`);
        if (verdict === 'rejected' && isExecuted) fault(`write ${id} was carried out, and is said to be rejected`);
        if (verdict === 'done' && arrivals === 0) fault(`write ${id} never came, and is said to be done`);
      }
      writes.clear();
    },
  };
}
