// Before the tests of foreign tools: the tools are installed, and the publication is written for them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { publication, writePublication } from '../../../codegen/publish.js';

const TOOLS = resolve('test/foreign');
const WORK = resolve('dist/foreign');

export function setup(): void {
  if (!isInstalled()) {
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    const { status, stderr } = spawnSync('npm', install, { cwd: TOOLS, encoding: 'utf8' });
    if (status !== 0) throw new Error(`the tools cannot be installed: ${stderr}`);
  }
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  writePublication(join(WORK, 'spec'), publication('spec'));
}

/** Whether npm has installed what package.json names now. */
function isInstalled(): boolean {
  const changed = (file: string) => statSync(join(TOOLS, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return changed('node_modules/.package-lock.json') > changed('package.json');
}
