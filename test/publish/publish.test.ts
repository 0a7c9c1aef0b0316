// What is published: the same bytes each time, true to its formats, and complete.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { publication } from '../../codegen/publish.js';
import { errorsCsv } from '../../codegen/publish/errors.js';

const files = publication('spec');
const textOf = (path: string) => String(files.get(path));
const jsonOf = (path: string): any => JSON.parse(textOf(path));

/** Every object inside a value, with the way to it. */
function* objectsOf(node: unknown, path = ''): Generator<[path: string, object: { [key: string]: unknown }]> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) yield [path, node as { [key: string]: unknown }];
  for (const [key, value] of Object.entries(node)) yield* objectsOf(value, `${path}/${key}`);
}

test('two runs give the same bytes', () => {
  const again = publication('spec');
  expect([...again.keys()]).toEqual([...files.keys()]);
  for (const [path, content] of again)
    expect(Buffer.from(content).equals(Buffer.from(files.get(path)!)), path).toBe(true);
});

test('the manifest lists every file but those of the site, with its size and checksum', () => {
  const { version, factsDate, files: listed } = jsonOf('manifest.json');
  expect(version).toBe(jsonOf('openapi.json').info.version);
  expect(readFileSync('spec/CHANGELOG.md', 'utf8')).toContain(`\n## ${version} (${factsDate})\n`);
  expect(listed.map(({ path }: { path: string }) => path)).toEqual(
    [...files.keys()].filter((path) => path !== 'manifest.json' && !path.startsWith('site/')).sort(),
  );
  for (const { path, size, sha256 } of listed) {
    const bytes = Buffer.from(files.get(path)!);
    expect([size, sha256], path).toEqual([bytes.length, createHash('sha256').update(bytes).digest('hex')]);
  }
});

