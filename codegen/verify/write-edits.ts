// Writes changes of YAML to the files of a spec.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { format } from 'prettier';
import { applyEdit, type YamlEdit } from './yaml-edits.js';

/** Makes changes in their order. Line ends stay as they are. The names of the files that changed. */
export async function writeEdits(specFolder: string, edits: readonly YamlEdit[]): Promise<string[]> {
  const root = dirname(resolve(specFolder));
  const byFile = new Map<string, YamlEdit[]>();
  for (const edit of edits) byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit]);
  for (const [file, changes] of byFile) {
    const path = join(root, file);
    const before = readFileSync(path, 'utf8');
    const text = changes.reduce(applyEdit, before.replaceAll('\r\n', '\n'));
    const endOfLine = before.includes('\r\n') ? 'crlf' : 'lf';
    writeFileSync(path, await format(text, { parser: 'yaml', printWidth: 120, singleQuote: true, endOfLine }));
  }
  return [...byFile.keys()];
}
