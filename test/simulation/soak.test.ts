// A few hours of the soak: nothing is lost without a gap, nothing doubled, and nothing is left at the end of a day.
import { expect, test } from 'vitest';
import { createWrites } from './judge-writes.js';
import { createTrack } from './soak-judge.js';
import { soakVirtual } from './soak-virtual.js';

test('hours of faults, bursts, calls and renewals leave nothing to complain of', { timeout: 60_000 }, async () => {
  const faults: string[] = [];
  const lines: string[] = [];
  const shared = { print: (text: string) => lines.push(text), fault: (what: string) => faults.push(what) };
  await soakVirtual({ days: 1 / 8, streams: 10, seed: 3, ...shared });
  expect(faults).toEqual([]);
  // Under the head of the table: 3 hours of 10 streams at an event a second on average.
  const [, day] = lines;
  expect(Number(day!.trim().split(/ +/)[2])).toBeGreaterThan(50_000);
});

test('the judge of streams sees what is lost, doubled or never came', () => {
  const faults: string[] = [];
  const track = createTrack('a', true, (what) => faults.push(what));
  const reader = track.read();
  reader.accepted();
  for (let number = 1; number <= 9; number++) track.next();
  reader.event(1);
  reader.event(1);
  reader.event(3);
  reader.gap();
  reader.event(6);
  reader.event(8);
  track.checkCaughtUp();
  reader.close();
  reader.event(9);
  track.checkCaughtUp();
  expect(faults).toEqual([
    'a: event 1 where 2 should come',
    'a: 1 events before 3 are missing, and no gap says so',
    'a: 1 events before 8 are missing, and no gap says so',
    'a: the last 1 events never came',
    'a: event 9 after the end',
    'a: nobody is subscribed',
  ]);
});

test('what a stalled connection kept back is missed only where events say what they follow', () => {
  const faults: string[] = [];
  for (const hasSequence of [true, false]) {
    const track = createTrack(`sequence ${hasSequence}`, hasSequence, (what) => faults.push(what));
    const reader = track.read();
    reader.event(track.next());
    for (let count = 0; count < 3; count++) track.keepBack(track.next());
    reader.event(track.next());
  }
  expect(faults).toEqual(['sequence true: 3 events before 5 are missing, and no gap says so']);
});

test('the judge of writes makes do with what arrives', () => {
  const faults: string[] = [];
  const writes = createWrites((what) => faults.push(what), false);
  writes.sent('done');
  writes.verdict('done', 'done');
  writes.verdict('lost', 'unknown');
  writes.verdict('invented', 'done');
  writes.sent('twice');
  writes.sent('twice');
  writes.verdict('twice', 'unknown');
  writes.conclude();
  expect(faults).toEqual([
    'write twice was sent 2 times',
    'write invented was not carried out, and is said to be done',
  ]);
});
