// Other teams take the published documents: generators of other makers turn them into clients and types that work.
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadSpec } from '../../codegen/load/documents.js';
import { toJsonText, type Json, type JsonObject } from '../../codegen/load/json.js';
import { publication, writePublication } from '../../codegen/publish.js';
import { createClient } from '../../src/index.js';
import { startExchange, type Exchange } from '../exchange/exchange.js';

const TOOLS = resolve('test/foreign');
const WORK = resolve('dist/foreign');
const SPEC = join(WORK, 'spec');
const JAR = join(TOOLS, 'node_modules/@openapitools/openapi-generator-cli/bin/openapi-generator.jar');
const CERTIFICATE = resolve('test/exchange/certificate.pem');
/** Where Debian's packages are: another python3 may come first in the path. */
const PYTHON = '/usr/bin/python3';
/** Beyond 2^53 − 1, so a double would change it. */
const ORDER_ID = '4611686018427387905';

const started = promisify(execFile);
/** Runs a program to its end, and gives what it says. A failure holds its output. */
async function run(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
  const { stdout } = await started(command, [...args], { maxBuffer: 1 << 26, ...options });
  return stdout;
}
/** Runs a tool of `test/foreign`. */
const tool = (name: string, ...args: string[]) => run(join(TOOLS, 'node_modules/.bin', name), args, { cwd: WORK });

let exchange: Exchange;

beforeAll(async () => {
  if (!existsSync(join(TOOLS, 'node_modules'))) {
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    const { status, stderr } = spawnSync('npm', install, { cwd: TOOLS, encoding: 'utf8' });
    if (status !== 0) throw new Error(`the tools cannot be installed: ${stderr}`);
  }
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  writePublication(SPEC, publication('spec'));
  exchange = await startExchange();
  exchange.setNextOrderId(BigInt(ORDER_ID));
  const client = createClient({
    environment: { urls: exchange.urls },
    ca: exchange.certificate,
    apiKey: 'key',
    apiSecret: 'secret',
  });
  const limit = { type: 'LIMIT', timeInForce: 'GTC', quantity: '0.010', price: '59000.0' } as const;
  await client.rest.newOrder({ symbol: 'BTCUSDT', side: 'BUY', ...limit });
  await client.close();
}, 120_000);
afterAll(async () => {
  expect(exchange.violations).toEqual([]);
  await exchange.close();
});

/** What the exchange answers to the public calls that every foreign client makes. */
const answers = {
  serverTime: expect.any(Number),
  bid: ['4.00000000', '431.00000000'],
  bookTicker: expect.objectContaining({ symbol: 'BTCUSDT', bidPrice: '4.00000000' }),
};

describe('TypeScript', () => {
  test('hey-api and orval make clients that compile and read answers', async () => {
    await tool('openapi-ts', '-i', join(SPEC, 'openapi.json'), '-o', 'hey-api', '-c', '@hey-api/client-fetch');
    await tool(
      'orval',
      '--input',
      join(SPEC, 'openapi.json'),
      '--output',
      join(WORK, 'orval/api.ts'),
      '--client',
      'fetch',
    );
    cpSync(join(TOOLS, 'read-answers.ts'), join(WORK, 'read-answers.ts'));
    const options = { strict: true, noEmit: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler' };
    const more = {
      lib: ['es2022', 'dom', 'dom.iterable'],
      typeRoots: [resolve('node_modules/@types')],
      types: ['node'],
    };
    writeFileSync(
      join(WORK, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, ...more }, include: ['*.ts', 'hey-api', 'orval'] }),
    );
    await tool('tsc', '-p', '.');
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: CERTIFICATE };
    const printed = await run(process.execPath, ['--import', 'tsx', join(WORK, 'read-answers.ts'), exchange.url], {
      env,
    });
    expect(JSON.parse(printed)).toEqual(answers);
  });
});

