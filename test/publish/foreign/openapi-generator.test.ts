// Clients that openapi-generator makes of the OpenAPI 3.0 form compile, read answers and keep every digit.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exchange } from '../../exchange/exchange.js';
import { ANSWERS, CERTIFICATE, exchangeWithOrder, JAR, ORDER_ID, PYTHON, run, SPEC, TOOLS, WORK } from './tools.js';

let exchange: Exchange;

beforeAll(async () => {
  exchange = await exchangeWithOrder();
});
afterAll(async () => {
  expect(exchange.violations).toEqual([]);
  await exchange.close();
});

const facts = { ...ANSWERS, orderId: ORDER_ID, status: 'NEW' };

const generate = (language: string, ...more: string[]) => {
  const files = ['-i', join(SPEC, 'openapi-3.0.json'), '-o', join(WORK, language)];
  return run('java', ['-jar', JAR, 'generate', '-g', language, ...files, ...more]);
};

test('its Java client compiles, reads answers and keeps every digit of an id', async () => {
  await generate('java', '--library', 'native', '--additional-properties=openApiNullable=false,dateLibrary=java8');
  const source = join(WORK, 'java/src/main/java');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.java'));
  expect(files.length).toBeGreaterThan(140);
  const classes = join(WORK, 'java/classes');
  const all = [...files.map((file) => join(source, file)), join(TOOLS, 'ReadAnswers.java')];
  await run('javac', ['-proc:none', '-nowarn', '-cp', JAR, '-d', classes, ...all]);
  const printed = await run('java', ['-cp', `${classes}:${JAR}`, 'ReadAnswers', exchange.url, CERTIFICATE, ORDER_ID]);
  expect(JSON.parse(printed)).toEqual(facts);
});

test('its Python client can be imported, reads answers and keeps every digit of an id', async () => {
  await generate('python');
  const env = { PYTHONPATH: join(WORK, 'python') };
  const names = readdirSync(join(WORK, 'python/openapi_client/models'))
    .filter((file) => file.endsWith('.py'))
    .map((file) => file.slice(0, -3));
  expect(names.length).toBeGreaterThan(120);
  const importAll = `import importlib, openapi_client\nfor name in ${JSON.stringify(names)}: importlib.import_module('openapi_client.models.' + name)`;
  await run(PYTHON, ['-c', importAll], { env });
  const printed = await run(PYTHON, [join(TOOLS, 'read_answers.py'), exchange.url, CERTIFICATE, ORDER_ID], { env });
  expect(JSON.parse(printed)).toEqual(facts);
});
