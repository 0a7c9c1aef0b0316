// `npm run build`: bundles the doors as ESM and CommonJS with their types, and the program, into dist/lib/.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type OutputOptions, type Plugin, type RolldownOptions } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import manifest from './package.json' with { type: 'json' };

/** What `exports` of package.json names; each has its file in src/. */
export const doors = entries(['index', 'rest', 'websocket-api', 'streams', 'decode', 'fetch', 'oauth']);

/**
 * Modules of which each platform has its own. Sources import the one of Node.js; what is built imports the name instead, and
 * `imports` of package.json says which file it is.
 */
const platformModules: { readonly [name: string]: string } = {
  '#network': 'src/network/node.ts',
  '#sign': 'src/sign.ts',
};
export const platforms = {
  ...entries(['sign', 'sign-browser']),
  'network-node': 'src/network/node.ts',
  'network-platform': 'src/network/platform.ts',
};

const external = [/^node:/, ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })];

function entries(names: readonly string[]): { [name: string]: string } {
  return Object.fromEntries(names.map((name) => [name, `src/${name}.ts`]));
}

/** Leaves modules of the platform to the platform. */
function platformNames(): Plugin {
  const names = new Map(Object.entries(platformModules).map(([name, file]) => [join(import.meta.dirname, file), name]));
  return {
    name: 'platform-names',
    async resolveId(source, importer) {
      if (importer === undefined || !source.startsWith('.')) return null;
      const id = join(importer, '..', source).replace(/\.js$/, '.ts');
      const name = names.get(id);
      return name === undefined || !existsSync(id) ? null : { id: name, external: true };
    },
  };
}

/**
 * Few files, because each costs time at import: what all doors share stands in one chunk, and what a door needs beside it in
 * another, unless an earlier one has it.
 */
const chunks = [
  { name: 'ground', test: /\/src\/(settings|response|option-checks)\.ts$|\/generated\/protocol\.ts$/ },
  { name: 'market-events', test: /\/generated\/streams\/rows\.ts$|\/src\/decode\/decode\.ts$/ },
  { name: 'decode', test: /\/src\/decode\.ts$/ },
  { name: 'streams', test: /\/src\/streams\.ts$/ },
  { name: 'calls', test: /\/generated\/(rest\/operations|websocket-api\/methods|rest\/facts)\.ts$/ },
  { name: 'rest', test: /\/src\/rest\.ts$/ },
  { name: 'websocket-api', test: /\/src\/websocket-api\.ts$/ },
  { name: 'client', test: /\/src\/(index|client)\.ts$/ },
].map((group, index) => ({ ...group, priority: 10 - index }));

/** Names without hashes: the same sources give the same files. */
function written(format: 'esm' | 'cjs', extension: string): OutputOptions {
  const [entryFileNames, chunkFileNames] = [`[name].${extension}`, `chunks/[name].${extension}`];
  return { dir: 'dist/lib', format, entryFileNames, chunkFileNames };
}

export function code(format: 'esm' | 'cjs', extension: string, input: { [name: string]: string }): RolldownOptions {
  const output = { ...written(format, extension), cleanDir: format === 'esm', codeSplitting: { groups: chunks } };
  return { input, external, platform: 'neutral', plugins: [platformNames()], output };
}

/** Doors whose types `binance-usdm` returns, but does not export: names of theirs stand for other types there. */
const NAMED_ELSEWHERE = ['websocket-api', 'streams'];

/**
 * CommonJS takes the same declarations, under names of its own. The main door draws in those of others, so that a package
 * that exports what it got from the client can name the types by them.
 */
function finishedTypes(): Plugin {
  return {
    name: 'finished-types',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        if (file.fileName === 'index.d.ts')
          file.code = NAMED_ELSEWHERE.map((door) => `import type {} from "./${door}.js";\n`).join('') + file.code;
        const source = file.code.replaceAll(/(from "\.[^"]*)\.js"/g, '$1.cjs"');
        this.emitFile({ type: 'asset', fileName: file.fileName.replace(/\.ts$/, '.cts'), source });
      }
    },
  };
}

const types: RolldownOptions = {
  input: doors,
  external,
  plugins: [dts({ emitDtsOnly: true, tsconfig: 'tsconfig.build.json' }), finishedTypes()],
  checks: { pluginTimings: false },
  output: written('esm', 'js'),
};

export default defineConfig([
  code('esm', 'js', { ...doors, ...platforms, 'cli/main': 'src/cli/main.ts' }),
  code('cjs', 'cjs', { ...doors, ...platforms }),
  types,
]);
