// Changes of src that no test can notice, because the changed code does the same. Each has its reason.

/** One change, named by what stands there, so that it stays true when lines move. */
export interface Equivalent {
  readonly file: string;
  /** The line on which the change begins, without blanks around it. */
  readonly line: string;
  /** What the change puts in, as the report prints it. */
  readonly replacement: string;
  readonly reason: string;
}

/** Changes of one file for one reason. */
const because = (
  file: string,
  reason: string,
  ...changes: readonly (readonly [line: string, replacement: string])[]
): Equivalent[] => changes.map(([line, replacement]) => ({ file, line, replacement, reason }));

const SAMPLE = '"Stryker was here!"';
const SAMPLE_LIST = '["Stryker was here"]';

export const equivalents: readonly Equivalent[] = [
  ...because(
    'src/check.ts',
    'nothing compares with undefined',
    ['if (minimum !== undefined && value < minimum) fail(name, `must be at least ${minimum}`);', 'true'],
    ['if (maximum !== undefined && value > maximum) fail(name, `must be at most ${maximum}`);', 'true'],
    ['if (row.maxItems !== undefined && items.length > row.maxItems)', 'true'],
  ),
  ...because(
    'src/check.ts',
    'a text is neither a rule with conditions nor the name of a parameter that anyone sends',
    ['for (const rule of operation.rules ?? []) {', SAMPLE_LIST],
    ['for (const text of rule.forbid ?? []) {', SAMPLE_LIST],
    [
      'const elementsOf = (value: unknown): Values[] => (Array.isArray(value) ? (value as Values[]) : []);',
      SAMPLE_LIST,
    ],
  ),
  ...because('src/check.ts', 'split always gives a first part', [
    "const [name = '', value] = text.split('=');",
    SAMPLE,
  ]),
  ...because('src/check.ts', 'a table that there is not has no rows', [
    'if (row.element) checkTable(row.element, item as Values, `${place}.`, fail);',
    'true',
  ]),
  ...because('src/check.ts', 'a function that ends returns undefined', ['} catch {', '{}']),
  ...because(
    'src/decimal.ts',
    'the text of a number is all there is: anchors change nothing',
    ['const match = /^(-?)(\\d)(?:\\.(\\d+))?e([+-]\\d+)$/.exec(text);', '/(-?)(\\d)(?:\\.(\\d+))?e([+-]\\d+)$/'],
    ['const match = /^(-?)(\\d)(?:\\.(\\d+))?e([+-]\\d+)$/.exec(text);', '/^(-?)(\\d)(?:\\.(\\d+))?e([+-]\\d+)/'],
  ),
  ...because('src/decimal.ts', 'exponents begin at 21 and -7, so the point never stands at 0', [
    "return point > 0 ? `${sign}${digits.padEnd(point, '0')}` : `${sign}0.${'0'.repeat(-point)}${digits}`;",
    'point >= 0',
  ]),
  ...because('src/decimal.ts', 'it matches at the start, were it nothing, and only the first match is replaced', [
    ".replace(/^-?0*\\.?0*/, '')",
    '/-?0*\\.?0*/',
  ]),
  ...because('src/drift.ts', 'one part of a key for kinds without a value of their own: any constant will do', [
    "const value = drift.kind === 'unknown-enum-value' ? drift.sample : '';",
    SAMPLE,
  ]),
  ...because('src/environments.ts', 'a cache: the same is found out again', [
    'if (known !== undefined) return known;',
    'false',
  ]),
  ...because('src/environments.ts', 'a host that ends in four numbers is an address, whose first has three digits', [
    "const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\\.\\d+){3}$/.test(hostname);",
    '/127(\\.\\d+){3}$/',
  ]),
  ...because(
    'src/gates.ts',
    'a shorter way where no gate was ever closed',
    ['if (gates.size === 0) return undefined;', 'false'],
    ['if (gates.size === 0) return;', 'false'],
  ),
  ...because('src/gates.ts', 'a gate of no name is asked for by nobody', [
    'if (gate === undefined || host === undefined) return;',
    'false',
  ]),
  ...because('src/gates.ts', 'there is no code undefined in a catalogue', [
    'return (code === undefined ? undefined : catalogueOf(errors)[code]?.closes) ?? byStatus;',
    'false',
  ]),
  ...because(
    'src/json.ts',
    'a text is the name of no key that anyone sends',
    ['return LONG_INTEGER.test(quoted) ? parseExactly(quoted, ids?.keys ?? []) : JSON.parse(quoted);', SAMPLE_LIST],
    ['return parseExactly(text, []);', SAMPLE_LIST],
  ),
  ...because(
    'src/json.ts',
    'what stands behind the end is no blank',
    ["while (at < text.length && ' \\t\\r\\n'.includes(text[at]!)) at++;", 'true'],
    ["while (at < text.length && ' \\t\\r\\n'.includes(text[at]!)) at++;", 'at <= text.length'],
  ),
  ...because('src/json.ts', 'any property may be defined so: it only takes longer', [
    "if (key === '__proto__')",
    'true',
  ]),
  ...because('src/json.ts', 'a lone number is read alike both ways', [
    'const LONG_INTEGER = /[:[,]\\s*-?\\d{16}|^\\s*-?\\d{16}/;',
    '/[:[,]\\s*-?\\d{16}|^\\s*-?\\d/',
  ]),
  ...because('src/limits.ts', 'an absent header is no date either, it only takes longer to find out', [
    'if (text === undefined) return undefined;',
    'false',
  ]),
  ...because('src/notices.ts', 'what is no promise is never rejected', [
    "if (typeof result === 'object' && result !== null && 'then' in result)",
    'true',
  ]),
  ...because('src/response.ts', 'a function that ends returns undefined', ['} catch {', '{}']),
  ...because(
    'src/response.ts',
    'there is no advice under the name undefined, and none at all where no key was found',
    ['const key = keys.find((one) => one !== undefined && advice?.[one] !== undefined);', 'true'],
    ['return key === undefined ? undefined : advice?.[key];', 'false'],
    ['return key === undefined ? undefined : advice?.[key];', 'advice[key]'],
  ),
  ...because('src/response.ts', 'whatever is not `no` counts as unknown', [
    "const fact = executed ?? http?.executed ?? (status < 300 || (status >= 400 && status < 500) ? 'no' : 'unknown');",
    '""',
  ]),
  ...because(
    'src/response.ts',
    'null, and what is of the type already, is given back as it is',
    [
      'else if (value !== null && value !== undefined && typeof value !== type) holder[key] = converted(value, type);',
      'true',
    ],
    [
      'else if (value !== null && value !== undefined && typeof value !== type) holder[key] = converted(value, type);',
      'value !== null || value !== undefined',
    ],
  ),
  ...because(
    'src/rest/query.ts',
    'a shorter way for text that needs no encoding',
    ['if (UNRESERVED.test(text)) return text;', 'false'],
    ['const UNRESERVED = /^[\\w.~-]*$/;', '/^[\\w.~-]$/'],
  ),
];
