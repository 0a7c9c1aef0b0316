// client.ts of generated/rest/ and generated/websocket-api/: the type of one method a row.
import { StructureKind, type MethodSignatureStructure, type OptionalKind } from 'ts-morph';
import { fileName, paramsName, resultName } from '../model/names.js';
import { referencesOf, type CallModel, type Model } from '../model/model.js';
import { operationDoc } from './docs.js';
import type { CallKind, Group } from './operations.js';
import { createImports, docText, type GeneratedFile, type Imports } from './source.js';
import { topicOf, typeText } from './types.js';

/** Emits the methods with their documentation. */
export function clientFile(groups: readonly Group[], kind: CallKind, model: Model): GeneratedFile {
  const calls = groups.flatMap(({ operations }) => operations);
  return {
    path: `${kind.folder}/client.ts`,
    statements: [
      ...importsOf(groups, model).statements(),
      {
        kind: StructureKind.Interface,
        name: kind.methods,
        isExported: true,
        docs: [kind.methodsDoc],
        methods: calls.flatMap((call) => signaturesOf(call, model)),
      },
    ],
  };
}

const isBySymbol = ({ answer }: CallModel) => answer.shape === 'bySymbol';

function importsOf(groups: readonly Group[], model: Model): Imports {
  const imports = createImports();
  imports.type('../../src/calls.js', 'Call', 'CallOptions');
  for (const { name, operations } of groups) {
    for (const call of operations) {
      imports.type(`./${fileName(name)}.js`, paramsName(call.id));
      if (!isBySymbol(call)) imports.type(`./${fileName(name)}.js`, resultName(call.id));
      else
        for (const schema of referencesOf(call.answer.type))
          imports.type(`../schemas/${topicOf(model, schema)}.js`, schema);
    }
  }
  return imports;
}

/** The signatures of a call, each with the documentation: an editor shows that of the signature that is called. */
function signaturesOf(call: CallModel, model: Model): OptionalKind<MethodSignatureStructure>[] {
  const params = paramsName(call.id);
  const signature = (type: string, isOptional: boolean, result: string) => ({
    name: call.id,
    docs: [docText(operationDoc(call, model))],
    parameters: [
      { name: 'params', type, hasQuestionToken: isOptional },
      { name: 'options', type: 'CallOptions', hasQuestionToken: true },
    ],
    returnType: `Call<${result}>`,
  });
  if (!isBySymbol(call)) return [signature(params, takesNothing(call), resultName(call.id))];
  const one = typeText(call.answer.type, 'answer');
  return [
    signature(`${params} & { symbol: string }`, false, one),
    signature(`${params} & { symbol?: never }`, true, `${one}[]`),
    signature(params, false, `${one} | ${one}[]`),
  ];
}

/** Whether a call may be made without any parameter. */
const takesNothing = ({ params, rules }: CallModel) =>
  params.every((param) => !param.required) &&
  rules.every((rule) => rule.scope || rule.doubtful || Object.keys(rule.when).length > 0);
