// For `npm run mutate` alone: the tests of the part whose sources are changed.
import { defineConfig } from 'vitest/config';
import { parts } from './parts.js';

const part = parts[process.env['MUTATED_PART'] ?? ''];
if (!part) throw new Error('start it by `npm run mutate`');

/** Less than all tests of the part, if asked for. */
const some = process.env['MUTATION_TESTS'];

export default defineConfig({ test: { include: some === undefined ? [...part.tests] : [some], testTimeout: 20_000 } });
