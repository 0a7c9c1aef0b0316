// The shortest schedules that show faults of the client, which were there or were put there on purpose: none of them is there now.
import { expect, test } from 'vitest';
import { readKept } from './kept.js';
import { MUTANTS } from './mutants/all.js';
import { run } from './run.js';

const kept = readKept();

test('every schedule guards against a fault that can be put into the client', () => {
  expect(kept.size).toBeGreaterThan(50);
  expect([...kept.keys()].filter((name) => !MUTANTS.some(({ what }) => what === name))).toEqual([]);
});

test.each([...kept])('not so: %s', async (_, schedule) => {
  expect(await run(schedule)).toEqual([]);
});
