// The gates of the specification: it lints clean, its examples are true to its schemas, and no digit gets lost.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadOpenApi } from '../../codegen/load/documents.js';
import { toJsonText, type Json, type JsonObject } from '../../codegen/load/json.js';
import { decodeResponse, operations, prepareRequest, type Operation } from '../../src/index.js';
import { answerValidator } from '../exchange/schemas.js';

const { root } = loadOpenApi('spec');
const text = toJsonText(root, 2);

interface Example {
  readonly id: string;
  readonly name: string;
  readonly node: JsonObject;
  readonly value: Json;
}

/** Every operation of the document. */
const nodes = Object.values(root['paths'] as { [path: string]: { [method: string]: JsonObject } }).flatMap((item) =>
  Object.values(item),
);
const examples: Example[] = nodes.flatMap((node) => {
  const media = (node as never)['responses']['200']['content']['application/json'] as {
    example?: Json;
    examples?: { [name: string]: { value: Json } };
  };
  const named = Object.entries(media.examples ?? {}).map(([name, { value }]): [string, Json] => [name, value]);
  const all: [string, Json][] = media.example === undefined ? named : [['example', media.example], ...named];
  return all.map(([name, value]) => ({ id: String(node['operationId']), name, node, value }));
});
const row = (id: string): Operation<any, any> => (operations as { [id: string]: Operation })[id]!;

test('Redocly finds nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  writeFileSync(join(folder, 'openapi.json'), text);
  const { status, stdout, stderr } = spawnSync(
    'npx',
    ['--no-install', 'redocly', 'lint', join(folder, 'openapi.json'), '--format', 'json', '--config', 'redocly.yaml'],
    {
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  );
  rmSync(folder, { recursive: true });
  expect(status, stderr).toBe(0);
  expect((JSON.parse(stdout) as { totals: object }).totals).toMatchObject({ errors: 0, warnings: 0 });
});

test('every operation has an example of a request and of an answer, a summary of one sentence, and a link', () => {
  expect(nodes.length).toBe(Object.keys(operations).length);
  for (const node of nodes) {
    expect(node, String(node['operationId'])).toHaveProperty('x-request-example');
    expect(
      examples.some(({ id }) => id === node['operationId']),
      String(node['operationId']),
    ).toBe(true);
    expect(node['summary']).toMatch(/^[A-Z].*\.$/);
    expect((node['externalDocs'] as JsonObject)['url']).toMatch(/^https:\/\/developers\.binance\.com\//);
  }
});

describe('every example of an answer', () => {
  test.each(examples)('$id $name validates, and is read without loss', ({ id, node, value }) => {
    expect(answerValidator(root, node)(value)).toEqual([]);
    const read: unknown = decodeResponse(row(id), toJsonText(value));
    // Equal but for ids, which became strings.
    const asText = (item: unknown): unknown =>
      typeof item === 'number' || typeof item === 'bigint'
        ? String(item)
        : Array.isArray(item)
          ? item.map(asText)
          : typeof item === 'object' && item
            ? Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, asText(inner)]))
            : item;
    expect(asText(read)).toEqual(asText(value));
  });
});

test.each(nodes.map((node) => ({ id: String(node['operationId']), params: node['x-request-example'] as object })))(
  'the request example of $id passes the checks',
  ({ id, params }) => {
    const request = () =>
      prepareRequest(row(id), params, { apiKey: 'key', signer: () => 'signature', timestamp: 1788220800000 });
    expect(request).not.toThrow();
  },
);

test('the bundle keeps all digits of long integers, as JSON and as YAML', () => {
  const long = [...text.matchAll(/(?<![\d."])\d{17,}(?![\d"])/g)].map(([digits]) => digits);
  expect(long).toContain('933256278426274426');
  expect(readFileSync('spec/openapi/paths/convert.yaml', 'utf8')).toContain('933256278426274426');
});

test('the bundle is one file: every reference stays inside it', () => {
  const references = [...text.matchAll(/"\$ref": "([^"]*)"/g)].map(([, target]) => target!);
  expect(references.length).toBeGreaterThan(100);
  for (const reference of new Set(references)) {
    const target = reference
      .split('/')
      .slice(1)
      .reduce<Json | undefined>((node, key) => (node as JsonObject | undefined)?.[key], root);
    expect(target, reference).toBeDefined();
  }
});

test('no schema stands unused', () => {
  const files = readdirSync('spec', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  const sources = files.map((file): [string, string] => [file, readFileSync(join('spec', file), 'utf8')]);
  const used = new Set(sources.flatMap(([, source]) => [...source.matchAll(/#\/(\w+)'/g)].map(([, name]) => name)));
  const schemas = sources.filter(([file]) => /^components\/(?!parameters|responses|errors)/.test(file));
  const listed = schemas.flatMap(([, source]) => Object.keys(parse(source) as object));
  expect(listed.length).toBeGreaterThan(100);
  expect(listed.filter((name) => !used.has(name))).toEqual([]);
});
