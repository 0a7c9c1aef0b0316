// The simulation itself: the same seed gives the same run, and the judge finds nothing.
import { expect, test } from 'vitest';
import { createJudge } from './judge.js';
import { run } from './run.js';
import { createSchedule } from './schedule.js';

const SEEDS = Array.from({ length: 60 }, (_, index) => 500_000 + index);

test('the judge finds nothing', { timeout: 60_000 }, async () => {
  for (const seed of SEEDS) expect(await run(createSchedule(seed)), `seed ${seed}`).toMatchObject({ faults: [] });
});

test('the same seed gives the same trace', { timeout: 60_000 }, async () => {
  for (const seed of SEEDS.slice(0, 10)) {
    const [one, other] = [await run(createSchedule(seed)), await run(createSchedule(seed))];
    expect(other.trace).toEqual(one.trace);
  }
});

test('the judge sees what is doubled, lost, late or disordered', () => {
  let now = 0;
  const judge = createJudge(() => now, [/secret/]);
  const one = judge.subscribe('a', 'one', true);
  one.accepted();
  for (let number = 1; number <= 9; number++) judge.published('a', number, false);
  one.event(1);
  one.event(1);
  one.event(3);
  one.gap({ missing: 1 });
  one.event(6);
  one.gap({ missing: undefined });
  one.event(8);
  one.event(7);
  judge.said('a secret');
  judge.written('w', true);
  judge.verdict('w', 'rejected');
  now = 5;
  judge.conclude();
  expect(judge.faults).toEqual([
    '0 one: event 1 twice',
    '0 one: 1 events before 3 are missing, and no gap says so',
    '0 one: the gaps before 6 say 1 of 2 missing events',
    '0 one: event 7 where 9 should come',
    '0 a secret in: a secret',
    '5 one: the last event 9 never came',
    '5 write w was carried out, and is said to be rejected',
  ]);
});
