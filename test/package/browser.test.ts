// The package in a page that Vite bundles, in Chromium, against the loopback exchange. Run by `npm run test:site`.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build, preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startExchange, type Exchange } from '../exchange/exchange.js';
import { openPage } from '../support/browser.js';
import { installPackage, type Project } from './project.js';

/** What the page does. It signs by WebCrypto, with the key of the exchange's one account. */
const PAGE = `
import { createClient, ExchangeError } from 'binance-usdm';
import { decodeMarketMessage } from 'binance-usdm/decode';

async function sign(payload) {
  const bytes = (text) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey('raw', bytes('secret'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', key, bytes(payload));
  return [...new Uint8Array(signature)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

window.open = (urls) => {
  const client = createClient({ environment: { urls }, apiKey: 'key', sign });
  Object.assign(window, { client, createClient, decodeMarketMessage, ExchangeError });
};
`;

let project: Project;
let exchange: Exchange;
let server: PreviewServer;
let browser: Browser;
let page: Page;
let faults: string[];
const warnings: string[] = [];

beforeAll(async () => {
  project = installPackage();
  project.write({
    'package.json': '{ "type": "module" }',
    'index.html':
      '<!doctype html><title>page</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
    'page.js': PAGE,
  });
  const root = project.folder;
  const customLogger = {
    hasWarned: false,
    info: () => {},
    warn: (text: string) => void warnings.push(text),
    warnOnce: (text: string) => void warnings.push(text),
    error: (text: string) => void warnings.push(text),
    clearScreen: () => {},
    hasErrorLogged: () => false,
  };
  await build({ root, configFile: false, customLogger, logLevel: 'warn', build: { outDir: join(root, 'site') } });
  server = await preview({ root, configFile: false, logLevel: 'silent', build: { outDir: join(root, 'site') } });
  exchange = await startExchange();
  ({ browser, page, faults } = await openPage());
  await page.goto(server.resolvedUrls!.local[0]!);
  await page.evaluate(`window.open(${JSON.stringify(exchange.urls)})`);
});
afterAll(async () => {
  await browser?.close();
  await exchange?.close();
  await server?.close();
  project?.remove();
});

test('it is bundled without a warning, and the page runs without a fault', () => {
  expect(warnings).toEqual([]);
  expect(faults).toEqual([]);
});

test('a public call', async () => {
  const { serverTime } = await page.evaluate<{ serverTime: number }>('client.rest.serverTime()');
  expect(Math.abs(serverTime - exchange.now())).toBeLessThan(60_000);
});

test('a call that the option `sign` signs', async () => {
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.010' };
  const placed = await page.evaluate<{ symbol: string }>(`client.rest.newOrder(${JSON.stringify(order)})`);
  expect(placed).toMatchObject({ symbol: 'BTCUSDT', side: 'BUY' });
  expect(exchange.requests.at(-1)).toMatchObject({ method: 'POST', path: '/fapi/v1/order' });
});

test('a refusal is an error of the package', async () => {
  const refused = `client.rest.cancelOrder({ symbol: 'BTCUSDT', orderId: 1 }).catch((error) =>
    [error instanceof ExchangeError, error.execution])`;
  expect(await page.evaluate(refused)).toEqual([true, 'rejected']);
});

test('a stream', async () => {
  const first = page.evaluate(`(async () => {
    const events = client.streams.aggTrade({ symbol: 'BTCUSDT' });
    await events.ready;
    window.isReady = true;
    for await (const { symbol, price, quantity } of events) return { symbol, price, quantity };
  })()`);
  await page.waitForFunction('window.isReady');
  const trade = {
    e: 'aggTrade',
    E: 1,
    a: 5,
    s: 'BTCUSDT',
    p: '61000.00',
    q: '0.5',
    nq: '0.5',
    f: 1,
    l: 2,
    T: 1,
    m: true,
  };
  expect(exchange.send('btcusdt@aggTrade', trade)).toBe(1);
  expect(await first).toEqual({ symbol: 'BTCUSDT', price: '61000.00', quantity: '0.5' });
});

test('a secret is refused in favour of the option `sign`', async () => {
  const message = `(() => { try { createClient({ apiSecret: 'secret' }); } catch (error) { return error.message; } })()`;
  expect(await page.evaluate(message)).toContain('option `sign`');
});

test('everything closes', async () => {
  await page.evaluate('client.close()');
  expect(exchange.violations).toEqual([]);
});
