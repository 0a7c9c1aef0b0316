// The Postman collection: complete, signed, and on the testnet unless production is chosen.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { documentOf, loadSpec } from '../../codegen/load/documents.js';
import { buildModel } from '../../codegen/model/build.js';
import { postmanCollection, postmanEnvironments } from '../../codegen/publish/postman.js';

const spec = loadSpec('spec');
const model = buildModel(spec);
const { root } = documentOf(spec, 'openApi');
const collection = postmanCollection(model, root) as any;
const environments = postmanEnvironments(model);
const requests: any[] = collection.item.flatMap(({ item }: { item: unknown[] }) => item);

test('has every operation once, each with an id of its own', () => {
  const ids = Object.values(root['paths']!).flatMap((item) =>
    Object.values(item as object).map(({ operationId }) => operationId as string),
  );
  expect(new Set(requests.map(({ name }) => name))).toEqual(new Set(ids));
  expect(requests).toHaveLength(ids.length);
  expect(new Set(requests.map(({ id }) => id)).size).toBe(ids.length);
});

test('leads to production only by the environment that is chosen for it', () => {
  const production = (root as any).servers.filter((server: any) => server['x-environment'] === 'production');
  expect(production.length).toBeGreaterThan(0);
  const withoutTexts = JSON.stringify(collection, (key, value) => (key === 'description' ? undefined : value));
  for (const { url } of production) expect(withoutTexts).not.toContain(url);
  const urls = (values: { key: string; value: string }[]) => values.filter(({ key }) => key.endsWith('Url'));
  const valuesOf = (name: string) => urls((environments.get(name) as any).values);
  expect(urls(collection.variable)).toMatchObject([
    { key: 'fapiUrl', value: 'https://demo-fapi.binance.com' },
    { key: 'papiUrl', value: 'https://papi-is-not-on-testnet.invalid' },
  ]);
  expect(valuesOf('testnet')).toMatchObject(urls(collection.variable));
  expect(valuesOf('production').map(({ value }) => value)).toEqual([
    'https://fapi.binance.com',
    'https://papi.binance.com',
  ]);
});

test('its script signs what is sent, signature last', () => {
  const { request } = requests.find(({ name }) => name === 'newOrder');
  const values = new Map([['apiSecret', 'secret']]);
  let sent = '';
  const query = Object.assign([...request.url.query], { clear: () => undefined });
  const pm = {
    request: { url: { query, addQueryParams: (text: string) => (sent = text) } },
    variables: {
      set: (key: string, value: string) => values.set(key, value),
      get: (key: string) => values.get(key),
      replaceIn: (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => values.get(key) ?? ''),
    },
  };
  const crypto = {
    HmacSHA256: (text: string, key: string) => ({
      toString: () => createHmac('sha256', key).update(text).digest('hex'),
    }),
    enc: {},
  };
  const script = readFileSync('codegen/publish/postman-sign.js', 'utf8');
  // oxlint-disable-next-line no-implied-eval -- the script is made to run in Postman, which gives it `pm` and `require`.
  new Function('pm', 'require', script)(pm, () => crypto);
  const [, signed, signature] = /^(.*)&signature=(\w+)$/.exec(sent)!;
  expect(signed).toMatch(/^symbol=BTCUSDT&side=BUY&type=LIMIT&.*&timestamp=\d{13}$/);
  expect(signature).toBe(createHmac('sha256', 'secret').update(signed!).digest('hex'));
});
