// Recorded traffic against the spec: every kind of difference is found, and what --fix writes closes the loop.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, parseDocument, stringify, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { generateFiles } from '../../codegen/generate.js';
import { documentOf } from '../../codegen/load/documents.js';
import { toJsonText, type Json, type JsonObject } from '../../codegen/load/json.js';
import type { FieldModel } from '../../codegen/model/model.js';
import { fix, readSpec, verify, type VerifyOptions } from '../../codegen/verify.js';
import { applyEdit, type YamlEdit } from '../../codegen/verify/yaml-edits.js';

const spec = readSpec('spec');
const { documents, model } = spec;
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'verify-'))));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(text: string): string {
  const path = join(folder, `capture-${++files}`);
  writeFileSync(path, text);
  return path;
}

/** A line as `record` writes it. */
const record = (source: string, text: string, more: object = {}) =>
  JSON.stringify({ time: '2026-11-20T10:00:00.000Z', source, direction: 'received', ...more, text });

const MARKET = 'wss://fstream.binance.com/market/stream';
const PUBLIC = 'wss://fstream.binance.com/public/stream';
const PRIVATE = 'wss://fstream.binance.com/private/ws/***';
const REST = 'https://fapi.binance.com';
const BOOK_TICKER =
  '{"e":"bookTicker","u":8912345678901,"s":"BTCUSDT","b":"1.0","B":"2.0","a":"3.0","A":"4.0","T":1788220800123,"E":1788220800124}';

/** What is found in lines, in short: kind, places, detail. */
async function found(lines: string | readonly string[], options?: VerifyOptions) {
  const { proposals } = await verify([fileOf([lines].flat().join('\n'))], spec, options);
  return proposals.map(({ difference: { kind, places, detail } }) =>
    [kind, ...places, ...(detail === undefined ? [] : [detail])].join(' '),
  );
}

interface Media {
  readonly example?: Json;
  readonly examples?: { readonly [name: string]: { readonly value: Json } };
}

/** Every example of the spec as a recorded line. */
function examples(): string[] {
  const events = documents
    .filter(({ root }) => 'asyncapi' in root)
    .flatMap(({ root }) => {
      const { messages } = root['components'] as unknown as { messages: { [name: string]: JsonObject } };
      return Object.values(messages).flatMap(({ examples: all }) =>
        ((all ?? []) as JsonObject[]).map(({ payload }) => toJsonText(payload!)),
      );
    });
  const answers = model.operations.flatMap(({ path, method }) => {
    const paths = documentOf(documents, 'openApi').root['paths'] as {
      [path: string]: { [method: string]: JsonObject };
    };
    const media = (paths[path]![method.toLowerCase()] as never)['responses']['200']['content'][
      'application/json'
    ] as Media;
    const values = Object.values(media.examples ?? {}).map(({ value }) => value);
    return [...(media.example === undefined ? [] : [media.example]), ...values].map((value) =>
      record(`${REST}${path}?recvWindow=5000`, toJsonText(value), { method, status: 200 }),
    );
  });
  return [...events, ...answers];
}

test('every example of the spec is as the spec says', async () => {
  const { proposals, counts } = await verify([fileOf(examples().join('\n'))], spec);
  expect(proposals.map(({ difference }) => difference)).toEqual([]);
  expect(counts.checked).toBeGreaterThan(190);
  expect([...counts.other]).toEqual([]);
});

