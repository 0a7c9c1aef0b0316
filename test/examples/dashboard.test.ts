// The dashboard, compiled, bundled by Vite with the package as packed, and opened in Chromium. Run by `npm run test:site`.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build, preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startExchange, type Exchange } from '../exchange/exchange.js';
import { openPage } from '../support/browser.js';
import { installPackage, type Project } from '../package/project.js';

const SOURCE = 'test/examples/dashboard';

let project: Project;
let exchange: Exchange;
let server: PreviewServer;
let browser: Browser;
let page: Page;
let faults: string[];

beforeAll(async () => {
  project = installPackage();
  const root = project.folder;
  for (const file of ['index.html', 'main.ts']) cpSync(join(SOURCE, file), join(root, file));
  exchange = await startExchange();
  project.write({ '.env': `VITE_EXCHANGE_URLS='${JSON.stringify(exchange.urls)}'\n` });
  await build({ root, configFile: false, logLevel: 'silent', build: { outDir: join(root, 'site') } });
  server = await preview({ root, configFile: false, logLevel: 'silent', build: { outDir: join(root, 'site') } });
  ({ browser, page, faults } = await openPage());
});
afterAll(async () => {
  await browser?.close();
  await exchange?.close();
  await server?.close();
  project?.remove();
});

test('it compiles', () => {
  const { stdout, status } = spawnSync('npx', ['--no-install', 'tsc', '-p', SOURCE], { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

test('it shows prices, and marks those that may be old', async () => {
  await page.goto(`${server.resolvedUrls!.local[0]!}?symbols=BTCUSDT`);
  const cells = () => page.locator('tbody td').allTextContents();
  await expect.poll(() => exchange.sockets.open.flatMap(({ streams }) => streams).length).toBe(2);
  exchange.send('btcusdt@bookTicker', {
    e: 'bookTicker',
    u: 1,
    s: 'BTCUSDT',
    b: '60999.90',
    B: '1.000',
    a: '61000.00',
    A: '2.000',
    T: 1,
    E: 1,
  });
  await expect.poll(cells).toEqual(['BTCUSDT', '60999.90', '61000.00', '', '']);
  exchange.sockets.drop('public');
  await expect.poll(() => page.locator('tr.stale').count()).toBe(1);
  // A page is told of a lost connection on its console by the browser itself.
  expect(faults.filter((fault) => !fault.includes('WebSocket connection'))).toEqual([]);
});
