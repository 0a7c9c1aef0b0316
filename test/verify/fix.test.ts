// What --fix writes closes the loop: the spec then says what the traffic shows, and nothing else has changed.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseDocument, stringify, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { generateFiles } from '../../codegen/generate.js';
import { toJsonText, type Json, type JsonObject } from '../../codegen/load/json.js';
import type { FieldModel } from '../../codegen/model/model.js';
import { fix, readSpec, verify } from '../../codegen/verify.js';
import { captureOf, copyOfSpec, record as recordAt } from './spec-copies.js';
import { examples } from './spec-examples.js';

const spec = readSpec('spec');
const { model } = spec;
const PRIVATE = 'wss://fstream.binance.com/private/ws/***';
const BOOK_TICKER =
  '{"e":"bookTicker","u":8912345678901,"s":"BTCUSDT","b":"1.0","B":"2.0","a":"3.0","A":"4.0","T":1788220800123,"E":1788220800124}';

const record = (source: string, text: string) => recordAt(source, text, '2026-11-20T10:00:00.000Z');

/** A copy of the spec without some fields. */
function specWithout(fields: readonly (readonly [file: string, schema: string, key: string, ...unknown[]])[]): string {
  const copy = copyOfSpec();
  for (const [file, schema, key] of fields) {
    const path = join(copy, file);
    const document = parseDocument(readFileSync(path, 'utf8'), { intAsBigInt: true });
    const parts = ((document.getIn([schema, 'allOf']) as YAMLSeq | undefined)?.items ?? [
      document.get(schema),
    ]) as YAMLMap[];
    for (const part of parts) {
      if (part.has('properties')) part.deleteIn(['properties', key]);
      const required = part.get('required') as YAMLSeq<Scalar> | undefined;
      if (required) required.items = required.items.filter(({ value }) => value !== key);
    }
    writeFileSync(path, document.toString());
  }
  return copy;
}

const EVENTS = 'components/market-events.yaml';
const USER = 'components/user-events.yaml';

/** Fields to take out of the spec, none of which `x-dedupe` names: file, object, key, and whether its readable name is beyond guessing. */
const taken: readonly [file: string, schema: string, key: string, isUnnamed?: boolean][] = [
  [EVENTS, 'BookTickerEvent', 'ps'],
  [EVENTS, 'AggTradeEvent', 'nq', true],
  [EVENTS, 'ForceOrderEvent', 'st'],
  [EVENTS, 'MiniTickerEvent', 'v', true],
  [USER, 'AccountUpdate', 'P', true],
  [USER, 'AccountUpdate', 'S', true],
  [USER, 'OrderUpdate', 'b', true],
  [USER, 'OrderUpdate', 'V', true],
  [USER, 'OrderUpdate', 'gtd', true],
  [USER, 'TradeLiteEvent', 'E'],
  [USER, 'TradeLiteEvent', 'S', true],
  [USER, 'AlgoOrderUpdate', 'cp', true],
  [USER, 'AlgoOrderUpdate', 'ai', true],
  [USER, 'StrategyUpdate', 'st', true],
  [USER, 'AccountUpdate', 'm', true],
  ['components/exchange-info.yaml', 'SymbolInfo', 'underlyingSubType'],
  ['components/orders.yaml', 'OrderBase', 'updateTime'],
  ['components/orders.yaml', 'PlacedOrder', 'cumQty'],
  ['components/accounts.yaml', 'AccountTotals', 'totalMarginBalance'],
];

