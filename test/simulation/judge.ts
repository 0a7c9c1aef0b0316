// Says whether a run was right. It shares no code with the client: it knows what the exchange sent, and what the client said.

/** A gap as the client told it. */
interface ToldGap {
  readonly missing: number | undefined;
}

/** What one subscriber was handed. */
export interface Subscriber {
  event(number: number): void;
  gap(gap: ToldGap): void;
  /** The client says that the subscription stands. */
  accepted(): void;
  /** The subscriber wants nothing any more: what comes yet is welcome, but nothing is owed. */
  closing(): void;
  /** Nothing may come any more. */
  over(): void;
}

export interface Judge {
  readonly faults: readonly string[];
  fault(what: string): void;
  /**
   * The exchange has sent the event of that number on a stream; numbers go up by one. `isKeptBack`: a stalled connection has
   * lost it, which nobody can know whose events do not say what they follow.
   */
  published(stream: string, number: number, isKeptBack: boolean): void;
  /** `hasSequence`: the events of the stream say what they follow. */
  subscribe(stream: string, name: string, hasSequence: boolean): Subscriber;
  /** A write has come to the exchange; `isExecuted`: and was carried out. */
  written(id: string, isExecuted: boolean): void;
  /** What the client says of a write. */
  verdict(id: string, verdict: 'done' | 'rejected' | 'unknown'): void;
  /** A promise of the client's that must end in time. Unit: ms. */
  promised<Value>(what: string, promise: Promise<Value>, longestMs: number): Promise<Value | undefined>;
  /** A text that left the client: an error, a notice, a record. */
  said(text: string): void;
  /** At the end, after every stream has sent a last event and all had time to come. */
  conclude(): void;
}

/** @param secrets What no text may hold. */
export function createJudge(now: () => number, secrets: readonly RegExp[]): Judge {
  const faults: string[] = [];
  const streams = new Map<string, number>();
  const keptBack = new Map<string, Set<number>>();
  const subscribers: { conclude(): void }[] = [];
  const writes = new Map<string, { arrivals: number; isExecuted: boolean; verdict?: string }>();
  const open = new Map<number, string>();
  let promises = 0;
  const fault = (what: string) => void faults.push(`${now()} ${what}`);
  const write = (id: string) => {
    let known = writes.get(id);
    if (!known) writes.set(id, (known = { arrivals: 0, isExecuted: false }));
    return known;
  };

  function isAllKeptBack(stream: string, from: number, to: number): boolean {
    for (let number = from; number < to; number++) if (!keptBack.get(stream)?.has(number)) return false;
    return true;
  }

  function subscribe(stream: string, name: string, hasSequence: boolean): Subscriber {
    /** The number that has to come next, once it is known. */
    let expected: number | undefined;
    /** How many events the gaps since the last event stand for; NaN where one does not say. */
    let excused: number | undefined;
    let isAccepted = false;
    let isClosing = false;
    let isOver = false;
    const shown = new Set<number>();
    subscribers.push({
      conclude() {
        const last = streams.get(stream) ?? 0;
        if (isAccepted && !isClosing && !isOver && !shown.has(last))
          fault(`${name}: the last event ${last} never came`);
      },
    });
    return {
      event(number) {
        if (isOver) return fault(`${name}: event ${number} after the end`);
        if (shown.has(number)) return fault(`${name}: event ${number} twice`);
        shown.add(number);
        const missing = expected === undefined ? 0 : number - expected;
        const isKnown = (hasSequence && shown.size > 1) || !isAllKeptBack(stream, expected ?? number, number);
        if (missing < 0 && shown.size > 1) fault(`${name}: event ${number} where ${expected} should come`);
        if (missing > 0 && excused === undefined && isKnown)
          fault(`${name}: ${missing} events before ${number} are missing, and no gap says so`);
        if (missing > 0 && excused !== undefined && excused < missing)
          fault(`${name}: the gaps before ${number} say ${excused} of ${missing} missing events`);
        expected = number + 1;
        excused = undefined;
      },
      gap({ missing }) {
        if (isOver) return;
        excused = (excused ?? 0) + (missing ?? NaN);
      },
      accepted() {
        isAccepted = true;
        expected ??= (streams.get(stream) ?? 0) + 1;
      },
      closing() {
        isClosing = true;
      },
      over() {
        isOver = true;
      },
    };
  }

  return {
    faults,
    fault,
    published(stream, number, isKeptBack) {
      streams.set(stream, number);
      if (!isKeptBack) return;
      if (!keptBack.has(stream)) keptBack.set(stream, new Set());
      keptBack.get(stream)!.add(number);
    },
    subscribe,
    written(id, isExecuted) {
      const known = write(id);
      if (++known.arrivals > 1) fault(`write ${id} was sent ${known.arrivals} times`);
      known.isExecuted ||= isExecuted;
    },
    verdict: (id, verdict) => void (write(id).verdict = verdict),
    promised(what, promise, longestMs) {
      const id = promises++;
      const begun = now();
      open.set(id, what);
      const ended = () => {
        open.delete(id);
        if (now() - begun > longestMs) fault(`${what} took ${now() - begun} ms of ${longestMs}`);
      };
      return promise.then(
        (value) => (ended(), value),
        () => (ended(), undefined),
      );
    },
    said(text) {
      for (const secret of secrets) if (secret.test(text)) fault(`a secret in: ${text.slice(0, 300)}`);
    },
    conclude() {
      for (const one of subscribers) one.conclude();
      for (const [id, { isExecuted, verdict }] of writes) {
        if (verdict === 'rejected' && isExecuted) fault(`write ${id} was carried out, and is said to be rejected`);
        if (verdict === 'done' && !isExecuted) fault(`write ${id} was not carried out, and is said to be done`);
      }
      for (const what of open.values()) fault(`${what} never ended`);
    },
  };
}
