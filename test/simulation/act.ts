// Does what an action of a schedule says.
import type { ServerLink } from '../../src/testing/link.js';
import { read, sync, write } from './calls.js';
import { close } from './conclusion.js';
import { publish, USER_DATA } from './publish.js';
import { linkFault, type Action } from './schedule.js';
import { closeOne, gapTo, iterate, streamOf, subscribe, subscribeCrowd } from './subscriptions.js';
import { LONGEST_SILENCE_MS, SUBSCRIBE_TIME_OUT_MS, textOf, type World } from './world.js';

/** A rotation waits for connects, acknowledgements and proofs, and for a ban. Unit: ms. */
const LONGEST_ROTATION_MS = 30_000;
const LONGEST_DELAY_MS = 3000;
const LONGEST_REFUSAL_MS = 4000;
const LARGEST_STEP_MS = 7_200_000;
/** A new connection has subscribed by then, if nothing goes wrong. Unit: ms. */
const SUBSCRIBED_AFTER_MS = 6;
/** A client that is not in a rotation knows fewer events again. */
const MORE_THAN_REMEMBERED = 90;
const CLOSE_CODES = [1000, 1001, 1008, 1011, 1012];

export const act: { readonly [kind in Action['kind']]: (world: World, action: Action) => void } = {
  publish: (world, action) => publish(world, action.a % 7 === 0 ? USER_DATA : streamOf(action).name),
  burst(world, action) {
    publishMany(world, action, 5 + (action.b % 30));
  },
  subscribe: (world, action) => subscribe(world, streamOf(action), action),
  iterate: (world, action) => iterate(world, streamOf(action), action),
  unsubscribe: (world, { a }) => closeOne(world, a),
  resubscribe(world, action) {
    closeOne(world, action.a);
    subscribe(world, streamOf(action), action);
  },
  crowd: subscribeCrowd,
  rotate,
  lag,
  link: strike,
  calm({ exchange }) {
    for (const link of exchange.links) link.latencyMs = 1;
  },
  /** A stream is refused for a while, and its connection lost, so that it is asked for. */
  refuseStream({ exchange }, action) {
    const { name } = streamOf(action);
    exchange.refuseStream(name, 1 + (action.b % LONGEST_REFUSAL_MS));
    for (const link of exchange.links) if (link.streams.has(name)) link.end(1006);
  },
  read,
  write,
  openUserData,
  closeUserData({ userData, judge }) {
    const [first] = userData.splice(0, 1);
    first?.subscriber.over();
    if (first) void judge.promised('close of user data', first.stream.close(), 5000);
  },
  expireKey: ({ exchange, time }) =>
    exchange.expireListenKey((key) => `{"e":"listenKeyExpired","E":${time.exchange.now()},"listenKey":"${key}"}`),
  stepClock(world, { b }) {
    world.steps++;
    world.time.stepClock((b % (2 * LARGEST_STEP_MS)) - LARGEST_STEP_MS);
  },
  sync,
  close: (world) => void close(world),
};

function rotate({ client, judge }: World): void {
  void judge.promised('rotate', client.rotate(), LONGEST_ROTATION_MS);
}

/** In a rotation, the old connections are late with an event, or the new ones with many. */
function lag(world: World, action: Action): void {
  const { exchange, time } = world;
  const latencyMs = 1 + (action.b % LONGEST_DELAY_MS);
  if (action.a % 2 === 0) {
    for (const link of exchange.links) link.latencyMs = latencyMs;
    publish(world, streamOf(action).name);
    return rotate(world);
  }
  const old = new Set(exchange.links);
  rotate(world);
  time.exchange.after(SUBSCRIBED_AFTER_MS, () => {
    for (const link of exchange.links) if (!old.has(link)) link.latencyMs = latencyMs;
    publishMany(world, action, action.b % 3 === 0 ? MORE_THAN_REMEMBERED : 3);
  });
}

function publishMany(world: World, action: Action, count: number): void {
  for (let n = 0; n < count; n++) publish(world, streamOf(action).name);
}

/** Something happens to one connection. */
function strike({ exchange, chance, log }: World, action: Action): void {
  const links = [...exchange.links].filter(({ isOpen }) => isOpen);
  const link: ServerLink | undefined = links[action.a % Math.max(1, links.length)];
  if (!link) return;
  log?.(`${linkFault(action)} ${link.id}`);
  switch (linkFault(action)) {
    case 'cut':
      return link.end(1006);
    case 'closed':
      return link.end(chance.one('close code', CLOSE_CODES));
    case 'halfOpen':
      link.isHalfOpen = true;
      return;
    case 'stalled':
      link.isStalled = true;
      return;
    case 'delayed':
      link.latencyMs = 1 + chance.integer('latency', LONGEST_DELAY_MS);
      return;
    case 'shutdown':
      return link.send(`{"e":"serverShutdown","E":1}`);
  }
}

function openUserData(world: World, { b }: Action): void {
  const { client, judge, userData, log } = world;
  if (world.isClosed) return;
  if (userData.length > 0) {
    if (b % 3 > 0) return;
    // The connections of both have the same name.
    judge.blur(USER_DATA);
  }
  const name = `user data ${b}`;
  const subscriber = judge.subscribe(USER_DATA, USER_DATA, name, {
    hasSequence: false,
    longestSilenceMs: LONGEST_SILENCE_MS,
  });
  const numberOf = (event: object) => ('tradeId' in event ? Number(event.tradeId) : NaN);
  const opening = client.userData(
    (event) => {
      if (event.eventType !== 'TRADE_LITE') return;
      log?.(`${name}: ${event.tradeId}`);
      subscriber.event(event.tradeId);
    },
    { keepAliveMs: world.keepAliveMs, onGap: gapTo(subscriber, name, numberOf, world) },
  );
  opening.catch((error: unknown) => {
    judge.said(textOf(error));
    if (world.isCalm && !world.isClosed) judge.fault(`${name} is refused: ${String(error)}`);
  });
  void judge.promised(name, opening, SUBSCRIBE_TIME_OUT_MS + 10).then((stream) => {
    log?.(`${name}: ${stream ? 'open' : 'refused'}`);
    if (!stream) return subscriber.over();
    subscriber.accepted();
    userData.push({ stream, subscriber });
  });
}