describe('the OpenAPI 3.0 form', () => {
  const document = jsonOf('openapi-3.0.json');

  test('has no words of 3.1', () => {
    expect(document.openapi).toBe('3.0.3');
    expect(document.info).not.toHaveProperty('summary');
    expect(document.info.license).not.toHaveProperty('identifier');
    const { examples: _, ...rest } = document;
    for (const [path, object] of objectsOf(rest)) {
      if (/\/(example|examples|x-request-example)(\/|$)/.test(path) || path.endsWith('/properties')) continue;
      for (const word of [
        'const',
        'prefixItems',
        'contentSchema',
        'contentMediaType',
        '$defs',
        'if',
        'patternProperties',
      ])
        expect(object, path).not.toHaveProperty(word);
      expect(Array.isArray(object['type']) && !path.includes('/when'), path).toBe(false);
      expect(object['type'], path).not.toBe('null');
      if ('$ref' in object) expect(Object.keys(object), path).toEqual(['$ref']);
      if (object['type'] === 'array') expect(object, path).toHaveProperty('items');
    }
  });

  test('has all operations and no dangling reference', () => {
    expect(Object.keys(document.paths)).toEqual(Object.keys(jsonOf('openapi.json').paths));
    for (const [, { $ref }] of objectsOf(document)) {
      if ($ref === undefined) continue;
      const target = String($ref)
        .split('/')
        .slice(1)
        .reduce((node, step) => node?.[step], document);
      expect(target, String($ref)).toBeDefined();
    }
  });

  test('is valid for Redocly', () => {
    const folder = mkdtempSync(join(tmpdir(), 'openapi30-'));
    writeFileSync(join(folder, 'openapi.json'), textOf('openapi-3.0.json'));
    const { stdout } = spawnSync(
      'npx',
      ['--no-install', 'redocly', 'lint', join(folder, 'openapi.json'), '--format', 'json', '--config', 'redocly.yaml'],
      { encoding: 'utf8', env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', REDOCLY_TELEMETRY: 'off' } },
    );
    rmSync(folder, { recursive: true });
    expect((JSON.parse(stdout) as { totals: object }).totals).toMatchObject({ errors: 0 });
  });
});

describe('JSON Schemas', () => {
  const schemas = [...files.keys()].filter((path) => path.startsWith('schemas/'));

  test('there is one for each answer and each event', () => {
    const answers = Object.values(jsonOf('openapi.json').paths).flatMap((item) => Object.keys(item as object)).length;
    expect(schemas.filter((path) => path.endsWith('Result.json'))).toHaveLength(answers);
    expect(schemas).toContain('schemas/AggTradeEvent.json');
    expect(schemas).toContain('schemas/OrderTradeUpdateEvent.json');
  });

  test.each(schemas)('%s stands alone', (path) => {
    const schema = jsonOf(path);
    expect(schema.$id).toBe(`urn:binance-usdm:schema:${path.slice('schemas/'.length, -'.json'.length)}`);
    for (const [, { $ref }] of objectsOf(schema)) if ($ref !== undefined) expect($ref).toMatch(/^#\/\$defs\/\w+$/);
    expect(schema.examples.length).toBeGreaterThan(0);
  });
});

test('for quicktype the schema of an event names its keys and types, those of the objects within too', () => {
  const { $defs } = jsonOf('quicktype/KlineEvent.json');
  expect($defs.KlineEvent['qt-accessors']).toMatchObject({ e: 'eventType', E: 'eventTime', k: 'kline' });
  expect($defs.KlineBar['qt-accessors']).toMatchObject({ t: 'openTime', T: 'closeTime', q: 'quoteVolume' });
  expect(Object.keys($defs.KlineBar['qt-accessors'])).toEqual(Object.keys($defs.KlineBar.properties));
  expect($defs.KlineBar.title).toBe('KlineBar');
});

test('the schema of an event says the same with quicktype’s words and without', () => {
  const { $defs } = jsonOf('schemas/KlineEvent.json');
  expect($defs.KlineBar).not.toHaveProperty('allOf');
  expect($defs.KlineBar.properties.t.description).toContain('Called `openTime` by the client.');
  expect(jsonOf('schemas/ControlConfirmation.json').$defs.ControlConfirmation.properties.result.type).toBe('null');
  const events = [...files.keys()].filter((path) => path.startsWith('quicktype/'));
  expect(events.length).toBeGreaterThan(24);
  for (const path of events) {
    const named = jsonOf(path);
    for (const definition of Object.values<any>(named.$defs)) {
      delete definition['qt-accessors'];
      delete definition.title;
    }
    expect(named, path).toEqual(jsonOf(path.replace('quicktype/', 'schemas/')));
  }
});

test('AsyncAPI documents keep the names of what has a description of its own, in a form that every reader honours', () => {
  const { schemas } = jsonOf('market-streams.json').components;
  expect(schemas.AggTradeEvent.properties.p).toMatchObject({ allOf: [{ $ref: '#/components/schemas/Decimal' }] });
  for (const name of ['market-streams', 'user-data-streams', 'websocket-api'])
    for (const [path, object] of objectsOf(jsonOf(`${name}.json`)))
      if ('$ref' in object) expect(Object.keys(object), `${name}${path}`).toEqual(['$ref']);
});

test('every operation has a description: its facts, where the specification says nothing', () => {
  const balance = jsonOf('openapi.json').paths['/fapi/v3/balance'].get;
  expect(balance.description).toContain('- **Request weight:** 5');
  const { operations } = jsonOf('market-streams.json');
  for (const { description } of Object.values<any>(operations)) expect(description).toMatch(/\S/);
});

/** Reads RFC 4180. */
function fieldsOfCsv(text: string): string[][] {
  const fields = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of fields) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}

test('errors.csv reads back as what errors.json says', () => {
  const [header, ...rows] = fieldsOfCsv(textOf('errors.csv'));
  expect(header).toEqual(['code', 'name', 'kind', 'retry', 'executed', 'closes', 'advice', 'messages']);
  const read = rows.map(([code, name, kind, retry, executed, closes, advice, messages]) => ({
    code: Number(code),
    name,
    kind,
    retry,
    ...(executed && { executed }),
    ...(closes && { closes }),
    messages: messages === '' ? [] : messages!.split(' | '),
    ...(advice && { advice }),
  }));
  // The other names that a code was seen under stand in the JSON only.
  const { codes } = jsonOf('errors.json');
  const wanted = codes.map((error: object) => ({ ...error, otherNames: undefined }));
  expect(read).toEqual(wanted);
});

test('no text of a CSV file is run by a spreadsheet; codes stay numbers', () => {
  const facts = { name: 'NAME', kind: 'request', retry: 'no' } as const;
  const messages = ['=1+1', '@SUM(1)'];
  const codes = [{ code: -1000, ...facts, messages, advice: '-2 is too small.', calls: [] }];
  const [, row] = fieldsOfCsv(errorsCsv({ codes }));
  expect(row).toEqual(['-1000', 'NAME', 'request', 'no', '', '', "'-2 is too small.", "'=1+1 | @SUM(1)"]);
});

test('errors.json uses each of its retry words and no other', () => {
  const { retryWords, codes, http } = jsonOf('errors.json');
  const states = http.flatMap((state: any) => [state, ...(state.variants ?? [])]);
  const used = new Set([...codes, ...states].map(({ retry }) => retry));
  expect(used).toEqual(new Set(Object.keys(retryWords)));
});

test('changes.json is a JSON Feed whose items are what changes.html and CHANGELOG.md show', () => {
  const { version, title, items } = jsonOf('changes.json');
  expect({ version, title }).toEqual({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Binance USDⓈ-M Futures API: changes',
  });
  expect(new Set(items.map(({ id }: any) => id)).size).toBe(items.length);
  const dates: string[] = items.map(({ date_published }: any) => date_published);
  expect(dates).toEqual(dates.toSorted().toReversed());
  const days = items.filter(({ tags }: any) => tags[0] === 'exchange').map(({ id }: any) => id.split(':').at(-1));
  expect(days).toEqual([...textOf('site/changes.html').matchAll(/<h2 id="(\d{4}-\d\d-\d\d)">/g)].map(([, day]) => day));
  const first = items.find(({ id }: any) => id === 'urn:binance-usdm:specification:0.1.0');
  expect(first).toMatchObject({
    date_published: '2026-11-21T00:00:00Z',
    content_text: expect.stringMatching(/^First version: /),
  });
  for (const { content_text } of items) expect(content_text).toMatch(/\S/);
});

test('no digit of a long integer is lost', () => {
  const paths = ['openapi.json', 'openapi-3.0.json', 'openapi-3.0.yaml', 'binance-usdm.postman_collection.json'];
  for (const path of [...paths, 'schemas/AcceptConvertQuoteResult.json', 'site/data/rest.js'])
    expect(textOf(path), path).toContain('933256278426274426');
  expect(textOf('site/data/user-data-streams.js')).toContain('8389765519993908929');
  expect(parse(textOf('openapi-3.0.yaml'))).toHaveProperty('openapi', '3.0.3');
});

test('the TypeScript examples of REST compile', () => {
  const document = JSON.parse(textOf('site/data/rest.js').replace(/^window\.\w+ = |;\n$/g, ''));
  const samples = [...objectsOf(document.paths)].flatMap(([, object]) => (object['x-codeSamples'] ?? []) as any[]);
  const calls = samples.filter(({ lang }) => lang === 'typescript').map(({ source }) => `{ ${source} }`);
  expect(calls.length).toBe(samples.length / 2);
  const folder = mkdtempSync(join(tmpdir(), 'samples-'));
  const file = join(folder, 'samples.mts');
  const index = join(process.cwd(), 'src/index.ts');
  writeFileSync(file, `import type { Client } from '${index}';\ndeclare const client: Client;\n${calls.join('\n')}\n`);
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    exactOptionalPropertyTypes: true,
    typeRoots: [join(process.cwd(), 'node_modules/@types')],
    types: ['node'],
  });
  const faults = ts.getPreEmitDiagnostics(program, program.getSourceFile(file));
  rmSync(folder, { recursive: true });
  expect(faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});
