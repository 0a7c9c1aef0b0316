// generated/schemas/<topic>.ts: what answers and events hold, one file for each file of spec/components/.
import { StructureKind, type InterfaceDeclarationStructure, type StatementStructures } from 'ts-morph';
import { valuesName, wireName } from '../model/names.js';
import { referencesOf, type FieldModel, type Model, type SchemaModel, type TypeModel } from '../model/model.js';
import { provenanceText } from '../model/sentences.js';
import { fieldDoc, readableKeys } from './docs.js';
import { constant, createImports, docText, propertyName, type GeneratedFile } from './source.js';
import { elementSchemaOf, isEventObject, topicOf, typeText } from './types.js';

/** Emits every schema but those of batch elements and of parameters, which stand beside the calls that take them. */
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
    statements: [...importsOf(model, topic, schemas), ...schemas.flatMap((schema) => declarationsOf(schema, model))],
  }));
}

function importsOf(model: Model, topic: string, schemas: readonly SchemaModel[]): StatementStructures[] {
  const imports = createImports();
  const names = schemas.flatMap((schema) => [
    ...schema.extends,
    ...(schema.type ? referencesOf(schema.type) : []),
    ...(schema.fields ?? []).flatMap((field) => referencesOf(field.type)),
  ]);
  for (const name of names) {
    const from = topicOf(model, name);
    if (from !== topic) imports.type(`./${from}.js`, name);
  }
  return imports.statements();
}

function declarationsOf(schema: SchemaModel, model: Model): StatementStructures[] {
  const doc = docOf(schema);
  const docs = doc === '' ? [] : [docText(doc)];
  if (isEventObject(model, schema.name)) return [readableOf(schema, model), wireOf(schema, model)];
  if (schema.fields) return [interfaceOf(schema, docs)];
  const type = schema.type!;
  if (type.kind !== 'enum' || type.open) {
    return [
      { kind: StructureKind.TypeAlias, name: schema.name, isExported: true, docs, type: typeText(type, 'answer') },
    ];
  }
  const values = valuesName(schema.name);
  return [
    constant(values, type.values, { doc: `All values of {@link ${schema.name}}.`, isExact: true }),
    { kind: StructureKind.TypeAlias, name: schema.name, isExported: true, docs, type: `(typeof ${values})[number]` },
  ];
}

/** What a schema means, and how sure that is. */
const docOf = (schema: SchemaModel): string =>
  [schema.description ?? '', provenanceText(schema)].filter((text) => text !== '').join('\n\n');

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

/** The type of an event tells it apart from others, so its values are closed: another value is an unknown event. */
function withClosedType(field: FieldModel): FieldModel {
  return field.label === 'eventType' && field.type.kind === 'enum'
    ? { ...field, type: { ...field.type, open: false } }
    : field;
}

/** An object of an event as it is handed out: readable names, absent fields being `undefined`. */
function readableOf(schema: SchemaModel, model: Model): InterfaceDeclarationStructure {
  const readable = (text: string | undefined) => text && readableKeys(text, schema.name, model);
  const doc = readable(docOf(schema));
  return {
    ...interfaceOf(schema, doc ? [docText(doc)] : []),
    properties: (schema.fields ?? []).map((field) => {
      const description = { description: readable(field.description) };
      const property = propertyOf(
        { ...withClosedType(field), ...description, name: field.label ?? field.name },
        'answer',
      );
      return field.required ? property : { ...property, hasQuestionToken: false, type: `${property.type} | undefined` };
    }),
  };
}

/** The same object as it is sent. */
function wireOf(schema: SchemaModel, model: Model): InterfaceDeclarationStructure {
  const isObject = (name: string) => isEventObject(model, name);
  return {
    kind: StructureKind.Interface,
    name: wireName(schema.name),
    isExported: true,
    docs: [`{@link ${schema.name}} as it is sent.`],
    extends: schema.extends.map(wireName),
    properties: (schema.fields ?? []).map((field) => ({
      name: propertyName(field.name),
      type: typeText(wireType(withClosedType(field).type, isObject), 'answer'),
      hasQuestionToken: !field.required,
      docs: [`{@link ${schema.name}.${field.label}}`],
    })),
  };
}

function wireType(type: TypeModel, isObject: (name: string) => boolean): TypeModel {
  if (type.kind === 'reference' && isObject(type.name)) return { ...type, name: wireName(type.name) };
  return type.kind === 'array' ? { ...type, items: wireType(type.items, isObject) } : type;
}

/** One property of an interface. */
export function propertyOf(field: FieldModel, side: 'answer' | 'request') {
  const doc = fieldDoc(field);
  return {
    name: propertyName(field.name),
    type: side === 'request' && field.removed !== undefined ? 'never' : typeText(field.type, side),
    hasQuestionToken: !field.required,
    docs: doc ? [docText(doc)] : [],
  };
}
