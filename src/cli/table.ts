// Answers as a person reads them: lists as tables, order books as ladders, one object as its fields.
import { ArgumentError } from '../errors.js';
import { didYouMean, type Paint } from './terminal.js';

type Row = { readonly [key: string]: unknown };

/** How an answer is shown. */
export interface TableOptions {
  /** Names of columns in the order wanted; absent: as many as fit. */
  readonly columns: readonly string[] | undefined;
  /** Most characters of a line. */
  readonly width: number;
  /** Whether times are those of this machine's zone; else UTC. */
  readonly isLocal: boolean;
  readonly paint: Paint;
}

/** Lines of a table, and the columns that found no place. */
export interface Table {
  readonly lines: readonly string[];
  readonly left: readonly string[];
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);
const isScalar = (value: unknown) => typeof value !== 'object' || value === null;
const isLevels = (value: unknown): value is readonly (readonly string[])[] =>
  Array.isArray(value) && value.every((level) => Array.isArray(level) && level.length === 2);

/**
 * An answer as a table; `undefined` if it has no such form and is better read as JSON.
 *
 * @throws {ArgumentError} There is no column of that name.
 */
export function tableOf(value: unknown, options: TableOptions): Table | undefined {
  if (isRow(value) && isLevels(value['bids']) && isLevels(value['asks']))
    return { lines: ladder(value['bids'], value['asks'], options.paint), left: [] };
  if (isRow(value) && Object.values(value).every(isScalar)) {
    const rows = Object.entries(pick(value, options.columns)).map(([key, field]) => [key, textOf(key, field, options)]);
    return { lines: aligned(rows, [false, false]), left: [] };
  }
  if (Array.isArray(value) && value.length > 0 && value.every(isRow)) return listTable(value, options);
  return undefined;
}

/** Rows as CSV (RFC 4180), every value as the exchange sent it; lists and objects as JSON. */
export function csvOf(rows: readonly Row[], columns: readonly string[] | undefined): string[] {
  const names = columns ?? keysOf(rows);
  checkColumns(names, rows);
  const cell = (value: unknown): string => {
    const text = value === undefined ? '' : isScalar(value) ? String(value) : JSON.stringify(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [names.map(cell).join(','), ...rows.map((row) => names.map((name) => cell(row[name])).join(','))];
}

const keysOf = (rows: readonly Row[]) => [...new Set(rows.flatMap((row) => Object.keys(row)))];

function checkColumns(columns: readonly string[], rows: readonly Row[]): void {
  const known = keysOf(rows);
  for (const name of columns)
    if (!known.includes(name))
      throw new ArgumentError('--columns', `has ${name}, which the answer has not.${didYouMean(name, known)}`);
}

function pick(row: Row, columns: readonly string[] | undefined): Row {
  if (!columns) return row;
  checkColumns(columns, [row]);
  return Object.fromEntries(columns.map((name) => [name, row[name]]));
}

function listTable(rows: readonly Row[], options: TableOptions): Table {
  const all = keysOf(rows).filter((key) => rows.some((row) => row[key] !== undefined && isScalar(row[key])));
  if (options.columns) checkColumns(options.columns, rows);
  const names = options.columns ?? all;
  const texts = names.map((name) => rows.map((row) => textOf(name, row[name], options)));
  const widths = names.map((name, index) => Math.max(name.length, ...texts[index]!.map(visibleLength)));
  let count = names.length;
  if (!options.columns) {
    let sum = 0;
    count = widths.findIndex((width, index) => (sum += width + (index === 0 ? 0 : 2)) > options.width);
    if (count === -1) count = names.length;
    count = Math.max(1, count);
  }
  const shown = names.slice(0, count);
  const isNumeric = shown.map((name) => rows.every((row) => row[name] === undefined || isNumber(row[name])));
  const head = shown.map((name) => options.paint('bold', name));
  const lines = aligned([head, ...rows.map((_, row) => shown.map((_, column) => texts[column]![row]!))], isNumeric);
  return { lines, left: names.slice(count) };
}

/** Asks above, bids below, the best prices in the middle. */
function ladder(
  bids: readonly (readonly string[])[],
  asks: readonly (readonly string[])[],
  paint: Paint,
): readonly string[] {
  const rows = (levels: readonly (readonly string[])[], colour: 'green' | 'red') =>
    levels.map(([price = '', quantity = '']) => [paint(colour, price), quantity]);
  const head = [paint('bold', 'price'), paint('bold', 'quantity')];
  return aligned([head, ...rows(asks, 'red').toReversed(), ['', ''], ...rows(bids, 'green')], [true, true]);
}

const isNumber = (value: unknown) =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));

/** Ms since the Unix epoch, from 2001 on. */
const isTime = (key: string, value: unknown): value is number =>
  typeof value === 'number' && value > 1e12 && value < 1e13 && /time|date/i.test(key);

/** What a trader sees in colour: sides, and what was won or lost. */
function textOf(key: string, value: unknown, { isLocal, paint }: TableOptions): string {
  if (value === undefined) return '';
  if (isTime(key, value)) return timeText(value, isLocal);
  const text = isScalar(value) ? String(value) : JSON.stringify(value);
  if (text === 'BUY' || text === 'LONG') return paint('green', text);
  if (text === 'SELL' || text === 'SHORT') return paint('red', text);
  if (/change|profit|pnl/i.test(key) && isNumber(value) && Number(value) !== 0)
    return paint(text.startsWith('-') ? 'red' : 'green', text);
  return text;
}

/** A time to the ms, as `2026-11-25 19:47:57.123`. */
export function timeText(ms: number, isLocal: boolean): string {
  const zone = isLocal ? new Date(ms).getTimezoneOffset() * 60_000 : 0;
  return new Date(ms - zone).toISOString().replace('T', ' ').replace('Z', '');
}

// Colours have no width. Until a text is written, a private mark stands for the escape character.
const visibleLength = (text: string) => text.replaceAll(/\ufdd0[^\ufdd0]*\ufdd0\[\d+m/g, '').length;

/** Rows in columns, numbers at the right. */
function aligned(rows: readonly (readonly string[])[], isRight: readonly boolean[]): string[] {
  const widths = isRight.map((_, column) => Math.max(...rows.map((row) => visibleLength(row[column]!))));
  return rows.map((row) =>
    row
      .map((text, column) => {
        const space = ' '.repeat(widths[column]! - visibleLength(text));
        return isRight[column] ? space + text : text + space;
      })
      .join('  ')
      .trimEnd(),
  );
}
