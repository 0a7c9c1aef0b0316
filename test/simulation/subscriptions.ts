// Subscribers of a run: with handlers that fail, and iterations that are read quickly, slowly, by two, in part or never.
import type { EventIterable, Gap } from '../../src/index.js';
import type { Subscriber } from './judge-streams.js';
import type { Action } from './schedule.js';
import { CROWD, STREAMS, type SimulatedStream } from './streams.js';
import { LONGEST_SILENCE_MS, SUBSCRIBE_TIME_OUT_MS, textOf, type World } from './world.js';

/** Ends of subscriptions come soon. Unit: ms. */
const LONGEST_CLOSE_MS = 5000;
/** An answer comes in the moment in which the time is over. Unit: ms. */
const PLAY_MS = 10;
const SLOW_MS = 700;
const SMALL_BUFFER = 5;

export const streamOf = ({ a }: Action): SimulatedStream => STREAMS[a % STREAMS.length]!;

/** What a handler of the caller's may do wrong. */
function misbehave({ chance }: World): unknown {
  switch (chance.integer('handler', 60)) {
    case 0:
      throw new Error('of the handler');
    case 1:
      return Promise.reject(new Error('of the handler'));
    case 2:
      return new Promise(() => {});
  }
  return undefined;
}

/** Hands gaps to the judge. */
export function gapTo(subscriber: Subscriber, name: string, numberOf: (event: object) => number, world: World) {
  return (gap: Gap): unknown => {
    world.log?.(`${name}: gap ${gap.missing} ${gap.reason}`);
    const last = gap.lastEvent === undefined ? NaN : numberOf(gap.lastEvent as object);
    subscriber.gap({ missing: gap.missing, last: Number.isNaN(last) ? undefined : last });
    return misbehave(world);
  };
}

export function subscribe(world: World, stream: SimulatedStream, { b }: Action): void {
  const { client, judge, open, log, silenceMs } = world;
  if (world.isClosed) return;
  const name = `handler ${stream.name} ${b}`;
  const subscriber = judge.subscribe(stream.name, stream.route, name, {
    hasSequence: stream.hasSequence,
    longestSilenceMs: LONGEST_SILENCE_MS,
    isWatched: silenceMs > 0,
  });
  const handler = (event: object) => {
    log?.(`${name}: ${stream.numberOf(event)}`);
    subscriber.event(stream.numberOf(event));
    return misbehave(world);
  };
  const onGap = gapTo(subscriber, name, stream.numberOf, world);
  const subscribed = stream.subscribe(client, handler, { onGap, silenceMs });
  subscribed.catch((error: unknown) => {
    judge.said(textOf(error));
    log?.(`${name}: ${String(error)}`);
    subscriber.over();
    if (world.isCalm && !world.isClosed) judge.fault(`${name} is refused: ${String(error)}`);
  });
  void judge.promised(`subscription of ${name}`, subscribed, SUBSCRIBE_TIME_OUT_MS + PLAY_MS).then((subscription) => {
    if (!subscription) return;
    log?.(`${name}: accepted`);
    subscriber.accepted();
    open.push({ stream, close: () => (subscriber.over(), subscription.close()) });
  });
}

/** How an iteration is read, by lot. */
const READINGS = ['never', 'slowly', 'byTwo', 'inPart', 'quickly'] as const;
/** As many events are read in part before the reader leaves the loop. */
const PART = 3;

export function iterate(world: World, stream: SimulatedStream, { b }: Action): void {
  const { client, judge, open, log } = world;
  if (world.isClosed) return;
  const name = `iteration ${stream.name} ${b}`;
  const reading = READINGS[b % READINGS.length]!;
  const subscriber = judge.subscribe(stream.name, stream.route, name, {
    hasSequence: stream.hasSequence,
    longestSilenceMs: reading === 'slowly' ? Infinity : LONGEST_SILENCE_MS,
    isShared: reading === 'byTwo',
    isWatched: world.silenceMs > 0,
  });
  const onGap = gapTo(subscriber, name, stream.numberOf, world);
  const bufferSize = b % 3 === 0 ? SMALL_BUFFER : 10_000;
  const events: EventIterable<object> = stream.iterate(client, { onGap, bufferSize, silenceMs: world.silenceMs });
  const ready = events.ready.then(() => true);
  void judge.promised(`ready of ${name}`, ready, SUBSCRIBE_TIME_OUT_MS + PLAY_MS).then((isReady) => {
    log?.(`${name}: ${isReady ? 'accepted' : 'refused'}`);
    if (isReady && reading !== 'never') subscriber.accepted();
  });
  open.push({ stream, close: () => (subscriber.closing(), events.close()) });
  const readers = { never: 0, slowly: 1, byTwo: 2, inPart: 1, quickly: 1 }[reading];
  for (let reader = 0; reader < readers; reader++)
    read(world, events, reading, stream, name, subscriber).catch((error: unknown) => {
      judge.said(textOf(error));
      subscriber.over();
    });
}

async function read(
  { time, log, schedule }: World,
  events: AsyncIterable<object>,
  reading: (typeof READINGS)[number],
  stream: SimulatedStream,
  name: string,
  subscriber: Subscriber,
): Promise<void> {
  let count = 0;
  for await (const event of events) {
    log?.(`${name}: ${stream.numberOf(event)}`);
    subscriber.event(stream.numberOf(event));
    if (reading === 'inPart' && ++count === PART) break;
    if (reading === 'slowly' && time.exchange.monotonic() < schedule.activeMs)
      await new Promise<void>((resolve) => time.exchange.after(SLOW_MS, resolve));
  }
  // Whoever leaves the loop has ended the subscription.
  subscriber.over();
}

export function closeOne({ open, judge }: World, which: number): void {
  const [one] = open.length === 0 ? [] : open.splice(which % open.length, 1);
  if (one) void judge.promised(`close of ${one.stream.name}`, one.close(), LONGEST_CLOSE_MS);
}

/** Many subscriptions within a few ms, and their end: more control messages than may be sent in a second. */
export function subscribeCrowd({ client, judge, time, isClosed }: World): void {
  if (isClosed) return;
  for (const [index, stream] of CROWD.entries())
    time.exchange.after(index, () => {
      const subscribed = stream.subscribe(client, () => {}, { silenceMs: 0 });
      void judge
        .promised(`subscription of ${stream.name}`, subscribed, SUBSCRIBE_TIME_OUT_MS + PLAY_MS)
        .then((subscription) => {
          if (subscription) void judge.promised(`close of ${stream.name}`, subscription.close(), LONGEST_CLOSE_MS);
        });
    });
}
