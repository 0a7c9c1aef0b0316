// What the doors weigh in a program of somebody else's: bundled, minified and compressed.
import { mkdtempSync, rmSync, symlinkSync, cpSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions } from 'esbuild';
import { rolldown, type OutputOptions } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { code, doors, platforms } from '../../rolldown.config.js';
import { manifest } from './project.js';

const folder = mkdtempSync(join(tmpdir(), 'binance-usdm-sizes-'));

/** Modules are enough: types weigh nothing. */
beforeAll(async () => {
  const installed = join(folder, 'node_modules/binance-usdm');
  mkdirSync(installed, { recursive: true });
  cpSync('package.json', join(installed, 'package.json'));
  for (const name of Object.keys(manifest.dependencies))
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
  const { output, ...input } = code('esm', 'js', { ...doors, ...platforms });
  const bundle = await rolldown(input);
  await bundle.write({ ...(output as OutputOptions), dir: join(installed, 'dist/lib') });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is no part of the package on Node.js. */
const NETWORK = ['undici', 'ws'];

interface Budget {
  readonly program: string;
  /** Unit: kB of 1000 bytes, minified and compressed. It may only shrink. */
  readonly most: number;
  readonly options: BuildOptions;
}

const market = `import { decodeMarketMessage } from 'binance-usdm/decode';`;
const budgets: { readonly [what: string]: Budget } = {
  '/decode, market streams': {
    program: `${market} console.log(decodeMarketMessage);`,
    most: 8,
    options: { platform: 'browser' },
  },
  '/decode, market streams and user data': {
    program: `${market} import { decodeUserDataMessage } from 'binance-usdm/decode';
console.log(decodeMarketMessage, decodeUserDataMessage);`,
    most: 13,
    options: { platform: 'browser' },
  },
  '/streams without ws': {
    program: `import { aggTrade, createSubscriber } from 'binance-usdm/streams'; console.log(aggTrade, createSubscriber);`,
    most: 16.5,
    options: { platform: 'node', external: NETWORK },
  },
  '/rest, createCaller and one row, without undici': {
    program: `import { createCaller, newOrder } from 'binance-usdm/rest'; console.log(createCaller, newOrder);`,
    most: 20.6,
    options: { platform: 'node', external: NETWORK },
  },
  '/oauth, without oauth4webapi and undici': {
    program: `import { createOAuth } from 'binance-usdm/oauth'; console.log(createOAuth);`,
    most: 8,
    options: { platform: 'node', external: [...NETWORK, 'oauth4webapi'] },
  },
  'the whole client': {
    program: `import { createClient } from 'binance-usdm'; console.log(createClient);`,
    most: 61.5,
    options: { platform: 'node', external: NETWORK },
  },
};

async function bundled({ program, options }: Budget): Promise<{ text: string; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    ...options,
    stdin: { contents: program, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    logLevel: 'silent',
  });
  return { text: outputFiles[0]!.text, inputs: Object.keys(metafile.inputs) };
}

test.each(Object.entries(budgets))('%s stays within its budget', async (what, budget) => {
  const { text } = await bundled(budget);
  const size = gzipSync(text).length / 1000;
  console.log(`| ${what} | ${(text.length / 1000).toFixed(1)} kB | ${size.toFixed(1)} kB gzip | ≤ ${budget.most} kB |`);
  expect(size).toBeLessThanOrEqual(budget.most);
});

test('/decode is bundled for a browser without any import', async () => {
  const { text, inputs } = await bundled(budgets['/decode, market streams and user data']!);
  expect(text).not.toMatch(/\b(import|require)\b\s*[("'{]/);
  expect(inputs.filter((path) => !path.includes('binance-usdm/dist/') && !path.includes('<stdin>'))).toEqual([]);
});
