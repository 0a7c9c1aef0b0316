// generated/rest/ and generated/websocket-api/: <group>.ts with types and a row for each call, parameters.ts with rows that
// calls share, operations.ts or methods.ts with all rows, client.ts with a method for each, types.ts with all types.
import { StructureKind, type StatementStructures } from 'ts-morph';
import { fileName, parameterName, paramsName, resultName } from '../model/names.js';
import type { CallModel, Model } from '../model/model.js';
import { clientFile } from './client.js';
import { elementsOf, paramsOf } from './params.js';
import { rowOf, rowOfField, type Constants } from './rows.js';
import { constant, createImports, type GeneratedFile, type Imports } from './source.js';
import { rowTable } from './row-table.js';
import { callTypes, schemasOf } from './type-modules.js';
import { topicOf, typeText } from './types.js';

/** What the two kinds of calls differ in. */
export interface CallKind {
  readonly folder: string;
  /** Descriptor type of a row. */
  readonly rowType: string;
  /** File and constant that hold all rows. */
  readonly table: string;
  readonly tableDoc: string;
  /** Interface of the client file. */
  readonly methods: string;
  readonly methodsDoc: string;
}

const REST: CallKind = {
  folder: 'rest',
  rowType: 'Operation',
  table: 'operations',
  tableDoc: 'Every REST call by its name.',
  methods: 'RestMethods',
  methodsDoc: 'Every REST call as a method.',
};
const WEBSOCKET_API: CallKind = {
  folder: 'websocket-api',
  rowType: 'Method',
  table: 'methods',
  tableDoc: 'Every method of the WebSocket API by its name.',
  methods: 'WebSocketMethods',
  methodsDoc: 'Every method of the WebSocket API.',
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

function emitCalls(groups: readonly Group[], kind: CallKind, model: Model): GeneratedFile[] {
  const files = groups.map(({ name, operations }) => groupFile(name, operations, kind, model));
  const calls = groups.flatMap(({ operations }) => operations);
  return [
    ...files,
    rowTable(
      { path: `${kind.folder}/${kind.table}.ts`, name: kind.table, doc: kind.tableDoc },
      groups.map(({ name, operations }) => [`./${fileName(name)}.js`, operations]),
    ),
    clientFile(groups, kind, model),
    callTypes(kind.folder, files, calls, model),
  ];
}

/** Rows of the parameters that several calls share. */
function parametersFile(model: Model): GeneratedFile {
  const shared = new Map(
    model.operations.flatMap(({ params }) => params).flatMap((param) => (param.shared ? [[param.shared, param]] : [])),
  );
  const constants: Constants = { values: new Set(), shared: new Set() };
  const rows = [...shared]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) =>
      constant(parameterName(name), rowOfField(field, model, constants), {
        doc: field.description,
        type: 'ParameterRow',
      }),
    );
  const imports = createImports();
  imports.type('../../src/rows.js', 'ParameterRow');
  addConstants(imports, constants);
  return { path: 'rest/parameters.ts', statements: [...imports.statements(), ...rows] };
}

function addConstants(imports: Imports, { values, shared }: Constants): void {
  imports.value('../schemas/enums.js', ...values);
  imports.value('./parameters.js', ...shared);
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
  const imports = createImports();
  imports.type('../../src/rows.js', kind.rowType);
  for (const name of operations.flatMap((operation) => schemasOf(operation, model)))
    imports.type(`../schemas/${topicOf(model, name)}.js`, name);
  addConstants(imports, constants);
  return { path: `${kind.folder}/${fileName(group)}.ts`, statements: [...imports.statements(), ...statements] };
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

const declarationOf = (call: CallModel, kind: CallKind, model: Model, constants: Constants): StatementStructures =>
  constant(call.id, rowOf(call, model, constants), {
    doc: `${call.summary}\n\n@see ${call.link}`,
    type: `${kind.rowType}<${paramsName(call.id)}, ${resultName(call.id)}>`,
  });
