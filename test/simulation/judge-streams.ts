// Judges what subscribers are handed: each event once and in order, or a gap before the next one; and no silence that nobody tells of.

/** A gap as the client told it. */
interface ToldGap {
  readonly missing: number | undefined;
  /** Number of the event that it calls the last one before; nothing if it names none. */
  readonly last: number | undefined;
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

/** How a subscriber reads, as far as its judge must know. */
interface Reading {
  /** The events of the stream say what they follow. */
  readonly hasSequence: boolean;
  /** Longest time that an event may be owed without a word. Unit: ms. */
  readonly longestSilenceMs: number;
  /** Several readers share the events; a gap may be told while one of them has yet to see the event before it. */
  readonly isShared?: boolean;
  /** The client watches how long the stream is silent, so that it notices what a stalled connection keeps back. */
  readonly isWatched?: boolean;
}

/** See {@link createStreamJudge}. */
export interface StreamJudge {
  /**
   * The exchange has sent the event of that number on a stream; numbers go up by one. `isKeptBack`: a stalled connection has
   * lost it, which nobody can know whose events do not say what they follow.
   */
  published(stream: string, number: number, isKeptBack: boolean): void;
  /** @param place Where its connections are: the beginning of their names. */
  subscribe(stream: string, place: string, name: string, reading: Reading): Subscriber;
  /** The client tells that a stream is silent. */
  silent(stream: string): void;
  /** The client tells whether a connection is in use. */
  connection(name: string, isInUse: boolean): void;
  /** Nobody can tell any more whether the connections of a place are in use. */
  blur(place: string): void;
  /** At the end, after every stream has sent a last event and all had time to come. */
  conclude(): void;
}

/** What was sent on one stream. */
interface Sent {
  /** When, by number. Unit: ms. */
  readonly at: number[];
  readonly keptBack: Set<number>;
}

/** A subscriber, as the other parts of its judge see it. */
interface Judged extends Subscriber {
  readonly stream: string;
  readonly place: string;
  /** Says so if an event is owed for too long. Called before anything changes that it depends on. */
  checkSilence(): void;
  /** What was sent so far may be missing: the client has said so, or that it does not know. */
  excuse(isSilentFromNowOn: boolean): void;
  conclude(): void;
}

/** @param isCalm Nothing goes wrong, so that no event may be missing. */
export function createStreamJudge(now: () => number, fault: (what: string) => void, isCalm: boolean): StreamJudge {
  const streams = new Map<string, Sent>();
  const subscribers: Judged[] = [];
  const down = new Map<string, boolean>();
  const blurred = new Set<string>();

  function sentOn(stream: string): Sent {
    let sent = streams.get(stream);
    if (!sent) streams.set(stream, (sent = { at: [NaN], keptBack: new Set() }));
    return sent;
  }

  function isDown(place: string): boolean {
    for (const [name, isOut] of down) if (isOut && name.startsWith(place)) return true;
    return false;
  }

  return {
    published(stream, number, isKeptBack) {
      const sent = sentOn(stream);
      sent.at[number] = now();
      if (isKeptBack) sent.keptBack.add(number);
    },
    subscribe(stream, place, name, reading) {
      const surroundings = {
        now,
        fault: (what: string) => fault(`${name}: ${what}`),
        sent: sentOn(stream),
        isCalm,
        isTold: () => blurred.has(place) || isDown(place),
      };
      const subscriber: Judged = { stream, place, ...createSubscriber(reading, surroundings) };
      subscribers.push(subscriber);
      return subscriber;
    },
    silent(stream) {
      for (const one of subscribers.filter((other) => other.stream === stream)) {
        one.checkSilence();
        one.excuse(true);
      }
    },
    connection(name, isInUse) {
      const concerned = subscribers.filter(({ place }) => name.startsWith(place));
      for (const one of concerned) one.checkSilence();
      down.set(name, !isInUse);
      for (const one of concerned) one.excuse(false);
    },
    blur: (place) => void blurred.add(place),
    conclude() {
      for (const one of subscribers) one.conclude();
    },
  };
}

interface SubscriberSurroundings {
  readonly now: () => number;
  readonly fault: (what: string) => void;
  readonly sent: Sent;
  readonly isCalm: boolean;
  /** Whether the client tells at this time that the connection is not in use. */
  readonly isTold: () => boolean;
}

function createSubscriber(
  { hasSequence, longestSilenceMs, isShared = false, isWatched = false }: Reading,
  { now, fault, sent, isCalm, isTold }: SubscriberSurroundings,
): Omit<Judged, 'stream' | 'place'> {
  /** The number that has to come next, once it is known. */
  let expected: number | undefined;
  /** How many events the gaps since the last event stand for; NaN where one does not say. */
  let excused: number | undefined;
  /** The newest event that had been sent when the last of these gaps was told: a gap stands for no later one. */
  let excusedUpTo = 0;
  /** How many events yet these gaps may stand before. */
  let eventsOfGap = 0;
  /** Events up to this one may be missing without a further word. */
  let toldUpTo = 0;
  let isToldSilent = false;
  let state: 'asking' | 'accepted' | 'closing' | 'over' = 'asking';
  let newest = 0;
  const shown = new Set<number>();
  const isAllKeptBack = (from: number, to: number) => {
    for (let number = from; number < to; number++) if (!sent.keptBack.has(number)) return false;
    return true;
  };

  function checkOrder(number: number): void {
    if (shown.has(number)) return fault(`event ${number} twice`);
    const missing = expected === undefined ? 0 : number - expected;
    if (missing === 0) return;
    if (missing < 0) return shown.size > 0 ? fault(`event ${number} where ${expected} should come`) : undefined;
    const isKnowable = (hasSequence && shown.size > 0) || !isAllKeptBack(expected!, number);
    if (excused === undefined && isKnowable)
      fault(`${missing} events before ${number} are missing, and no gap says so`);
    if (excused === undefined) return;
    if (excused < missing) fault(`the gaps before ${number} say ${excused} of ${missing} missing events`);
    const later = Math.max(expected!, excusedUpTo + 1);
    if (later < number && !isAllKeptBack(later, number))
      fault(`event ${later} before ${number} is missing, and was sent after the gap was told`);
  }

  function checkSilence(): void {
    if (state !== 'accepted' || isToldSilent || isTold()) return;
    let owed = Math.max(expected!, toldUpTo + 1);
    while (!isWatched && sent.keptBack.has(owed)) owed++;
    if (owed >= sent.at.length) return;
    const ms = now() - sent.at[owed]!;
    if (ms > longestSilenceMs) fault(`event ${owed} is owed for ${ms} ms, and nobody tells of it`);
  }

  return {
    checkSilence,
    excuse(isSilentFromNowOn) {
      toldUpTo = sent.at.length - 1;
      isToldSilent = isSilentFromNowOn;
    },
    event(number) {
      if (state === 'over') return fault(`event ${number} after the end`);
      checkSilence();
      checkOrder(number);
      shown.add(number);
      newest = number;
      expected = number + 1;
      if (--eventsOfGap <= 0) excused = undefined;
      isToldSilent = false;
    },
    gap({ missing, last }) {
      if (state === 'over') return;
      checkSilence();
      if (isCalm && missing === undefined) fault('a gap though nothing goes wrong');
      // Where a buffer has overflowed, the gap that says so has come before.
      const isAfter =
        !isShared &&
        last !== undefined &&
        shown.size > 0 &&
        (last < newest || (last > newest && excused === undefined));
      if (isAfter) fault(`a gap after ${last} is told after event ${newest}`);
      excusedUpTo = sent.at.length - 1;
      excused = (excused ?? 0) + (missing ?? NaN);
      eventsOfGap = isShared ? 2 : 1;
      toldUpTo = sent.at.length - 1;
    },
    accepted() {
      if (state !== 'asking') return;
      state = 'accepted';
      expected ??= sent.at.length;
    },
    closing() {
      checkSilence();
      if (state !== 'over') state = 'closing';
    },
    over() {
      checkSilence();
      state = 'over';
    },
    conclude() {
      checkSilence();
      const last = sent.at.length - 1;
      if (state === 'accepted' && last > 0 && !shown.has(last) && !sent.keptBack.has(last))
        fault(`the last event ${last} never came`);
    },
  };
}
