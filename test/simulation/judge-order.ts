// Judges the order of what one subscriber is handed: each event once, and a gap before the next one where some are missing.

/** What was sent on one stream. */
export interface Sent {
  /** When, by number; numbers begin with 1. Unit: ms. */
  readonly at: number[];
  /** Events that a stalled connection has lost. */
  readonly keptBack: Set<number>;
}

/** A gap as the client told it. */
export interface ToldGap {
  readonly missing: number | undefined;
  /** Number of the event that it calls the last one before; nothing if it names none. */
  readonly last: number | undefined;
}

/** See {@link createOrder}. */
export interface Order {
  /** The number that has to come next, once it is known. */
  readonly next: number | undefined;
  isShown(number: number): boolean;
  /** From now on every event is owed. */
  begin(): void;
  event(number: number): void;
  gap(gap: ToldGap): void;
}

/** How events are told apart, and who takes them. */
export interface OrderOptions {
  /** The events of the stream say what they follow. */
  readonly hasSequence: boolean;
  /** Several readers share the events; a gap may be told while one of them has yet to see the event before it. */
  readonly isShared?: boolean;
}

export function createOrder(
  sent: Sent,
  { hasSequence, isShared = false }: OrderOptions,
  fault: (what: string) => void,
): Order {
  let next: number | undefined;
  /** How many events the gaps since the last event stand for; NaN where one does not say. */
  let excused: number | undefined;
  /** The newest event that had been sent when the last of these gaps was told: a gap stands for no later one. */
  let excusedUpTo = 0;
  /** How many events yet these gaps may stand before. */
  let eventsOfGap = 0;
  let newest = 0;
  const shown = new Set<number>();
  const isAllKeptBack = (from: number, to: number) => {
    for (let number = from; number < to; number++) if (!sent.keptBack.has(number)) return false;
    return true;
  };

  function check(number: number): void {
    if (shown.has(number)) return fault(`event ${number} twice`);
    const missing = next === undefined ? 0 : number - next;
    if (missing === 0) return;
    if (missing < 0) return shown.size > 0 ? fault(`event ${number} where ${next} should come`) : undefined;
    const isKnowable = (hasSequence && shown.size > 0) || !isAllKeptBack(next!, number);
    if (excused === undefined) {
      if (isKnowable) fault(`${missing} events before ${number} are missing, and no gap says so`);
      return;
    }
    if (excused < missing) fault(`the gaps before ${number} say ${excused} of ${missing} missing events`);
    const later = Math.max(next!, excusedUpTo + 1);
    if (later < number && !isAllKeptBack(later, number))
      fault(`event ${later} before ${number} is missing, and was sent after the gap was told`);
  }

  return {
    get next() {
      return next;
    },
    isShown: (number) => shown.has(number),
    begin: () => void (next ??= sent.at.length),
    event(number) {
      check(number);
      shown.add(number);
      newest = number;
      next = number + 1;
      if (--eventsOfGap <= 0) excused = undefined;
    },
    gap({ missing, last }) {
      // Where a buffer has overflowed, the gap that says so has come before.
      const isAfter = last !== undefined && (last < newest || (last > newest && excused === undefined));
      if (isAfter && !isShared && shown.size > 0) fault(`a gap after ${last} is told after event ${newest}`);
      excusedUpTo = sent.at.length - 1;
      excused = (excused ?? 0) + (missing ?? NaN);
      eventsOfGap = isShared ? 2 : 1;
    },
  };
}
