// `npm run test:foreign`: what linters, readers and generators of other makers do with the published documents. Needs Java, and
// Debian's golang-go, cargo, librust-serde-dev, librust-serde-json-dev, python3-yaml, python3-urllib3, python3-dateutil and
// python3-certifi; npm brings the generators along.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/publish/foreign/*.test.ts'],
    globalSetup: 'test/publish/foreign/setup.ts',
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/summary-reporter.ts'],
  },
});
