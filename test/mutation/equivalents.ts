// Changes of src that no test can notice, because the changed code does the same. Each has its reason.

/** One change, named by what stands there, so that it stays true when lines move. */
export interface Equivalent {
  readonly file: string;
  /** The whole line, without blanks around it. */
  readonly line: string;
  /** What the change puts in, as the report prints it. */
  readonly replacement: string;
  readonly reason: string;
}

/** The text of a number is one number and nothing else, so its form needs no anchors. */
const WHOLE = 'the text of a number is all there is: anchors change nothing';

export const equivalents: readonly Equivalent[] = [
  {
    file: 'src/decimal.ts',
    line: 'const match = /^(-?)(\\d)(?:\\.(\\d+))?e([+-]\\d+)$/.exec(text);',
    replacement: '/(-?)(\\d)(?:\\.(\\d+))?e([+-]\\d+)$/',
    reason: WHOLE,
  },
  {
    file: 'src/decimal.ts',
    line: 'const match = /^(-?)(\\d)(?:\\.(\\d+))?e([+-]\\d+)$/.exec(text);',
    replacement: '/^(-?)(\\d)(?:\\.(\\d+))?e([+-]\\d+)/',
    reason: WHOLE,
  },
  {
    file: 'src/decimal.ts',
    line: "return point > 0 ? `${sign}${digits.padEnd(point, '0')}` : `${sign}0.${'0'.repeat(-point)}${digits}`;",
    replacement: 'point >= 0',
    reason: 'exponents begin at 21 and -7, so the point never stands at 0',
  },
  {
    file: 'src/decimal.ts',
    line: ".replace(/^-?0*\\.?0*/, '')",
    replacement: '/-?0*\\.?0*/',
    reason: 'it matches at the start in any case, were it nothing, and only the first match is replaced',
  },
  {
    file: 'src/limits.ts',
    line: 'if (text === undefined) return undefined;',
    replacement: 'false',
    reason: 'an absent header is no date either, it only takes longer to find out',
  },
];
