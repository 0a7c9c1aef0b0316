// From changes of the package to edits of the spec: what is taken out of a copy of the spec comes back.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { changesBetween } from '../../codegen/upstream/compare.js';
import type { CallFacts, PackageFacts } from '../../codegen/upstream/facts.js';
import { lineOf } from '../../codegen/upstream/print.js';
import { readPackage } from '../../codegen/upstream/read-package.js';
import { upstream, writeCertain } from '../../codegen/upstream.js';
import { readSpec } from '../../codegen/verify.js';
import type { YamlEdit } from '../../codegen/verify/yaml-edits.js';
import { writeEdits } from '../../codegen/verify/write-edits.js';
import { copyOfSpec } from '../verify/spec-copies.js';
import { factsOf } from './versions.js';

const DATE = '2026-11-25';
const newest = factsOf('38.1.1');

/** A version in which one call says something else. */
function changed(
  side: 'operations' | 'methods' | 'events' | 'streams',
  call: string,
  part: keyof CallFacts,
  fields: { [path: string]: string | undefined },
) {
  const before = newest[side][call];
  if (!before) throw new Error(`no ${call}`);
  const kept = Object.entries({ ...before[part], ...fields }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    ...newest,
    [side]: { ...newest[side], [call]: { ...before, [part]: Object.fromEntries(kept) } },
  } as PackageFacts;
}

/** What follows from a change, in short. */
const answers = (before: PackageFacts, after: PackageFacts, folder = 'spec') =>
  upstream(before, after, readSpec(folder), DATE).map(({ change, verdict, edits }) => [
    verdict,
    lineOf(change),
    ...edits.map(({ do: how, at, key }) => `${how} ${[...at, key].slice(-3).join('/')}`),
  ]);

test('new fields, parameters and values are written, comments and all else stay, and then the spec says them', async () => {
  const copy = copyOfSpec();
  const files = [
    'components/orders.yaml',
    'components/user-events.yaml',
    'openapi/paths/trade.yaml',
    'openapi/paths/account.yaml',
  ];
  const texts = () => files.map((file) => readFileSync(join(copy, file), 'utf8'));
  const before = texts();
  const fresh: PackageFacts[] = [
    changed('operations', 'POST /fapi/v1/order', 'params', { newFlag: "'false'|'true'?", modifyId: 'integer?' }),
    changed('events', 'ORDER_TRADE_UPDATE', 'answer', { 'o.zz': 'boolean?' }),
    changed('operations', 'GET /fapi/v1/income', 'params', {
      incomeType: `${newest.operations['GET /fapi/v1/income']?.params['incomeType']?.replace('?', '')}|'GIFT'?`,
    }),
  ];
  for (const version of fresh) {
    const proposals = upstream(newest, version, readSpec(copy), DATE);
    expect(proposals.map(({ verdict }) => verdict)).toEqual(proposals.map(() => 'certain'));
    expect(await writeCertain(copy, proposals)).toHaveLength(1);
    expect(upstream(newest, version, readSpec(copy), DATE).map(({ verdict }) => verdict)).toEqual(
      proposals.map(() => 'said'),
    );
  }
  const { operations, schemas } = readSpec(copy).model;
  const order = operations.find(({ id }) => id === 'newOrder')?.params ?? [];
  expect(order.find(({ name }) => name === 'newFlag')).toMatchObject({
    type: { kind: 'flag' },
    required: false,
    since: DATE,
  });
  expect(order.find(({ name }) => name === 'modifyId')).toMatchObject({ required: false, since: DATE });
  expect(schemas.find(({ name }) => name === 'OrderUpdate')?.fields?.find(({ name }) => name === 'zz')).toMatchObject({
    type: { kind: 'boolean' },
    label: 'unnamed_zz',
    required: false,
  });
  // Lines have come, none has gone.
  for (const [index, text] of texts().entries()) {
    const lines = new Set(text.split('\n'));
    expect(before[index]?.split('\n').filter((line) => !lines.has(line))).toEqual([]);
  }
}, 90_000);

describe('verdicts', () => {
  const order = 'POST /fapi/v1/order';
  test.each<[what: string, after: PackageFacts, expected: string[][]]>([
    [
      'a parameter that became required',
      changed('operations', 'GET /futures/data/basis', 'params', { limit: 'integer' }),
      [['certain', 'now required (breaking): GET /futures/data/basis params limit', 'set parameters/3/required']],
    ],
    [
      'a new field without a type that the spec knows under this key',
      changed('operations', 'GET /fapi/v1/time', 'answer', { zone: 'string?' }),
      [['open', 'new: GET /fapi/v1/time answer zone string', 'set ServerTime/properties/zone']],
    ],
    [
      'a field that went, of an object of its own',
      changed('operations', 'GET /fapi/v1/time', 'answer', { serverTime: undefined }),
      [
        [
          'certain',
          'removed (breaking): GET /fapi/v1/time answer serverTime',
          'drop ServerTime/required',
          'set properties/serverTime/x-removed',
        ],
      ],
    ],
    [
      'a field that went, of an object that other calls use',
      changed('operations', 'GET /fapi/v1/openOrders', 'answer', { '[].origType': undefined }),
      [['open', 'removed (breaking): GET /fapi/v1/openOrders answer [].origType', 'drop', 'set']],
    ],
    [
      'another type',
      changed('operations', 'GET /fapi/v1/time', 'answer', { serverTime: 'string?' }),
      [['open', 'other type (breaking): GET /fapi/v1/time answer serverTime integer → string']],
    ],
    [
      'a new call',
      { ...newest, operations: { ...newest.operations, 'GET /fapi/v1/new': { params: {}, answer: { '': 'object' } } } },
      [['open', 'new: GET /fapi/v1/new']],
    ],
    [
      'a call that went',
      {
        ...newest,
        operations: Object.fromEntries(Object.entries(newest.operations).filter(([call]) => call !== order)),
      },
      [['open', `removed (breaking): ${order}`]],
    ],
  ])('%s', (_, after, expected) => {
    const found = answers(newest, after);
    expect(found.map((answer) => answer.slice(0, 2))).toEqual(expected.map((answer) => answer.slice(0, 2)));
    for (const [index, [, , ...edits]] of expected.entries())
      for (const edit of edits) expect(found[index]?.slice(2).join(', ')).toContain(edit);
  });
});

