// The simulation itself: the same seed gives the same run, and the judge finds nothing.
import { expect, test } from 'vitest';
import { createJudge } from './judge.js';
import { run } from './run.js';
import { createSchedule } from './schedule.js';

const SEEDS = Array.from({ length: 60 }, (_, index) => 500_000 + index);

test('the judge finds nothing', { timeout: 60_000 }, async () => {
  for (const seed of SEEDS) expect(await run(createSchedule(seed)), `seed ${seed}`).toEqual([]);
});

test('the same seed gives the same trace', { timeout: 60_000 }, async () => {
  for (const seed of SEEDS.slice(0, 10)) {
    const traces: [string[], string[]] = [[], []];
    for (const trace of traces) await run(createSchedule(seed), (line) => trace.push(line));
    expect(traces[0].length).toBeGreaterThan(50);
    expect(traces[1]).toEqual(traces[0]);
  }
});

const STREAM = { hasSequence: true, longestSilenceMs: 5 };

/** A judge at a time that a test sets, and the faults that it finds. */
function startJudge(isCalm = false) {
  const time = { now: 0 };
  const judge = createJudge({ now: () => time.now, secrets: [/secret/], isCalm });
  const publish = (...numbers: number[]) => numbers.forEach((number) => judge.published('a', number, false));
  return { time, judge, publish, subscriber: judge.subscribe('a', 'market', 'one', STREAM) };
}

test('the judge sees what is doubled, lost, late or disordered', () => {
  const { time, judge, publish, subscriber: one } = startJudge();
  one.accepted();
  publish(1, 2, 3, 4, 5, 6, 7, 8, 9);
  one.event(1);
  one.event(1);
  one.event(3);
  one.gap({ missing: 1, last: 3 });
  one.event(6);
  one.gap({ missing: undefined, last: 3 });
  one.event(8);
  one.event(7);
  time.now = 5;
  judge.concludeStreams();
  expect(judge.faults).toEqual([
    '0 one: event 1 twice',
    '0 one: 1 events before 3 are missing, and no gap says so',
    '0 one: the gaps before 6 say 1 of 2 missing events',
    '0 one: a gap after 3 is told after event 6',
    '0 one: event 7 where 9 should come',
    '5 one: the last event 9 never came',
  ]);
});

test('the judge sees a silence that nobody tells of, and no other', () => {
  const { time, judge, publish, subscriber } = startJudge();
  subscriber.accepted();
  publish(1);
  time.now = 6;
  judge.connection('market-1', false);
  time.now = 20;
  judge.connection('market-1', true);
  publish(2);
  time.now = 24;
  subscriber.event(1);
  time.now = 26;
  judge.silent('a');
  time.now = 99;
  subscriber.over();
  expect(judge.faults).toEqual([
    '6 one: event 1 is owed for 6 ms, and nobody tells of it',
    '26 one: event 2 is owed for 6 ms, and nobody tells of it',
  ]);
});

test('a gap excuses nothing that was sent after it was told', () => {
  const { judge, publish, subscriber } = startJudge();
  subscriber.accepted();
  publish(1, 2);
  subscriber.gap({ missing: undefined, last: undefined });
  publish(3, 4);
  subscriber.event(4);
  expect(judge.faults).toEqual(['0 one: event 3 before 4 is missing, and was sent after the gap was told']);
});

test('the judge takes no gap where nothing goes wrong, unless a full buffer says how many events it dropped', () => {
  const { judge, subscriber } = startJudge(true);
  subscriber.gap({ missing: 3, last: undefined });
  subscriber.gap({ missing: undefined, last: undefined });
  expect(judge.faults).toEqual(['0 one: a gap though nothing goes wrong']);
});

test('the judge sees secrets, and writes that are doubled or wrongly spoken of', () => {
  const { judge } = startJudge();
  const { writes } = judge;
  judge.said('a secret');
  writes.sent('twice');
  writes.sent('twice');
  writes.executed('twice');
  writes.executed('twice');
  writes.verdict('twice', 'done');
  writes.executed('lie');
  writes.verdict('lie', 'rejected');
  writes.verdict('invented', 'done');
  writes.verdict('timid', 'unknown');
  writes.sent('open');
  judge.conclude();
  expect(judge.faults).toEqual([
    '0 a secret in: a secret',
    '0 write twice was sent 2 times',
    '0 write twice was carried out 2 times',
    '0 write lie was carried out, and is said to be rejected',
    '0 write invented was not carried out, and is said to be done',
    '0 write timid was never sent, and is said to be unknown',
    '0 write open never ended',
  ]);
});

test('the judge sees promises that end late, long after they were given up, or never', async () => {
  const { time, judge } = startJudge();
  const cancelling = { at: undefined as number | undefined };
  const ending = new Promise<void>((resolve) => setImmediate(resolve));
  const ends = [judge.promised('late', ending, 9), judge.promised('given up', ending, 99, cancelling)];
  void judge.promised('open', new Promise(() => {}), 9);
  cancelling.at = 4;
  time.now = 10;
  await Promise.all(ends);
  judge.conclude();
  expect(judge.faults).toEqual([
    '10 late took 10 ms of 9',
    '10 given up ended 6 ms after it was given up',
    '10 open never ended',
  ]);
});
