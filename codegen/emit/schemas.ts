// generated/schemas/<topic>.ts: what answers hold, one file for each file of spec/components/.
import {
  StructureKind,
  VariableDeclarationKind,
  type InterfaceDeclarationStructure,
  type StatementStructures,
} from 'ts-morph';
import { valuesName } from '../names.js';
import type { FieldModel, Model, SchemaModel } from '../model.js';
import { fieldDoc } from './docs.js';
import { docText, importTypes, literal, type GeneratedFile } from './source.js';
import { elementSchemaOf, referencesOf, typeText } from './types.js';

/** Emits every schema but those of batch elements, which stand beside the calls that take them. */
export function emitSchemas(model: Model): GeneratedFile[] {
  const elements = new Set(
    model.operations.flatMap((operation) => operation.params.map((param) => elementSchemaOf(param.type))),
  );
  const topics = new Map<string, SchemaModel[]>();
  for (const schema of model.schemas) {
    if (elements.has(schema.name)) continue;
    topics.set(schema.topic, [...(topics.get(schema.topic) ?? []), schema]);
  }
  return [...topics].map(([topic, schemas]) => ({
    path: `schemas/${topic}.ts`,
    statements: [...importTypes(importsOf(model, topic, schemas)), ...schemas.flatMap(declarationsOf)],
  }));
}

function importsOf(model: Model, topic: string, schemas: readonly SchemaModel[]): Map<string, Set<string>> {
  const modules = new Map<string, Set<string>>();
  const names = schemas.flatMap((schema) => [
    ...schema.extends,
    ...(schema.type ? referencesOf(schema.type) : []),
    ...(schema.fields ?? []).flatMap((field) => referencesOf(field.type)),
  ]);
  for (const name of names) {
    const from = topicOf(model, name);
    if (from !== topic) modules.set(`./${from}.js`, (modules.get(`./${from}.js`) ?? new Set()).add(name));
  }
  return modules;
}

/** File of generated/schemas/ that declares a schema. */
export function topicOf(model: Model, name: string): string {
  const schema = model.schemas.find((candidate) => candidate.name === name);
  if (!schema) throw new Error(`no schema is named ${name}`);
  return schema.topic;
}

function declarationsOf(schema: SchemaModel): StatementStructures[] {
  const docs = schema.description ? [docText(schema.description)] : [];
  if (schema.fields) return [interfaceOf(schema, docs)];
  const type = schema.type!;
  if (type.kind !== 'enum' || type.open) {
    return [
      { kind: StructureKind.TypeAlias, name: schema.name, isExported: true, docs, type: typeText(type, 'answer') },
    ];
  }
  const values = valuesName(schema.name);
  return [
    {
      kind: StructureKind.VariableStatement,
      isExported: true,
      declarationKind: VariableDeclarationKind.Const,
      docs: [`All values of {@link ${schema.name}}.`],
      declarations: [{ name: values, initializer: `${literal(type.values)} as const` }],
    },
    { kind: StructureKind.TypeAlias, name: schema.name, isExported: true, docs, type: `(typeof ${values})[number]` },
  ];
}

function interfaceOf(schema: SchemaModel, docs: string[]): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    name: schema.name,
    isExported: true,
    docs,
    extends: [...schema.extends],
    properties: (schema.fields ?? []).map((field) => propertyOf(field, 'answer')),
  };
}

/** One property of an interface. */
export function propertyOf(field: FieldModel, side: 'answer' | 'request') {
  const doc = fieldDoc(field);
  return {
    name: /^[A-Za-z_$][\w$]*$/.test(field.name) ? field.name : `'${field.name}'`,
    type: typeText(field.type, side),
    hasQuestionToken: !field.required,
    docs: doc ? [docText(doc)] : [],
  };
}
