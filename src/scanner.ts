// Reads the values of one message text, each in the one form that the schema promises.
//
// Every function takes the text and where the value starts, returns the value, and leaves in `end` where it stopped, or
// NO_MATCH if the text is not exactly of that form. A caller that goes on from NO_MATCH fails at its next step, so it need
// not look after each value. Texts with a backslash must be kept away: strings end at the next quote.

/** Where the last value ended: just behind it. */
export let end = 0;

/** What `end` is when a value was not as promised. Nothing can follow there. */
export const NO_MATCH = -1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const ZERO = 0x30;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;

/**
 * A key of up to four characters, packed into one number. `at` is the brace or comma before it; the value starts at
 * `end`. Longer keys and other texts give 0.
 */
export function key(text: string, at: number): number {
  let code = 0;
  let here = at + 2;
  if (text.charCodeAt(at + 1) === QUOTE) {
    for (; here < at + 7; here++) {
      const character = text.charCodeAt(here);
      if (character === QUOTE) {
        end = text.charCodeAt(here + 1) === COLON ? here + 2 : NO_MATCH;
        return code;
      }
      code = code * 128 + character;
    }
  }
  end = NO_MATCH;
  return 0;
}

/** Text without escapes. */
export function string(text: string, at: number): string {
  if (text.charCodeAt(at) !== QUOTE) {
    end = NO_MATCH;
    return '';
  }
  const close = text.indexOf('"', at + 1);
  end = close === -1 ? NO_MATCH : close + 1;
  return text.slice(at + 1, close);
}

/** Text out of a list of values. */
export function oneOf(text: string, at: number, values: ReadonlySet<string>): string {
  const value = string(text, at);
  if (!values.has(value)) end = NO_MATCH;
  return value;
}

/** Exactly the given text, e.g. `"bookTicker"` or `true`. */
export function literal(text: string, at: number, wanted: string): void {
  end = text.startsWith(wanted, at) ? at + wanted.length : NO_MATCH;
}

/** An integer of up to 15 digits. */
export function integer(text: string, at: number): number {
  let value = text.charCodeAt(at) - ZERO;
  let here = at;
  if (value >= 0 && value <= 9) {
    const first = value;
    for (;;) {
      const digit = text.charCodeAt(++here) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    if (here - at <= 15 && (first !== 0 || here === at + 1)) {
      end = here;
      return value;
    }
  }
  end = NO_MATCH;
  return 0;
}

/** An integer of any length, as text. */
export function id(text: string, at: number): string {
  let here = at;
  while (text.charCodeAt(here) >= ZERO && text.charCodeAt(here) <= ZERO + 9) here++;
  end = here === at || (here > at + 1 && text.charCodeAt(at) === ZERO) ? NO_MATCH : here;
  return text.slice(at, here);
}

/** `true` or `false`. */
export function boolean(text: string, at: number): boolean {
  const value = text.startsWith('true', at);
  end = value ? at + 4 : text.startsWith('false', at) ? at + 5 : NO_MATCH;
  return value;
}

/** Pairs of strings, such as the levels of an order book. */
export function pairs(text: string, at: number): [string, string][] {
  const result: [string, string][] = [];
  let here = at + 1;
  if (text.charCodeAt(at) !== OPENING_BRACKET) {
    end = NO_MATCH;
    return result;
  }
  if (text.charCodeAt(here) === CLOSING_BRACKET) {
    end = here + 1;
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
    if (!isPair) break;
    result.push([text.slice(here + 2, first), text.slice(first + 3, second)]);
    const after = text.charCodeAt(second + 2);
    here = second + 3;
    if (after === CLOSING_BRACKET) {
      end = here;
      return result;
    }
    if (after !== COMMA) break;
  }
  end = NO_MATCH;
  return result;
}

/** A list of objects, each read by `one`. */
export function list<Item>(text: string, at: number, one: (text: string, at: number) => Item | undefined): Item[] {
  const result: Item[] = [];
  if (text.charCodeAt(at) !== OPENING_BRACKET) {
    end = NO_MATCH;
    return result;
  }
  if (text.charCodeAt(at + 1) === CLOSING_BRACKET) {
    end = at + 2;
    return result;
  }
  let here = at;
  for (;;) {
    const item = one(text, here + 1);
    if (item === undefined || end === NO_MATCH) break;
    result.push(item);
    here = end;
    const after = text.charCodeAt(here);
    if (after === CLOSING_BRACKET) {
      end = here + 1;
      return result;
    }
    if (after !== COMMA) break;
  }
  end = NO_MATCH;
  return result;
}
