// `npm run test:foreign`: clients and types that generators of other makers make of the published documents. Needs Java and
// Debian's python3-urllib3, python3-dateutil and python3-certifi; npm brings the generators along.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/publish/foreign.test.ts'],
    testTimeout: 120_000,
    reporters: ['default', './test/support/summary-reporter.ts'],
  },
});