describe('--fix', () => {
  const fieldOf = (name: string, key: string, { schemas } = model): FieldModel =>
    schemas.find((schema) => schema.name === name)!.fields!.find((field) => field.name === key)!;
  /** What a field says but for prose, and for what a new field cannot be: required. */
  const facts = ({ name, type, label }: FieldModel, isUnnamed = false) => ({
    name,
    type,
    ...(label !== undefined && { label: isUnnamed ? `unnamed_${name}` : label }),
  });

  test('fields that were taken out of the spec come back from traffic', async () => {
    const copy = specWithout(taken);
    const without = readSpec(copy).model;
    for (const [, schema, key] of taken) expect(fieldOf(schema, key, without), `${schema}.${key}`).toBeUndefined();

    const capture = captureOf(examples(spec));
    const { proposals } = await verify([capture], readSpec(copy));
    expect(await fix(copy, proposals)).not.toEqual([]);
    expect((await verify([capture], readSpec(copy))).proposals).toEqual([]);
    const again = readSpec(copy).model;
    for (const [, schema, key, isUnnamed] of taken) {
      expect(facts(fieldOf(schema, key, again)), `${schema}.${key}`).toEqual(facts(fieldOf(schema, key), isUnnamed));
      expect(fieldOf(schema, key, again).required).toBe(false);
    }
    // Nothing else has come or gone.
    const keys = ({ schemas }: typeof model) =>
      schemas.map(({ name, fields }) => [name, fields?.map((field) => field.name).sort()]);
    expect(keys(again)).toEqual(keys(model));
    await expect(generateFiles(copy)).resolves.toHaveProperty('files');
  }, 60_000);

  test('values, forms and absences that the spec does not know', async () => {
    const capture = captureOf([
      BOOK_TICKER.replace('"b":"1.0",', '')
        .replace('"3.0"', 'null')
        .replace('"T":1788220800123', '"T":"1788220800123"'),
      '{"e":"riskLevelChange","E":1,"u":"1","s":"PANIC","eq":"1","ae":"1","m":"1"}',
    ]);
    const copy = specWithout([]);
    await fix(copy, (await verify([capture], readSpec(copy))).proposals);
    expect((await verify([capture], readSpec(copy))).proposals).toEqual([]);
    const after = readSpec(copy).model;
    expect(fieldOf('BookTickerEvent', 'b', after).required).toBe(false);
    expect(fieldOf('BookTickerEvent', 'a', after).type).toEqual({ kind: 'decimal', nullable: true });
    expect(fieldOf('BookTickerEvent', 'T', after).type).toMatchObject({ kind: 'integer', also: ['string'] });
    const { type } = after.schemas.find(({ name }) => name === 'RiskLevel')!;
    expect(type).toMatchObject({ kind: 'enum', values: expect.arrayContaining(['MARGIN_CALL', 'PANIC']) });
  });

  test('a form that cannot be turned into the declared one is left to a person', async () => {
    const { proposals } = await verify([captureOf([BOOK_TICKER.replace('"1.0"', '"high"')])], spec);
    expect(proposals).toMatchObject([{ edits: [], advice: expect.stringContaining('look at the samples') }]);
  });

  test('types are inferred from all samples', async () => {
    const values: [key: string, samples: unknown[], type: object][] = [
      ['za', ['0.1', '5'], { kind: 'decimal' }],
      ['zb', [1, 2], { kind: 'integer' }],
      ['zc', [1788220800123], { kind: 'integer' }],
      ['zd', [1, 8389765519993908929n], { kind: 'id' }],
      ['ze', [true, null], { kind: 'boolean', nullable: true }],
      ['zf', ['A', 'B'], { kind: 'string' }],
      ['zg', [0.5, 1], { kind: 'number' }],
      ['zh', [['1.0'], []], { kind: 'array', items: { kind: 'decimal' } }],
      ['zi', ['A', 1], { kind: 'string', also: ['integer'] }],
      ['zj', ['0.1', ''], { kind: 'decimal', also: ['empty'] }],
    ];
    const lines = [0, 1].map((index) => {
      const more = values.map(([key, samples]) => `"${key}":${toJsonText(samples[index % samples.length] as Json)}`);
      return BOOK_TICKER.replace('"u"', `${more.join()},"zk":{"x":1,"y":["a"]},"u"`);
    });
    const capture = captureOf(lines);
    const copy = specWithout([]);
    await fix(copy, (await verify([capture], readSpec(copy), { date: '2026-11-21' })).proposals);
    expect((await verify([capture], readSpec(copy))).proposals).toEqual([]);
    const after = readSpec(copy).model;
    for (const [key, , type] of values) {
      expect(fieldOf('BookTickerEvent', key, after).type, key).toMatchObject(type);
      expect(fieldOf('BookTickerEvent', key, after).since).toBe('2026-09-01');
    }
    expect(fieldOf('BookTickerEvent', 'zk', after).type).toEqual({ kind: 'reference', name: 'BookTickerZk' });
    expect(after.schemas.find(({ name }) => name === 'BookTickerZk')!.fields!.map(({ name }) => name)).toEqual([
      'x',
      'y',
    ]);
    const { files: generated } = await generateFiles(copy);
    const types = generated.find(({ path }) => path === 'schemas/market-events.ts')!.text;
    expect(types).toContain('unnamed_zd: string | undefined;');
    expect(types).toContain('unnamed_zh: string[] | undefined;');
  });

  test('new fields of a schema that stands in the document of its stream', async () => {
    const copy = specWithout([]);
    const path = join(copy, 'asyncapi/market-streams.yaml');
    const { BookTickerEvent } = parse(readFileSync(join(copy, EVENTS), 'utf8')) as JsonObject;
    const moved = stringify({ BookTickerEvent }, { aliasDuplicateObjects: false })
      .replaceAll(/\$ref: "#(.*)"/g, '$ref: market-events.yaml#$1')
      .replaceAll('$ref: ', '$ref: ../components/');
    const shared = '../components/market-events.yaml#/BookTickerEvent';
    const text = readFileSync(path, 'utf8').replaceAll(shared, '#/components/schemas/BookTickerEvent');
    writeFileSync(path, text + moved.replaceAll(/^(?=.)/gm, '    '));

    const capture = captureOf([BOOK_TICKER.replace('"u"', '"zi":8389765519993908929,"zo":{"x":1},"u"')]);
    expect(await fix(copy, (await verify([capture], readSpec(copy))).proposals)).toEqual([
      'spec/asyncapi/market-streams.yaml',
    ]);
    expect((await verify([capture], readSpec(copy))).proposals).toEqual([]);
    const after = readSpec(copy).model;
    expect(fieldOf('BookTickerEvent', 'zi', after).type).toEqual({ kind: 'id' });
    expect(fieldOf('BookTickerEvent', 'zo', after).type).toEqual({ kind: 'reference', name: 'BookTickerZo' });
  });

  test('a new event of the user data stream', async () => {
    const capture = captureOf([
      record(PRIVATE, '{"e":"BALANCE_NOTICE","E":1788220800124,"cw":"1.5","i":8389765519993908929}'),
    ]);
    const copy = specWithout([]);
    const { proposals } = await verify([capture], readSpec(copy));
    expect((await fix(copy, proposals)).sort()).toEqual(['spec/asyncapi/user-data-streams.yaml', `spec/${USER}`]);
    expect((await verify([capture], readSpec(copy))).proposals).toEqual([]);
    const event = readSpec(copy).model.events.find(({ schema }) => schema === 'BalanceNoticeEvent');
    expect(event).toMatchObject({ types: ['BALANCE_NOTICE'], source: 'userData', since: '2026-11-20' });
    expect((await generateFiles(copy)).files.find(({ path }) => path === 'events.ts')!.text).toContain(
      'onBalanceNotice?:',
    );
  });

  test('files whose lines end with CRLF keep their ends', async () => {
    const copy = specWithout([]);
    const path = join(copy, EVENTS);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    const capture = captureOf([BOOK_TICKER.replace('"u"', '"zz":1,"u"')]);
    const { proposals } = await verify([capture], readSpec(copy));
    expect(await fix(copy, proposals)).toEqual([`spec/${EVENTS}`]);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('zz:');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect((await verify([capture], readSpec(copy))).proposals).toEqual([]);
  });

  test('a new event whose stream is not known is left to a person, with a draft of its schema', async () => {
    const { proposals } = await verify(
      [captureOf(['{"E":1788220800124,"e":"oddTrade","s":"BTCUSDT","q":"1.5"}'])],
      spec,
    );
    expect(proposals).toMatchObject([
      { edits: [], advice: expect.stringContaining('oddTrade'), draft: [{ key: 'OddTradeEvent' }] },
    ]);
    expect(Object.keys((proposals[0]!.draft[0]!.value as { properties: object }).properties)).toEqual([
      'e',
      'E',
      's',
      'q',
    ]);
  });

  test('the program writes, says what it wrote, and ends with 0 once nothing differs', () => {
    const capture = captureOf([BOOK_TICKER.replace('"u"', '"zz":1,"u"')]);
    const copy = specWithout([]);
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', 'codegen/verify.ts', capture, '--spec', copy, ...args], {
        encoding: 'utf8',
      });
    const plain = run();
    expect([plain.status, plain.stderr]).toEqual([1, '']);
    expect(plain.stdout).toContain('unknown field: events.BookTickerEvent zz (1 ×');
    const json = run('--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      checked: 1,
      differences: [{ kind: 'unknown-field', schema: 'BookTickerEvent', key: 'zz' }],
    });
    const fixed = run('--fix');
    expect([fixed.status, fixed.stdout]).toEqual([0, expect.stringContaining(`written: spec/${EVENTS}`)]);
    expect(run().status).toBe(0);
    expect(run('--nonsense').status).toBe(2);
  });
});
