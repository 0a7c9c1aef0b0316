// Versions of the official package: from the registry, or from a folder or tarball that is there already.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SpecError } from '../load/spec-error.js';
import type { PackageFacts } from './facts.js';
import { readPackage } from './read-package.js';

/** Name of the package. */
export const PACKAGE = '@binance/derivatives-trading-usds-futures';

/** Reads a version such as `38.1.1`, a folder with the package, or a tarball of it. */
export function readVersion(which: string): PackageFacts {
  if (existsSync(which) && statSync(which).isDirectory()) return readPackage(which);
  const folder = mkdtempSync(join(tmpdir(), 'upstream-'));
  try {
    const tarball = existsSync(which) ? resolve(which) : packed(which, folder);
    const unpacked = join(folder, 'unpacked');
    mkdirSync(unpacked);
    run('tar', ['-xzf', tarball, '-C', unpacked], folder);
    return readPackage(join(unpacked, 'package'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Downloads a version. The path of its tarball. */
function packed(version: string, folder: string): string {
  if (!/^\d+\.\d+\.\d+[\w.-]*$/.test(version))
    throw new SpecError(`${version} is no version of ${PACKAGE} such as 38.1.1, and no folder or tarball`);
  run('npm', ['pack', '--silent', '--ignore-scripts', `${PACKAGE}@${version}`], folder);
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new SpecError(`npm pack wrote no tarball of ${PACKAGE}@${version}`);
  return join(folder, tarball);
}

/** What the registry says of the package: its versions, oldest first, with the day of each where it tells it. */
export function publishedVersions(): { readonly version: string; readonly date: string | undefined }[] {
  const said: unknown = JSON.parse(run('npm', ['view', PACKAGE, 'versions', 'time', '--json'], '.'));
  const { versions, time = {} } = said as { versions: string | string[]; time?: { [version: string]: string } };
  return [versions].flat().map((version) => ({ version, date: time[version]?.slice(0, 10) }));
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new SpecError(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}
