// The codes that calls name: each is in the catalogue, and stands where the spec itself says that it belongs.
import { expect, test } from 'vitest';
import { loadSpec } from '../../codegen/load/documents.js';
import { buildModel } from '../../codegen/model/build.js';

const { operations, methods, errors } = buildModel(loadSpec('spec'));
const calls = [...operations, ...methods];
const codesOf = (id: string) => operations.find((operation) => operation.id === id)?.errorCodes;

test('every code that a call names is in the catalogue', () => {
  const known = new Set(errors.map(({ code }) => code));
  expect(calls.flatMap(({ errorCodes }) => errorCodes).filter((code) => !known.has(code))).toEqual([]);
});

test('codes follow from what a call sends: key, signature, symbol, range of time, count of orders', () => {
  const demands: [code: number, isDemanded: (call: (typeof calls)[number]) => boolean][] = [
    [-2014, ({ auth }) => auth !== 'none'],
    [-1022, ({ auth }) => auth === 'signature'],
    [-1021, ({ auth }) => auth === 'signature'],
    [-1121, ({ params }) => params.some(({ name }) => name === 'symbol')],
    [-1120, ({ params }) => params.some(({ name }) => name === 'interval')],
    [
      -1023,
      ({ params }) => params.some(({ name }) => name === 'startTime') && params.some(({ name }) => name === 'endTime'),
    ],
    [-1015, ({ orderWeight }) => Object.values(orderWeight ?? {}).some((count) => count > 0)],
  ];
  const missing = demands.flatMap(([code, isDemanded]) =>
    calls.filter((call) => isDemanded(call) && !call.errorCodes.includes(code)).map(({ id }) => `${id} ${code}`),
  );
  expect(missing).toEqual([]);
});

test('every code that a description speaks of has its place at a call', () => {
  const placed = new Set(calls.flatMap(({ errorCodes }) => errorCodes));
  const missing = calls.flatMap(({ id, description = '', retryNote = '' }) =>
    [...`${description} ${retryNote}`.matchAll(/-[1-9]\d{3}\b/g)]
      .map(([code]) => Number(code))
      .filter((code) => !placed.has(code))
      .map((code) => `${id} ${code}`),
  );
  expect(missing).toEqual([]);
});

test('codes whose place is known by their text stand there', () => {
  expect(codesOf('newAlgoOrder')).toEqual(expect.arrayContaining([-2021, -4130, -4509]));
  expect(codesOf('changeLeverage')).toEqual(expect.arrayContaining([-4028, -4161, -2027, -2028]));
  expect(codesOf('changePositionMode')).toEqual(expect.arrayContaining([-4059, -4067, -4068, -4531]));
  expect(codesOf('newOrder')).toContain(-4411);
  // A single source saw it, and none where.
  expect(calls.filter(({ errorCodes }) => errorCodes.includes(-4199))).toEqual([]);
});
