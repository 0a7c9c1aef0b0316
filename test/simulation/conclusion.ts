// The end of a run: the exchange is well again, what is owed comes, and after the end of the client nothing is left.
import { getEventListeners } from 'node:events';
import { publish, USER_DATA } from './publish.js';
import { STREAMS } from './streams.js';
import type { World } from './world.js';

/** When the exchange sends an event on every stream, after it is well. Unit: ms. */
const EVENTS_AFTER_MS = [0, 6000, 12_000, 18_000];
const END_AFTER_MS = 20_000;
/** Nothing of a client is left so long after its end, and the end of the last call. Unit: ms. */
const LONGEST_END_MS = 1001;
/** A rotation that is due may fail as long as the exchange is unwell, and for its longest pause. Unit: ms. */
const LONGEST_DELAY_OF_ROTATION_MS = 12_000;
const CONNECTS_IN_5_MINUTES = 300;

/** Lets the run come to its end, and judges what can only be judged then. */
export async function conclude(world: World): Promise<void> {
  const { time, exchange, judge, schedule } = world;
  const names = [...STREAMS.map(({ name }) => name), USER_DATA];
  for (const link of exchange.links) {
    link.latencyMs = 1;
    if (link.isStalled) link.end(1006);
  }
  for (const afterMs of EVENTS_AFTER_MS) {
    await time.runTo(schedule.activeMs + afterMs);
    for (const name of names) publish(world, name);
  }
  await time.runTo(schedule.activeMs + END_AFTER_MS);
  judge.concludeStreams();
  checkLimits(world);
  if (world.isCalm && !world.isClosed) checkGivenUp(world);
  if (!world.isClosed) void close(world);
  await time.runTo(schedule.activeMs + END_AFTER_MS + 2 * LONGEST_END_MS);
  judge.conclude();
}

/** Closes the client, and looks whether anything is left of it. */
export async function close(world: World): Promise<void> {
  if (world.isClosed) return;
  world.isClosed = true;
  const { time, judge, client, userData, open, calls } = world;
  for (const { subscriber } of userData) subscriber.over();
  for (const one of open) void one.close();
  let isOver = false;
  void judge.promised('close', client.close(), Infinity).then(() => (isOver = true));
  await Promise.allSettled(calls);
  time.exchange.after(LONGEST_END_MS, () => {
    if (!isOver) judge.fault(`close() has not ended ${LONGEST_END_MS} ms after the last call`);
    checkNothingLeft(world);
  });
}

function checkNothingLeft({ time, exchange, judge, signals, log }: World): void {
  log?.('nothing may be left');
  if (time.clientTimers > 0) judge.fault(`${time.clientTimers} timers are left after close()`);
  const links = [...exchange.links].filter(({ isHalfOpen }) => !isHalfOpen).length;
  if (links > 0) judge.fault(`${links} connections are left after close()`);
  const listeners = signals.reduce((sum, signal) => sum + getEventListeners(signal, 'abort').length, 0);
  if (listeners > 0) judge.fault(`${listeners} listeners are left on signals of the caller`);
}

/** Nothing went wrong, so the exchange sends what is wanted and nothing else. */
function checkGivenUp({ exchange, judge, open, product }: World): void {
  const wanted = new Set(open.map(({ stream }) => stream.name));
  for (const { url, isOpen, streams } of exchange.links) {
    if (!isOpen || !url.endsWith(product.marketStreams.paths.combined.path)) continue;
    if (streams.size === 0) judge.fault('a connection without streams is not given up');
    for (const name of streams) if (!wanted.has(name)) judge.fault(`${name} is not given up`);
  }
}

/** What the exchange documents, and what the client was told. */
function checkLimits({ exchange, judge, time, product, rotateAfterMs }: World): void {
  const { maxControlMessagesPerSecond, maxStreamsPerConnection } = product.marketStreams;
  if (exchange.attemptsInPause > 0) judge.fault(`${exchange.attemptsInPause} attempts before the time told`);
  const controls = exchange.attempts.filter(({ kind }) => kind === 'control');
  const recent = new Map<number, number[]>();
  for (const { link, at } of controls) {
    const times = recent.get(link) ?? [];
    recent.set(link, times);
    times.push(at);
    while (times[0]! <= at - 1000) times.shift();
    if (times.length > maxControlMessagesPerSecond) {
      judge.fault(`${times.length} control messages in a second`);
      break;
    }
  }
  if (exchange.attempts.length - controls.length > CONNECTS_IN_5_MINUTES) judge.fault('too many connects');
  for (const { isOpen, isHalfOpen, openedAt, streams } of exchange.links) {
    if (streams.size > maxStreamsPerConnection) judge.fault(`${streams.size} streams on one connection`);
    const ageMs = time.exchange.monotonic() - openedAt;
    if (isOpen && !isHalfOpen && ageMs > rotateAfterMs + LONGEST_DELAY_OF_ROTATION_MS)
      judge.fault(`a connection is ${ageMs} ms old though it was to be replaced after ${rotateAfterMs}`);
  }
}
