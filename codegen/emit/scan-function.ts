// The function that reads the text of one object of an event: one line a key, in any order.
import { StructureKind, type FunctionDeclarationStructure } from 'ts-morph';
import { scanName } from '../model/names.js';
import type { FieldModel } from '../model/model.js';
import { literal } from './source.js';

/** How one value is read: its row in the table, the expression that reads it, and what it is before. */
export interface Reading {
  readonly row: { readonly [key: string]: unknown };
  /** Empty for what only the table reads: a text that holds it is no match. */
  readonly read: string;
  readonly initial: string;
  /** For a text that never changes: the value itself; `undefined` for what is left to the table. */
  readonly fixed?: string;
}
export type ReadField = FieldModel & Reading;

/** Integers hold this many flags. */
const BITS = 31;
const LONGEST_PACKED_KEY = 4;
/** Names that the functions use themselves. */
const TAKEN = ['text', 'at', 'seen', 'endAt'];

/** Variable that holds the flags of the required keys that were seen. */
const seenName = (set: number) => (set === 0 ? 'seen' : `seen${set + 1}`);

/** The function of an event of one type may start behind that type: then `seen` says so. `used` gathers what it imports. */
export function scanFunction(
  name: string,
  fields: readonly ReadField[],
  isFixed: boolean,
  used: Set<string>,
): FunctionDeclarationStructure {
  const required = fields.filter((field) => field.required);
  requireReadable(name, fields, required, isFixed, used);
  const counts = Array.from({ length: Math.ceil(required.length / BITS) }, (_, set) =>
    Math.min(BITS, required.length - set * BITS),
  );
  const cases = casesOf(fields, required, used);
  const incomplete = counts.map((count, set) => `${seenName(set)} !== ${allFlags(count)}`);
  return {
    kind: StructureKind.Function,
    name: scanName(name),
    parameters: [
      { name: 'text', type: 'string' },
      { name: 'at', type: 'number' },
      ...(isFixed ? [{ name: 'seen', initializer: '0' }] : []),
    ],
    returnType: `${name} | undefined`,
    statements: [
      `if (${isFixed ? 'seen === 0 && ' : ''}text.charCodeAt(at) !== 0x7b) return undefined; // {`,
      ...fields.filter(({ fixed }) => fixed === undefined).map(variableOf),
      ...counts.slice(isFixed ? 1 : 0).map((_, set) => `let ${seenName(isFixed ? set + 1 : set)} = 0;`),
      'do {',
      'switch (readKey(text, at)) {',
      ...cases,
      'return undefined;',
      '}',
      'at = endAt;',
      '} while (text.charCodeAt(at) === 0x2c); // ,',
      '// A required key is missing, or something did not match.',
      `if (${[...incomplete, '!closes(text, at)'].join(' || ')}) return undefined;`,
      `return { ${fields.map(propertyOf).join(', ')} };`,
    ],
  };
}

function requireReadable(
  name: string,
  fields: readonly ReadField[],
  required: readonly ReadField[],
  isFixed: boolean,
  used: ReadonlySet<string>,
): void {
  if (isFixed && required[0]?.label !== 'eventType') throw new Error(`${name}: its first key must be its eventType`);
  const doubled = fields.find(({ label }, index) => fields.findIndex((other) => other.label === label) !== index);
  if (doubled) throw new Error(`${name}: two keys are named ${doubled.label}`);
  const clash = fields.find(({ label }) => TAKEN.includes(label!) || used.has(label!));
  if (clash) throw new Error(`${name}: ${clash.label} cannot be a readable name`);
}

/** The flags of so many keys, all set, e.g. `0b1_1111`. */
const allFlags = (count: number) => `0b${'1'.repeat(count).replace(/\B(?=(?:1{4})+$)/g, '_')}`;

/** The branches of the switch over the key. */
function casesOf(fields: readonly ReadField[], required: readonly ReadField[], used: Set<string>): string[] {
  const body = (field: ReadField) => {
    const flag = required.indexOf(field);
    return [
      field.fixed === undefined ? `${field.label} = ${field.read};` : `${field.read};`,
      ...(flag < 0 ? [] : [`${seenName(Math.floor(flag / BITS))} |= ${2 ** (flag % BITS)};`]),
      'break;',
    ];
  };
  const readable = fields.filter(({ read }) => read !== '');
  const short = readable.filter(({ name: key }) => key.length <= LONGEST_PACKED_KEY);
  const long = readable.filter(({ name: key }) => key.length > LONGEST_PACKED_KEY);
  if (long.length > 0) used.add('readLongKey');
  return [
    ...short.flatMap((field) => [`case ${packed(field.name)}: // ${printable(field.name)}`, ...body(field)]),
    'default:',
    ...long.flatMap((field) => [`if (readLongKey(text, at, ${literal(field.name)})) {`, ...body(field), '}']),
  ];
}

/** A key as `readKey` packs it. */
const packed = (key: string) => Buffer.from(key, 'ascii').reduce((code, character) => code * 128 + character, 0);

/** A key in a comment, which a line end would close. */
const printable = (key: string) => key.replace(/[^!-~]/g, '?');

function variableOf({ label, initial, required }: ReadField): string {
  return required ? `let ${label} = ${initial};` : `let ${label}: ${widened(initial)} | undefined;`;
}

/** Type of a variable that starts with the given value. */
function widened(initial: string): string {
  const cast = / as (.*)$/.exec(initial)?.[1];
  if (cast !== undefined) return cast;
  return { "''": 'string', '0': 'number', false: 'boolean' }[initial]!;
}

function propertyOf({ label, fixed, required, row }: ReadField): string {
  if (fixed !== undefined) return `${label}: ${required && fixed === 'undefined' ? 'undefined as never' : fixed}`;
  return required && row['type'] === 'object' ? `${label}: ${label}!` : label!;
}
