// The tiny spec beside these tests, and copies of it in which some files say something else.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** Where the tiny spec is. */
export const tinySpec = join(dirname(fileURLToPath(import.meta.url)), 'tiny-spec');

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A copy of the tiny spec with other texts in some of its files. */
export function tinySpecWith(texts: { readonly [file: string]: string }): string {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-'));
  folders.push(folder);
  const spec = join(folder, 'spec');
  cpSync(tinySpec, spec, { recursive: true });
  for (const [file, text] of Object.entries(texts)) writeFileSync(join(spec, file), text);
  return spec;
}
