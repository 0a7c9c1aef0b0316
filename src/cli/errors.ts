// `errors`: what an error code means and what to do about it.
import { errors as catalogue, usdm } from '../index.js';
import type { ErrorRow, HttpErrorRow } from '../rows.js';
import { readErrorDocs } from './documents.js';
import { readArguments } from './options.js';
import { columns, didYouMean, note, paint, print } from './terminal.js';

const HELP = `binance-usdm errors [<code>… | <name> | <words>]

Tells what an error of the exchange means, whether anything was carried out, and whether to repeat. Codes may be given with
or without their sign; HTTP statuses are known too. Without argument it lists all.

  --json                 one line for each error

Examples:
  binance-usdm errors -2019
  binance-usdm errors 429
  binance-usdm errors margin insufficient

Exit codes: 0 found; 1 nothing found; 2 wrong usage.`;

interface Entry {
  readonly code: string;
  readonly name: string;
  readonly messages: readonly string[];
  /** Whether anything was carried out. */
  readonly executed: 'no' | 'unknown';
  readonly repeat: string;
  readonly advice: string | undefined;
}

/** Runs the command. */
export function errors(args: readonly string[]): number {
  // A code with its sign is no flag.
  const given = readArguments(
    args.map((arg) => (/^-\d+$/.test(arg) ? arg.slice(1) : arg)),
    {},
  );
  if (given.has('help')) {
    print(HELP);
    return 0;
  }
  const entries = readEntries();
  const found = search(entries, given.names);
  if (given.has('json')) for (const entry of found) print(JSON.stringify(entry));
  else if (given.names.length === 0)
    for (const line of columns(found.map(({ code, name, advice = '' }) => [code, name, advice]))) print(line);
  else found.forEach(describe);
  if (found.length > 0) return 0;
  note(`There is no error ${given.names.join(' ')}.${nearest(entries, given.names)}`);
  return 1;
}

function readEntries(): Entry[] {
  const docs = readErrorDocs();
  const messages = new Map(docs.codes.map((one) => [String(one.code), one.messages]));
  type Facts = Pick<ErrorRow | HttpErrorRow, 'executed' | 'retry'>;
  const entryOf = (
    code: string,
    name: string,
    row: Facts,
    advice: string | undefined,
    texts: readonly string[],
  ): Entry => {
    const retry = row.retry ?? 'no';
    return {
      code,
      name,
      messages: texts,
      executed: row.executed ?? 'no',
      repeat: docs.retryWords[retry] ?? (retry === 'no' ? 'The same request fails again.' : retry),
      advice,
    };
  };
  return [
    ...Object.entries(catalogue)
      .sort(([a], [b]) => Number(b) - Number(a))
      .map(([code, row]) => entryOf(code, row.name, row, row.advice, messages.get(code) ?? [])),
    ...usdm.httpErrors.flatMap(({ id, status, variants, ...row }) => {
      const name = `HTTP ${status}`;
      const advice = (key: string) => usdm.advice?.[key] ?? usdm.advice?.[id];
      if (!variants) return entryOf(status, name, row, advice(id), []);
      return variants.map((variant) => entryOf(status, name, variant, advice(variant.id), [variant.message]));
    }),
  ];
}

function search(entries: readonly Entry[], words: readonly string[]): readonly Entry[] {
  if (words.length === 0) return entries;
  if (words.every((word) => /^\d+$/.test(word))) {
    return words.flatMap((word) => {
      const exact = entries.filter(({ code }) => code === `-${word}` || code === word);
      return exact.length > 0 ? exact : entries.filter(({ code }) => /^\d{3}$/.test(word) && code === `${word[0]}XX`);
    });
  }
  const [first = ''] = words;
  const named = entries.filter(({ name }) => words.length === 1 && name.toLowerCase() === first.toLowerCase());
  if (named.length > 0) return named;
  return entries.filter((entry) => {
    const text = [entry.code, entry.name, ...entry.messages, entry.advice].join(' ').toLowerCase();
    return words.every((word) => text.includes(word.toLowerCase()));
  });
}

const EXECUTED = { no: 'no, nothing was done', unknown: 'nobody knows: look before you repeat it' } as const;

function describe({ code, name, messages, executed, repeat, advice }: Entry): void {
  print(`${paint('bold', code)} ${name}`);
  for (const message of messages) print(`  message   ${message}`);
  print(`  executed  ${EXECUTED[executed]}`);
  print(`  repeat    ${repeat}`);
  if (advice !== undefined) print(`  advice    ${advice}`);
}

function nearest(entries: readonly Entry[], words: readonly string[]): string {
  const [first = ''] = words;
  if (!/^\d+$/.test(first))
    return didYouMean(
      words.join('_'),
      entries.map(({ name }) => name),
    );
  const near = entries
    .map(({ code }) => code)
    .filter((code) => code.startsWith('-'))
    .sort((a, b) => Math.abs(Number(first) + Number(a)) - Math.abs(Number(first) + Number(b)))
    .slice(0, 3);
  return ` The closest are ${near.join(', ')}.`;
}