test('an object of the spec is found again', async () => {
  const copy = copyOfSpec();
  const path = join(copy, 'components/market-data.yaml');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/\n {4}FX: .*/, ''));
  const proposals = upstream(factsOf('38.1.0'), newest, readSpec(copy), '2026-09-22');
  expect(proposals.map(({ verdict }) => verdict)).toEqual(['certain']);
  await writeCertain(copy, proposals);
  const said = text.replace(
    'description: Foreign exchange.',
    'description: Not documented; declared by the official connector.',
  );
  expect(parse(readFileSync(path, 'utf8'))).toEqual(parse(said));
}, 60_000);

test('an object becomes a component', async () => {
  const copy = copyOfSpec();
  const after = changed('operations', 'GET /fapi/v1/time', 'answer', {
    drift: 'object?',
    'drift.ahead': 'boolean?',
    'drift.updateId': 'integer?',
  });
  const edits: YamlEdit[] = upstream(newest, after, readSpec(copy), DATE).flatMap((proposal) => [...proposal.edits]);
  await writeEdits(copy, edits);
  const schema = readSpec(copy).model.schemas.find(({ name }) => name === 'ServerTimeDrift');
  expect(schema?.fields?.map(({ name, type }) => [name, type.kind])).toEqual([
    ['ahead', 'boolean'],
    ['updateId', expect.any(String)],
  ]);
}, 60_000);

const folder = mkdtempSync(join(tmpdir(), 'upstream-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a package is read: where calls go, and every form of a type', () => {
  mkdirSync(join(folder, 'dist'));
  const files = {
    'package.json': '{ "version": "1.2.3" }',
    'dist/index.js': `
      const TradeApiAxiosParamCreator = function (configuration) {
        return { place: async (side) => { return { endpoint: '/v1/order', method: 'POST', queryParams: {} }; } };
      };
      var Api = class {
        status(requestParameters) { return this.base.sendMessage("/order.status".slice(1), requestParameters, {}); }
        quotes(requestParameters) { return replaceWebsocketStreamsPlaceholders("/<symbol>@quote".slice(1), {}); }
      };`,
    'dist/index.d.ts': `
      import { Answer as RestApiResponse, WebsocketApiResponse, WebsocketStream } from 'elsewhere';
      declare enum Side { BUY = 'BUY', SELL = 'SELL' }
      interface Request { readonly side: Side; readonly price?: number; readonly list?: Array<Leg> }
      interface Leg { id?: number | bigint; legs?: Leg[] }
      interface One { id?: number | bigint; ok?: boolean; pairs?: Array<[string, string]> }
      interface Many extends Array<One> {}
      type Either = One | Many;
      declare class RestAPI { place(requestParameters: Request): Promise<RestApiResponse<Either>>; unknown(): void }
      declare class WebsocketAPIConnection { status(requestParameters?: Leg): Promise<WebsocketApiResponse<One>> }
      declare class WebsocketStreamsConnection { quotes(requestParameters: Leg): WebsocketStream<One> }
      type UserDataStreamEventsResponse = ({ e: 'A_B' } & One) | ({ e: 'C' } & { values?: { [key: string]: Leg } });`,
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const { version, operations, methods, streams, events } = readPackage(folder);
  expect(version).toBe('1.2.3');
  const one = { id: 'integer?', ok: 'boolean?', pairs: 'array?', 'pairs[]': 'array', 'pairs[][]': 'string' };
  expect(Object.keys(operations)).toEqual(['POST /v1/order']);
  expect(operations['POST /v1/order']?.params).toMatchObject({
    side: "'BUY'|'SELL'",
    price: 'number?',
    list: 'array?',
    'list[].id': 'integer?',
  });
  expect(operations['POST /v1/order']?.answer).toMatchObject({ '': 'array or object', ...one, '[].id': 'integer?' });
  expect(methods['order.status']?.answer).toEqual({ '': 'object', ...one });
  expect(streams['<symbol>@quote']?.params).toMatchObject({ id: 'integer?' });
  expect(Object.keys(events)).toEqual(['A_B', 'C']);
  expect(events['C']?.answer).toMatchObject({ e: "'C'", 'values{}.id': 'integer?' });
  expect(
    changesBetween(
      { version, operations, methods, streams, events },
      { version, operations: {}, methods, streams, events },
    ).map(lineOf),
  ).toEqual(['removed (breaking): POST /v1/order']);
  expect(() => readPackage(join(folder, 'dist'))).toThrow(/no such file/);
});
