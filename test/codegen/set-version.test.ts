// `npm run set-version`, on a copy of what it changes.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinySpec } from './tiny-spec.js';

const PACKAGE = { name: 'tiny', version: '1.2.3', dependencies: { other: '1.0.0' } };
const LOCK = {
  name: 'tiny',
  version: '1.2.3',
  packages: { '': { name: 'tiny', version: '1.2.3' }, 'node_modules/other': { version: '1.0.0' } },
};
const DOCUMENTS = [
  'openapi/openapi',
  'asyncapi/market-streams',
  'asyncapi/user-data-streams',
  'asyncapi/websocket-api',
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'version-'));
  cpSync(tinySpec, join(folder, 'spec'), { recursive: true });
  write('package.json', JSON.stringify(PACKAGE, null, 2));
  write('package-lock.json', JSON.stringify(LOCK, null, 2));
  write('CHANGELOG.md', '# Changelog\n\n## Unreleased\n\n- More.\n\n## 1.2.3 (2026-01-01)\n\n- First.\n');
  write('spec/CHANGELOG.md', '# Changelog of the specification\n\n## 1.2.3 (2026-01-01)\n\n- First.\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const run = (...args: string[]) =>
  spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), join(process.cwd(), 'codegen/set-version.ts'), ...args],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );

test('it is set wherever it stands, and dated in both changelogs', () => {
  expect(run('1.3.0', '--date', '2026-12-31')).toMatchObject({ status: 0, stderr: '' });
  for (const name of DOCUMENTS) expect(read(`spec/${name}.yaml`)).toMatch(/info: .*version: 1\.3\.0\b/);
  expect(JSON.parse(read('package.json'))).toEqual({ ...PACKAGE, version: '1.3.0' });
  expect(JSON.parse(read('package-lock.json'))).toEqual({
    ...LOCK,
    version: '1.3.0',
    packages: { ...LOCK.packages, '': { name: 'tiny', version: '1.3.0' } },
  });
  expect(read('CHANGELOG.md')).toBe(
    '# Changelog\n\n## 1.3.0 (2026-12-31)\n\n- More.\n\n## 1.2.3 (2026-01-01)\n\n- First.\n',
  );
  expect(read('spec/CHANGELOG.md')).toBe(
    '# Changelog of the specification\n\n## 1.3.0 (2026-12-31)\n\n## 1.2.3 (2026-01-01)\n\n- First.\n',
  );
});

test('an entry that the changelog has already stays as it is', () => {
  const text = '# Changelog of the specification\n\n## 1.3.0 (2026-12-01)\n\n- More.\n';
  write('spec/CHANGELOG.md', text);
  expect(run('1.3.0').status).toBe(0);
  expect(read('spec/CHANGELOG.md')).toBe(text);
});

test.each([
  [['1.2.3'], '1.2.3 is not higher than 1.2.3'],
  [['0.9.9'], '0.9.9 is not higher than 1.2.3'],
  [['1.3'], '1.3 is no version'],
  [['v1.3.0'], 'v1.3.0 is no version'],
  [['01.3.0'], '01.3.0 is no version'],
  [[], 'one version is needed'],
  [['1.3.0', '--date', 'today'], '--date takes a day'],
])('%j is refused, and nothing is changed', (args, message) => {
  const { status, stderr } = run(...args);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(JSON.parse(read('package.json'))).toEqual(PACKAGE);
  expect(read('spec/openapi/openapi.yaml')).toBe(readFileSync(join(tinySpec, 'openapi/openapi.yaml'), 'utf8'));
});
