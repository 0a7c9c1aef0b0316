// JSON text to values without losing a digit. Own code on purpose: the exchange must not share a fault with the client.
import type { Json } from '../../codegen/load/json.js';

/** A string, or an integer too long to be sure that a double holds it. */
const TOKEN = /"(?:[^"\\]|\\.)*"|(?<![\w.+-])-?\d{16,}(?![\w.])/g;

/** A string, or any number. */
const NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const BLANK = /\s*/y;
const SCALAR = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Integer as a number where that is exact, as a bigint where it is not. */
export function exactInteger(digits: string): number | bigint {
  const value = BigInt(digits);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** @throws {SyntaxError} The text is not JSON. */
export function parseExactJson(text: string): Json {
  const marked = text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"\\u0000${token}"`));
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && /^\0-?\d+$/.test(value) ? exactInteger(value.slice(1)) : value,
  ) as Json;
}

/** The same, but each number as the text that stands for it. */
export function parseNumbersAsText(text: string): Json {
  return JSON.parse(text.replace(NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`))) as Json;
}

/** Where a text stops being JSON. Unit: UTF-16 code units from its start. */
export function faultOffset(text: string): number {
  let offset = 0;
  /** Steps over what stands here, if it has the form. */
  function step(form: RegExp): boolean {
    form.lastIndex = offset;
    if (!form.test(text)) return false;
    offset = form.lastIndex;
    return true;
  }
  const token = (form: RegExp) => step(BLANK) && step(form);
  const list = (element: () => boolean, end: RegExp): boolean => {
    if (token(end)) return true;
    while (element()) if (!token(/,/y)) return token(end);
    return false;
  };
  const member = () => token(/"(?:[^"\\]|\\.)*"/y) && token(/:/y) && value();
  const value = (): boolean => (token(/\{/y) ? list(member, /\}/y) : token(/\[/y) ? list(value, /\]/y) : token(SCALAR));
  value();
  step(BLANK);
  return offset;
}
