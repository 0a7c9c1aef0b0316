// JSON text to values without losing a digit. Own code on purpose: the exchange must not share a fault with the client.
import type { Json } from '../../codegen/load.js';

/** A string, or an integer too long to be sure that a double holds it. */
const TOKEN = /"(?:[^"\\]|\\.)*"|(?<![\w.+-])-?\d{16,}(?![\w.])/g;

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
