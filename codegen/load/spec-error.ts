// Faults of a spec: what is wrong, and where.

/** Where something stands in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** The text of the line. */
  readonly source?: string;
}

/**
 * A fault in the spec, or in another file that a program was given: its message names the file and, where there is one, the JSON
 * pointer, and shows the line with a caret below the place.
 */
export class SpecError extends Error {
  override readonly name = 'SpecError';

  constructor(
    message: string,
    /** Of the fault, where the reader of the file tells it. It stands in the message too. */
    readonly position?: Position,
  ) {
    const shown = oneLine(message);
    super(
      position === undefined
        ? shown
        : `${shown} (line ${position.line}, column ${position.column})${excerpt(position)}`,
    );
  }
}

/** Several faults of one run. */
export class SpecFaults extends SpecError {
  constructor(readonly faults: readonly SpecError[]) {
    super(`${faults.length} faults`, faults[0]?.position);
    this.message = [...faults.map(({ message }) => message), `${faults.length} faults`].join('\n\n');
  }
}

const LONGEST = 1000;
const LONGEST_LINE = 80;
/** How much of a longer line is shown before the place. */
const BEFORE = 40;
// oxlint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Names of a spec can be of any length and hold anything, and stand in messages that go to a terminal. */
function oneLine(message: string): string {
  const short =
    message.length > LONGEST ? `${message.slice(0, LONGEST / 2)} … ${message.slice(-LONGEST / 2)}` : message;
  return short.replaceAll(UNSEEN, (mark) => {
    return mark === '\n' ? ' ' : `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** The line and a caret below the place, as YAML shows its own faults; long lines are cut around it. */
function excerpt({ column, source }: Position): string {
  if (source === undefined || source.trim() === '') return '';
  const line = source.replaceAll(UNSEEN, ' ');
  const start =
    line.length <= LONGEST_LINE ? 0 : Math.max(0, Math.min(column - 1 - BEFORE, line.length - LONGEST_LINE));
  const end = start + LONGEST_LINE;
  const [before, after] = [start > 0 ? '…' : '', end < line.length ? '…' : ''];
  return `\n\n${before}${line.slice(start, end)}${after}\n${' '.repeat(before.length + column - 1 - start)}^`;
}
