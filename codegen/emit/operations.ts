// generated/rest/<group>.ts: types and a row for each REST call; parameters.ts: rows that calls share; operations.ts: all rows.
import { StructureKind, VariableDeclarationKind, type StatementStructures } from 'ts-morph';
import { fileName, parameterName, paramsName, resultName } from '../names.js';
import type { Model, OperationModel } from '../model.js';
import { clientFile } from './client.js';
import { elementsOf, paramsOf } from './params.js';
import { rowOf, rowOfField, type Constants } from './rows.js';
import { topicOf } from './schemas.js';
import { docText, importTypes, literal, type GeneratedFile } from './source.js';
import { elementSchemaOf, fieldsOf, referencesOf, typeText } from './types.js';

/** Emits the REST part. */
export function emitOperations(model: Model): GeneratedFile[] {
  const groups = model.groups
    .map(({ name }) => ({ name, operations: model.operations.filter((operation) => operation.group === name) }))
    .filter(({ operations }) => operations.length > 0);
  const groupFiles = groups.map(({ name, operations }) => groupFile(name, operations, model));
  return [parametersFile(model), ...groupFiles, tableFile(groups), clientFile(groups, model)];
}

/** Rows of the parameters that several calls share. */
function parametersFile(model: Model): GeneratedFile {
  const shared = new Map(
    model.operations.flatMap(({ params }) => params).flatMap((param) => (param.shared ? [[param.shared, param]] : [])),
  );
  const constants: Constants = { values: new Set(), shared: new Set() };
  const rows = [...shared]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]): StatementStructures => ({
      kind: StructureKind.VariableStatement,
      isExported: true,
      declarationKind: VariableDeclarationKind.Const,
      docs: field.description ? [docText(field.description)] : [],
      declarations: [
        { name: parameterName(name), type: 'ParameterRow', initializer: literal(rowOfField(field, model, constants)) },
      ],
    }));
  const types = new Map([['../../src/descriptors.js', new Set(['ParameterRow'])]]);
  return { path: 'rest/parameters.ts', statements: [...importTypes(types), ...importsOf(constants), ...rows] };
}

function importsOf({ values, shared }: Constants): StatementStructures[] {
  const modules: [string, Set<string>][] = [
    ['../schemas/enums.js', values],
    ['./parameters.js', shared],
  ];
  return modules
    .filter(([, names]) => names.size > 0)
    .map(([moduleSpecifier, names]) => ({
      kind: StructureKind.ImportDeclaration,
      moduleSpecifier,
      namedImports: [...names].sort(),
    }));
}

/** Calls that the documentation puts together. */
export interface Group {
  readonly name: string;
  readonly operations: readonly OperationModel[];
}

function groupFile(group: string, operations: readonly OperationModel[], model: Model): GeneratedFile {
  const constants: Constants = { values: new Set(), shared: new Set() };
  const statements = operations.flatMap((operation) => [
    ...elementsOf(operation, model),
    ...paramsOf(
      paramsName(operation.id),
      operation.params,
      operation.rules.filter((rule) => !rule.scope),
      operation,
      model,
    ),
    resultOf(operation),
    declarationOf(operation, model, constants),
  ]);
  const types = operations.flatMap((operation) => [
    ...referencesOf(operation.answer.type),
    ...operation.params.flatMap((param) => {
      const element = elementSchemaOf(param.type);
      return (element ? fieldsOf(model, element) : [param]).flatMap((field) => referencesOf(field.type));
    }),
  ]);
  const modules = new Map<string, Set<string>>([['../../src/descriptors.js', new Set(['Operation'])]]);
  for (const name of types) {
    const module = `../schemas/${topicOf(model, name)}.js`;
    modules.set(module, (modules.get(module) ?? new Set()).add(name));
  }
  return {
    path: `rest/${fileName(group)}.ts`,
    statements: [...importTypes(modules), ...importsOf(constants), ...statements],
  };
}

function resultOf(operation: OperationModel): StatementStructures {
  const one = typeText(operation.answer.type, 'answer');
  const bySymbol = operation.answer.shape === 'bySymbol';
  return {
    kind: StructureKind.TypeAlias,
    name: resultName(operation.id),
    isExported: true,
    docs: [
      bySymbol
        ? `Result of {@link ${operation.id}}: one object with symbol, all of them without.`
        : `Result of {@link ${operation.id}}.`,
    ],
    type: bySymbol ? `${one} | ${one}[]` : one,
  };
}

function declarationOf(operation: OperationModel, model: Model, constants: Constants): StatementStructures {
  return {
    kind: StructureKind.VariableStatement,
    isExported: true,
    declarationKind: VariableDeclarationKind.Const,
    docs: [docText(`${operation.summary}\n\n@see ${operation.link}`)],
    declarations: [
      {
        name: operation.id,
        type: `Operation<${paramsName(operation.id)}, ${resultName(operation.id)}>`,
        initializer: literal(rowOf(operation, model, constants)),
      },
    ],
  };
}

function tableFile(groups: readonly Group[]): GeneratedFile {
  return {
    path: 'rest/operations.ts',
    statements: [
      ...groups.map(({ name, operations }): StatementStructures => ({
        kind: StructureKind.ImportDeclaration,
        moduleSpecifier: `./${fileName(name)}.js`,
        namedImports: operations.map(({ id }) => id),
      })),
      {
        kind: StructureKind.VariableStatement,
        isExported: true,
        declarationKind: VariableDeclarationKind.Const,
        docs: ['Every REST call by its name.'],
        declarations: [
          {
            name: 'operations',
            initializer: `{ ${groups.flatMap(({ operations }) => operations.map(({ id }) => id)).join(', ')} }`,
          },
        ],
      },
    ],
  };
}
