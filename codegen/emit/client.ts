// generated/rest/client.ts: one method a row.
import { StructureKind } from 'ts-morph';
import { fileName, paramsName, resultName } from '../names.js';
import type { Model, OperationModel } from '../model.js';
import { operationDoc } from './docs.js';
import type { Group } from './operations.js';
import { topicOf } from './schemas.js';
import { docText, importTypes, type GeneratedFile } from './source.js';
import { referencesOf, typeText } from './types.js';

/** Emits the methods with their documentation. */
export function clientFile(groups: readonly Group[], model: Model): GeneratedFile {
  const all = groups.flatMap(({ operations }) => operations);
  const optional = (operation: OperationModel) =>
    operation.params.every((param) => !param.required) &&
    operation.rules.every((rule) => rule.scope || rule.doubtful || Object.keys(rule.when).length > 0);
  const bySymbol = all.filter(({ answer }) => answer.shape === 'bySymbol');
  const modules = new Map([
    [
      '../../src/descriptors.js',
      new Set(['Call', 'CallOperation', 'CallOptions', ...(bySymbol.length > 0 ? ['CallBySymbol'] : [])]),
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
  const lines = all.map(({ id, answer }) =>
    answer.shape === 'bySymbol'
      ? `${id}: ((params, options) => call(operations.${id}, params, options)) as RestMethods['${id}'],`
      : `${id}: (params, options) => call(operations.${id}, params, options),`,
  );
  return {
    path: 'rest/client.ts',
    statements: [
      ...importTypes(modules),
      { kind: StructureKind.ImportDeclaration, moduleSpecifier: './operations.js', namedImports: ['operations'] },
      {
        kind: StructureKind.Interface,
        name: 'RestMethods',
        isExported: true,
        docs: ['Every REST call as a method.'],
        methods,
        properties,
      },
      {
        kind: StructureKind.Function,
        name: 'restMethods',
        isExported: true,
        docs: ['Binds every row to the function that executes rows.'],
        parameters: [{ name: 'call', type: 'CallOperation' }],
        returnType: 'RestMethods',
        statements: [`return { ${lines.join('\n')} };`],
      },
    ],
  };
}
