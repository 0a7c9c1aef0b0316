// Prints generated files: header, prettier, and only what changed is written.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { Project, StructureKind, type StatementStructures } from 'ts-morph';
import { SpecError } from '../load/spec-error.js';
import { withSafeDocs } from './doc-comments.js';
import type { GeneratedFile } from './source.js';

/** A file as it will stand on the disk. */
export interface PrintedFile {
  readonly path: string;
  readonly text: string;
}

/** One file of the folder that is not as the spec says. */
export interface Change {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'removed';
  /** Lines that come and go. */
  readonly added: number;
  readonly removed: number;
}

/** Source text of generated files. */
export async function printFiles(files: readonly GeneratedFile[], header: string): Promise<PrintedFile[]> {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  return Promise.all(
    files.map(async ({ path, statements }) => {
      const source = project.createSourceFile(path, { statements: withSafeDocs(statements).map(spaced) });
      return printText(path, source.getFullText(), header);
    }),
  );
}

const TOGETHER: readonly StructureKind[] = [StructureKind.ImportDeclaration, StructureKind.ExportDeclaration];

/** Sets a declaration apart from the one before it. */
function spaced(statement: StatementStructures): StatementStructures {
  return TOGETHER.includes(statement.kind) ? statement : { ...statement, leadingTrivia: '\n' };
}

/** Adds the header and formats. */
export async function printText(path: string, text: string, header: string): Promise<PrintedFile> {
  try {
    const formatted = await format(`${header}\n${text}`, { parser: 'typescript', printWidth: 120, singleQuote: true });
    return { path, text: formatted };
  } catch (error) {
    throw new SpecError(`generated/${path} would be no TypeScript: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** Compares the folder with the printed files and, unless only checking, makes it equal. */
export function writeFiles(folder: string, files: readonly PrintedFile[], { check }: { check: boolean }): Change[] {
  const wanted = new Map(files.map(({ path, text }) => [path, text]));
  const present = existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(folder.length + 1)
            .replaceAll('\\', '/'),
        )
    : [];
  const changes: Change[] = [];
  for (const path of [...new Set([...wanted.keys(), ...present])].sort()) {
    // A checkout may have other ends of lines.
    const before = present.includes(path)
      ? readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n')
      : undefined;
    const after = wanted.get(path);
    if (before === after) continue;
    const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    changes.push({ path, kind, added: linesOnlyIn(after, before), removed: linesOnlyIn(before, after) });
    if (check) continue;
    if (after === undefined) rmSync(join(folder, path));
    else {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), after);
    }
  }
  return changes;
}

function linesOnlyIn(text = '', other = ''): number {
  const left = new Map<string, number>();
  for (const line of other.split('\n')) left.set(line, (left.get(line) ?? 0) + 1);
  let count = 0;
  for (const line of text.split('\n')) {
    const rest = left.get(line) ?? 0;
    if (rest > 0) left.set(line, rest - 1);
    else count++;
  }
  return count;
}
