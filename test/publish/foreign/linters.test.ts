// Readers of other makers find nothing wrong with the published documents.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PYTHON, run, SPEC, tool, TOOLS } from './tools.js';

const documents = readdirSync(SPEC)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));

test('Spectral finds no fault in any document', async () => {
  expect(documents).toHaveLength(5);
  const files = documents.map((name) => join(SPEC, `${name}.json`));
  const ruleset = join(TOOLS, 'spectral.yaml');
  const printed = await tool('spectral', 'lint', '--ruleset', ruleset, '--fail-severity', 'hint', ...files);
  expect(printed).toContain('No results with a severity of');
});

test('PyYAML, a reader of YAML 1.1, reads the same as a reader of JSON', async () => {
  const printed = await run(PYTHON, [join(TOOLS, 'same_yaml.py'), SPEC, ...documents]);
  expect(printed).toBe('');
});
