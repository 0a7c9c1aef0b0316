// generated/decoders/<topic>.ts: for each object of an event, the table of its keys and the function that reads its text.
import { StructureKind, VariableDeclarationKind, type StatementStructures } from 'ts-morph';
import { decoderName, fieldsName, inlineName, scanName, valuesName } from '../model/names.js';
import type { EventModel, FieldModel, Model, TypeModel } from '../model/model.js';
import { topicOf } from './schemas.js';
import { Code, importTypes, literal, type GeneratedFile } from './source.js';
import { fieldsOf, isEventObject, isPairs, resolvedType } from './types.js';

/** Integers hold this many flags. */
const BITS = 31;
const LONGEST_PACKED_KEY = 4;
/** Names that the functions use themselves. */
const TAKEN = ['text', 'at', 'seen', 'endAt'];

/** Emits the decoders of all events, a file for each topic. */
export function emitDecoders(model: Model): GeneratedFile[] {
  const topics = new Map<string, EventModel[]>();
  for (const event of model.events) {
    const topic = topicOf(model, event.schema);
    topics.set(topic, [...(topics.get(topic) ?? []), event]);
  }
  return [...topics].map(([topic, events]) => decodersFile(topic, events, model));
}

/** How one value is read: its row in the table, the expression that reads it, and what it is before. */
interface Reading {
  readonly row: { readonly [key: string]: unknown };
  /** Empty for what only the table reads: a text that holds it is no match. */
  readonly read: string;
  readonly initial: string;
  /** For a text that never changes: the value itself; `undefined` for what is left to the table. */
  readonly fixed?: string;
}

function decodersFile(topic: string, events: readonly EventModel[], model: Model): GeneratedFile {
  const used = new Set<string>(['readKey', 'endAt', 'closes']);
  const values = new Map<string, StatementStructures>();
  const types = new Map([['../../src/rows.js', new Set(['EventDecoder', 'ObjectRow'])]]);
  const objects = objectsOf(events, model);
  const statements = objects.flatMap((name) => {
    const fields = fieldsOf(model, name).map((field) => ({ ...field, ...readingOf(name, field, model, used, values) }));
    const module = `../schemas/${topicOf(model, name)}.js`;
    types.set(module, (types.get(module) ?? new Set()).add(name));
    const isFixed = events.some(({ schema, types: [, ...more] }) => schema === name && more.length === 0);
    return [tableOf(name, fields), functionOf(name, fields, isFixed, used)];
  });
  return {
    path: `decoders/${topic}.ts`,
    statements: [
      ...importTypes(types),
      {
        kind: StructureKind.ImportDeclaration,
        moduleSpecifier: '../../src/decode/scanner.js',
        namedImports: [...used].sort(),
      },
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

function objectIn(type: TypeModel, model: Model): string | undefined {
  if (type.kind === 'array') return objectIn(type.items, model);
  return type.kind === 'reference' && isEventObject(model, type.name) ? type.name : undefined;
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
        const text = JSON.stringify(type.values[0]);
        const row = { type: 'string', values: new Code(`[${text}]`) };
        return { ...reading('readLiteral', row, text, `'${text}'`), fixed: text };
      }
      const constant = valuesName(field.type.kind === 'reference' ? field.type.name : inlineName(object, field.label!));
      values.set(constant, valuesOf(constant, type.values));
      const row = { type: isCode ? 'integer' : 'string', values: new Code(constant) };
      if (isCode) return reading('readCode', row, '0', constant);
      const initial = field.label === 'eventType' ? `'' as ${object}['eventType']` : "''";
      return reading('readOneOf', row, initial, constant);
    }
    default:
      // Lists of plain values and maps are rare enough to leave them to the table.
      return { ...reading('', { type: 'json' }, 'undefined'), read: '', fixed: 'undefined' };
  }
}

function valuesOf(name: string, values: readonly (string | number)[]): StatementStructures {
  return {
    kind: StructureKind.VariableStatement,
    declarationKind: VariableDeclarationKind.Const,
    declarations: [{ name, initializer: `${literal(values)} as const` }],
  };
}

type ReadField = FieldModel & Reading;

function tableOf(name: string, fields: readonly ReadField[]): StatementStructures {
  return {
    kind: StructureKind.VariableStatement,
    declarationKind: VariableDeclarationKind.Const,
    declarations: [
      {
        name: fieldsName(name),
        type: 'ObjectRow',
        initializer: literal(Object.fromEntries(fields.map((field) => [field.name, field.row]))),
      },
    ],
  };
}

/** A key as `readKey` packs it. */
const packed = (key: string) => Buffer.from(key, 'ascii').reduce((code, character) => code * 128 + character, 0);

