import { expect, test } from 'vitest';
import { nearestNames } from '../../src/nearest.js';

test.each<[wrong: string, known: string[], nearest: string[]]>([
  ['symbol', ['symbol', 'side'], ['symbol']],
  ['SYMBOL', ['symbol'], ['symbol']],
  ['symbol', ['SYMBOL'], ['SYMBOL']],
  ['symbl', ['symbol'], ['symbol']],
  ['symbool', ['symbol'], ['symbol']],
  ['simbol', ['symbol'], ['symbol']],
  ['sxmbxl', ['symbol'], ['symbol']],
  ['xxmbxl', ['symbol'], []],
  ['bol', ['symbol'], []],
  ['bolx', ['bol'], ['bol']],
  ['ix', ['id'], ['id']],
  ['xx', ['id'], []],
  ['', ['a', 'id'], ['a']],
  ['abcd', ['badc'], []],
  ['ordrId', ['orderId', 'orderIds', 'side'], ['orderId', 'orderIds']],
  ['workingTypes', ['workingTyp', 'workingTypes2', 'workingType'], ['workingTypes2', 'workingType', 'workingTyp']],
  ['anything', [], []],
])('%j among %j may mean %j', (wrong, known, nearest) => {
  expect(nearestNames(wrong, known)).toEqual(nearest);
});
