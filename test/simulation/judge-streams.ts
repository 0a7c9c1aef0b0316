// Judges what subscribers are handed: each event once and in order, or a gap before the next one; and no silence that nobody tells of.
import { createOrder, type OrderOptions, type Sent, type ToldGap } from './judge-order.js';

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
interface Reading extends OrderOptions {
  /** Longest time that an event may be owed without a word. Unit: ms. */
  readonly longestSilenceMs: number;
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
  reading: Reading,
  { now, fault, sent, isCalm, isTold }: SubscriberSurroundings,
): Omit<Judged, 'stream' | 'place'> {
  const { longestSilenceMs, isWatched = false } = reading;
  const order = createOrder(sent, reading, fault);
  /** Events up to this one may be missing without a further word. */
  let toldUpTo = 0;
  let isToldSilent = false;
  let state: 'asking' | 'accepted' | 'closing' | 'over' = 'asking';

  function checkSilence(): void {
    if (state !== 'accepted' || isToldSilent || isTold()) return;
    let owed = Math.max(order.next!, toldUpTo + 1);
    while (!isWatched && sent.keptBack.has(owed)) owed++;
    if (owed >= sent.at.length) return;
    const ms = now() - sent.at[owed]!;
    if (ms > longestSilenceMs) fault(`event ${owed} is owed for ${ms} ms, and nobody tells of it`);
  }

  return {
    checkSilence,
    excuse(isSilentFromNowOn) {
      toldUpTo = sent.at.length - 1;
      isToldSilent ||= isSilentFromNowOn;
    },
    event(number) {
      if (state === 'over') return fault(`event ${number} after the end`);
      checkSilence();
      order.event(number);
      isToldSilent = false;
    },
    gap(gap) {
      if (state === 'over') return;
      checkSilence();
      if (isCalm && gap.missing === undefined) fault('a gap though nothing goes wrong');
      order.gap(gap);
      toldUpTo = sent.at.length - 1;
    },
    accepted() {
      if (state !== 'asking') return;
      state = 'accepted';
      order.begin();
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
      if (state === 'accepted' && last > 0 && !order.isShown(last) && !sent.keptBack.has(last))
        fault(`the last event ${last} never came`);
    },
  };
}
