// generated/rest/ and generated/websocket-api/: <group>.ts with types and a row for each call, parameters.ts with rows that
// calls share, operations.ts or methods.ts with all rows, client.ts with a line for each.
import { StructureKind, VariableDeclarationKind, type StatementStructures } from 'ts-morph';
import { fileName, parameterName, paramsName, resultName } from '../model/names.js';
import { referencesOf, type CallModel, type Model } from '../model/model.js';
import { clientFile } from './client.js';
import { elementsOf, paramsOf } from './params.js';
import { rowOf, rowOfField, type Constants } from './rows.js';
import { topicOf } from './schemas.js';
import { docText, importTypes, literal, type GeneratedFile } from './source.js';
import { elementSchemaOf, fieldsOf, typeText } from './types.js';

/** What the two kinds of calls differ in. */
export interface CallKind {
  readonly folder: string;
  /** Descriptor type of a row. */
  readonly rowType: string;
  /** File and constant that hold all rows. */
  readonly table: string;
  readonly tableDoc: string;
  /** Interface and function of the client file. */
  readonly methods: string;
  readonly methodsDoc: string;
  /** Whether the client file holds the rows, or just their names so that the rows can be loaded later. */
  readonly isBound: boolean;
}

const REST: CallKind = {
  folder: 'rest',
  rowType: 'Operation',
  table: 'operations',
  tableDoc: 'Every REST call by its name.',
  methods: 'RestMethods',
  methodsDoc: 'Every REST call as a method.',
  isBound: true,
};
const WEBSOCKET_API: CallKind = {
  folder: 'websocket-api',
  rowType: 'Method',
  table: 'methods',
  tableDoc: 'Every method of the WebSocket API by its name.',
  methods: 'WebSocketMethods',
  methodsDoc: 'Every method of the WebSocket API.',
  isBound: false,
};

/** Emits the REST part. */
export function emitOperations(model: Model): GeneratedFile[] {
  const groups = groupsOf(model.groups, model.operations);
  return [parametersFile(model), ...emitCalls(groups, REST, model)];
}

/** Emits the WebSocket API. */
export function emitMethods(model: Model): GeneratedFile[] {
  return emitCalls(groupsOf(model.methodGroups, model.methods), WEBSOCKET_API, model);
}

const groupsOf = (groups: readonly { readonly name: string }[], calls: readonly CallModel[]): Group[] =>
  groups
    .map(({ name }) => ({ name, operations: calls.filter(({ group }) => group === name) }))
    .filter(({ operations }) => operations.length > 0);

const emitCalls = (groups: readonly Group[], kind: CallKind, model: Model): GeneratedFile[] => [
  ...groups.map(({ name, operations }) => groupFile(name, operations, kind, model)),
  tableFile(groups, kind),
  clientFile(groups, kind, model),
];

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
  const types = new Map([['../../src/rows.js', new Set(['ParameterRow'])]]);
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
  readonly operations: readonly CallModel[];
}

function groupFile(group: string, operations: readonly CallModel[], kind: CallKind, model: Model): GeneratedFile {
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
    declarationOf(operation, kind, model, constants),
  ]);
  const types = operations.flatMap((operation) => [
    ...referencesOf(operation.answer.type),
    ...operation.params.flatMap((param) => {
      const element = elementSchemaOf(param.type);
      return (element ? fieldsOf(model, element) : [param]).flatMap((field) => referencesOf(field.type));
    }),
  ]);
  const modules = new Map<string, Set<string>>([['../../src/rows.js', new Set([kind.rowType])]]);
  for (const name of types) {
    const module = `../schemas/${topicOf(model, name)}.js`;
    modules.set(module, (modules.get(module) ?? new Set()).add(name));
  }
  return {
    path: `${kind.folder}/${fileName(group)}.ts`,
    statements: [...importTypes(modules), ...importsOf(constants), ...statements],
  };
}

function resultOf(operation: CallModel): StatementStructures {
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

function declarationOf(operation: CallModel, kind: CallKind, model: Model, constants: Constants): StatementStructures {
  return {
    kind: StructureKind.VariableStatement,
    isExported: true,
    declarationKind: VariableDeclarationKind.Const,
    docs: [docText(`${operation.summary}\n\n@see ${operation.link}`)],
    declarations: [
      {
        name: operation.id,
        type: `${kind.rowType}<${paramsName(operation.id)}, ${resultName(operation.id)}>`,
        initializer: literal(rowOf(operation, model, constants)),
      },
    ],
  };
}

function tableFile(groups: readonly Group[], kind: CallKind): GeneratedFile {
  return {
    path: `${kind.folder}/${kind.table}.ts`,
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
        docs: [kind.tableDoc],
        declarations: [
          {
            name: kind.table,
            initializer: `{ ${groups.flatMap(({ operations }) => operations.map(({ id }) => id)).join(', ')} }`,
          },
        ],
      },
    ],
  };
}
