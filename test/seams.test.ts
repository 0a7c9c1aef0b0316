// Time and chance come in by their seams alone; the command line is a program of its own and may read both.
import { expect, test } from 'vitest';
import ts from 'typescript';
import { nodesOf, sourcesIn } from './support/sources.js';

/** What only one file may use; `Date()` stands for a date without argument, which reads the clock. */
const SEAMS: { readonly [file: string]: readonly string[] } = {
  'src/time.ts': [
    'Date()',
    'Date.now',
    'performance',
    'process.hrtime',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'AbortSignal.timeout',
    'timers',
    'timers/promises',
    'perf_hooks',
  ],
  // The default of the option `random`.
  'src/settings.ts': ['Math.random'],
};

const WORDS = new Set(Object.values(SEAMS).flat());

/** What a file uses of it, each once. Comments, texts, and types such as `typeof setTimeout` do not count. */
function usesOf(source: ts.SourceFile): string[] {
  const words = nodesOf(source).map((node) => wordOf(node) ?? '');
  return [...new Set(words.filter((word) => WORDS.has(word)))].toSorted();
}

function wordOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return ts.isTypeQueryNode(node.parent) ? undefined : node.text;
  if (ts.isPropertyAccessExpression(node)) return node.getText();
  if (ts.isStringLiteral(node)) return isModuleName(node) ? node.text.replace(/^node:/, '') : undefined;
  if (ts.isNewExpression(node) && !node.arguments?.length) return `${node.expression.getText()}()`;
  return ts.isCallExpression(node) && node.expression.getText() === 'Date' ? 'Date()' : undefined;
}

const isModuleName = ({ parent }: ts.StringLiteral) =>
  ts.isImportDeclaration(parent) ||
  (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword);

test('src reads clocks, sets timers and draws numbers in one file each', () => {
  const found = [...sourcesIn('src')]
    .filter(([file]) => !file.startsWith('src/cli/'))
    .flatMap(([file, source]) => usesOf(source).map((word) => [file, word] as const))
    .filter(([file, word]) => !SEAMS[file]?.includes(word));
  expect(found.map(([file, word]) => `${file}: ${word}`)).toEqual([]);
});

test('the default of time uses what is kept from the others', () => {
  expect(usesOf(sourcesIn('src').get('src/time.ts')!)).toEqual(['Date.now', 'performance', 'setTimeout']);
});

test.each([
  ['const now = Date.now;', ['Date.now']],
  ['const date = new Date();', ['Date()']],
  ['const date = new Date;', ['Date()']],
  ['const text = Date();', ['Date()']],
  ['const date = new Date(0);', []],
  ['const ms = performance.now();', ['performance']],
  ['globalThis.setTimeout(act, 5);', ['setTimeout']],
  ['const act = setImmediate;', ['setImmediate']],
  ["import { setTimeout as wait } from 'node:timers/promises';", ['setTimeout', 'timers/promises']],
  ["const { performance: clock } = await import('perf_hooks');", ['perf_hooks', 'performance']],
  ['const signal = AbortSignal.timeout(5);', ['AbortSignal.timeout']],
  ['const part = Math.random();', ['Math.random']],
  ['// Date.now() and setTimeout()', []],
  ["const text = 'setTimeout';", []],
  ['let timer: ReturnType<typeof setTimeout>;', []],
  ['clearTimeout(timer); queueMicrotask(act);', []],
])('%s', (text, uses) => {
  expect(usesOf(ts.createSourceFile('sample.ts', text, ts.ScriptTarget.Latest, true))).toEqual(uses);
});
