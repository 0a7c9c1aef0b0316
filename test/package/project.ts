// A project that has the package installed, packed as for the registry.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'vitest';
import { publication, writePublication } from '../../codegen/publish.js';

interface Manifest {
  readonly dependencies: { readonly [name: string]: string };
  readonly bin: { readonly [name: string]: string };
  readonly exports: { readonly [door: string]: unknown };
  readonly version: string;
}
export const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

/** Names under which the package is imported. */
export const doors = Object.keys(manifest.exports)
  .filter((door) => !door.includes('*') && !door.endsWith('.json'))
  .map((door) => `binance-usdm${door.slice(1)}`);

/** What `npm pack --json` says of the package. */
interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
  /** Unit: bytes. */
  readonly size: number;
}

export interface Project {
  /** Where the package is installed under node_modules. */
  readonly folder: string;
  readonly packed: Packed;
  /** The packed file. */
  readonly tarball: string;
  /** Writes files of the project. */
  write(files: { readonly [path: string]: string }): void;
  remove(): void;
}

export function run(command: string, args: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return { status, stdout, stderr };
}

/** Runs what must succeed. */
export function done(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = run(command, args, cwd);
  expect(status, `${command} ${args.join(' ')}: ${stdout}${stderr}`).toBe(0);
  return stdout;
}

/**
 * Builds and packs the package in a folder apart, as others use `dist` meanwhile, and installs it.
 *
 * @param installed Other packages that the project can import.
 */
export function installPackage({
  spec = false,
  installed = [],
}: { readonly spec?: boolean; readonly installed?: readonly string[] } = {}): Project {
  const top = mkdtempSync(join(tmpdir(), 'binance-usdm-'));
  const stage = join(top, 'stage');
  for (const file of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']) cpSync(file, join(stage, file));
  const rolldown = resolve('node_modules/rolldown/bin/cli.mjs');
  done(process.execPath, [rolldown, '-c', 'rolldown.config.ts', '--dir', join(stage, 'dist/lib')], '.');
  if (spec) writePublication(join(stage, 'dist/spec'), publication('spec'));
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', top];
  const [packed] = JSON.parse(done('npm', pack, stage)) as [Packed];

  const folder = join(top, 'project');
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const tarball = join(top, packed.filename);
  done('tar', ['-xzf', tarball, '-C', modules], '.');
  done('mv', ['package', 'binance-usdm'], modules);
  for (const name of [...Object.keys(manifest.dependencies), ...installed]) {
    const link = join(modules, name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link);
  }
  return {
    folder,
    packed,
    tarball,
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
    remove: () => rmSync(top, { recursive: true }),
  };
}