describe('differences', () => {
  const inBook = (from: string, to: string) => BOOK_TICKER.replace(from, to);
  test.each<[what: string, lines: string | string[], found: string[]]>([
    ['nothing', BOOK_TICKER, []],
    ['keys in another order', '{"E":1,"e":"markPriceUpdate","s":"BTCUSDT","p":"1","i":"1","P":"1","r":"","T":0}', []],
    ['an unknown field', inBook('"u"', '"zz":1,"u"'), ['unknown-field events.BookTickerEvent zz']],
    ['a missing field', inBook('"b":"1.0",', ''), ['missing-field events.BookTickerEvent b']],
    ['a wrong type', inBook('"1.0"', '1.0'), ['type events.BookTickerEvent b']],
    ['text that is no decimal', inBook('"1.0"', '"high"'), ['type events.BookTickerEvent b']],
    ['a number that is too long', inBook('8912345678901', '8912345678901234567'), ['type events.BookTickerEvent u']],
    [
      'an unknown value',
      '{"e":"riskLevelChange","E":1,"u":"1","s":"PANIC","eq":"1","ae":"1","m":"1"}',
      ['unknown-enum-value events.RiskLevelChangeEvent s PANIC'],
    ],
    ['an unknown event', '{"e":"somethingNew","E":1}', ['unknown-event events somethingNew']],
    ['an unknown event in a list', '[{"e":"somethingNew","E":1}]', ['unknown-event events somethingNew']],
    [
      'an envelope',
      `{"stream":"btcusdt@bookTicker","data":${inBook('"u"', '"zz":1,"u"')}}`,
      ['unknown-field events.BookTickerEvent zz'],
    ],
    [
      'an event without its type, by the name of its stream',
      `{"stream":"btcusdt@bookTicker","data":${inBook('"e":"bookTicker",', '')}}`,
      ['missing-field events.BookTickerEvent e'],
    ],
    [
      'the wrong route',
      record(MARKET, `{"stream":"btcusdt@bookTicker","data":${BOOK_TICKER}}`),
      ['wrong-route streams.bookTicker market'],
    ],
    [
      'the wrong route, by name',
      JSON.stringify({ source: 'market', data: JSON.parse(BOOK_TICKER) as object }),
      ['wrong-route events.BookTickerEvent market'],
    ],
    ['the right route', record(PUBLIC, BOOK_TICKER), []],
    ['no route', record('wss://fstream.binance.com/ws', BOOK_TICKER), []],
    [
      'a market event over the route of user data',
      record('wss://localhost:8443/private/ws', '{"e":"listenKeyExpired","E":"1","listenKey":"***"}'),
      [],
    ],
    ['no JSON', record(PUBLIC, '{"e":'), [`malformed ${PUBLIC}`]],
    ['an unknown error', '{"code":-9999,"msg":"Something new."}', ['unknown-error errors -9999']],
    [
      'a known error',
      record(`${REST}/fapi/v1/order`, '{"code":-2019,"msg":"Margin is insufficient."}', { status: 400, method: 'GET' }),
      [],
    ],
    [
      'an answer',
      record(`GET ${REST}/fapi/v1/time`, '{"serverTime":"1"}', { status: 200 }),
      ['type rest.serverTime serverTime'],
    ],
    [
      'nested in an answer',
      record(`${REST}/fapi/v1/depth?symbol=X`, '{"lastUpdateId":1,"E":1,"T":1,"bids":[["1","2","3"]],"asks":[]}', {
        status: 200,
      }),
      ['type rest.orderBook bids[]'],
    ],
    [
      'an answer of the WebSocket API, by its request',
      [
        record('wss://ws-fapi.binance.com/ws-fapi/v1', '{"id":7,"method":"ticker.price","params":{}}', {
          direction: 'sent',
        }),
        record(
          'wss://ws-fapi.binance.com/ws-fapi/v1',
          '{"id":7,"status":200,"result":[{"symbol":"X","price":"1","time":1,"new":true}]}',
        ),
      ],
      ['unknown-field websocketApi.tickerPrice new'],
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await found(lines)).toEqual(expected);
  });

  test('the same difference is told once, with its count, times, samples and first place', async () => {
    const lines = [1, 2, 3, 4, 5].map((number) =>
      record(PUBLIC, BOOK_TICKER.replace('"u"', `"zz":"${number}.5","u"`), { time: `2026-11-2${number}T00:00:00Z` }),
    );
    const file = fileOf(lines.join('\n'));
    const { proposals, counts } = await verify([file], spec);
    expect(counts.checked).toBe(5);
    const [{ difference }] = proposals as [(typeof proposals)[0]];
    expect(difference).toMatchObject({
      count: 5,
      first: '2026-11-21T00:00:00.000Z',
      last: '2026-11-25T00:00:00.000Z',
      example: `${file}:1`,
    });
    expect([...difference.samples]).toEqual(['"1.5"', '"2.5"', '"3.5"']);
  });

  test('lines of an answer, by the name of its call', async () => {
    const line = '{"lastUpdateId":1,"E":1,"T":1,"bids":[],"asks":[],"depth":5}';
    expect(await found(line)).toEqual([]);
    expect(await found(line, { operation: 'orderBook' })).toEqual(['unknown-field rest.orderBook depth']);
    expect(await found(line, { operation: 'websocketApi.orderBook' })).toEqual([
      'unknown-field websocketApi.orderBook depth',
    ]);
    await expect(found(line, { operation: 'orderBok' })).rejects.toThrow(/orderBok/);
  });

  test('HAR: answers of REST, in base64 too, and frames of WebSockets', async () => {
    const entry = (url: string, method: string, text: string, more: object = {}) => ({
      startedDateTime: '2026-11-20T10:00:00.000Z',
      request: { method, url },
      response: { status: 200, content: { text, ...more } },
    });
    const time = '{"serverTime":1,"zone":"UTC"}';
    const har = {
      log: {
        entries: [
          entry(`${REST}/fapi/v1/time`, 'GET', time),
          entry(`${REST}/fapi/v1/time`, 'GET', Buffer.from(time).toString('base64'), { encoding: 'base64' }),
          entry('https://www.example.com/app.js', 'GET', 'let a;'),
          {
            ...entry(PUBLIC, 'GET', ''),
            _webSocketMessages: [
              {
                type: 'send',
                time: 1788220800,
                opcode: 1,
                data: '{"method":"SUBSCRIBE","params":["btcusdt@bookTicker"],"id":1}',
              },
              { type: 'receive', time: 1788220800.5, opcode: 1, data: BOOK_TICKER.replace('"u"', '"zz":1,"u"') },
            ],
          },
        ],
      },
    };
    for (const text of [JSON.stringify(har), JSON.stringify(har, null, 2)]) {
      const { proposals, counts } = await verify([fileOf(text)], spec);
      expect(proposals.map(({ difference: { count, places } }) => [count, ...places])).toEqual([
        [2, 'rest.serverTime zone'],
        [1, 'events.BookTickerEvent zz'],
      ]);
      expect(proposals[1]!.difference.first).toBe('2026-09-01T00:00:00.500Z');
      expect(counts).toMatchObject({ checked: 3, control: 1 });
    }
  });
});

