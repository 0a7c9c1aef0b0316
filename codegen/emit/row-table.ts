// The files that hold all rows of one kind, one by one and by name.
import { StructureKind, type StatementStructures } from 'ts-morph';
import { Code, constant, createImports, docText, type GeneratedFile } from './source.js';

interface Row {
  readonly id: string;
  readonly summary: string;
}

/**
 * Emits one constant with the rows of several modules; each row shows its summary where it is taken from the table. The modules
 * are exported too, so that this file is all that a door needs.
 */
export function rowTable(
  table: { readonly path: string; readonly name: string; readonly doc: string },
  modules: readonly (readonly [module: string, rows: readonly Row[]])[],
): GeneratedFile {
  const imports = createImports();
  for (const [module, rows] of modules) imports.value(module, ...rows.map(({ id }) => id));
  imports.value('../../src/rows.js', 'rowsById');
  const all = modules.flatMap(([, rows]) => rows);
  const types = all.map(({ id, summary }) => `/** ${commentLine(summary)} */\nreadonly ${id}: typeof ${id};`);
  return {
    path: table.path,
    statements: [
      ...imports.statements(),
      ...modules.map(([moduleSpecifier]): StatementStructures => ({
        kind: StructureKind.ExportDeclaration,
        moduleSpecifier,
      })),
      constant(table.name, new Code(`/* @__PURE__ */ rowsById([${all.map(({ id }) => id).join(', ')}])`), {
        doc: table.doc,
        type: `{\n${types.join('\n')}\n}`,
      }),
    ],
  };
}

const commentLine = (text: string) => docText(text).replaceAll('\n', ' ');
