// What many captures say together: by their age, their number, their route and their values.
import { describe, expect, test } from 'vitest';
import { generateFiles } from '../../codegen/generate.js';
import type { Model } from '../../codegen/model/model.js';
import { readSpec, verify } from '../../codegen/verify.js';
import { captureOf, fixed, found, record } from './spec-copies.js';

const spec = readSpec('spec');
const MARKET = 'wss://fstream.binance.com/market';
const PUBLIC = 'wss://fstream.binance.com/public/stream';
const REST = 'https://fapi.binance.com/fapi/v1';
const fieldOf = ({ schemas }: Model, schema: string, key: string) =>
  schemas.find(({ name }) => name === schema)?.fields?.find(({ name }) => name === key);

/** A book ticker with more keys; `E` stays out of the capture's way. */
const bookTicker = (more: object = {}) =>
  JSON.stringify({
    e: 'bookTicker',
    u: 8912345678901,
    s: 'BTCUSDT',
    b: '1.0',
    B: '2.0',
    a: '3.0',
    A: '4.0',
    T: 1,
    E: 2,
    ...more,
  });

describe('age', () => {
  const lacking = bookTicker().replace('"b":"1.0",', '');
  // The newest fields of the schema are of 2026-06-30.
  test.each<[what: string, time: string, since: string | undefined, found: string[]]>([
    ['a capture older than the schema', '2026-06-29T23:59:59.000Z', undefined, []],
    [
      'a capture of the day of its newest field',
      '2026-06-30T00:00:00.000Z',
      undefined,
      ['missing-field events.BookTickerEvent b'],
    ],
    ['a newer capture', '2026-11-20T00:00:00.000Z', undefined, ['missing-field events.BookTickerEvent b']],
    ['a capture older than --since', '2026-11-20T00:00:00.000Z', '2026-11-21', []],
    [
      'an old capture not older than --since',
      '2026-01-01T00:00:00.000Z',
      '2025-12-31',
      ['missing-field events.BookTickerEvent b'],
    ],
  ])('%s', async (_, time, since, expected) => {
    const result = await verify([captureOf([record(PUBLIC, lacking, time)])], spec, { since });
    expect(found(result)).toEqual(expected);
    expect([...result.counts.outdated]).toEqual(expected.length > 0 ? [] : [['events.BookTickerEvent b', 1]]);
  });

  test('one newer capture that lacks the field is enough', async () => {
    const lines = ['2026-01-01', '2026-02-01', '2026-11-20'].map((day) =>
      record(PUBLIC, lacking, `${day}T00:00:00.000Z`),
    );
    expect(found(await verify([captureOf(lines)], spec))).toEqual(['missing-field events.BookTickerEvent b']);
  });
});

describe('what all of many samples have', () => {
  const at = (hour: number) => `2026-11-20T${String(hour).padStart(2, '0')}:10:00.000Z`;
  const many = (count: number, hour: number, more: (index: number) => object) =>
    Array.from({ length: count }, (_, index) => record(PUBLIC, bookTicker(more(index)), at(hour)));

  test('a new field becomes required, though captures from before it lack it, in whatever order', async () => {
    const lines = [
      ...many(150, 12, () => ({ zz: '1.5' })),
      ...many(60, 11, (index) => (index > 30 ? { zz: '1.5' } : {})),
      ...many(60, 9, () => ({})),
      ...many(60, 13, () => ({ zz: '1.5' })),
    ];
    const { model, after } = await fixed(lines);
    expect(fieldOf(model, 'BookTickerEvent', 'zz')).toMatchObject({ required: true, since: '2026-11-20' });
    expect(found(after)).toEqual([]);
  }, 60_000);

  test.each([
    ['too few', [...many(150, 12, () => ({ zz: '1.5' }))]],
    ['one without it later', [...many(300, 12, () => ({ zz: '1.5' })), ...many(1, 13, () => ({}))]],
  ])('a new field stays optional: %s', async (_, lines) => {
    const { proposals } = await verify([captureOf(lines)], spec);
    expect(proposals.flatMap(({ edits }) => edits.map((edit) => [edit.do, edit.key]))).toEqual([['insert', 'zz']]);
  });

  test('a dated field of the spec becomes required', async () => {
    const lines = many(300, 12, () => ({ ps: 'BTCUSDT' }));
    const { before, after, model } = await fixed(lines);
    expect(found(before)).toEqual(['always-there BookTickerEvent ps']);
    expect(found(after)).toEqual([]);
    expect(fieldOf(model, 'BookTickerEvent', 'ps')?.required).toBe(true);
    expect(fieldOf(model, 'BookTickerEvent', 'st')?.required).toBe(false);
  }, 60_000);

  test('a dated field that one of them lacks stays optional; days up to its own do not count', async () => {
    const lines = many(300, 12, (index) => (index === 7 ? {} : { ps: 'BTCUSDT' }));
    expect(found(await verify([captureOf(lines)], spec))).toEqual([]);
    const early = lines.map((line) => line.replace('2026-11-20', '2026-06-30'));
    expect(found(await verify([captureOf(early)], spec))).toEqual([]);
  });
});