describe('a capture that begins with a byte order mark', () => {
  const changed = BOOK_TICKER.replace('"u"', '"zz":1,"u"');
  test.each([
    ['a line', `\uFEFF${changed}\r\n${BOOK_TICKER}\r\n`, 2],
    ['a record', `\uFEFF${record(PUBLIC, changed)}\n`, 1],
    ['a document of several lines', `\uFEFF${JSON.stringify(JSON.parse(changed), null, 2)}`, 1],
  ])('%s', async (_, text, checked) => {
    const { proposals, counts } = await verify([fileOf(text)], spec);
    expect(proposals.map(({ difference: { kind, detail, places } }) => [kind, ...places, detail])).toEqual([
      ['unknown-field', 'events.BookTickerEvent zz', undefined],
    ]);
    expect(counts.checked).toBe(checked);
    expect([...counts.other]).toEqual([]);
  });
});

/** A copy of the spec without some fields. */
function specWithout(fields: readonly (readonly [file: string, schema: string, key: string, ...unknown[]])[]): string {
  const copy = join(mkdtempSync(join(folder, 'spec-')), 'spec');
  cpSync('spec', copy, { recursive: true });
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

/** Fields to take out of the spec: file, object, key, and whether its readable name is beyond guessing. */
const taken: readonly [file: string, schema: string, key: string, isUnnamed?: boolean][] = [
  [EVENTS, 'BookTickerEvent', 'ps'],
  [EVENTS, 'AggTradeEvent', 'nq', true],
  [EVENTS, 'ForceOrderEvent', 'st'],
  [EVENTS, 'MiniTickerEvent', 'v', true],
  [USER, 'AccountUpdate', 'P', true],
  [USER, 'AccountUpdate', 'S', true],
  [USER, 'OrderUpdate', 'i', true],
  [USER, 'OrderUpdate', 'V', true],
  [USER, 'OrderUpdate', 'gtd', true],
  [USER, 'TradeLiteEvent', 'E'],
  [USER, 'TradeLiteEvent', 'S', true],
  [USER, 'AlgoOrderUpdate', 'cp', true],
  [USER, 'StrategyUpdate', 'c', true],
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

    const capture = fileOf(examples().join('\n'));
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
    const capture = fileOf(
      [
        BOOK_TICKER.replace('"b":"1.0",', '')
          .replace('"3.0"', 'null')
          .replace('"T":1788220800123', '"T":"1788220800123"'),
        '{"e":"riskLevelChange","E":1,"u":"1","s":"PANIC","eq":"1","ae":"1","m":"1"}',
      ].join('\n'),
    );
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
    const { proposals } = await verify([fileOf(BOOK_TICKER.replace('"1.0"', '"high"'))], spec);
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
    const capture = fileOf(lines.join('\n'));
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

    const capture = fileOf(BOOK_TICKER.replace('"u"', '"zi":8389765519993908929,"zo":{"x":1},"u"'));
    expect(await fix(copy, (await verify([capture], readSpec(copy))).proposals)).toEqual([
      'spec/asyncapi/market-streams.yaml',
    ]);
    expect((await verify([capture], readSpec(copy))).proposals).toEqual([]);
    const after = readSpec(copy).model;
    expect(fieldOf('BookTickerEvent', 'zi', after).type).toEqual({ kind: 'id' });
    expect(fieldOf('BookTickerEvent', 'zo', after).type).toEqual({ kind: 'reference', name: 'BookTickerZo' });
  });

  test('a new event of the user data stream', async () => {
    const capture = fileOf(
      record(PRIVATE, '{"e":"BALANCE_NOTICE","E":1788220800124,"cw":"1.5","i":8389765519993908929}'),
    );
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
    const capture = fileOf(BOOK_TICKER.replace('"u"', '"zz":1,"u"'));
    const { proposals } = await verify([capture], readSpec(copy));
    expect(await fix(copy, proposals)).toEqual([`spec/${EVENTS}`]);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('zz:');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect((await verify([capture], readSpec(copy))).proposals).toEqual([]);
  });

  test('a new event whose stream is not known is left to a person, with a draft of its schema', async () => {
    const { proposals } = await verify([fileOf('{"E":1788220800124,"e":"oddTrade","s":"BTCUSDT","q":"1.5"}')], spec);
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
    const capture = fileOf(BOOK_TICKER.replace('"u"', '"zz":1,"u"'));
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

test('edits of YAML text do to the text what they say, whatever its style', () => {
  const scalar = fc.constantFrom('a', 'b: c', '#', "it's", '2026-11-21', '1', '', 'null', 'x, y');
  const key = fc.constantFrom('k1', 'k2', 'on', '@x', 'a b', '1');
  const map = fc.dictionary(key, fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })), { minKeys: 1 });
  const change = fc.record({
    do: fc.constantFrom('insert', 'set', 'append', 'drop'),
    key,
    after: fc.option(key, { nil: undefined }),
    value: scalar,
  });
  fc.assert(
    fc.property(
      map,
      change,
      fc.constantFrom('block', 'flow'),
      (before, { do: how, key: name, after, value }, collectionStyle) => {
        const list = before[name];
        fc.pre(
          how === 'set' ||
            (how === 'insert' ? list === undefined : Array.isArray(list) || (how === 'append' && list === undefined)),
        );
        const text = `# first\nouter: # here\n  inner:${stringify({ inner: before }, { collectionStyle, lineWidth: 0 })
          .replace(/^\{? ?inner:/, '')
          .replace(/ \}\n$/, '\n')
          .replace(/\n/g, '\n  ')
          .trimEnd()}\n# last\n`;
        expect((parse(text) as { outer: object }).outer).toEqual({ inner: before });
        const edit = { file: '', at: ['outer', 'inner'], do: how, key: name, after, value } as YamlEdit;
        const changed = applyEdit(text, edit);
        expect((parse(changed) as { outer: object }).outer).toEqual({ inner: expected(before, how, name, value) });
        expect(changed).toMatch(/^# first\nouter: # here\n[^]*\n# last\n$/);
      },
    ),
  );
  function expected(before: { [key: string]: unknown }, how: string, name: string, value: string) {
    const list = (before[name] ?? []) as unknown[];
    if (how === 'append') return { ...before, [name]: [...list, value] };
    if (how !== 'drop') return { ...before, [name]: value };
    const left = list.filter((item) => item !== value);
    const { [name]: _, ...rest } = before;
    return left.length > 0 ? { ...rest, [name]: left } : rest;
  }
});
