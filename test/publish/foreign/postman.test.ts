// The Postman collection runs as it is published: newman sends every request of it, signed, to the loopback exchange.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startExchange } from '../../exchange/exchange.js';
import { SPEC, tool, WORK } from './tools.js';

interface Execution {
  readonly item: { readonly name: string };
  readonly response?: { readonly code: number; readonly stream: { readonly data: number[] } };
}

test('newman sends every request, and the exchange accepts the signatures', async () => {
  const exchange = await startExchange();
  const report = join(WORK, 'newman.json');
  const environment = join(SPEC, 'binance-usdm.testnet.postman_environment.json');
  const values = [`fapiUrl=${exchange.url}`, `papiUrl=${exchange.url}`, 'apiKey=key', 'apiSecret=secret'];
  const collection = join(SPEC, 'binance-usdm.postman_collection.json');
  const reporters = ['--reporters', 'json', '--reporter-json-export', report];
  const variables = values.flatMap((value) => ['--env-var', value]);
  await tool('newman', 'run', collection, '--insecure', '-e', environment, ...variables, ...reporters);

  const { run } = JSON.parse(readFileSync(report, 'utf8')) as {
    run: { failures: unknown[]; executions: Execution[] };
  };
  expect(run.failures).toEqual([]);
  const answers = run.executions.map(({ item, response }) => [
    item.name,
    response?.code === 200 ? 200 : Buffer.from(response?.stream.data ?? []).toString(),
  ]);
  expect(answers.length).toBeGreaterThan(100);
  // By then an earlier request has cancelled all orders.
  const refused = answers.filter(([, answer]) => answer !== 200);
  expect(refused).toEqual([['openOrder', '{"code":-2013,"msg":"Order does not exist."}']]);
  expect(exchange.requests.filter(({ query }) => query.includes('signature=')).length).toBeGreaterThan(60);
  expect(exchange.violations).toEqual([]);
  await exchange.close();
});