/** The function of an event of one type may start behind that type: then `seen` says so. */
function functionOf(
  name: string,
  fields: readonly ReadField[],
  isFixed: boolean,
  used: Set<string>,
): StatementStructures {
  const required = fields.filter((field) => field.required);
  if (isFixed && required[0]?.label !== 'eventType') throw new Error(`${name}: its first key must be its eventType`);
  const flags = new Map(required.map((field, index) => [field.name, index]));
  const sets = Math.ceil(required.length / BITS);
  const seen = (set: number) => (set === 0 ? 'seen' : `seen${set + 1}`);
  const doubled = fields.find(({ label }, index) => fields.findIndex((other) => other.label === label) !== index);
  if (doubled) throw new Error(`${name}: two keys are named ${doubled.label}`);
  const clash = fields.find(({ label }) => TAKEN.includes(label!) || used.has(label!));
  if (clash) throw new Error(`${name}: ${clash.label} cannot be a readable name`);

  const declarations = fields
    .filter(({ fixed }) => fixed === undefined)
    .map(({ label, initial, required: always }) => {
      if (always) return `let ${label} = ${initial};`;
      return `let ${label}: ${widened(initial)} | undefined;`;
    });
  const body = ({ label, read, fixed, name: key }: ReadField) => {
    const flag = flags.get(key);
    return [
      fixed === undefined ? `${label} = ${read};` : `${read};`,
      ...(flag === undefined ? [] : [`${seen(Math.floor(flag / BITS))} |= ${2 ** (flag % BITS)};`]),
      'break;',
    ];
  };
  const readable = fields.filter(({ read }) => read !== '');
  const short = readable.filter(({ name: key }) => key.length <= LONGEST_PACKED_KEY);
  const long = readable.filter(({ name: key }) => key.length > LONGEST_PACKED_KEY);
  if (long.length > 0) used.add('readLongKey');
  const cases = short.flatMap((field) => [`case ${packed(field.name)}: // ${field.name}`, ...body(field)]);
  const longCases = long.flatMap((field) => [`if (readLongKey(text, at, '${field.name}')) {`, ...body(field), '}']);
  const counts = Array.from({ length: sets }, (_, set) => Math.min(BITS, required.length - set * BITS));
  const complete = counts.map((count, set) => `${seen(set)} !== ${2 ** count - 1}`);
  const result = fields.map(({ label, fixed, required: always, row }) => {
    if (fixed !== undefined) return `${label}: ${always && fixed === 'undefined' ? 'undefined as never' : fixed}`;
    return always && row['type'] === 'object' ? `${label}: ${label}!` : label;
  });
  return {
    kind: StructureKind.Function,
    name: scanName(name),
    parameters: [
      { name: 'text', type: 'string' },
      { name: 'at', type: 'number' },
      ...(isFixed ? [{ name: 'seen', initializer: '0' }] : []),
    ],
    returnType: `${name} | undefined`,
    statements: [
      `if (${isFixed ? 'seen === 0 && ' : ''}text.charCodeAt(at) !== 0x7b) return undefined;`,
      ...declarations,
      ...counts.slice(isFixed ? 1 : 0).map((_, set) => `let ${seen(isFixed ? set + 1 : set)} = 0;`),
      'do {',
      'switch (readKey(text, at)) {',
      ...cases,
      'default:',
      ...longCases,
      'return undefined;',
      '}',
      'at = endAt;',
      '} while (text.charCodeAt(at) === 0x2c);',
      `if (${[...complete, '!closes(text, at)'].join(' || ')}) return undefined;`,
      `return { ${result.join(', ')} };`,
    ],
  };
}

/** Type of a variable that starts with the given value. */
function widened(initial: string): string {
  const cast = / as (.*)$/.exec(initial)?.[1];
  if (cast !== undefined) return cast;
  return { "''": 'string', '0': 'number', false: 'boolean' }[initial]!;
}

function decoderOf({ schema, types: [type, ...more], dedupe }: EventModel, model: Model): StatementStructures {
  return {
    kind: StructureKind.VariableStatement,
    isExported: true,
    declarationKind: VariableDeclarationKind.Const,
    docs: [`How {@link ${schema}} is read.`],
    declarations: [
      {
        name: decoderName(schema),
        type: `EventDecoder<${schema}>`,
        initializer: literal({
          name: schema,
          fields: new Code(fieldsName(schema)),
          start: more.length === 0 ? new Code(`'{"${typeKey(schema, model)}":"${type}"'`) : undefined,
          scan: new Code(scanName(schema)),
          dedupe: dedupe.map((path) => readablePath(schema, path, model)),
        }),
      },
    ],
  };
}

/** Key under which the type of an event stands. */
const typeKey = (schema: string, model: Model) =>
  fieldsOf(model, schema).find(({ label }) => label === 'eventType')!.name;

/** `o.t` → `order.tradeId`. */
function readablePath(schema: string, path: string, model: Model): string {
  let here = schema;
  const steps = path.split('.').map((key) => {
    const field = fieldsOf(model, here).find(({ name }) => name === key);
    if (!field) throw new Error(`${schema}: x-dedupe names ${path}, which is no key`);
    here = objectIn(field.type, model) ?? here;
    return field.label;
  });
  return steps.join('.');
}
