// Decimal numbers as text.

/** A number in plain notation: `1e-7` becomes `0.0000001`. */
export function plainNumber(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign, first, rest = '', exponent] = match;
  const digits = `${first}${rest}`;
  const point = 1 + Number(exponent);
  return point > 0 ? `${sign}${digits.padEnd(point, '0')}` : `${sign}0.${'0'.repeat(-point)}${digits}`;
}

/** Digits that a double holds for sure. */
const SAFE_DIGITS = 15;

/** Whether a number has more digits than a double holds for sure, as `0.1 + 0.2` has. Exact integers have not. */
export function hasTooManyDigits(value: number): boolean {
  if (Number.isSafeInteger(value)) return false;
  const digits = plainNumber(value)
    .replace(/^-?0*\.?0*/, '')
    .replace('.', '');
  return digits.replace(/0+$/, '').length > SAFE_DIGITS;
}
