// Reads the values of one message text, each in the one form that the schema promises.
//
// Every function takes the text and where the value starts, returns the value, and leaves in `endAt` where it stopped, or
// NO_MATCH if the text is not exactly of that form. A caller that goes on from NO_MATCH fails at its next step, so it need
// not look after each value. Texts with a backslash must be kept away: strings end at the next quote.

/** Where the last value ended: just behind it. */
export let endAt = 0;

/** What `endAt` is when a value was not as promised. Nothing can follow there. */
const NO_MATCH = -1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const LETTER_F = 0x66;
const LETTER_T = 0x74;
const CLOSING_BRACE = 0x7d;

/** Characters below this one take 7 bits. */
const ASCII = 128;

/** Integers of so many digits are exact. */
const LONGEST_INTEGER = 15;
const POWERS_OF_TEN = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

/** Keys of more characters are not packed. */
const LONGEST_KEY = 4;

/** Whether the text goes on with the given one at `at`. Where it does, `indexOf` tells faster than `startsWith`. */
export const isAt = (text: string, at: number, wanted: string): boolean =>
  at !== NO_MATCH && text.indexOf(wanted, at) === at;

/**
 * Reads a key of up to four characters, packed into one number: of each character, 7 bits. `at` is the brace or comma
 * before it; the value starts at `endAt`. For longer keys and other texts the number is 0.
 */
export function readKey(text: string, at: number): number {
  let code = text.charCodeAt(at + 2);
  // A zero in front would leave no trace in the number.
  if (text.charCodeAt(at + 1) === QUOTE && code > 0 && code < ASCII) {
    // Most keys are one character, most others two.
    const second = text.charCodeAt(at + 3);
    if (second === QUOTE && text.charCodeAt(at + 4) === COLON) {
      endAt = at + 5;
      return code;
    }
    if (second < ASCII && text.charCodeAt(at + 4) === QUOTE && text.charCodeAt(at + 5) === COLON) {
      endAt = at + 6;
      return code * ASCII + second;
    }
    for (let here = at + 3; here <= at + 2 + LONGEST_KEY; here++) {
      const character = text.charCodeAt(here);
      if (character === QUOTE) {
        if (text.charCodeAt(here + 1) !== COLON) break;
        endAt = here + 2;
        return code;
      }
      if (!(character < ASCII)) break;
      code = code * ASCII + character;
    }
  }
  endAt = NO_MATCH;
  return 0;
}

/** Reads a longer key, if it is the given one. `at` is the brace or comma before it. */
export function readLongKey(text: string, at: number, key: string): boolean {
  const found = isAt(text, at + 1, `"${key}":`);
  endAt = found ? at + key.length + 4 : NO_MATCH;
  return found;
}

/** Whether an object ends at `at`. Then `endAt` is behind it. */
export function closes(text: string, at: number): boolean {
  const closed = text.charCodeAt(at) === CLOSING_BRACE;
  endAt = closed ? at + 1 : NO_MATCH;
  return closed;
}

/** Reads text without escapes. */
export function readString(text: string, at: number): string {
  if (text.charCodeAt(at) !== QUOTE) {
    endAt = NO_MATCH;
    return '';
  }
  const close = text.indexOf('"', at + 1);
  endAt = close === -1 ? NO_MATCH : close + 1;
  return text.slice(at + 1, close);
}

/** Reads a text that is one of the given, none of them empty. */
export function readOneOf<Value extends string>(text: string, at: number, values: readonly Value[]): Value {
  const first = text.charCodeAt(at + 1);
  const isText = text.charCodeAt(at) === QUOTE;
  // To compare in place is faster than to cut the text out and look it up.
  for (let index = 0; isText && index < values.length; index++) {
    const value = values[index]!;
    const behind = at + 1 + value.length;
    if (value.charCodeAt(0) !== first || text.charCodeAt(behind) !== QUOTE || !goesOn(text, at + 1, value)) continue;
    endAt = behind + 1;
    return value;
  }
  endAt = NO_MATCH;
  return values[0]!;
}

/** Whether the text goes on with the given one; character by character as long as that is faster. */
function goesOn(text: string, at: number, wanted: string): boolean {
  if (wanted.length > 8) return isAt(text, at, wanted);
  for (let index = 1; index < wanted.length; index++) {
    if (text.charCodeAt(at + index) !== wanted.charCodeAt(index)) return false;
  }
  return true;
}

/** Reads an integer that is one of the given. */
export function readCode<Value extends number>(text: string, at: number, values: readonly Value[]): Value {
  const value = readInteger(text, at) as Value;
  if (!values.includes(value)) endAt = NO_MATCH;
  return value;
}

/** Reads exactly the given text, e.g. `"bookTicker"`. */
export function readLiteral(text: string, at: number, wanted: string): void {
  endAt = isAt(text, at, wanted) ? at + wanted.length : NO_MATCH;
}

