// Dependencies point one way: spec → codegen → generated → src → user.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** What each folder may import from; files of `src` that `generated` needs import nothing of ours. */
const allowed: { readonly [folder: string]: (target: string) => boolean } = {
  codegen: (target) => target.startsWith('codegen/'),
  generated: (target) =>
    target.startsWith('generated/') || target === 'src/rows.ts' || target === 'src/decode/scanner.ts',
  src: (target) => target.startsWith('src/') || target.startsWith('generated/'),
};

function importsOf(folder: string): [file: string, target: string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const file = join(folder, name);
      const found = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)\.js'/g);
      return [...found].map(([, path]): [string, string] => [file, `${relative('.', join(dirname(file), path!))}.ts`]);
    });
}

test.each(Object.keys(allowed))('%s imports only what it may', (folder) => {
  const imports = importsOf(folder);
  expect(imports.length).toBeGreaterThan(10);
  expect(imports.filter(([, target]) => !allowed[folder]!(target))).toEqual([]);
});

test('what generated code needs of src imports nothing of ours', () => {
  const needed = new Set(
    importsOf('generated')
      .map(([, target]) => target)
      .filter((target) => target.startsWith('src/')),
  );
  const further = importsOf('src').filter(([file]) => needed.has(file));
  expect(needed).toContain('src/rows.ts');
  expect(further).toEqual([]);
});
