// The documentation site in a browser, opened from the disk. Run by `npm run test:site`; see vitest.site.config.ts.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publication, writePublication } from '../../codegen/publish.js';
import { launchChromium } from '../support/browser.js';

const TEXT = ['index', 'errors', 'changes'];
const REFERENCE = ['rest', 'websocket-api', 'market-streams', 'user-data-streams'];
/** Screenshots of every page are kept if this names a folder. */
const SHOTS = process.env['SITE_SHOTS'];

const folder = mkdtempSync(join(tmpdir(), 'site-'));
const site = pathToFileURL(join(folder, 'site')).href;
let browser: Browser;

beforeAll(async () => {
  writePublication(folder, publication('spec'));
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Opens a page of the site; `faults` collects console errors and requests that leave the disk. */
async function open(address: string, options: BrowserContextOptions = {}): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) faults.push(`request: ${request.url()}`);
  });
  await page.goto(`${site}/${address}`);
  await rendered(page);
  return { page, faults };
}

/** Waits until the component of a reference page has drawn it. */
async function rendered(page: Page): Promise<void> {
  if (!REFERENCE.some((name) => page.url().includes(`/${name}.html`))) return;
  await page.waitForFunction(`document.querySelectorAll('#reference [id]').length > 20`);
  await page.waitForTimeout(1000);
}

/** Id of what an address names. Scalar leaves the name of the document out of its addresses. */
function idOf({ pathname, hash }: URL): string {
  const name = decodeURIComponent(hash.slice(1));
  return pathname.endsWith('/rest.html') ? `rest/${name}` : name;
}

/** Distance of what the address names from the top of the window. */
const targetTop = (page: Page): Promise<number> =>
  page.evaluate<number>(
    `document.getElementById(${JSON.stringify(idOf(new URL(page.url())))})?.getBoundingClientRect().top ?? -1`,
  );

describe.each([...TEXT, ...REFERENCE])('%s.html', (name) => {
  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    '%s, %i px wide: no fault, no request, no horizontal scrolling, the right colours',
    async (colorScheme, width) => {
      const { page, faults } = await open(`${name}.html`, { colorScheme, viewport: { width, height: 900 } });
      const facts = await page.evaluate<{ overflow: number; background: string }>(`({
        overflow: document.documentElement.scrollWidth - innerWidth,
        background: getComputedStyle(document.body).backgroundColor,
      })`);
      expect(facts.overflow).toBeLessThanOrEqual(0);
      const [red] = /\d+/.exec(facts.background)!;
      expect(Number(red) < 128).toBe(colorScheme === 'dark');
      expect(faults).toEqual([]);
      if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}-${colorScheme}-${width}.png`) });
      await page.context().close();
    },
  );
});

describe('search', () => {
  test.each([
    ['newOrder', 'operation', 'rest.html', 'newOrder'],
    ['newOrder', 'method', 'websocket-api.html', 'newOrder'],
    ['order.place', 'method', 'websocket-api.html', 'newOrder'],
    ['bookTicker', 'stream', 'market-streams.html', 'bookTicker'],
    ['bookTicker', 'operation', 'rest.html', 'bookTicker'],
    ['ORDER_TRADE_UPDATE', 'event', 'user-data-streams.html', 'orderTradeUpdate'],
    ['-2019', 'error', 'errors.html', '-2019'],
    ['margin is insufficient', 'error', 'errors.html', '-2019'],
  ])('%s finds the %s on %s', async (query, kind, file, anchor) => {
    const { page, faults } = await open('index.html');
    await page.fill('#search', query);
    const found = page.locator('#results a', { has: page.locator('small', { hasText: new RegExp(`^${kind}$`) }) });
    await found.first().click();
    await page.waitForURL(new RegExp(`/${file.replace('.', '\\.')}#`));
    await rendered(page);
    expect(decodeURIComponent(new URL(page.url()).hash)).toMatch(new RegExp(`[-/#]${anchor.replace('-', '-')}$`));
    const top = await targetTop(page);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top).toBeLessThan(400);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('works by keyboard, and within the page that is open', async () => {
    const { page } = await open('rest.html#tag/trade/newOrder');
    await page.keyboard.press('/');
    await page.keyboard.type('klines');
    await page.keyboard.press('Enter');
    await page.waitForURL(/klines$/);
    await page.waitForTimeout(2000);
    expect(await targetTop(page)).toBeLessThan(400);
    await page.context().close();
  });

  test('says when there is nothing', async () => {
    const { page } = await open('index.html');
    await page.fill('#search', 'no such thing');
    expect(await page.textContent('#results')).toBe('Nothing found.');
    await page.context().close();
  });
});

