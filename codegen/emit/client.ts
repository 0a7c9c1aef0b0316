// client.ts of generated/rest/ and generated/websocket-api/: one method a row.
import { StructureKind } from 'ts-morph';
import { fileName, paramsName, resultName } from '../model/names.js';
import { referencesOf, type CallModel, type Model } from '../model/model.js';
import { operationDoc } from './docs.js';
import type { CallKind, Group } from './operations.js';
import { topicOf } from './schemas.js';
import { docText, importTypes, type GeneratedFile } from './source.js';
import { typeText } from './types.js';

/** Emits the methods with their documentation. */
export function clientFile(groups: readonly Group[], kind: CallKind, model: Model): GeneratedFile {
  const all = groups.flatMap(({ operations }) => operations);
  const optional = (operation: CallModel) =>
    operation.params.every((param) => !param.required) &&
    operation.rules.every((rule) => rule.scope || rule.doubtful || Object.keys(rule.when).length > 0);
  const bySymbol = all.filter(({ answer }) => answer.shape === 'bySymbol');
  const modules = new Map([
    [
      '../../src/rows.js',
      new Set([
        'Call',
        kind.isBound ? 'CallOperation' : 'CallByName',
        'CallOptions',
        ...(bySymbol.length > 0 ? ['CallBySymbol'] : []),
      ]),
    ],
    ...groups.map(({ name, operations }): [string, Set<string>] => [
      `./${fileName(name)}.js`,
      new Set(
        operations.flatMap(({ id, answer }) =>
          answer.shape === 'bySymbol' ? [paramsName(id)] : [paramsName(id), resultName(id)],
        ),
      ),
    ]),
  ]);
  for (const { answer } of bySymbol) {
    for (const name of referencesOf(answer.type)) {
      const module = `../schemas/${topicOf(model, name)}.js`;
      modules.set(module, (modules.get(module) ?? new Set()).add(name));
    }
  }
  const methods = all
    .filter(({ answer }) => answer.shape !== 'bySymbol')
    .map((operation) => ({
      name: operation.id,
      docs: [docText(operationDoc(operation, model))],
      parameters: [
        { name: 'params', type: paramsName(operation.id), hasQuestionToken: optional(operation) },
        { name: 'options', type: 'CallOptions', hasQuestionToken: true },
      ],
      returnType: `Call<${resultName(operation.id)}>`,
    }));
  const properties = bySymbol.map((operation) => {
    const one = typeText(operation.answer.type, 'answer');
    return {
      name: operation.id,
      docs: [docText(operationDoc(operation, model))],
      type: `CallBySymbol<${paramsName(operation.id)}, ${one}>`,
    };
  });
  const lines = all.map(({ id, answer }) => {
    const line = `(params, options) => call(${kind.isBound ? `${kind.table}.${id}` : `'${id}'`}, params, options)`;
    return answer.shape === 'bySymbol' ? `${id}: (${line}) as ${kind.methods}['${id}'],` : `${id}: ${line},`;
  });
  return {
    path: `${kind.folder}/client.ts`,
    statements: [
      ...importTypes(modules),
      ...(kind.isBound
        ? [
            {
              kind: StructureKind.ImportDeclaration as const,
              moduleSpecifier: `./${kind.table}.js`,
              namedImports: [kind.table],
            },
          ]
        : []),
      {
        kind: StructureKind.Interface,
        name: kind.methods,
        isExported: true,
        docs: [kind.methodsDoc],
        methods,
        properties,
      },
      {
        kind: StructureKind.Function,
        name: kind.methods.charAt(0).toLowerCase() + kind.methods.slice(1),
        isExported: true,
        docs: [
          kind.isBound
            ? 'Binds every row to the function that executes rows.'
            : 'Binds every name to the function that executes rows.',
        ],
        parameters: [{ name: 'call', type: kind.isBound ? 'CallOperation' : 'CallByName' }],
        returnType: kind.methods,
        statements: [`return { ${lines.join('\n')} };`],
      },
    ],
  };
}
