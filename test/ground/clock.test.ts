// The exchange's time, measured over a wire whose delays are known.
import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/clock.js';
import { createVirtualTime, type VirtualTime } from '../support/virtual-time.js';

const START = 1_788_220_800_000;

/** One answer: how long it takes, and what it says, or what the exchange's clock says at half of the way. */
interface Answer {
  readonly takesMs: number;
  /** How far the exchange is ahead. Unit: ms. */
  readonly aheadMs?: number;
  readonly says?: unknown;
  readonly fails?: Error;
  /** How far this machine's wall clock is set while the answer is on its way. Unit: ms. */
  readonly stepMs?: number;
}

function createWorld(answers: readonly Answer[], longestMs = 10_000) {
  const inner = createVirtualTime(START);
  let step = 0;
  const time: VirtualTime = { ...inner, now: () => inner.now() + step, timers: 0 };
  const signals: AbortSignal[] = [];
  const closing = new AbortController();
  const clock = createClock(
    time,
    async (signal) => {
      signals.push(signal);
      const { takesMs, aheadMs = 0, fails, stepMs = 0, ...answer } = answers[signals.length - 1]!;
      await new Promise<void>((resolve) => void inner.after(takesMs / 2, resolve));
      const says = 'says' in answer ? answer.says : inner.now() + aheadMs;
      await new Promise<void>((resolve) => void inner.after(takesMs / 2, resolve));
      step += stepMs;
      if (fails) throw fails;
      return says;
    },
    longestMs,
    closing.signal,
  );
  return { clock, inner, signals, closing, step: (ms: number) => (step += ms) };
}

/** The offset after one measurement, and how often the exchange was asked. */
async function measured(...answers: readonly Answer[]) {
  const { clock, inner, signals } = createWorld(answers);
  const done = clock.sync().then(
    () => 'done',
    (error: Error) => error.message,
  );
  await inner.advance(100_000);
  return { outcome: await done, offset: clock.offsetMs, asked: signals.length };
}