describe('new events of market streams', () => {
  const odd = { e: 'oddTrade', E: 1788220800124, s: 'BTCUSDT', q: '1.5', d: 'x' };
  const time = '2026-11-20T10:00:00.000Z';
  const envelope = (stream: string, data: unknown) => JSON.stringify({ stream, data });

  test('stream and route come from envelope and URL', async () => {
    const lines = [
      record(`${MARKET}/stream`, envelope('btcusdt@oddTrade@500ms', odd), time),
      record(`${MARKET}/stream`, envelope('ethusdt@oddTrade@500ms', { ...odd, s: 'ETHUSDT' }), time),
      record(`${MARKET}/ws/!oddTrade@arr`, JSON.stringify([odd]), time),
    ];
    const { copy, before, after, model } = await fixed(lines);
    expect(found(before)).toEqual(['unknown-event events oddTrade']);
    expect(found(after)).toEqual([]);
    expect(model.events.find(({ schema }) => schema === 'OddTradeEvent')).toMatchObject({
      types: ['oddTrade'],
      source: 'market',
      since: '2026-11-20',
    });
    expect(model.streams.filter(({ event }) => event === 'OddTradeEvent')).toMatchObject([
      {
        id: 'oddTrade',
        route: 'market',
        address: '{symbol}@oddTrade@500ms',
        list: false,
        patterns: [{ pattern: '{symbol}@oddTrade@500ms', updateSpeedMs: 500 }],
      },
      { id: 'oddTradeAll', route: 'market', address: '!oddTrade@arr', list: true, params: [] },
    ]);
    const { files } = await generateFiles(copy);
    expect(files.find(({ path }) => path === 'events.ts')?.text).toContain('OddTradeEvent');
  }, 90_000);

  test.each([
    ['no route', 'wss://fstream.binance.com/stream', 'btcusdt@oddTrade'],
    ['a stream that sends another event', `${MARKET}/stream`, 'btcusdt@markPrice'],
  ])('left to a person: %s', async (_, source, stream) => {
    const { proposals } = await verify([captureOf([record(source, envelope(stream, odd), time)])], spec);
    for (const { edits } of proposals) expect(edits.filter(({ at }) => at[0] === 'channels')).toEqual([]);
    expect(proposals.length).toBeGreaterThan(0);
  });
});

test('times are told from ids by their values', async () => {
  const day = Date.parse('2026-11-20T10:00:00.000Z');
  const table: [key: string, values: number[], name: string][] = [
    ['za', [day + 12, day + 1013], 'Timestamp'],
    ['zb', [0, day - 5_000_003], 'Timestamp'],
    ['zc', [4133404800000], 'Timestamp'],
    ['zd', [1300000000001, 1300000000007], 'SafeInteger'],
    ['ze', [day + 300_000_001], 'SafeInteger'],
    ['zf', [0, 0], 'SafeInteger'],
    ['zg', [7_123_456_789_012_345], 'Id'],
    ['zzId', [12, 13], 'Id'],
    ['zh', [12, day + 5], 'SafeInteger'],
  ];
  const lines = [0, 1].map((index) => {
    const more = Object.fromEntries(table.map(([key, values]) => [key, values[index % values.length]]));
    return record(PUBLIC, bookTicker(more), '2026-11-20T10:00:00.000Z');
  });
  const { proposals } = await verify([captureOf(lines)], spec);
  const types = proposals.map(({ difference, edits: [edit] }) => [
    difference.target?.key,
    String((edit?.value as { $ref?: string } | undefined)?.$ref).replace(/^.*\//, ''),
  ]);
  expect(Object.fromEntries(types)).toEqual(Object.fromEntries(table.map(([key, , name]) => [key, name])));
});

describe('lists in place of objects, and the reverse', () => {
  const time = '2026-11-20T10:00:00.000Z';
  const answer = (path: string, value: unknown) =>
    record(`${REST}/${path}`, JSON.stringify(value), time, { method: 'GET', status: 200 });

  test('of an answer', async () => {
    const status = { serverTime: 1788220800123 };
    const { before, after, model } = await fixed([answer('time', [status]), answer('time', [status])]);
    expect(found(before)).toEqual(['type rest.serverTime']);
    expect(found(after)).toEqual([]);
    expect(model.operations.find(({ id }) => id === 'serverTime')?.answer.shape).toBe('array');
  }, 60_000);

  test('of a list that became one object', async () => {
    const rows = spec.model.operations.find(({ id }) => id === 'recentTrades');
    expect(rows?.answer.shape).toBe('array');
    const trade = {
      id: 1,
      price: '1.0',
      qty: '1.0',
      quoteQty: '1.0',
      time: 1788220800123,
      isBuyerMaker: true,
      isRPITrade: false,
    };
    const { after, model } = await fixed([answer('trades', trade)]);
    expect(found(after)).toEqual([]);
    expect(model.operations.find(({ id }) => id === 'recentTrades')?.answer.shape).toBe('object');
  }, 60_000);

  test('of a field', async () => {
    const order = {
      s: 'BTCUSDT',
      S: 'SELL',
      o: 'LIMIT',
      f: 'IOC',
      q: '1',
      p: '1',
      ap: '1',
      X: 'FILLED',
      l: '1',
      z: '1',
      T: 1788220800123,
    };
    const event = JSON.stringify({ e: 'forceOrder', E: 1788220800124, o: [order] });
    const { before, after, model } = await fixed([record(`${MARKET}/ws`, event, time)]);
    expect(found(before)).toEqual(['type events.ForceOrderEvent o']);
    expect(found(after)).toEqual([]);
    expect(fieldOf(model, 'ForceOrderEvent', 'o')).toMatchObject({
      type: { kind: 'array', items: { kind: 'reference', name: 'LiquidationOrder' } },
      label: 'order',
    });
  }, 60_000);

  test('another object is left to a person', async () => {
    const { proposals } = await verify([captureOf([answer('time', [{ other: true }, 5])])], spec);
    expect(proposals).toMatchObject([{ edits: [], advice: expect.stringContaining('look at the samples') }]);
  });
});
