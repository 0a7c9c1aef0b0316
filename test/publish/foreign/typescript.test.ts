// Clients that TypeScript generators of other makers make compile strictly and read answers.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { startExchange } from '../../exchange/exchange.js';
import { ANSWERS, CERTIFICATE, run, SPEC, tool, TOOLS, WORK } from './tools.js';

const DOCUMENT = join(SPEC, 'openapi.json');

/** Lets each tool write its client into the folder `typescript`. */
async function generateAll(folder: string): Promise<void> {
  await tool('openapi-ts', '-i', DOCUMENT, '-o', join(folder, 'hey-api'), '-c', '@hey-api/client-fetch');
  await tool('orval', '--input', DOCUMENT, '--output', join(folder, 'orval/api.ts'), '--client', 'fetch');
  await tool('oazapfts', DOCUMENT, join(folder, 'oazapfts.ts'));
  await tool('openapi-zod-client', DOCUMENT, '-o', join(folder, 'zod.ts'));
  await tool('swagger-typescript-api', 'generate', '-p', DOCUMENT, '-o', folder, '-n', 'swagger.ts');
  // It tells the compiler to look away; ours looks.
  const swagger = join(folder, 'swagger.ts');
  const text = readFileSync(swagger, 'utf8');
  expect(text).toContain('// @ts-nocheck\n');
  writeFileSync(swagger, text.replace('// @ts-nocheck\n', ''));
}

test('hey-api, orval, oazapfts, openapi-zod-client and swagger-typescript-api', async () => {
  const folder = join(WORK, 'typescript');
  mkdirSync(folder);
  // The clients import libraries that the tools bring along.
  symlinkSync(join(TOOLS, 'node_modules'), join(folder, 'node_modules'));
  await generateAll(folder);
  cpSync(join(TOOLS, 'read-answers.ts'), join(folder, 'read-answers.ts'));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable'],
    skipLibCheck: true,
    typeRoots: [resolve('node_modules/@types')],
    types: ['node'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }));
  await tool('tsc', '-p', folder);

  const exchange = await startExchange();
  const env = { NODE_EXTRA_CA_CERTS: CERTIFICATE };
  const printed = await run(process.execPath, ['--import', 'tsx', join(folder, 'read-answers.ts'), exchange.url], {
    env,
  });
  const tools = ['hey-api', 'orval', 'oazapfts', 'openapi-zod-client', 'swagger-typescript-api'];
  expect(JSON.parse(printed)).toEqual(Object.fromEntries(tools.map((name) => [name, ANSWERS])));
  expect(exchange.violations).toEqual([]);
  await exchange.close();
});
