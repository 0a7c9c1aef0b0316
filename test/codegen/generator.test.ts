// The generator on copies of the spec: one edit at a time, and what it changes.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateFiles } from '../../codegen/generate.js';
import { loadOpenApi, loadSpec, toJsonText } from '../../codegen/load/load.js';
import { buildModel } from '../../codegen/model/build.js';
import { shapeOf } from '../../codegen/model/param-shapes.js';
import type { FieldModel, RuleModel } from '../../codegen/model/model.js';
import type { PrintedFile } from '../../codegen/emit/write.js';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A copy of the spec with one text replaced. */
function edited(file: string, from: string | RegExp, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'spec-'));
  folders.push(folder);
  cpSync('spec', join(folder, 'spec'), { recursive: true });
  const path = join(folder, 'spec', file);
  const text = readFileSync(path, 'utf8');
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} does not hold ${String(from)}`);
  writeFileSync(path, changed);
  return join(folder, 'spec');
}

/** Lines that two printings do not share, as `+ …` and `- …`. */
function difference(before: readonly PrintedFile[], after: readonly PrintedFile[]): string[] {
  const lines = (files: readonly PrintedFile[]) =>
    files.flatMap(({ path, text }) => text.split('\n').map((line) => `${path}: ${line.trim()}`));
  const count = (all: string[]) =>
    all.reduce((map, line) => map.set(line, (map.get(line) ?? 0) + 1), new Map<string, number>());
  const [old, fresh] = [count(lines(before)), count(lines(after))];
  return [
    ...[...fresh].filter(([line, times]) => times > (old.get(line) ?? 0)).map(([line]) => `+ ${line}`),
    ...[...old].filter(([line, times]) => times > (fresh.get(line) ?? 0)).map(([line]) => `- ${line}`),
  ];
}

let now: PrintedFile[];
beforeAll(async () => {
  ({ files: now } = await generateFiles('spec'));
}, 60_000);

test('two runs give the same bytes, which are checked in', async () => {
  const { files: again } = await generateFiles('spec');
  expect(again).toEqual(now);
  for (const { path, text } of now) expect(readFileSync(join('generated', path), 'utf8') === text, path).toBe(true);
});

test('a new field changes only the lines that speak of it', async () => {
  const spec = edited(
    'components/accounts.yaml',
    'properties:\n    accountAlias:',
    "properties:\n    quota: { $ref: 'scalars.yaml#/Id', description: 'A new id.', x-since: '2026-12-01' }\n    accountAlias:",
  );
  const { files } = await generateFiles(spec);
  expect(difference(now, files).sort()).toEqual([
    '+ openapi.ts: /** @description A new id. */',
    "+ openapi.ts: quota?: components['schemas']['Id'];",
    "+ rest/account.ts: answer: { shape: 'array', ids: ['quota'] },",
    '+ schemas/accounts.ts: /** A new id. Since 2026-12-01. */',
    '+ schemas/accounts.ts: quota?: string;',
    "+ websocket-api/account.ts: answer: { shape: 'array', ids: ['quota'] },",
    "- rest/account.ts: answer: { shape: 'array' },",
    "- websocket-api/account.ts: answer: { shape: 'array' },",
  ]);
});

test('a new value of a closed list reaches type, row and nothing else', async () => {
  const { files } = await generateFiles(
    edited('components/enums.yaml', '[LIQUIDATION, ADL]', '[LIQUIDATION, ADL, MERGER]'),
  );
  const changes = difference(now, files);
  expect(changes).toContain(
    "+ schemas/enums.ts: export const autoCloseTypeValues = ['LIQUIDATION', 'ADL', 'MERGER'] as const;",
  );
  for (const line of changes) expect(line).toMatch(/LIQUIDATION/);
});

describe('stops at what it does not know, and names file and pointer', () => {
  test.each([
    [
      'an unknown word of a schema',
      'components/accounts.yaml',
      'AccountBalance:\n  type: object',
      'AccountBalance:\n  minProperties: 1\n  type: object',
      'spec/components/accounts.yaml#/AccountBalance: unknown word "minProperties" in a schema',
    ],
    [
      'an unknown word of an operation',
      'openapi/paths/account.yaml',
      'operationId: balanceV3',
      'operationId: balanceV3\n    x-colour: red',
      'spec/openapi/paths/account.yaml#/~1fapi~1v3~1balance/get: unknown word "x-colour" in an operation',
    ],
    [
      'an unknown type',
      'components/accounts.yaml',
      'accountAlias: { type: string',
      'accountAlias: { type: text',
      'spec/components/accounts.yaml#/AccountBalance/properties/accountAlias: cannot read a schema of type text',
    ],
    [
      'an unknown format',
      'components/accounts.yaml',
      'accountAlias: { type: string',
      'accountAlias: { type: string, format: uuid',
      'spec/components/accounts.yaml#/AccountBalance/properties/accountAlias: unknown format uuid',
    ],
    [
      'an object without a name',
      'components/accounts.yaml',
      'accountAlias: { type: string',
      'accountAlias: { type: object',
      'an object inside another schema must be a component with a name of its own',
    ],
    [
      'a reference to nothing',
      'components/accounts.yaml',
      "'scalars.yaml#/Decimal'",
      "'scalars.yaml#/Dezimal'",
      'scalars.yaml#/Dezimal refers to nothing',
    ],
    [
      'a file that is not there',
      'components/accounts.yaml',
      "'scalars.yaml#/Decimal'",
      "'skalars.yaml#/Decimal'",
      'spec/components/skalars.yaml: no such file',
    ],
    [
      'broken YAML',
      'components/accounts.yaml',
      'AccountBalance:',
      'AccountBalance: {',
      'spec/components/accounts.yaml: ',
    ],
    [
      'a requirement without a field',
      'components/accounts.yaml',
      '- accountAlias',
      '- accountAlyas',
      'required names accountAlyas, which is not described',
    ],
    [
      'a missing summary',
      'openapi/paths/account.yaml',
      /operationId: balanceV3\n(.*)\n.*summary: .*\n/,
      'operationId: balanceV3\n$1\n',
      'spec/openapi/paths/account.yaml#/~1fapi~1v3~1balance/get: summary is missing',
    ],
    [
      'an unknown retry class',
      'openapi/paths/account.yaml',
      'x-retry: safe',
      'x-retry: often',
      'x-retry must be one of safe, verify, never',
    ],
    [
      'a group that is not listed',
      'openapi/paths/account.yaml',
      'tags: [Account]',
      'tags: [Accounts]',
      'tags must be one of Market Data, Trade, Account',
    ],
    [
      'a rule about nothing',
      'openapi/paths/trade.yaml',
      'require: [timeInForce, quantity]',
      'require: [timeInFarce, quantity]',
      'the rule names timeInFarce, which is no parameter here',
    ],
    [
      'a weight by a parameter that is not there',
      'openapi/paths/market-data.yaml',
      'x-weight: { parameter: symbol',
      'x-weight: { parameter: pair',
      'there is no parameter pair',
    ],
    [
      'a name that two operations have',
      'openapi/paths/account.yaml',
      'operationId: balanceV2',
      'operationId: balanceV3',
      'operationId balanceV3 stands twice',
    ],
    [
      'an entry beside the paths that is none and that no call uses',
      'openapi/paths/convert.yaml',
      '/fapi/v1/convert/exchangeInfo:',
      'fapi/v1/convert/exchangeInfo:',
      'spec/openapi/paths/convert.yaml: fapi/v1/convert/exchangeInfo is neither a path, which begins with /, nor a schema',
    ],
    [
      'a schema of another file of paths',
      'openapi/paths/convert.yaml',
      '../../components/convert.yaml#/ConvertPair',
      'account.yaml#/~1fapi~1v3~1balance',
      'must name an entry of its own file or of one under components/',
    ],
    [
      'a schema of a document that has the name of a shared one',
      'asyncapi/market-streams.yaml',
      '\n  schemas:\n',
      '\n  schemas:\n    AggTradeEvent: { type: object }\n',
      'spec/components/market-events.yaml#/AggTradeEvent: the name is taken by spec/asyncapi/market-streams.yaml',
    ],
    ['another status', 'openapi/paths/account.yaml', "'200':", "'201':", 'unknown word "201" in responses'],
    [
      'an outcome that no call tells',
      'openapi/paths/trade.yaml',
      'x-verify-with: [queryOrder]',
      'x-verify-with: [askOrder]',
      'x-verify-with of /fapi/v1/order names askOrder, which is no operation',
    ],
  ])('%s', (_, file, from, to, message) => {
    expect(() => buildModel(loadSpec(edited(file, from, to)))).toThrow(message);
  });
});

test('integers beyond 2^53 keep their digits on the way to the bundle', () => {
  const spec = edited('components/scalars.yaml', /Id:\n/, 'Id:\n  examples: [9223372036854775807]\n');
  expect(toJsonText(loadOpenApi(spec).root)).toContain('[9223372036854775807]');
});

describe('rules become alternatives', () => {
  const field = (name: string, type: FieldModel['type'] = { kind: 'string' }, required = false): FieldModel => ({
    name,
    type,
    required,
    description: undefined,
    default: undefined,
    since: undefined,
    deprecated: false,
    removed: undefined,
  });
  const rule = (facts: Partial<RuleModel>): RuleModel => ({
    when: {},
    whenAccount: {},
    scope: undefined,
    require: [],
    requireOneOf: [],
    forbid: [],
    doubtful: false,
    note: undefined,
    ...facts,
  });
  /** `a` required, `a?` optional, `!a` absent, values behind `=`. */
  const shown = (fields: FieldModel[], rules: RuleModel[]) =>
    shapeOf(fields, rules).variants.map(({ values, choices }) => [
      values.join(),
      ...choices.map((choice) =>
        choice
          .map((option) =>
            option
              .map(
                ({ name, presence, values: some }) =>
                  `${presence === 'absent' ? '!' : ''}${name}${presence === 'optional' ? '?' : ''}${some ? `=${some.join('/')}` : ''}`,
              )
              .join(' '),
          )
          .join(' | '),
      ),
    ]);

  test('one of two', () => {
    expect(shown([field('a'), field('b')], [rule({ requireOneOf: [['a'], ['b']] })])).toEqual([['', 'a? b | a b?']]);
  });
  test('exactly one of two', () => {
    expect(
      shown(
        [field('a'), field('b')],
        [rule({ requireOneOf: [['a'], ['b']] }), rule({ when: { a: ['*'] }, forbid: ['b'] })],
      ),
    ).toEqual([['', 'a !b | !a b']]);
  });
  test('by the value of a deciding parameter', () => {
    const kind = field('kind', { kind: 'enum', values: ['X', 'Y', 'Z'], open: false }, true);
    expect(
      shown(
        [kind, field('a'), field('b')],
        [
          rule({ when: { kind: ['X'] }, require: ['a'] }),
          rule({ when: { kind: ['Y', 'Z'] }, forbid: ['a'], require: ['b'] }),
        ],
      ),
    ).toEqual([
      ['X', 'a'],
      ['Y,Z', 'b', '!a'],
    ]);
  });
  test('by a flag', () => {
    expect(
      shown(
        [field('close', { kind: 'flag' }), field('quantity')],
        [
          rule({ when: { close: ['true'] }, forbid: ['quantity'] }),
          rule({ requireOneOf: [['quantity'], ['close=true']] }),
        ],
      ),
    ).toEqual([['', 'close?=false quantity | close=true !quantity']]);
  });
  test('doubtful rules and rules of the account change nothing', () => {
    expect(
      shown(
        [field('a')],
        [rule({ require: ['a'], doubtful: true }), rule({ whenAccount: { mode: ['HEDGE'] }, require: ['a'] })],
      ),
    ).toEqual([['']]);
  });
});
