import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/*.test.ts'],
    // Needs a browser: npm run test:site
    exclude: ['test/site.test.ts'],
    typecheck: { enabled: true, include: ['test/*.test-d.ts'], tsconfig: 'tsconfig.json' },
    testTimeout: 20_000,
    reporters: ['default', './test/summary-reporter.ts'],
  },
});
