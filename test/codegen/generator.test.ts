// The generator on a tiny spec: what one file of it says otherwise, and what that changes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { generateFiles } from '../../codegen/generate.js';
import { loadOpenApi } from '../../codegen/load/documents.js';
import { toJsonText } from '../../codegen/load/json.js';
import type { PrintedFile } from '../../codegen/emit/write.js';
import { tinySpec, tinySpecWith } from './tiny-spec.js';

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

let now: readonly PrintedFile[];
beforeAll(async () => {
  ({ files: now } = await generateFiles(tinySpec));
}, 60_000);

test('two runs give the same bytes, which are checked in', { timeout: 60_000 }, async () => {
  const [once, again] = [await generateFiles('spec'), await generateFiles('spec')];
  expect(again.files).toEqual(once.files);
  for (const { path, text } of once.files)
    expect(readFileSync(join('generated', path), 'utf8') === text, path).toBe(true);
});

test('a new field changes only the lines that speak of it', async () => {
  const spec = tinySpecWith({
    'components/balances.yaml': `
Balance:
  type: object
  description: Balance of an account.
  required: [alias]
  properties:
    quota: { $ref: 'scalars.yaml#/Id', description: A new id., x-since: '2026-12-01' }
    alias: { type: string, description: Name of the account. }
    amount: { $ref: 'scalars.yaml#/Decimal', description: 'Unit: the asset.' }
`,
  });
  const { files } = await generateFiles(spec);
  expect(difference(now, files).sort()).toEqual([
    '+ openapi.ts: /** @description A new id. */',
    "+ openapi.ts: quota?: components['schemas']['Id'];",
    "+ rest/account.ts: answer: { shape: 'object', ids: ['quota'] },",
    '+ schemas/balances.ts: /** A new id. Since 2026-12-01. */',
    '+ schemas/balances.ts: quota?: string;',
    "- rest/account.ts: answer: { shape: 'object' },",
  ]);
});

test('a new value of a closed list reaches type, row and nothing else', async () => {
  const spec = tinySpecWith({
    'components/enums.yaml': `
Side: { type: string, enum: [BUY, SELL, SWAP], description: Side of an order. }
`,
  });
  const { files } = await generateFiles(spec);
  expect(difference(now, files).sort()).toEqual([
    "+ openapi.ts: Side: 'BUY' | 'SELL' | 'SWAP';",
    "+ schemas/enums.ts: export const sideValues = ['BUY', 'SELL', 'SWAP'] as const;",
    "- openapi.ts: Side: 'BUY' | 'SELL';",
    "- schemas/enums.ts: export const sideValues = ['BUY', 'SELL'] as const;",
  ]);
});

test('integers beyond 2^53 keep their digits on the way to the bundle', () => {
  const spec = tinySpecWith({
    'components/scalars.yaml': `
Id: { type: integer, format: int64, examples: [9223372036854775807] }
Decimal: { type: string, format: decimal }
`,
  });
  expect(toJsonText(loadOpenApi(spec).root)).toContain('[9223372036854775807]');
});
