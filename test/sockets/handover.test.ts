// When a new connection takes over from an old one: as soon as it is proven, at the latest when the time for it is over.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/sockets/connection.js';
import { createContinuity, type Continuity } from '../../src/sockets/continuity.js';
import { createHandover, type Handover } from '../../src/sockets/handover.js';
import { createVirtualTime, type VirtualTime } from '../support/virtual-time.js';

interface Event {
  readonly id: number;
}
interface FakeConnection extends Connection {
  isOpen: boolean;
}

let time: VirtualTime;
let said: string[];
let feed: Continuity;
let handover: Handover;
let from: FakeConnection;
let to: FakeConnection;
let finishedAt: number | undefined;

/** A connection whose pings are answered after a while, or never. */
const connection = (pingMs: number): FakeConnection => ({
  isOpen: true,
  send() {},
  abandon() {},
  drained: () => new Promise((resolve) => time.after(pingMs, () => resolve(true))),
});

/** The feed is on both connections; its last event was shown by the old one. */
function start(pingMs: number): void {
  time = createVirtualTime();
  said = [];
  feed = createContinuity({
    time,
    keyOf: (event) => (event as Event).id,
    deliver: (event) => said.push(String((event as Event).id)),
    gap: ({ reason }) => said.push(reason),
  });
  handover = createHandover({ time, overlapMs: 100, timeoutMs: 1000 }, () => [feed]);
  from = connection(pingMs);
  to = connection(1);
  finishedAt = undefined;
  for (const one of [from, to]) {
    feed.begin(one);
    feed.accept(one);
  }
  feed.receive({ id: 1 }, from);
  void handover.finish(from, to).then(() => (finishedAt = time.monotonic()));
}
const UNPROVEN = 'nothing proves that the new connection goes on where the old one ended';

describe('a rotation', () => {
  beforeEach(() => start(10));

  test('of silent connections ends with the overlap, without a gap', async () => {
    await time.advance(100);
    expect(finishedAt).toBe(100);
    feed.receive({ id: 2 }, to);
    expect(said).toEqual(['1', '2']);
  });

  test('ends with the overlap where both have shown an event', async () => {
    feed.receive({ id: 2 }, from);
    feed.receive({ id: 2 }, to);
    feed.receive({ id: 3 }, to);
    await time.advance(100);
    expect(finishedAt).toBe(100);
    expect(said).toEqual(['1', '2', '3']);
  });

  test('waits for an event on both where only the new connection has shown one', async () => {
    feed.receive({ id: 2 }, to);
    feed.receive({ id: 3 }, to);
    await time.advance(500);
    expect(finishedAt).toBeUndefined();
    feed.receive({ id: 2 }, from);
    await time.advance(50);
    expect(finishedAt).toBe(550);
    expect(said).toEqual(['1', '2', '3']);
  });

  test('waits no longer than its time-out: what the new connection has shown comes after a gap', async () => {
    feed.receive({ id: 2 }, to);
    await time.advance(999);
    expect(said).toEqual(['1']);
    await time.advance(1);
    expect(finishedAt).toBe(1000);
    expect(said).toEqual(['1', UNPROVEN, '2']);
  });

  test('ends at once with the loss of the old connection', async () => {
    feed.receive({ id: 2 }, to);
    await time.advance(200);
    from.isOpen = false;
    handover.lose(from, 'cut');
    await time.advance(50);
    expect(finishedAt).toBe(250);
    expect(said).toEqual(['1', 'cut', '2']);
  });

  test('ends at once when it is stopped, and leaves no timer', async () => {
    feed.receive({ id: 2 }, to);
    await time.advance(200);
    handover.stop();
    await time.advance(0);
    expect(finishedAt).toBe(200);
    expect(time.timers).toBe(0);
  });
});

test('silence proves nothing as long as the ping over the old connection is not answered', async () => {
  start(400);
  await time.advance(399);
  expect(finishedAt).toBeUndefined();
  await time.advance(51);
  expect(finishedAt).toBe(400);
  expect(said).toEqual(['1']);
});

test('a ping that is never answered: the rotation ends in time, and the gap is told in time', async () => {
  start(Infinity);
  await time.advance(1000);
  expect(finishedAt).toBe(1000);
  expect(said).toEqual(['1']);
  await time.advance(1000);
  expect(said).toEqual(['1', UNPROVEN]);
});

test('what the new connection repeats is known as long as it may repeat it, over a second rotation too', async () => {
  start(10);
  for (let id = 2; id <= 500; id++) feed.receive({ id }, from);
  await time.advance(100);
  const third = connection(1);
  feed.begin(third);
  feed.accept(third);
  void handover.finish(to, third);
  await time.advance(1500);
  for (let id = 1; id <= 500; id++) feed.receive({ id }, third);
  expect(said).toHaveLength(500);
  await time.advance(2000);
  expect(time.timers).toBe(0);
});
