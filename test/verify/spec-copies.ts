// Captures and copies of the spec that tests of `verify` write.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { fix, readSpec, verify, type Verification, type VerifyOptions } from '../../codegen/verify.js';

const folder = mkdtempSync(join(tmpdir(), 'verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;

/** A file with these lines. */
export function captureOf(lines: readonly string[]): string {
  const path = join(folder, `capture-${++files}`);
  writeFileSync(path, lines.join('\n'));
  return path;
}

/** A copy of the spec to be changed. */
export function copyOfSpec(): string {
  const copy = join(mkdtempSync(join(folder, 'copy-')), 'spec');
  cpSync('spec', copy, { recursive: true });
  return copy;
}

/** A line as `record` writes it. */
export const record = (source: string, text: string, time: string, more: object = {}): string =>
  JSON.stringify({ time, source, direction: 'received', ...more, text });

/** Verifies lines against a copy of the spec, writes what is proposed, and verifies again. */
export async function fixed(lines: readonly string[], options?: VerifyOptions) {
  const capture = captureOf(lines);
  const copy = copyOfSpec();
  const before = await verify([capture], readSpec(copy), options);
  const written = await fix(copy, before.proposals);
  const spec = readSpec(copy);
  const after = await verify([capture], spec, options);
  return { copy, before, written, after, model: spec.model };
}

/** What was found, in short: kind, places, detail. */
export const found = ({ proposals }: Verification): string[] =>
  proposals.map(({ difference: { kind, places, detail } }) =>
    [kind, ...places, ...(detail === undefined ? [] : [detail])].join(' '),
  );