describe('openapi-generator', () => {
  const generate = (language: string, ...more: string[]) =>
    run('java', [
      '-jar',
      JAR,
      'generate',
      '-i',
      join(SPEC, 'openapi-3.0.json'),
      '-g',
      language,
      '-o',
      join(WORK, language),
      ...more,
    ]);
  const facts = { ...answers, orderId: ORDER_ID, status: 'NEW' };

  test('its Java client compiles, reads answers and keeps every digit of an id', async () => {
    await generate('java', '--library', 'native', '--additional-properties=openApiNullable=false,dateLibrary=java8');
    const source = join(WORK, 'java/src/main/java');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.java'));
    expect(files.length).toBeGreaterThan(140);
    const classes = join(WORK, 'java/classes');
    const all = [...files.map((file) => join(source, file)), join(TOOLS, 'ReadAnswers.java')];
    // The generator's own jar holds the libraries that its clients need.
    await run('javac', ['-proc:none', '-nowarn', '-cp', JAR, '-d', classes, ...all]);
    const printed = await run('java', ['-cp', `${classes}:${JAR}`, 'ReadAnswers', exchange.url, CERTIFICATE, ORDER_ID]);
    expect(JSON.parse(printed)).toEqual(facts);
  });

  test('its Python client can be imported, reads answers and keeps every digit of an id', async () => {
    await generate('python');
    const env = { ...process.env, PYTHONPATH: join(WORK, 'python') };
    const modules = join(WORK, 'python/openapi_client/models');
    const names = readdirSync(modules)
      .filter((file) => file.endsWith('.py'))
      .map((file) => file.slice(0, -3));
    expect(names.length).toBeGreaterThan(120);
    await run(
      PYTHON,
      [
        '-c',
        `import importlib, openapi_client\nfor name in ${JSON.stringify(names)}: importlib.import_module('openapi_client.models.' + name)`,
      ],
      { env },
    );
    const printed = await run(PYTHON, [join(TOOLS, 'read_answers.py'), exchange.url, CERTIFICATE, ORDER_ID], { env });
    expect(JSON.parse(printed)).toEqual(facts);
  });
});

