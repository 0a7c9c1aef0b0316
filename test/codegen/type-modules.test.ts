// Types by name: what a module of types exports is whole, and what the package exports together has one meaning a name.
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const modules = ['rest/types', 'websocket-api/types', 'streams/types', 'event-types'] as const;
const fileOf = (module: string) => resolve(`generated/${module}.ts`);
const program = ts.createProgram(modules.map(fileOf), {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  strict: true,
  types: [],
});
const checker = program.getTypeChecker();

/** What a module exports: names, and the declarations that they lead to. */
function exportsOf(module: string): Map<string, ts.Symbol> {
  const symbol = checker.getSymbolAtLocation(program.getSourceFile(fileOf(module))!)!;
  return new Map(checker.getExportsOfModule(symbol).map((one) => [one.name, checker.getAliasedSymbol(one)]));
}

/** The types of generated/ that the declarations of a type speak of. */
function mentionedBy(symbol: ts.Symbol): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
    const named = name && checker.getSymbolAtLocation(name);
    if (named) found.push(named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named);
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? [])
    if (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration)) visit(declaration);
  const isOurs = (one: ts.Symbol) => one.declarations?.[0]?.getSourceFile().fileName.includes('/generated/') === true;
  return found.filter(isOurs);
}

describe.each(modules)('generated/%s', (module) => {
  const exported = exportsOf(module);

  test('leads to types only', () => {
    expect(exported.size).toBeGreaterThan(20);
    for (const [name, symbol] of exported) expect(symbol.flags & ts.SymbolFlags.Type, name).not.toBe(0);
  });

  test('exports all that its types are made of', () => {
    const known = new Set(exported.values());
    const missing = [...exported].flatMap(([name, symbol]) =>
      mentionedBy(symbol).flatMap((part) => (known.has(part) ? [] : [`${name} speaks of ${part.name}`])),
    );
    expect(missing).toEqual([]);
  });
});

test('the parts that the package exports together mean the same by the same name', () => {
  const meanings = new Map<string, ts.Symbol>();
  const clashes: string[] = [];
  for (const module of ['rest/types', 'event-types', 'streams/types'] as const) {
    for (const [name, symbol] of exportsOf(module)) {
      if (meanings.has(name) && meanings.get(name) !== symbol) clashes.push(name);
      meanings.set(name, symbol);
    }
  }
  expect(clashes).toEqual([]);
});
