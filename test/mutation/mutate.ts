// `npm run mutate -- <part or files>`: changes the sources in small ways, one at a time, and tells which changes no test notices.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { equivalents, type Equivalent } from './equivalents.js';
import { partOf, parts } from './parts.js';

/** Least share of changes that the tests of a file have to notice. Unit: %. */
const LEAST = 92;

const HELP = `npm run mutate -- <part> | <file of src> … [--tests <glob>] [--fresh] [--concurrency <n>]

Changes sources in small ways, one at a time, runs the tests of their part, and prints a table: how many changes of each file a
test notices. What survives is listed, but for what equivalents.ts explains. Ends with 1 if a file is below ${LEAST} %.

  <part>         one of ${Object.keys(parts).join(', ')}
  --tests        only these tests: quicker, and what they notice all tests do
  --fresh        forgets what earlier runs found out
  --concurrency  how many test runs at once; default: 1`;

type Result = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** What became of the changes of one file. */
interface Score {
  readonly file: string;
  readonly killed: number;
  readonly survivors: readonly Survivor[];
  readonly explained: number;
  /** Unit: %. */
  readonly score: number;
}

interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line as it is in the source. */
  readonly code: string;
  /** What stands there, and what took its place; long texts are cut in the report only. */
  readonly original: string;
  readonly replacement: string;
  readonly isCovered: boolean;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      tests: { type: 'string' },
      fresh: { type: 'boolean' },
      concurrency: { type: 'string' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const files = positionals.filter((name) => !(name in parts));
  const names = new Set(positionals.map((name) => (name in parts ? name : partOf(name))));
  const missing = files.filter((file) => !existsSync(file));
  if (values.help === true || names.size === 0 || missing.length > 0) {
    if (missing.length > 0) console.error(`no part and no file: ${missing.join(', ')}\n`);
    console.error(HELP);
    return values.help === true ? 0 : 2;
  }
  if (values.tests !== undefined) process.env['MUTATION_TESTS'] = values.tests;
  let isGood = true;
  for (const name of names) {
    const own = files.filter((file) => partOf(file) === name);
    const results = await mutate(name, own, Number(values.concurrency ?? 1), values.fresh === true);
    isGood = report(results, own) && isGood;
  }
  return isGood ? 0 : 1;
}

/** Runs the mutations of a part, or of some of its files. */
function mutate(part: string, files: readonly string[], concurrency: number, force: boolean): Promise<Result[]> {
  process.env['MUTATED_PART'] = part;
  return new Stryker({
    mutate: files.length > 0 ? [...files] : [...parts[part]!.sources],
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts' },
    plugins: ['@stryker-mutator/vitest-runner'],
    concurrency,
    coverageAnalysis: 'perTest',
    incremental: true,
    force,
    incrementalFile: `.stryker/${part}.json`,
    tempDirName: '.stryker/sandbox',
    ignorePatterns: ['/dist', '/.stryker', '/spec/guides'],
    // A busy machine is slow: only what never ends counts as noticed by its time.
    timeoutMS: 20_000,
    checkers: [],
    reporters: ['progress-append-only'],
    allowEmpty: true,
    disableTypeChecks: false,
  }).runMutationTest();
}

/** Prints survivors and the table. Says whether every file is good enough. */
function report(results: readonly Result[], asked: readonly string[]): boolean {
  const byFile = new Map<string, Result[]>();
  for (const result of results) {
    const file = relative('.', result.fileName);
    if (asked.length > 0 && !asked.includes(file)) continue;
    byFile.set(file, [...(byFile.get(file) ?? []), result]);
  }
  const scores = [...byFile].map(([file, ofFile]) => scoreOf(file, ofFile)).sort((a, b) => a.score - b.score);
  for (const { survivors } of scores) for (const survivor of survivors) console.log(lineOf(survivor));
  console.log('\n| file | noticed | survived | explained | score |\n| --- | ---: | ---: | ---: | ---: |');
  for (const { file, killed, survivors, explained, score } of scores)
    console.log(`| ${file} | ${killed} | ${survivors.length} | ${explained} | ${score.toFixed(1)} % |`);
  const stale = equivalents.filter((one) => byFile.has(one.file) && !results.some((result) => matches(one, result)));
  for (const { file, line, replacement } of stale)
    console.log(`equivalents.ts explains what there is not: ${file}: ${line} → ${replacement}`);
  return stale.length === 0 && scores.every(({ score }) => score >= LEAST);
}

function scoreOf(file: string, results: readonly Result[]): Score {
  const killed = results.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const left = results.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const explained = left.filter((result) => equivalents.some((one) => matches(one, result)));
  const survivors = left.filter((result) => !explained.includes(result)).map((result) => survivorOf(file, result));
  const all = killed + survivors.length;
  return { file, killed, survivors, explained: explained.length, score: all === 0 ? 100 : (killed / all) * 100 };
}

const isLeft = ({ status }: Result) => status === 'Survived' || status === 'NoCoverage';

function matches({ file, line, replacement }: Equivalent, result: Result): boolean {
  if (!isLeft(result) || relative('.', result.fileName) !== file) return false;
  const { code, replacement: given } = survivorOf(file, result);
  return code === line && given === replacement;
}

const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n');

function survivorOf(file: string, { location: { start, end }, replacement, status }: Result): Survivor {
  const lines = linesOf(file).slice(start.line - 1, end.line);
  const [first = ''] = lines;
  const last = lines.length - 1;
  const original = lines
    .map((text, index) => text.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join(' ');
  return {
    file,
    line: start.line,
    column: start.column,
    code: first.trim(),
    original: original.replaceAll(/\s+/g, ' '),
    replacement: (replacement ?? '').replaceAll(/\s+/g, ' '),
    isCovered: status === 'Survived',
  };
}

const cut = (text: string) => (text.length > 70 ? `${text.slice(0, 70)}…` : text);

function lineOf({ file, line, column, code, original, replacement, isCovered }: Survivor): string {
  return `${file}:${line}:${column}${isCovered ? '' : ' (no test comes here)'}\n    ${code}\n    ${cut(original)} → ${replacement}`;
}

process.exitCode = await main();
