// What is published to the registry: packed, unpacked into a project of its own, and used from there.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { done, installPackage, manifest, run, type Project } from './project.js';

/** Most that a download may weigh. Unit: bytes. */
const MOST_BYTES = 1_150_000;

let installed: Project;
let project: string;

beforeAll(() => {
  installed = installPackage({ spec: true });
  project = installed.folder;
  installed.write({ 'package.json': '{ "type": "module" }' });
}, 120_000);
afterAll(() => installed.remove());

const program = (...args: string[]) =>
  run(process.execPath, [join(project, 'node_modules/binance-usdm', manifest.bin['binance-usdm']!), ...args], project);

test('it holds what it needs and nothing else', () => {
  const { files, size } = installed.packed;
  const paths = files.map(({ path }) => path);
  const folders = new Set(paths.map((path) => path.split('/').slice(0, 2).join('/')));
  expect([...folders].sort()).toEqual(
    ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/lib', 'dist/spec', 'package.json'].sort(),
  );
  expect(paths).toContain('dist/spec/openapi.yaml');
  expect(paths.filter((path) => path.startsWith('dist/spec/site') || path.endsWith('.map'))).toEqual([]);
  console.log(`packed: ${(size / 1000).toFixed(0)} kB, ${files.length} files`);
  expect(size).toBeLessThan(MOST_BYTES);
  const main = readFileSync(join(project, 'node_modules/binance-usdm', manifest.bin['binance-usdm']!), 'utf8');
  expect(main.startsWith('#!/usr/bin/env node\n')).toBe(true);
});

test('it is imported and required by its name, and so are its documents', () => {
  installed.write({
    'use.js': `import { createRequire } from 'node:module';
import { createClient, operations } from 'binance-usdm';
import errors from 'binance-usdm/spec/errors.json' with { type: 'json' };
const require = createRequire(import.meta.url);
const client = createClient();
await client.close();
const { version } = require('binance-usdm/package.json');
const path = require.resolve('binance-usdm/spec/openapi.yaml');
console.log(JSON.stringify([Object.keys(operations).length, errors.codes.length, version, path]));`,
  });
  const [operations, errors, version, path] = JSON.parse(done(process.execPath, ['use.js'], project)) as [
    number,
    number,
    string,
    string,
  ];
  expect(operations).toBeGreaterThan(100);
  expect(errors).toBeGreaterThan(200);
  expect(version).toBe(manifest.version);
  expect(readFileSync(path, 'utf8')).toMatch(/^openapi: 3\.1/);
});

test('the program runs from there', () => {
  expect(program('--version')).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
  const { status, stdout } = program('errors', '-2019', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    code: '-2019',
    messages: ['Margin is insufficient.'],
    repeat: 'The same request will be refused again; change it first.',
  });
  const help = program('call', 'newOrder', '--help').stdout;
  expect(help).toContain('Unit: base asset.');
  expect(help).toContain('https://developers.binance.com/');
});

test('spec hands out every document with its checksum, one of them on stdout, and refuses a damaged one', () => {
  const { files } = JSON.parse(program('spec', '--list', '--json').stdout) as {
    files: { path: string; sha256: string }[];
  };
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['openapi.yaml', 'openapi-3.0.json', 'market-streams.yaml', 'errors.csv']),
  );
  expect(program('spec', '--list').stdout.trimEnd().split('\n')).toHaveLength(files.length);
  expect(program('spec').stdout).toBe(program('spec', '--list').stdout);
  const all = program('spec', '--out', 'binance-usdm-spec');
  expect(all).toMatchObject({ status: 0, stdout: '' });
  expect(all.stderr).toContain(`${files.length} files of version ${manifest.version} in binance-usdm-spec`);
  for (const { path, sha256 } of files) {
    const bytes = readFileSync(join(project, 'binance-usdm-spec', path));
    expect(createHash('sha256').update(bytes).digest('hex'), path).toBe(sha256);
  }
  const yaml = readFileSync(join(project, 'binance-usdm-spec/openapi.yaml'), 'utf8');
  expect(program('spec', 'openapi.yaml').stdout).toBe(yaml);

  expect(program('spec', 'schemas', 'errors.json', '--out', 'some')).toMatchObject({ status: 0, stdout: '' });
  expect(statSync(join(project, 'some/schemas')).isDirectory()).toBe(true);
  expect(readFileSync(join(project, 'some/errors.json'), 'utf8')).toContain('"retryWords"');
  const unknown = program('spec', 'openapi.yml');
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toContain('Did you mean openapi.yaml');

  const spec = join(project, 'node_modules/binance-usdm/dist/spec');
  writeFileSync(join(spec, 'openapi.yaml'), `${yaml} `);
  const damaged = program('spec', 'openapi.yaml');
  expect([damaged.status, damaged.stdout]).toEqual([1, '']);
  expect(damaged.stderr).toContain('openapi.yaml is damaged');
  rmSync(spec, { recursive: true });
  expect(program('spec')).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run publish:spec') });
  expect(program('errors', '-2019').stdout).toContain('MARGIN_NOT_SUFFICIEN');
});