describe('a measurement', () => {
  test.each<[string, Answer[], number, number]>([
    ['one quick answer is enough', [{ takesMs: 20, aheadMs: 500 }], 500, 1],
    ['the exchange may be behind', [{ takesMs: 10, aheadMs: -500 }], -500, 1],
    [
      'of three slow ones the quickest counts',
      [
        { takesMs: 300, aheadMs: 1 },
        { takesMs: 100, aheadMs: 2 },
        { takesMs: 200, aheadMs: 3 },
      ],
      2,
      3,
    ],
    [
      'of two as quick the first counts',
      [
        { takesMs: 100, aheadMs: 1 },
        { takesMs: 100, aheadMs: 2 },
        { takesMs: 100, aheadMs: 3 },
      ],
      1,
      3,
    ],
    [
      'a quick one ends it',
      [
        { takesMs: 21, aheadMs: 1 },
        { takesMs: 20, aheadMs: 2 },
      ],
      2,
      2,
    ],
    [
      'a failure in between is no matter',
      [
        { takesMs: 4, fails: new Error('cut') },
        { takesMs: 4, aheadMs: 7 },
      ],
      7,
      2,
    ],
    [
      'one that says nothing is no matter',
      [
        { takesMs: 4, says: 'soon' },
        { takesMs: 4, aheadMs: 7 },
      ],
      7,
      2,
    ],
    [
      'a wall clock that was set spoils one answer',
      [
        { takesMs: 4, stepMs: 21 },
        { takesMs: 6, aheadMs: 21 },
      ],
      0,
      2,
    ],
    [
      'a wall clock that was set back, too',
      [
        { takesMs: 4, stepMs: -21 },
        { takesMs: 6, aheadMs: 0 },
      ],
      21,
      2,
    ],
    ['a little step spoils none', [{ takesMs: 4, stepMs: 20, aheadMs: 0 }], -20, 1],
  ])('%s', async (_, answers, offset, asked) => {
    expect(await measured(...answers)).toEqual({ outcome: 'done', offset, asked });
  });

  const NO_TIME = 'clock: the answer holds no time in ms since the Unix epoch';
  test.each<[unknown, string]>([
    [1e12, 'done'],
    [1e13 - 1, 'done'],
    [1e12 - 1, NO_TIME],
    [1e13, NO_TIME],
    [START + 0.5, NO_TIME],
    [String(START), NO_TIME],
    [undefined, NO_TIME],
  ])('an answer of %s: %s', async (says, outcome) => {
    const answer = { takesMs: 0, says };
    expect((await measured(answer, answer, answer)).outcome).toBe(outcome);
  });

  test('that fails three times changes nothing, and says why the last one failed', async () => {
    const { clock, inner } = createWorld([
      { takesMs: 2, aheadMs: 40 },
      { takesMs: 2, fails: new Error('first') },
      { takesMs: 2, stepMs: 100 },
      { takesMs: 2, fails: new Error('last') },
    ]);
    const first = clock.sync();
    await inner.advance(10);
    await first;
    const second = clock.sync().catch((error: Error) => error.message);
    await inner.advance(10);
    expect(await second).toBe('last');
    expect(clock.offsetMs).toBe(40);
  });

  test('a step of the wall clock is told as such', async () => {
    const stepped = { takesMs: 2, stepMs: 100 };
    const { outcome } = await measured(stepped, stepped, stepped);
    expect(outcome).toBe("clock: this machine's clock was set while the exchange was asked for the time");
  });

  test('ends in time: what is there counts, the signal is aborted, and nothing more is asked', async () => {
    const { clock, inner, signals } = createWorld([{ takesMs: 60, aheadMs: 3 }, { takesMs: 60 }, { takesMs: 60 }], 100);
    const done = clock.sync();
    await inner.advance(99);
    expect(signals[1]!.aborted).toBe(false);
    await inner.advance(1);
    expect(signals[1]!.aborted).toBe(true);
    await inner.advance(100);
    await done;
    expect({ asked: signals.length, offset: clock.offsetMs }).toEqual({ asked: 2, offset: 3 });
  });

  test('leaves no timer', async () => {
    const { clock, inner } = createWorld([{ takesMs: 2 }]);
    const done = clock.sync();
    await inner.advance(2);
    await done;
    expect(inner.timers).toBe(0);
  });

  test('is shared by those who ask meanwhile; later ones ask anew', async () => {
    const { clock, inner, signals } = createWorld([{ takesMs: 2 }, { takesMs: 2 }]);
    const both = Promise.all([clock.sync(), clock.sync()]);
    await inner.advance(2);
    await both;
    expect(signals).toHaveLength(1);
    const later = clock.sync();
    await inner.advance(2);
    await later;
    expect(signals).toHaveLength(2);
  });
});

test('the time is this machine’s, put right by the offset, in whole ms', async () => {
  const { clock, inner, step } = createWorld([{ takesMs: 4, aheadMs: 100 }]);
  expect([clock.offsetMs, clock.now()]).toEqual([0, START]);
  const done = clock.sync();
  await inner.advance(4);
  await done;
  expect(clock.offsetMs).toBe(100);
  step(0.4);
  expect(clock.now()).toBe(START + 104);
});

describe('after the end of the client', () => {
  test('nothing is asked any more', async () => {
    const { clock, closing, signals, inner } = createWorld([{ takesMs: 10 }]);
    closing.abort();
    await expect(clock.sync()).rejects.toMatchObject({ name: 'TransportError', execution: 'rejected' });
    expect([signals.length, inner.timers]).toEqual([0, 0]);
  });

  test('a measurement under way ends, and leaves no timer', async () => {
    const { clock, closing, signals, inner } = createWorld([{ takesMs: 10, fails: new Error('aborted') }]);
    const failed = expect(clock.sync()).rejects.toThrow('aborted');
    closing.abort();
    expect(signals[0]!.aborted).toBe(true);
    await inner.advance(100);
    await failed;
    expect([signals.length, inner.timers]).toEqual([1, 0]);
  });
});
