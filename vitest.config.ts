import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // What they need is not there after npm ci: a browser, and generators of other makers.
    exclude: [
      'test/bench/node_modules/**',
      'test/examples/dashboard.test.ts',
      'test/package/browser.test.ts',
      'test/publish/site.test.ts',
      'test/publish/foreign/**',
    ],
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
    testTimeout: 20_000,
    reporters: ['default', './test/support/summary-reporter.ts'],
  },
});
