// Chromium, for tests of pages. CHROMIUM names it if it is not /usr/bin/chromium.
import { chromium, type Browser, type Page } from 'playwright-core';

/** Starts it without anything that would reach out by itself. */
export const launchChromium = (...args: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', ...args],
  });

/** A page that may speak to the loopback exchange, and what goes wrong on it. */
export async function openPage(): Promise<{ browser: Browser; page: Page; faults: string[] }> {
  const browser = await launchChromium('--ignore-certificate-errors');
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  return { browser, page, faults };
}
