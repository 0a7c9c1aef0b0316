// What is said to a person: colours where they are seen, data to stdout, everything else to stderr.
import { styleText } from 'node:util';
import type { Notice } from '../notices.js';
import { nearestNames } from '../nearest.js';
import { OWN_ESCAPE, visible, visibleLine } from './visible.js';

type Style = Parameters<typeof styleText>[0];

/** Colours a text, if it goes to a terminal and NO_COLOR is not set. */
export type Paint = (style: Style, text: string) => string;

const painterOf = (stream: NodeJS.WriteStream): Paint =>
  stream.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
    ? (style, text) => styleText(style, text, { validateStream: false }).replaceAll('\u001b', OWN_ESCAPE)
    : (_, text) => text;

/** Colours for what goes to stdout. */
export const paint = painterOf(process.stdout);
/** Colours for what goes to stderr. */
export const paintNote = painterOf(process.stderr);

/** Writes a line of data. */
export function print(line: string): void {
  process.stdout.write(`${visible(line)}\n`);
}

const CLEAR_LINE = '\r\x1b[K';
let hasStatus = false;

/** Writes a line that is no data. */
export function note(line: string): void {
  process.stderr.write(`${hasStatus ? CLEAR_LINE : ''}${visible(line)}\n`);
  hasStatus = false;
}

/** Shows how far it is, on a line that the next one takes the place of. On a terminal only. */
export function showStatus(text: string): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`${CLEAR_LINE}${visible(paintNote('dim', text))}`);
  hasStatus = true;
}

/** Stands for what is never shown. */
export const HIDDEN = '***';
/** Nothing that the exchange sends is a word of that length but a listenKey. */
const isKeyLike = (path: string, sample: string) => path.includes('listenKey') || /[\w-]{40,}/.test(sample);

/** Tells a notice of the client. Latency is no news to a reader. */
export function noteNotice(notice: Notice): void {
  switch (notice.kind) {
    case 'state':
      return note(paintNote('dim', `${notice.connection}: ${notice.state}${reasonOf(notice.reason)}`));
    case 'gap':
      return note(paintNote('yellow', `gap: ${notice.stream}: events may be missing${reasonOf(notice.reason)}`));
    case 'silence':
      return note(paintNote('yellow', `silence: ${notice.stream}: nothing for ${notice.silentMs / 1000} s`));
    case 'drift': {
      const { drift, event, path, sample, count } = notice;
      const times = count > 1 ? ` (${count} times)` : '';
      const shown = isKeyLike(path, sample) ? HIDDEN : visibleLine(sample);
      const place = visibleLine(`${path} in ${event || 'a message'}`);
      return note(paintNote('yellow', `drift: ${drift} ${place}: ${shown}${times}`));
    }
    case 'error':
      return note(paintNote('red', `error: ${notice.place}: ${messageOf(notice.error)}`));
    case 'latency':
  }
}

const reasonOf = (reason: string | undefined) => (reason === undefined ? '' : `: ${visibleLine(reason)}`);

/** What went wrong, in words. */
export const messageOf = (error: unknown): string =>
  visibleLine(error instanceof Error ? error.message : String(error));

/** Lines in columns, each as wide as its widest text; the last one is left as it is. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
  return rows.map((row) =>
    row
      .map((text, column) => (column === row.length - 1 ? text : text.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** The names that look most like a mistyped one, as ` Did you mean …?`; empty if none does. */
export function didYouMean(given: string, names: readonly string[]): string {
  const near = nearestNames(given, names).slice(0, 3);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}
