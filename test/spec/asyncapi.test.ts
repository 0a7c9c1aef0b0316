// The gates of the AsyncAPI documents: the parser accepts them, they lint clean, and their examples are true.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { describe, expect, test } from 'vitest';
import { buildModel } from '../../codegen/model/build.js';
import { documentOf, asyncApiNames, loadSpec } from '../../codegen/load/documents.js';
import { toJsonText, type Json, type JsonObject } from '../../codegen/load/json.js';
import { portableAsyncApi } from '../../codegen/load/portable.js';
import { createValidator } from '../exchange/schemas.js';

const section = (root: JsonObject, name: string) =>
  ((root['components'] as JsonObject)[name] ?? {}) as { [key: string]: JsonObject };

describe.each(asyncApiNames('spec'))('%s', (name) => {
  const { root } = portableAsyncApi('spec', name);
  const text = toJsonText(root, 2);

  test('the parser accepts it without warnings', async () => {
    const diagnostics = await new Parser().validate(text);
    // Severity 0 is an error, 1 a warning; "a newer AsyncAPI exists" is neither.
    expect(
      diagnostics
        .filter(({ severity }) => [0, 1].includes(severity))
        .map(({ message, path }) => `${path.join('/')}: ${message}`),
    ).toEqual([]);
  });

  test('Redocly finds nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    writeFileSync(join(folder, `${name}.json`), text);
    const lint = ['redocly', 'lint', join(folder, `${name}.json`), '--format', 'json', '--config', 'redocly.yaml'];
    const { stdout } = spawnSync('npx', ['--no-install', ...lint], {
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    });
    rmSync(folder, { recursive: true });
    expect((JSON.parse(stdout) as { totals: object }).totals).toMatchObject({ errors: 0, warnings: 0 });
  });

  test('every message has an example, and every example validates', () => {
    const validate = createValidator(section(root, 'schemas'));
    const messages = Object.entries(section(root, 'messages'));
    expect(messages.length).toBeGreaterThan(0);
    for (const [id, message] of messages) {
      const examples = (message['examples'] ?? []) as { payload: Json }[];
      expect(examples.length, id).toBeGreaterThan(0);
      for (const { payload } of examples) {
        const fault = validate(message['payload'] as JsonObject, payload);
        expect(fault && `${fault.instancePath} ${fault.message}`, id).toBeUndefined();
      }
    }
  });

  test('every readable name is a word that somebody has chosen', () => {
    for (const [, name] of text.matchAll(/"x-name": "([^"]*)"/g)) expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
  });

  test('every reference stays inside it', () => {
    const references = [...text.matchAll(/"\$ref": "([^"]*)"/g)].map(([, target]) => target!);
    for (const reference of new Set(references)) {
      const steps = reference
        .split('/')
        .slice(1)
        .map((step) => step.replaceAll('~1', '/'));
      const target = steps.reduce<Json | undefined>((node, key) => (node as JsonObject | undefined)?.[key], root);
      expect(target, reference).toBeDefined();
    }
  });
});

test('the combined envelope takes every event of the market streams', () => {
  const documents = loadSpec('spec');
  const { oneOf } = section(documentOf(documents, 'marketStreams').root, 'schemas')['MarketEvent']!;
  const taken = (oneOf as JsonObject[]).map(({ $ref }) => String($ref).split('/').at(-1)!);
  const events = buildModel(documents).events.filter(({ source }) => source === 'market');
  expect(new Set(taken)).toEqual(new Set(events.map(({ schema }) => schema)));
});
