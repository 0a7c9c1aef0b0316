import { describe, expect, test } from 'vitest';
import { callHook, createNotifier } from '../../src/notices.js';

/** What is handed over of a hook's failure. */
async function failuresOf(hook: () => unknown): Promise<unknown[]> {
  const failures: unknown[] = [];
  callHook(hook, (error) => failures.push(error));
  await new Promise(setImmediate);
  return failures;
}

describe('a hook', () => {
  test.each<[string, () => unknown, unknown[]]>([
    ['that returns nothing', () => {}, []],
    ['that returns null', () => null, []],
    ['that returns a text', () => 'then', []],
    ['that returns an object', () => ({}), []],
    ['that returns a promise', () => Promise.resolve(1), []],
    ['that rejects', () => Promise.reject(new RangeError('late')), [new RangeError('late')]],
    [
      'that throws',
      () => {
        throw new RangeError('now');
      },
      [new RangeError('now')],
    ],
  ])('%s', async (_, hook, failures) => {
    expect(await failuresOf(hook)).toEqual(failures);
  });
});

test('a warning that cannot be written harms nobody', () => {
  const notify = createNotifier(undefined, () => {
    throw new Error('closed');
  });
  expect(() => notify({ kind: 'error', place: 'a', error: new Error('broken') })).not.toThrow();
});

test('the kind of an error is told with its text', () => {
  const warnings: string[] = [];
  createNotifier(undefined, (text) => warnings.push(text))({ kind: 'error', place: 'a', error: new RangeError('far') });
  expect(warnings).toEqual([
    'binance-usdm: a: RangeError: far (give onNotice to hear of all such failures; this one is not repeated)',
  ]);
});
