// Puts the simulation and the client into one file: it starts at once, and runs a third faster than file by file through a loader.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/** A change of one file on its way into the bundle: a text that stands in it once, and what stands there instead. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Bundle {
  readonly file: string;
  remove(): void;
}

/** Bundles the program that runs a share of the schedules. It stands below `node_modules`, where it finds its packages. */
export async function bundleShare(edit?: Edit): Promise<Bundle> {
  const root = resolve(import.meta.dirname, '../..');
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'simulation-'));
  const file = join(folder, 'share.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'share.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
    plugins: edit ? [editing(root, edit)] : [],
  });
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}

function editing(root: string, { file, from, to }: Edit): import('esbuild').Plugin {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold this text once: ${from}`);
  return {
    name: 'edit',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, (args) =>
        args.path === path ? { contents: text.replace(from, () => to), loader: 'ts' } : undefined,
      );
    },
  };
}
