// What all emitters share: one generated file as structures, its imports, constants, and literals as source text.
import {
  StructureKind,
  VariableDeclarationKind,
  type ExportDeclarationStructure,
  type StatementStructures,
  type VariableStatementStructure,
} from 'ts-morph';

/** One file under generated/, before it is printed. */
export interface GeneratedFile {
  readonly path: string;
  readonly statements: readonly StatementStructures[];
}

/** Names by the module that they come from. */
type Modules = Map<string, Set<string>>;

function addNames(modules: Modules, module: string, names: Iterable<string>): void {
  const known = modules.get(module) ?? new Set();
  for (const name of names) known.add(name);
  if (known.size > 0) modules.set(module, known);
}

const sorted = (modules: Modules) => [...modules].sort(([a], [b]) => (a < b ? -1 : 1));

/** Collects what a file imports; types and values of one module share a line. */
export function createImports() {
  const types: Modules = new Map();
  const values: Modules = new Map();
  return {
    type: (module: string, ...names: readonly string[]) => addNames(types, module, names),
    value: (module: string, ...names: readonly string[]) => addNames(values, module, names),
    /** One line a module, in a fixed order: modules of types first. */
    statements(): StatementStructures[] {
      const typesOnly = sorted(types).filter(([module]) => !values.has(module));
      const line = (moduleSpecifier: string, isTypeOnly: boolean, namedImports: string[]): StatementStructures => ({
        kind: StructureKind.ImportDeclaration,
        isTypeOnly,
        moduleSpecifier,
        namedImports,
      });
      return [
        ...typesOnly.map(([module, names]) => line(module, true, [...names].sort())),
        ...sorted(values).map(([module, names]) =>
          line(module, false, [
            ...[...names].sort(),
            ...[...(types.get(module) ?? [])].sort().map((one) => `type ${one}`),
          ]),
        ),
      ];
    },
  };
}
export type Imports = ReturnType<typeof createImports>;

/** Lines that export types of other modules by name. */
export function typeExports(entries: Iterable<readonly [module: string, name: string]>): ExportDeclarationStructure[] {
  const modules: Modules = new Map();
  for (const [module, name] of entries) addNames(modules, module, [name]);
  return sorted(modules).map(([moduleSpecifier, names]) => ({
    kind: StructureKind.ExportDeclaration,
    isTypeOnly: true,
    moduleSpecifier,
    namedExports: [...names].sort(),
  }));
}

interface ConstantFacts {
  readonly doc?: string | undefined;
  readonly type?: string;
  /** Default: true. */
  readonly isExported?: boolean;
  /** Whether its type is its exact value. */
  readonly isExact?: boolean;
}

/** A constant with its value as a literal. */
export function constant(
  name: string,
  value: unknown,
  { doc, type, isExported = true, isExact = false }: ConstantFacts = {},
): VariableStatementStructure {
  return {
    kind: StructureKind.VariableStatement,
    isExported,
    declarationKind: VariableDeclarationKind.Const,
    docs: doc === undefined ? [] : [docText(doc)],
    declarations: [{ name, ...(type && { type }), initializer: `${literal(value)}${isExact ? ' as const' : ''}` }],
  };
}

/** Source text that is written as it is, e.g. the name of a constant inside a literal. */
export class Code {
  constructor(readonly text: string) {}
}

/** An object literal that holds constants under their own names. */
export const shorthand = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, new Code(name)] as const));

/** A JavaScript literal. Absent values leave their keys out. */
export function literal(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{ ${entries.map(([key, item]) => propertyText(key, item)).join(', ')} }`;
  }
  if (Object.is(value, -0)) return '-0';
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value)))
    throw new TypeError(`${value} has no literal`);
  return JSON.stringify(value);
}

/** `key: value`, or just `key` where a constant has the name of its key. */
function propertyText(key: string, value: unknown): string {
  if (value instanceof Code && value.text === key) return key;
  // Written as a plain key it would set the prototype.
  return `${key === '__proto__' ? '["__proto__"]' : propertyName(key)}: ${literal(value)}`;
}

/** The name of a property as it is written: quoted where it is no identifier. */
export const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** Width of the text of a doc comment, so that lines stay within what prettier allows code. */
const DOC_WIDTH = 112;

/** What begins an item of a list, and what hangs below it. */
const ITEM = /^(?:- |\d+\. )/;

/** Text of a doc comment: paragraphs flow, items of a list hang, tags keep their lines, and nothing ends the comment. */
export function docText(text: string): string {
  const lines: string[] = [];
  for (const line of text.replaceAll('*/', '*\\/').split(/\r\n|[\n\r\u2028\u2029]/)) {
    const last = lines[lines.length - 1];
    const follows = last !== undefined && last !== '' && line.trim() !== '';
    const isItem = line.startsWith('- ') || (ITEM.test(line) && (!follows || ITEM.test(last)));
    if (follows && !isItem && !line.startsWith('@') && !last.startsWith('@'))
      lines[lines.length - 1] = `${last} ${line.trim()}`;
    else lines.push(line.trim());
  }
  return lines.flatMap(brokenLine).join('\n');
}

/** Breaks a line at blanks. A word that begins with `@` would be taken for a tag at the start of a line. */
function brokenLine(line: string): string[] {
  if (line.length <= DOC_WIDTH || line.startsWith('@see')) return [line];
  const indent = ' '.repeat(ITEM.exec(line)?.[0].length ?? 0);
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines[lines.length - 1];
    if (last === undefined) lines.push(word);
    else if (last.length + 1 + word.length > DOC_WIDTH && !word.startsWith('@')) lines.push(indent + word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
