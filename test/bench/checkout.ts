// Checkouts of this package: where their builds begin.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Wrong usage: its message is all that the user needs. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A target in `exports` of a package.json. */
type Target = string | null | undefined | { readonly [condition: string]: Target };

interface Manifest {
  readonly name?: string;
  readonly exports?: { readonly [path: string]: Target };
}

/** The file of a target for `import` in Node.js. */
function fileOf(target: Target): string | undefined {
  if (typeof target !== 'object' || target === null) return target ?? undefined;
  const { node, import: imported, default: otherwise, ...rest } = target;
  return [node, imported, otherwise, ...Object.values(rest)].map(fileOf).find((file) => file !== undefined);
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

/**
 * Finds the module that users of a checkout import; a checkout without a build is built.
 *
 * @throws {UsageError} The folder holds something else, or cannot be built.
 */
export function builtEntry(folder: string): string {
  const manifest = readManifest(folder);
  const file = fileOf(manifest?.exports?.['.']);
  if (manifest?.name !== 'binance-usdm' || file === undefined)
    throw new UsageError(`${folder} is no checkout of binance-usdm`);
  const entry = join(folder, file);
  if (existsSync(entry)) return entry;
  if (!existsSync(join(folder, 'node_modules')))
    throw new UsageError(`${folder} is neither built nor installed: run npm ci there`);
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: folder, stdio: 'inherit' });
  if (status !== 0 || !existsSync(entry)) throw new UsageError(`${folder} has no ${file} after npm run build`);
  return entry;
}