/** Reads an integer of up to 15 digits. */
export function readInteger(text: string, at: number): number {
  // Nine digits fit into 32 bits, which is what the engine multiplies fastest; the rest follows in a second part.
  let head = text.charCodeAt(at) - ZERO;
  if (head > 0 && head <= 9) {
    let here = at + 1;
    let digit = text.charCodeAt(here) - ZERO;
    for (const stop = at + 9; digit >= 0 && digit <= 9 && here < stop; digit = text.charCodeAt(++here) - ZERO) {
      head = (head * 10 + digit) | 0;
    }
    if (!(digit >= 0 && digit <= 9)) {
      endAt = here;
      return head;
    }
    const middle = here;
    let tail = 0;
    for (; digit >= 0 && digit <= 9 && here < at + LONGEST_INTEGER; digit = text.charCodeAt(++here) - ZERO) {
      tail = (tail * 10 + digit) | 0;
    }
    endAt = digit >= 0 && digit <= 9 ? NO_MATCH : here;
    return head * POWERS_OF_TEN[here - middle]! + tail;
  }
  if (head === 0) {
    // A digit after it fails at the caller's next step.
    endAt = at + 1;
    return 0;
  }
  const value = head === MINUS - ZERO && text.charCodeAt(at + 1) !== MINUS ? -readInteger(text, at + 1) : 0;
  if (value === 0) endAt = NO_MATCH;
  return value;
}

/** Reads a number without exponent. */
export function readNumber(text: string, at: number): number {
  readInteger(text, at);
  const point = endAt;
  if (point === NO_MATCH || text.charCodeAt(point) !== DOT) return Number(text.slice(at, point));
  let here = point + 1;
  while (text.charCodeAt(here) >= ZERO && text.charCodeAt(here) <= ZERO + 9) here++;
  endAt = here === point + 1 ? NO_MATCH : here;
  return Number(text.slice(at, here));
}

/** Reads an integer of any length, as text. */
export function readId(text: string, at: number): string {
  let here = at;
  while (text.charCodeAt(here) >= ZERO && text.charCodeAt(here) <= ZERO + 9) here++;
  endAt = here === at || (here > at + 1 && text.charCodeAt(at) === ZERO) ? NO_MATCH : here;
  return text.slice(at, here);
}

/** Reads `true` or `false`. */
export function readBoolean(text: string, at: number): boolean {
  const value = text.charCodeAt(at) === LETTER_T;
  endAt =
    (value || text.charCodeAt(at) === LETTER_F) && goesOn(text, at, value ? 'true' : 'false')
      ? at + (value ? 4 : 5)
      : NO_MATCH;
  return value;
}

/** Reads pairs of texts, such as the levels of an order book. */
export function readPairs(text: string, at: number): [string, string][] {
  const result: [string, string][] = [];
  let here = at + 1;
  endAt = NO_MATCH;
  if (text.charCodeAt(at) !== OPENING_BRACKET) return result;
  if (text.charCodeAt(here) === CLOSING_BRACKET) {
    endAt = here + 1;
    return result;
  }
  for (;;) {
    const first = text.indexOf('"', here + 2);
    const second = text.indexOf('"', first + 3);
    const isPair =
      text.charCodeAt(here) === OPENING_BRACKET &&
      text.charCodeAt(here + 1) === QUOTE &&
      first !== -1 &&
      text.charCodeAt(first + 1) === COMMA &&
      text.charCodeAt(first + 2) === QUOTE &&
      second !== -1 &&
      text.charCodeAt(second + 1) === CLOSING_BRACKET;
    if (!isPair) return result;
    result.push([text.slice(here + 2, first), text.slice(first + 3, second)]);
    const after = text.charCodeAt(second + 2);
    here = second + 3;
    if (after === CLOSING_BRACKET) {
      endAt = here;
      return result;
    }
    if (after !== COMMA) return result;
  }
}

/** Reads one object or list; returns `undefined` for anything else. */
export type Scan<Item> = (text: string, at: number) => Item | undefined;

/** Reads an object inside another. */
export function readObject<Item>(text: string, at: number, scan: Scan<Item>): Item | undefined {
  const item = scan(text, at);
  if (item === undefined) endAt = NO_MATCH;
  return item;
}

/** Reads a list of objects. */
export function readList<Item>(text: string, at: number, scan: Scan<Item>): Item[] {
  const result: Item[] = [];
  let here = text.charCodeAt(at) === OPENING_BRACKET ? at + 1 : NO_MATCH;
  if (here !== NO_MATCH && text.charCodeAt(here) === CLOSING_BRACKET) {
    endAt = here + 1;
    return result;
  }
  while (here !== NO_MATCH) {
    const item = scan(text, here);
    if (item === undefined) break;
    result.push(item);
    here = endAt + 1;
    const after = text.charCodeAt(endAt);
    if (after === CLOSING_BRACKET) {
      endAt = here;
      return result;
    }
    if (after !== COMMA) break;
  }
  endAt = NO_MATCH;
  return result;
}