test('the switch changes the theme, and the next page keeps it', async () => {
  const { page } = await open('rest.html', { colorScheme: 'light' });
  await page.click('#theme');
  expect(await page.evaluate(`document.body.classList.contains('dark-mode')`)).toBe(true);
  await page.goto(`${site}/errors.html`);
  expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
  await page.context().close();
});

test('the facts, rules and examples of an operation, a method and a stream are shown', async () => {
  const { page } = await open('rest.html#tag/trade/newOrder');
  const operation = await page.locator('[id="rest/tag/trade/newOrder"]').innerText();
  for (const text of [
    'Security: TRADE',
    'Request weight: 0',
    'Order limits',
    'Repeat: verify',
    'Parameter rules',
    'openssl dgst',
  ])
    expect(operation.replace(/\s+/g, ' ')).toContain(text);
  await page.goto(`${site}/websocket-api.html#operation-request-newOrder`);
  await rendered(page);
  const method = await page.locator('#operation-request-newOrder').innerText();
  for (const text of ['Security: TRADE', 'client.websocketApi.newOrder({', 'Parameter rules'])
    expect(method).toContain(text);
  await page.goto(`${site}/market-streams.html#operation-receive-aggTrade`);
  await rendered(page);
  const stream = await page.locator('#operation-receive-aggTrade').innerText();
  expect(stream).toContain("client.streams.aggTrade({ symbol: 'BTCUSDT' }, (event) =>");
  expect(stream).toContain('/market/ws/btcusdt@aggTrade');
  await page.context().close();
});

test('examples can be copied', async () => {
  const { page } = await open('market-streams.html#operation-receive-aggTrade', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const example = page.locator('#operation-receive-aggTrade pre:has(.copy)').first();
  await example.locator('.copy').click();
  await page.getByText('Copied').waitFor();
  const text = await example.locator('code').textContent();
  expect(text).toContain('{');
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(text);
  await page.context().close();
});

test('every internal link resolves', async () => {
  const targets = new Map<string, string>();
  const ids = new Map<string, Set<string>>();
  for (const name of [...TEXT, ...REFERENCE]) {
    const { page } = await open(`${name}.html`);
    if (name === 'rest') await openEverything(page);
    const links = await page.evaluate<string[]>(`[...document.querySelectorAll('a')].map(({ href }) => href)`);
    for (const link of links) if (link.startsWith('file:')) targets.set(link, name);
    ids.set(name, new Set(await page.evaluate<string[]>(`[...document.querySelectorAll('[id]')].map(({ id }) => id)`)));
    if (name === 'index') {
      const found = await page.evaluate(() =>
        (globalThis as never as { searchIndex: string[][] }).searchIndex.map((entry) => entry[3]!),
      );
      for (const href of found) targets.set(new URL(href, `${site}/index.html`).href, 'search');
    }
    await page.context().close();
  }
  expect(targets.size).toBeGreaterThan(400);
  const broken = [...targets].filter(([link]) => {
    const url = new URL(link);
    const name = /\/site\/([\w-]+)\.html$/.exec(url.pathname)?.[1];
    if (name === undefined) return !existsSync(fileURLToPath(new URL(url.pathname, 'file://')));
    return url.hash !== '' && !ids.get(name)?.has(idOf(url));
  });
  expect(broken).toEqual([]);
});

/** Scrolls through the page, as the component draws operations when they come into view. */
async function openEverything(page: Page): Promise<void> {
  for (let at = 0; at < 400; at++) {
    const isAtEnd = await page.evaluate<boolean>(
      'scrollBy(0, 2500), scrollY + innerHeight >= document.documentElement.scrollHeight - 2',
    );
    await page.waitForTimeout(60);
    if (isAtEnd) return;
  }
}
