// Answers: whose they are without parsing them twice, and what they say.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usdm } from '../../generated/product.js';
import { methods, TransportError } from '../../src/index.js';
import { decodeAnswer, excerpt, peekId, readAnswer, readCounts } from '../../src/websocket-api/answer.js';

const NOW = 1_788_220_800_000;
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What a parser says of an id; a long integer, which it would round, is left out. */
function idByParser(text: string): string | null | undefined {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { id } = value as { id?: unknown };
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
}

const ids = fc.oneof(
  fc.nat().map(String),
  fc.nat(),
  fc.constantFrom(null, '', '007', -1, 1.5, 1e21, 'a"b', '1\\', true),
  fc.string(),
);
const frames = fc
  .tuple(
    ids,
    fc.record({ status: fc.constantFrom(200, 400), result: fc.jsonValue() }, { requiredKeys: [] }),
    fc.boolean(),
    fc.constantFrom(0, 1, '\t'),
  )
  .map(([id, rest, isFirst, space]) => JSON.stringify(isFirst ? { id, ...rest } : { ...rest, id }, null, space));
/** A frame with some of its text cut out, and some put in. */
const mutated = fc
  .tuple(frames, fc.nat(), fc.nat({ max: 3 }), fc.constantFrom('', '"', '\\', '{', ',', '0', '\\u0069', '"id":"5",'))
  .map(([text, place, cut, added]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + added + text.slice(at + cut);
  });

describe('whose answer it is', () => {
  test('an id that is peeked at is the one that a parser reads', () => {
    fc.assert(
      fc.property(frames, (text) => {
        const peeked = peekId(text);
        if (peeked !== undefined) expect(peeked).toBe(idByParser(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('the ids that this client sends are peeked at', () => {
    fc.assert(
      fc.property(fc.nat(), fc.jsonValue(), (id, result) => {
        expect(peekId(JSON.stringify({ id: String(id), status: 200, result }))).toBe(String(id));
      }),
    );
  });

  test('a frame, however broken, belongs to the id that a parser reads, if it can', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const byParser = idByParser(text);
        if (byParser !== undefined) expect(readAnswer(text, () => undefined)?.id).toBe(byParser);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['{"id":"5","id":"6","status":200}', '6'],
    ['{"id":"5","\\u0069d":7,"status":200}', '7'],
    ['{"status":200,"id":"8"}', '8'],
    ['{"status":400}', null],
  ])('%s is that of %s', (text, id) => {
    expect(readAnswer(text, () => undefined)?.id).toBe(id);
  });

  test('a text that breaks off is that of the id that it begins with', () => {
    expect(readAnswer('{"id":"5","status":200,"resu', () => undefined)).toMatchObject({ id: '5', status: undefined });
  });

  test.each(['', 'null', '[1]', '"5"', '<html>', '{'.repeat(100_000)])('%.20s is nobody’s', (text) => {
    expect(readAnswer(text, () => undefined)).toBeUndefined();
  });

  test('ids of the result are exact, wherever the id of the request stands', () => {
    const rowOf = (id: string) => (id === '5' ? methods.queryOrder : undefined);
    const first = readAnswer('{"id":"5","status":200,"result":{"orderId":4611686018427387905}}', rowOf);
    const last = readAnswer('{"status":200,"result":{"orderId":46116860},"id":"5"}', rowOf);
    expect([first, last].map((answer) => answer?.body.result)).toEqual([
      { orderId: '4611686018427387905' },
      { orderId: '46116860' },
    ]);
  });
});

describe('what it says', () => {
  const refusal = (data: object) =>
    JSON.stringify({ id: '1', status: 418, error: { code: -1003, msg: 'Way too many requests.', data } });
  const errorOf = (text: string): unknown => {
    try {
      return decodeAnswer(usdm, methods.queryOrder, text, NOW);
    } catch (error) {
      return error;
    }
  };

  test.each([
    ['by the exchange’s time in it', { serverTime: NOW + 60_000, retryAfter: NOW + 61_000 }, 1000],
    ['by the time given', { retryAfter: NOW + 2500 }, 2500],
    ['as text', { retryAfter: String(NOW + 2500) }, 2500],
    ['in the past', { retryAfter: NOW - 5 }, 0],
    ['odd', { retryAfter: 'soon' }, undefined],
    ['absent', {}, undefined],
  ])('how long to wait, %s', (_, data, ms) => {
    expect(errorOf(refusal(data))).toMatchObject({ name: 'ExchangeError', retryAfterMs: ms });
  });

  test.each([
    [null],
    [undefined],
    ['none'],
    [{}],
    [[null, 1, {}, { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, count: '1' }]],
    [[{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2400, count: -1 }]],
  ])('limits that are %j count nothing', (rateLimits) => {
    const answer = readAnswer(JSON.stringify({ id: '1', status: 200, result: {}, rateLimits }), () => undefined)!;
    expect(readCounts(answer)).toEqual({ usedWeight: {}, orderCounts: {} });
  });

  test.each([
    '{"id":"1","status":200,"apiKey":"short-key"}',
    `{"id":"1","listenKey":"${'l'.repeat(64)}"}`,
    `{"id":"1","status":200,"result":["${'k'.repeat(64)}"]}`,
    `{"id":"1","status":400,"error":{"code":-2015,"msg":"bad key ${'k'.repeat(64)}"}}`,
  ])('an error holds no secret: %s', (text) => {
    const error = errorOf(text) as Error;
    expect(error).toBeInstanceOf(Error);
    expect(error.message).not.toMatch(/short-key|l{10}|k{10}/);
  });

  test('an excerpt is short, and has no secret that is known', () => {
    expect(excerpt(`x known-secret ${'- '.repeat(200)}`, 'known-secret')).toBe(`x *** ${'- '.repeat(97)}…`);
    expect(new TransportError('a', excerpt(''), 'unknown').message).toContain('(empty)');
  });
});
