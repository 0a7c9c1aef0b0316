// `npm run check`: everything that can be said of the repository without running its tests.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const steps: readonly [what: string, command: string][] = [
  ['format', 'prettier --check --log-level warn .'],
  ['lint', 'oxlint --type-aware --deny-warnings'],
  ['types', 'tsc --noEmit'],
  ['spec, its extensions and examples', 'tsx codegen/lint.ts'],
  ['generated code is current', 'tsx codegen/generate.ts --check'],
  ['breaking changes are documented', 'tsx codegen/diff.ts --fail-on undocumented'],
  ['specs are published', 'tsx codegen/publish.ts'],
  ['formats mean the same to every reader', 'tsx codegen/check-formats.ts'],
  ...readdirSync('spec/asyncapi').map((file): [string, string] => [
    `spec lint of ${file}`,
    `redocly lint dist/spec/${file.replace('.yaml', '.json')} --format stylish`,
  ]),
  ['spec lint of openapi.yaml', 'redocly lint dist/spec/openapi.json --format stylish'],
  ['spec lint of its 3.0 form', 'redocly lint dist/spec/openapi-3.0.json --format stylish'],
  ['import directions', 'vitest run test/import-directions.test.ts --typecheck.enabled=false --reporter=dot'],
  ['unused code', 'knip'],
];

let failed = 0;
for (const [what, command] of steps) {
  const start = Date.now();
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', ...command.split(' ')], {
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', REDOCLY_TELEMETRY: 'off' },
  });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${what} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  for (const note of stderr.split('\n').filter((line) => line.startsWith('note: '))) console.log(`     ${note}`);
  if (status === 0) continue;
  failed++;
  console.log(`${stdout}${stderr}`);
}
console.log(failed === 0 ? 'all checks passed' : `${failed} of ${steps.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
