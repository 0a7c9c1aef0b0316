// `npm run test:site`: the documentation site, and the package in a page of somebody else's, in a browser. Needs Chromium; CHROMIUM names it if it is not /usr/bin/chromium.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/examples/dashboard.test.ts', 'test/package/browser.test.ts', 'test/publish/site.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/summary-reporter.ts'],
  },
});
