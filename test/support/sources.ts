// The project's own sources, read as syntax trees.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** The TypeScript files below a folder, by their paths from the root of the project, `/` between names. */
export function sourcesIn(folder: string): Map<string, ts.SourceFile> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => posix(join(folder, name)))
    .sort();
  return new Map(
    paths.map((path) => [path, ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)]),
  );
}

/** One file that another one imports. */
export interface Import {
  readonly from: string;
  /** Path from the root of the project; a package by its name. */
  readonly to: string;
  /** Nothing of it is left when the program runs. */
  readonly isTypeOnly: boolean;
}

/** All that the files import: declarations, `export … from`, `import(…)`, and types such as `import('ws').WebSocket`. */
export function importsOf(sources: ReadonlyMap<string, ts.SourceFile>): Import[] {
  return [...sources].flatMap(([from, source]) =>
    nodesOf(source).flatMap((node) => {
      const name = importedName(node);
      if (name === undefined) return [];
      const to = name.startsWith('.')
        ? posix(relative('.', resolve(dirname(from), name))).replace(/\.js$/, '.ts')
        : name;
      return [{ from, to, isTypeOnly: isTypeOnly(node) }];
    }),
  );
}

/** Every node of a tree, the outer ones first. Comments are none. */
export function nodesOf(root: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [root];
  for (const node of nodes) ts.forEachChild(node, (child) => void nodes.push(child));
  return nodes;
}

function importedName(node: ts.Node): string | undefined {
  let name: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) name = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) name = node.argument.literal;
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) name = node.arguments[0];
  return name && ts.isStringLiteralLike(name) ? name.text : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) {
    return node.isTypeOnly || (!!node.exportClause && areTypes(node.exportClause));
  }
  if (!ts.isImportDeclaration(node) || !node.importClause) return false;
  const { isTypeOnly: ofTypes, name, namedBindings } = node.importClause;
  return ofTypes || (!name && !!namedBindings && areTypes(namedBindings));
}

/** Whether each of the names in braces is marked as a type. */
function areTypes(names: ts.NamedImportBindings | ts.NamedExportBindings): boolean {
  return (ts.isNamedImports(names) || ts.isNamedExports(names)) && names.elements.every((name) => name.isTypeOnly);
}

const posix = (path: string) => path.replaceAll('\\', '/');
