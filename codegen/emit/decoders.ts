// generated/decoders/<topic>.ts: for each object of an event, the table of its keys and the function that reads its text.
import type { StatementStructures } from 'ts-morph';
import { decoderName, fieldsName, inlineName, scanName, valuesName } from '../model/names.js';
import type { EventModel, FieldModel, Model } from '../model/model.js';
import { scanFunction, type ReadField, type Reading } from './scan-function.js';
import { Code, constant, createImports, literal, type GeneratedFile } from './source.js';
import { fieldsOf, isPairs, objectIn, readablePath, resolvedType, topicOf } from './types.js';

/** Emits the decoders of all events, a file for each topic. */
export function emitDecoders(model: Model): GeneratedFile[] {
  const topics = new Map<string, EventModel[]>();
  for (const event of model.events) {
    const topic = topicOf(model, event.schema);
    topics.set(topic, [...(topics.get(topic) ?? []), event]);
  }
  return [...topics].map(([topic, events]) => decodersFile(topic, events, model));
}

function decodersFile(topic: string, events: readonly EventModel[], model: Model): GeneratedFile {
  const used = new Set<string>(['readKey', 'endAt', 'closes']);
  const values = new Map<string, StatementStructures>();
  const imports = createImports();
  imports.type('../../src/rows.js', 'EventDecoder', 'ObjectRow');
  const objects = objectsOf(events, model);
  const statements = objects.flatMap((name) => {
    const fields = fieldsOf(model, name).map((field) => ({ ...field, ...readingOf(name, field, model, used, values) }));
    imports.type(`../schemas/${topicOf(model, name)}.js`, name);
    const isFixed = events.some(({ schema, types: [, ...more] }) => schema === name && more.length === 0);
    return [tableOf(name, fields), scanFunction(name, fields, isFixed, used)];
  });
  imports.value('../../src/decode/scanner.js', ...used);
  return {
    path: `decoders/${topic}.ts`,
    statements: [
      ...imports.statements(),
      ...values.values(),
      ...statements,
      ...events.map((event) => decoderOf(event, model)),
    ],
  };
}

/** The objects that events hold, inner ones first, so that tables can name each other. */
function objectsOf(events: readonly EventModel[], model: Model): string[] {
  const found: string[] = [];
  const visit = (name: string) => {
    if (found.includes(name)) return;
    for (const { type } of fieldsOf(model, name)) {
      const inner = objectIn(type, model);
      if (inner !== undefined) visit(inner);
    }
    found.push(name);
  };
  for (const { schema } of events) visit(schema);
  return found;
}

function readingOf(
  object: string,
  field: FieldModel,
  model: Model,
  used: Set<string>,
  values: Map<string, StatementStructures>,
): Reading {
  const reading = (name: string, row: object, initial: string, ...more: string[]): Reading => {
    if (name !== '') used.add(name);
    const coerced = (field.type.also ?? []).some((form) => form !== 'empty') && { coerced: true };
    return {
      row: {
        name: field.label,
        ...row,
        ...(!field.required && { optional: true }),
        ...coerced,
        ...(field.type.nullable && { nullable: true }),
      },
      read: `${name}(${['text', 'endAt', ...more].join(', ')})`,
      initial,
    };
  };
  const inner = objectIn(field.type, model);
  if (inner !== undefined) {
    const isList = field.type.kind === 'array';
    const row = { type: isList ? 'list' : 'object', fields: new Code(fieldsName(inner)) };
    return isList
      ? reading('readList', row, `[] as ${inner}[]`, scanName(inner))
      : reading('readObject', row, `undefined as ${inner} | undefined`, scanName(inner));
  }
  if (isPairs(model, field.type)) return reading('readPairs', { type: 'pairs' }, '[] as [string, string][]');

  const type = resolvedType(model, field.type);
  switch (type.kind) {
    case 'string':
    case 'decimal':
      return reading('readString', { type: 'string' }, "''");
    case 'id':
      return reading('readId', { type: 'id' }, "''");
    case 'integer':
      return reading('readInteger', { type: 'integer' }, '0');
    case 'number':
      return reading('readNumber', { type: 'number' }, '0');
    case 'boolean':
      return reading('readBoolean', { type: 'boolean' }, 'false');
    case 'enum': {
      const isCode = typeof type.values[0] === 'number';
      if (!type.open && type.values.length === 1 && !isCode) {
        const text = literal(type.values[0]);
        const row = { type: 'string', values: type.values };
        return { ...reading('readLiteral', row, text, literal(text)), fixed: text };
      }
      const list = valuesName(field.type.kind === 'reference' ? field.type.name : inlineName(object, field.label!));
      values.set(list, constant(list, type.values, { isExported: false, isExact: true }));
      const row = { type: isCode ? 'integer' : 'string', values: new Code(list) };
      if (isCode) return reading('readCode', row, '0', list);
      const initial = field.label === 'eventType' ? `'' as ${object}['eventType']` : "''";
      return reading('readOneOf', row, initial, list);
    }
    default:
      // Lists of plain values and maps are rare enough to leave them to the table.
      return { ...reading('', { type: 'json' }, 'undefined'), read: '', fixed: 'undefined' };
  }
}

const tableOf = (name: string, fields: readonly ReadField[]): StatementStructures =>
  constant(fieldsName(name), Object.fromEntries(fields.map((field) => [field.name, field.row])), {
    type: 'ObjectRow',
    isExported: false,
  });

function decoderOf({ schema, types, dedupe }: EventModel, model: Model): StatementStructures {
  const [type, ...more] = types;
  const key = fieldsOf(model, schema).find(({ label }) => label === 'eventType')!.name;
  const row = {
    types,
    fields: new Code(fieldsName(schema)),
    start: more.length === 0 ? `{${JSON.stringify(key)}:${JSON.stringify(type)}` : undefined,
    scan: new Code(scanName(schema)),
    dedupe: dedupe.map((path) => {
      const readable = readablePath(schema, path, model);
      if (readable === undefined) throw new Error(`${schema}: x-dedupe names ${path}, which is no key`);
      return readable;
    }),
  };
  return constant(decoderName(schema), row, {
    doc: `How {@link ${schema}} is read.`,
    type: `EventDecoder<${schema}>`,
  });
}
