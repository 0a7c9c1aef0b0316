// The programs of the repository run wherever a checkout lies and however it ends its lines.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFiles } from '../../codegen/emit/write.js';
import { generateFiles } from '../../codegen/generate.js';
import { tinySpec } from './tiny-spec.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'programs-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (program: string, ...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', program, ...args], { encoding: 'utf8' });

describe('through a symbolic link', () => {
  test.each(['generate', 'bundle', 'publish', 'diff', 'verify'])('%s', (name) => {
    const link = join(folder, `${name}.ts`);
    symlinkSync(join(process.cwd(), 'codegen', `${name}.ts`), link);
    const { status, stdout } = run(link, '--help');
    expect([status, stdout]).toEqual([0, expect.stringContaining('Exit codes: 0 ')]);
  });

  test('to the folder of the checkout', () => {
    const link = join(folder, 'checkout');
    symlinkSync(process.cwd(), link);
    const { status, stdout } = run(join(link, 'codegen/diff.ts'), '--help');
    expect([status, stdout]).toEqual([0, expect.stringContaining('npm run diff -- ')]);
  });

  test('the command line', () => {
    const link = join(folder, 'binance-usdm');
    symlinkSync(join(process.cwd(), 'src/cli/main.ts'), link);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(run(link, '--version').stdout).toBe(`${version}\n`);
  });
});

describe('in a checkout whose lines end with CRLF', () => {
  /** Ends the lines of every file of a folder so. */
  function endLines(root: string): void {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    }
  }

  test('the same is generated, and what was generated is not stale', async () => {
    const spec = join(folder, 'spec');
    cpSync(tinySpec, spec, { recursive: true });
    endLines(spec);
    const { files } = await generateFiles(spec);
    expect(files).toEqual((await generateFiles(tinySpec)).files);
    const generated = join(folder, 'generated');
    writeFiles(generated, files, { check: false });
    endLines(generated);
    expect(writeFiles(generated, files, { check: true })).toEqual([]);
  });
});
