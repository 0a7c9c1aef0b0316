// The clocks and timers of this machine, and what is made of any timers.
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { every, sleep, systemTime } from '../src/time.js';
import { createVirtualTime } from './support/virtual-time.js';

describe('timers of this machine', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Sets a timer and lets time go on; says how often it acted at each of the moments. */
  function actsBy(ms: number, ...moments: readonly number[]): number[] {
    let acts = 0;
    let elapsed = 0;
    systemTime.after(ms, () => acts++);
    return moments.map((moment) => {
      vi.advanceTimersByTime(moment - elapsed);
      elapsed = moment;
      return acts;
    });
  }

  test.each([1, 1000, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 5, 2 ** 33])('%d ms are waited for, and act once', (ms) => {
    expect(actsBy(ms, ms - 1, ms, 2 * ms + 10)).toEqual([0, 1, 1]);
  });

  test('Infinity is never, and no timer', () => {
    expect(actsBy(Infinity, 1, 2 ** 40)).toEqual([0, 0]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([5, 2 ** 32])('a timer of %d ms can be cancelled at any moment', (ms) => {
    let acts = 0;
    const cancel = systemTime.after(ms, () => acts++);
    vi.advanceTimersByTime(ms - 1);
    cancel();
    vi.advanceTimersByTime(10);
    expect(acts).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('a monotonic clock goes on where the wall clock is set back', () => {
  const before = systemTime.monotonic();
  vi.setSystemTime(0);
  expect(systemTime.now()).toBeLessThan(1000);
  expect(systemTime.monotonic()).toBeGreaterThanOrEqual(before);
  vi.useRealTimers();
});

test('every period, until it is cancelled', async () => {
  const time = createVirtualTime();
  const at: number[] = [];
  const cancel = every(time, 100, () => void at.push(time.monotonic()));
  await time.advance(350);
  cancel();
  await time.advance(1000);
  expect(at).toEqual([100, 200, 300]);
  expect(time.timers).toBe(0);
});

describe('sleep', () => {
  test('lasts as long as it should', async () => {
    const time = createVirtualTime();
    let wokenAt = -1;
    void sleep(time, 100).then(() => (wokenAt = time.monotonic()));
    await time.advance(99);
    expect(wokenAt).toBe(-1);
    await time.advance(1);
    expect(wokenAt).toBe(100);
  });

  test.each([0, 1])('ends as signal %d is aborted, and leaves no timer', async (index) => {
    const time = createVirtualTime();
    const controllers = [new AbortController(), new AbortController()];
    let isOver = false;
    void sleep(time, Infinity, undefined, ...controllers.map(({ signal }) => signal)).then(() => (isOver = true));
    await time.advance(10);
    expect(isOver).toBe(false);
    controllers[index]!.abort();
    await time.advance(0);
    expect(isOver).toBe(true);
    expect(time.timers).toBe(0);
  });

  test('leaves no listener on a signal, however it ends', async () => {
    const time = createVirtualTime();
    const [quiet, aborted] = [new AbortController(), new AbortController()];
    const both = Promise.all([sleep(time, 100, quiet.signal), sleep(time, 200, quiet.signal, aborted.signal)]);
    expect(getEventListeners(quiet.signal, 'abort')).toHaveLength(2);
    await time.advance(100);
    aborted.abort();
    await both;
    expect(getEventListeners(quiet.signal, 'abort')).toEqual([]);
    expect(getEventListeners(aborted.signal, 'abort')).toEqual([]);
  });

  test('does not begin where a signal was aborted before', async () => {
    const time = createVirtualTime();
    await sleep(time, 100, AbortSignal.abort());
    expect(time.timers).toBe(0);
  });
});
