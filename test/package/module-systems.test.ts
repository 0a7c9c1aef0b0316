// The package under both module systems, test runners, platforms and the programs that judge packages.
import { readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createPackageFromTarballData, checkPackage } from '@arethetypeswrong/core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { publint } from 'publint';
import { doors, done, installPackage, type Project } from './project.js';

/** Programs start programs here. */
vi.setConfig({ testTimeout: 60_000 });

let project: Project;

beforeAll(() => {
  project = installPackage();
}, 120_000);
afterAll(() => project.remove());

const node = (...args: string[]) => done(process.execPath, args, project.folder);

test('publint has nothing to say', async () => {
  const { messages } = await publint({ pkgDir: join(project.folder, 'node_modules/binance-usdm'), pack: false });
  // The documents are published by a step of their own.
  expect(messages.filter(({ path }) => path.join('.') !== 'exports../spec/*')).toEqual([]);
});

test('no way to find types is wrong', async () => {
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(project.tarball))));
  expect(analysis).toMatchObject({ problems: [] });
});

test.each(doors)('%s has the same names as ESM and as CommonJS', (door) => {
  project.write({
    'names.mjs': `import * as all from '${door}'; console.log(JSON.stringify(Object.keys(all).sort()));`,
    'names.cjs': `console.log(JSON.stringify(Object.keys(require('${door}')).sort()));`,
  });
  const names = node('names.mjs');
  expect(JSON.parse(names)).not.toEqual([]);
  expect(node('names.cjs')).toBe(names);
});

const MEETING = `
const common = require('binance-usdm');
import('binance-usdm').then((modern) => {
  const pairs = [[common, modern], [modern, common]];
  const make = {
    ArgumentError: (all) => { try { all.createClient({ environment: 'none' }); } catch (error) { return error; } },
    DecodeError: (all) => { try { all.decodeMarketMessage('1'); } catch (error) { return error; } },
  };
  console.log(JSON.stringify(pairs.flatMap(([from, to]) => Object.entries(make).map(([name, fail]) => {
    const error = fail(from);
    const other = name === 'ArgumentError' ? 'DecodeError' : 'ArgumentError';
    return [from[name] !== to[name], to.isBinanceError(error), error instanceof to[name], error instanceof to.BinanceError, error instanceof to[other]];
  }))));
});`;

test('errors of the ESM and of the CommonJS copy are recognised by the other one', () => {
  project.write({ 'meeting.cjs': MEETING });
  const found = JSON.parse(node('meeting.cjs')) as boolean[][];
  expect(found).toEqual(Array.from({ length: 4 }, () => [true, true, true, true, false]));
});

test('Jest loads every door', () => {
  const config = JSON.stringify({ testEnvironment: 'node', transform: {}, testMatch: ['**/jest.test.cjs'] });
  project.write({
    'jest.test.cjs': `test.each(${JSON.stringify(doors)})('%s', (door) => { expect(Object.keys(require(door))).not.toEqual([]); });`,
  });
  node(resolve('node_modules/jest/bin/jest.js'), '--rootDir', project.folder, '--config', config);
});

test('vitest loads every door', () => {
  project.write({
    'vitest.test.js': `${doors.map((door, index) => `import * as door${index} from '${door}';`).join('\n')}
test('loads', () => { for (const door of [${doors.map((_, index) => `door${index}`).join(', ')}]) expect(Object.keys(door)).not.toEqual([]); });`,
  });
  node(resolve('node_modules/vitest/vitest.mjs'), 'run', '--root', project.folder, '--globals', 'vitest.test.js');
});

test.each(['browser', 'bun', 'deno'])(
  'under the condition %s every door has the names that it has on Node.js',
  (condition) => {
    project.write({
      'condition.mjs': `console.log(JSON.stringify(await Promise.all(${JSON.stringify(doors)}.map(async (door) => Object.keys(await import(door)).sort()))));`,
    });
    expect(node('--conditions', condition, 'condition.mjs')).toBe(node('condition.mjs'));
  },
);

test('each platform has its module for every name in imports, with the same exports', () => {
  project.write({
    'platforms.mjs': `import { readFileSync, symlinkSync, unlinkSync } from 'node:fs';
const at = new URL('node_modules/binance-usdm/', import.meta.url);
const { imports } = JSON.parse(readFileSync(new URL('package.json', at), 'utf8'));
const filesIn = (target) => typeof target === 'string' ? [target] : Object.values(target).flatMap(filesIn);
const namesIn = async (file) => Object.keys(await import(new URL(file, at))).filter((name) => name !== 'default' && name !== 'module.exports').sort();
console.log(JSON.stringify(await Promise.all(Object.values(imports).map((target) => Promise.all(filesIn(target).map(namesIn))))));`,
  });
  const modules = JSON.parse(node('platforms.mjs')) as string[][][];
  expect(modules.length).toBeGreaterThan(0);
  for (const [first, ...others] of modules) for (const names of others) expect(names).toEqual(first);
});

/** Begins an authorization by a module of either system, and tells what came of it. */
const AUTHORIZATION = `const { createOAuth } = load('binance-usdm/oauth');
createOAuth({ clientId: 'id', redirectUri: 'https://host/' }).authorize(['user:openId']).then(
  ({ url }) => console.log(new URL(url).searchParams.get('code_challenge_method')),
  (error) => console.log(error.name, error.parameter),
);`;
const byRequire = ['authorization.cjs', `const load = require; ${AUTHORIZATION}`] as const;
const byImport = ['authorization.mjs', AUTHORIZATION.replace('load(', 'await import(')] as const;

test.each([byRequire, byImport])(
  '%s finds the optional oauth4webapi, and says if it is not installed',
  (file, text) => {
    project.write({ [file]: text });
    expect(node(file)).toBe('ArgumentError oauth4webapi\n');
    const link = join(project.folder, 'node_modules/oauth4webapi');
    symlinkSync(resolve('node_modules/oauth4webapi'), link);
    try {
      expect(node(file)).toBe('S256\n');
    } finally {
      unlinkSync(link);
    }
  },
);
