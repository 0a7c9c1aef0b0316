// How a result is written: for people, for programs, for spreadsheets.
import { ArgumentError } from '../errors.js';
import { createRedactor } from '../traffic.js';
import type { Given } from './options.js';
import { USER_DATA } from './subscriptions.js';
import { csvOf, tableOf } from './table.js';
import { HIDDEN, note, paint, print } from './terminal.js';

/** Widest table where the width of the terminal is not known. Unit: characters. */
const DEFAULT_WIDTH = 120;

/** How a result is wanted. */
export interface ResultForm {
  readonly kind: 'json' | 'line' | 'csv' | 'table';
  readonly columns: readonly string[] | undefined;
  readonly isLocal: boolean;
}

/**
 * The form that the flags ask for.
 *
 * @throws {ArgumentError} Flags exclude each other.
 */
export function readForm(given: Given): ResultForm {
  const asked = ['json', 'csv', 'table'].filter((flag) => given.has(flag));
  if (asked.length > 1) throw new ArgumentError(asked.map((flag) => `--${flag}`).join(' and '), 'exclude each other');
  if (given.has('utc') && given.has('local')) throw new ArgumentError('--utc and --local', 'exclude each other');
  const columns = given.text('columns')?.split(',');
  const isTable = given.has('table') || columns !== undefined || process.stdout.isTTY;
  const kind = given.has('json') ? 'line' : given.has('csv') ? 'csv' : isTable ? 'table' : 'json';
  return { kind, columns, isLocal: given.has('local') };
}

/** Prints an answer; a listenKey opens the account to whoever reads it, so it is left out. `line` is what --json shows. */
export function printResult(data: unknown, line: object, form: ResultForm): void {
  const text = JSON.stringify(form.kind === 'line' ? line : data, undefined, form.kind === 'line' ? undefined : 2);
  const shown = createRedactor([]).text(text);
  const lines = linesOf(shown === text ? data : (JSON.parse(shown) as unknown), form);
  for (const one of lines ?? [shown]) print(one);
  if (shown !== text)
    note(`Keys are shown as ${HIDDEN}. A program gets them from the client; \`stream ${USER_DATA}\` needs none.`);
}

function linesOf(data: unknown, { kind, columns, isLocal }: ResultForm): readonly string[] | undefined {
  if (kind === 'csv') {
    if (!Array.isArray(data) || !data.every((row) => typeof row === 'object' && row !== null))
      throw new ArgumentError('--csv', 'is for lists, which this answer is not: take --json');
    return data.every(Array.isArray)
      ? data.map((row: readonly unknown[]) => row.join(','))
      : csvOf(data as { [key: string]: unknown }[], columns);
  }
  if (kind !== 'table') return undefined;
  const table = tableOf(data, { columns, isLocal, width: process.stdout.columns ?? DEFAULT_WIDTH, paint });
  if (table && table.left.length > 0) note(`More columns, by --columns: ${table.left.join(', ')}`);
  return table?.lines;
}
