// Attempts in a window: so many at once, further ones as the first ones leave the window.
import { expect, test } from 'vitest';
import { createBudget } from '../../src/sockets/budget.js';
import { createVirtualTime } from '../support/virtual-time.js';

test('so many go at once, the next one when the oldest has left the window', async () => {
  const time = createVirtualTime();
  const admit = createBudget(2, 1000, time);
  const { signal } = new AbortController();
  const admitted: number[] = [];
  const attempt = () => admit(signal).then(() => admitted.push(time.monotonic()));
  void attempt();
  await time.advance(400);
  for (let n = 0; n < 3; n++) void attempt();
  await time.advance(3000);
  expect(admitted).toEqual([0, 400, 1000, 1400]);
});

test('an aborted attempt waits no longer, and takes nothing', async () => {
  const time = createVirtualTime();
  const admit = createBudget(1, 1000, time);
  const open = new AbortController();
  const aborted = new AbortController();
  await admit(open.signal);
  let isOver = false;
  void admit(aborted.signal).then(() => (isOver = true));
  await time.advance(500);
  aborted.abort();
  await time.advance(0);
  expect(isOver).toBe(true);
  expect(time.timers).toBe(0);
  let admittedAt = 0;
  void admit(open.signal).then(() => (admittedAt = time.monotonic()));
  await time.advance(2000);
  expect(admittedAt).toBe(1000);
});

test('a clock that is set back keeps nobody waiting: the window is measured on monotonic time', async () => {
  const time = createVirtualTime();
  const admit = createBudget(1, 1000, { ...time, now: () => time.now() - 3_600_000 * time.monotonic() });
  const { signal } = new AbortController();
  await admit(signal);
  let admittedAt = 0;
  void admit(signal).then(() => (admittedAt = time.monotonic()));
  await time.advance(1000);
  expect(admittedAt).toBe(1000);
});
