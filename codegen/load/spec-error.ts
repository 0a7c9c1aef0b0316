// Faults of a spec: what is wrong, and where.

/** Where something stands in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A fault in the spec, or in another file that a program was given: its message names the file and, where there is one, the JSON pointer. */
export class SpecError extends Error {
  override readonly name = 'SpecError';

  constructor(
    message: string,
    /** Of the fault, where the reader of the file tells it. It stands in the message too. */
    readonly position?: Position,
  ) {
    const shown = oneLine(message);
    super(position === undefined ? shown : `${shown} (line ${position.line}, column ${position.column})`);
  }
}

const LONGEST = 1000;

/** Names of a spec can be of any length and hold anything, and stand in messages that go to a terminal. */
function oneLine(message: string): string {
  const short =
    message.length > LONGEST ? `${message.slice(0, LONGEST / 2)} … ${message.slice(-LONGEST / 2)}` : message;
  // oxlint-disable-next-line no-control-regex
  return short.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (mark) => {
    return mark === '\n' ? ' ' : `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
