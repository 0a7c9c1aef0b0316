// What all emitters share: one generated file as structures, and literals as source text.
import type { ImportDeclarationStructure, StatementStructures } from 'ts-morph';
import { StructureKind } from 'ts-morph';

/** One file under generated/, before it is printed. */
export interface GeneratedFile {
  readonly path: string;
  readonly statements: readonly StatementStructures[];
}

/** Type imports, one line a module, in a fixed order. */
export function importTypes(names: ReadonlyMap<string, ReadonlySet<string>>): ImportDeclarationStructure[] {
  return [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, set]) => set.size > 0)
    .map(([moduleSpecifier, set]) => ({
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      moduleSpecifier,
      namedImports: [...set].sort(),
    }));
}

/** Source text that is written as it is, e.g. the name of a constant inside a literal. */
export class Code {
  constructor(readonly text: string) {}
}

/** A JavaScript literal. Absent values leave their keys out. */
export function literal(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{ ${entries.map(([key, item]) => propertyText(key, literal(item))).join(', ')} }`;
  }
  return JSON.stringify(value);
}

/** `key: value`, or just `key` where both are the same name. */
function propertyText(key: string, value: string): string {
  if (key === value) return key;
  return `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key)}: ${value}`;
}

/** Width of the text of a doc comment, so that lines stay within what prettier allows code. */
const DOC_WIDTH = 112;

/** Text of a doc comment: paragraphs flow, items of a list hang, tags keep their lines. */
export function docText(text: string): string {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const last = lines[lines.length - 1];
    const flows = last !== undefined && last !== '' && line !== '' && !/^[-@]/.test(line) && !last.startsWith('@');
    if (flows) lines[lines.length - 1] = `${last} ${line.trim()}`;
    else lines.push(line);
  }
  return lines.flatMap(brokenLine).join('\n');
}

function brokenLine(line: string): string[] {
  if (line.length <= DOC_WIDTH || line.startsWith('@see')) return [line];
  const indent = line.startsWith('- ') ? '  ' : '';
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + 1 + word.length > DOC_WIDTH)
      lines.push(last === undefined ? word : indent + word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