/** The keys that the source text of each language says its fields stand for. */
const languages: { readonly [language: string]: (text: string) => string[] } = {
  python: (text) => matches(text, /obj\.get\("(\w+)"\)/g),
  go: (text) => matches(text, /`json:"(\w+)[",]/g),
  rust: rustKeys,
  java: (text) => matches(text, /@JsonProperty\("(\w+)"\)/g),
  csharp: (text) => matches(text, /\[JsonPropertyName\("(\w+)"\)\]/g),
};
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, key]) => key!);

/** A field of Rust stands for its own name, unless it or its structure says otherwise. */
function rustKeys(text: string): string[] {
  return matches(text, /((?:#\[[^\]]*\]\n)*pub struct \w+ \{[^}]*\})/g).flatMap((struct) => {
    const all = /^#\[serde\(rename_all = "(\w+)"\)\]/m.exec(struct)?.[1];
    return [...struct.matchAll(/(?:#\[serde\(rename = "(\w+)"\)\]\n)? +pub (?:r#)?(\w+): /g)].map(
      ([, renamed, name]) => {
        if (renamed !== undefined) return renamed;
        if (all === 'camelCase') return name!.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
        return all === 'SCREAMING_SNAKE_CASE' ? name!.toUpperCase() : name!;
      },
    );
  });
}
const EVENTS = eventExamples();

/** An example of each event, by the name of its schema. */
function eventExamples(): Map<string, Json> {
  const documents = loadSpec('spec').filter(({ kind }) => kind === 'marketStreams' || kind === 'userDataStreams');
  const messages = documents.flatMap(({ root }) =>
    Object.values((root['components'] as { [section: string]: { [name: string]: JsonObject } })['messages']!),
  );
  return new Map(
    messages.flatMap((message) => {
      const reference = String((message['payload'] as JsonObject)['$ref']);
      const [example] = (message['examples'] ?? []) as JsonObject[];
      const payload = example?.['payload'];
      return reference.endsWith('Event') && payload !== undefined ? [[reference.split('/').at(-1)!, payload]] : [];
    }),
  );
}

/** What is used of quicktype-core. It is not there unless this test has run, so its own types cannot be used. */
interface Quicktype {
  readonly FetchingJSONSchemaStore: new () => object;
  readonly JSONSchemaInput: new (store: object) => {
    addSource(source: { name: string; schema: string }): Promise<void>;
  };
  readonly InputData: new () => { addInput(input: object): void };
  readonly quicktypeMultiFile: (options: {
    inputData: object;
    lang: string;
  }) => Promise<Map<string, { lines: string[] }>>;
}

describe('quicktype', () => {
  /** All files that it makes of a schema. */
  async function typesOf(name: string, lang: string): Promise<Map<string, string>> {
    const path = join(TOOLS, 'node_modules/quicktype-core/dist/index.js');
    const { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktypeMultiFile } = (await import(
      path
    )) as Quicktype;
    const schema = new JSONSchemaInput(new FetchingJSONSchemaStore());
    await schema.addSource({ name, schema: readFileSync(join(SPEC, `quicktype/${name}.json`), 'utf8') });
    const inputData = new InputData();
    inputData.addInput(schema);
    const files = await quicktypeMultiFile({ inputData, lang });
    return new Map([...files].map(([file, { lines }]) => [file, lines.join('\n')]));
  }

  /** Every key that a schema describes. */
  function keysOf(node: unknown): string[] {
    if (typeof node !== 'object' || node === null) return [];
    const { properties = {} } = node as { properties?: object };
    return [...Object.keys(properties), ...Object.values(node).flatMap(keysOf)];
  }

  test.each(Object.keys(languages))('keeps all keys of every event apart in %s', async (language) => {
    for (const name of EVENTS.keys()) {
      const text = [...(await typesOf(name, language)).values()].join('\n');
      const keys = new Set(keysOf(JSON.parse(readFileSync(join(SPEC, `quicktype/${name}.json`), 'utf8'))));
      expect(keys.size, name).toBeGreaterThan(2);
      expect(new Set(languages[language]!(text)), name).toEqual(keys);
    }
  });

  test('its Python reads and writes every event without losing a digit', async () => {
    const folder = join(WORK, 'quicktype-python');
    mkdirSync(folder);
    for (const name of EVENTS.keys())
      writeFileSync(join(folder, `${name}.py`), [...(await typesOf(name, 'python')).values()].join('\n'));
    const lines = [...EVENTS].map(([name, event]) => `["${name}",${toJsonText(event)}]`);
    const child = started(PYTHON, [join(TOOLS, 'read_event.py')], { env: { ...process.env, PYTHONPATH: folder } });
    child.child.stdin!.end(lines.join('\n'));
    const written = (await child).stdout.trim().split('\n');
    // Python writes the number 5000 as 5000.0.
    const sorted = (text: string) =>
      [...text.replaceAll(/\s/g, '').matchAll(/"[^"]*":(?:"[^"]*"|[\w.-]+)/g)]
        .map(([pair]) => pair.replace(/(?<=:\d+)\.0$/, ''))
        .sort();
    expect(written.map(sorted)).toEqual([...EVENTS.values()].map((event) => sorted(toJsonText(event))));
  });

  test('its Java compiles and reads an event', async () => {
    const folder = join(WORK, 'quicktype-java');
    const source = join(folder, 'io/quicktype');
    mkdirSync(source, { recursive: true });
    for (const [file, text] of await typesOf('OrderTradeUpdateEvent', 'java')) writeFileSync(join(source, file), text);
    const main =
      'import io.quicktype.*;\npublic class Main { public static void main(String[] args) throws Exception {\n' +
      'OrderTradeUpdateEvent event = Converter.fromJsonString(args[0]);\nSystem.out.println(Converter.toJsonString(event)); } }\n';
    writeFileSync(join(folder, 'Main.java'), main);
    const files = readdirSync(source).map((file) => join(source, file));
    await run('javac', ['-proc:none', '-nowarn', '-cp', JAR, '-d', folder, ...files, join(folder, 'Main.java')]);
    const event = toJsonText(EVENTS.get('OrderTradeUpdateEvent')!);
    const printed = await run('java', ['-cp', `${folder}:${JAR}`, 'Main', event]);
    expect(printed).toContain('"i":8389765519993908929');
    expect(JSON.parse(printed)).toMatchObject(JSON.parse(event) as object);
  });
});
