// generated/call-texts.ts: what is known of each call in words, for the help of the command line.
import { StructureKind } from 'ts-morph';
import { toJsonText, type Json } from '../load/json.js';
import type { CallModel, Model } from '../model/model.js';
import { fieldMeaning, ruleText, weightText } from '../model/sentences.js';
import { constant, type GeneratedFile } from './source.js';

const TYPE = 'CallTexts';
const PROPERTIES = {
  group: 'string',
  summary: 'string',
  description: 'string | undefined',
  link: 'string',
  weight: 'string',
  rules: 'readonly string[]',
  errors: 'readonly number[]',
  params: '{ readonly [name: string]: string }',
  example: '{ readonly [name: string]: string } | undefined',
};

/** Emits the texts of all calls. */
export function emitCallTexts({ operations, methods }: Model): GeneratedFile {
  const table = (name: string, doc: string, calls: readonly CallModel[]) =>
    constant(name, Object.fromEntries(calls.map((call) => [call.id, textsOf(call)])), {
      doc,
      type: `{ readonly [id: string]: ${TYPE} | undefined }`,
    });
  return {
    path: 'call-texts.ts',
    statements: [
      {
        kind: StructureKind.Interface,
        name: TYPE,
        isExported: true,
        docs: ['What is known of a call, in words. `params` and `example` are by parameter; values as they are typed.'],
        properties: Object.entries(PROPERTIES).map(([name, type]) => ({
          name,
          isReadonly: true,
          hasQuestionToken: type.endsWith('undefined'),
          type,
        })),
      },
      table('operationTexts', 'Texts of the REST calls by name.', operations),
      table('methodTexts', 'Texts of the WebSocket API methods by name.', methods),
    ],
  };
}

function textsOf(call: CallModel) {
  const { group, summary, description, link, weight, rules, errorCodes, params, requestExample } = call;
  const names = new Set(params.map(({ name }) => name));
  // What the client sets by itself is no part of what is typed.
  const example = Object.entries(requestExample ?? {}).filter(([name]) => names.has(name));
  return {
    group,
    summary,
    description,
    link,
    weight: weightText(weight),
    rules: rules.map((rule) => ruleText(rule)),
    errors: errorCodes,
    params: Object.fromEntries(params.map((field) => [field.name, fieldMeaning(field, '').replaceAll(/\s+/g, ' ')])),
    example: requestExample && Object.fromEntries(example.map(([name, value]) => [name, typed(value)])),
  };
}

const typed = (value: Json): string => (typeof value === 'object' ? toJsonText(value) : String(value));
