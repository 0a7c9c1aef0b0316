// What the spec should say of a field or event that it does not know: from what it says of the same key elsewhere, or from samples.
import { posix } from 'node:path';
import type { SpecDocument } from '../load/documents.js';
import type { JsonObject } from '../load/json.js';
import type { EventModel, FieldModel, Model, SchemaModel, TypeModel } from '../model/model.js';
import type { Component, Places } from './places.js';
import { samplesOf, type Shape } from './shape.js';
import type { Checker, Form } from './values.js';
import type { YamlEdit } from './yaml-edits.js';

/** A name that nobody has chosen yet starts so. */
const UNNAMED = 'unnamed_';
const UNDOCUMENTED = 'Not documented; seen in traffic.';
/** Objects that must agree on the readable name of a key before another one is given it. */
const ENOUGH_TO_NAME = 3;
/** Pairs that must have been seen before a list counts as a list of pairs. */
const ENOUGH_PAIRS = 4;

/** The object that a field is added to. */
interface Holder {
  readonly name: string;
  readonly component: Component;
  /** Whether it is a whole event, rather than an object in one. */
  readonly isEvent: boolean;
  /** Whether its keys have readable names. */
  readonly hasNames: boolean;
  /** Those that are taken. */
  readonly names: Set<string>;
  /** Day that the field was first seen. */
  readonly since: string;
  /** Components that it needs are added here. */
  readonly made: YamlEdit[];
}

/** A field of another object that has the same key. */
interface Sibling {
  readonly schema: SchemaModel;
  readonly label: string | undefined;
  readonly component: Component;
  /** What it says in the spec, prose left out. */
  readonly said: JsonObject;
}

/** Words of `x-also` for forms that a text or number can be made of. */
export const ALSO: { readonly [form in Form]?: string } = {
  string: 'string',
  decimal: 'string',
  empty: 'empty',
  integer: 'integer',
  long: 'integer',
  number: 'number',
  boolean: 'boolean',
};

const PROSE = new Set(
  'description examples default deprecated x-name x-since x-deprecated-since x-removed x-corrected'.split(' '),
);

/** Describes new fields. */
export function createInference(model: Model, checker: Checker, places: Places) {
  const { componentOf, ownPart, referenceTo, relative, keysOf, onlyUnused, besides } = places;
  const eventSchemas = new Set(model.events.map(({ schema }) => schema));

  /** The field as YAML; components that it needs are added to `made`. */
  function describe(schema: string, key: string, shape: Shape, since: string, made: YamlEdit[]): JsonObject {
    const labels = [...checker.fieldsOf(schema).values()].flatMap(({ field }) => field.label ?? []);
    const component = componentOf(schema)!;
    const names = new Set(labels);
    const holder = { name: schema, component, isEvent: eventSchemas.has(schema), hasNames: names.size > 0, names };
    return fieldNode({ ...holder, since, made }, key, shape);
  }

  function fieldNode(holder: Holder, key: string, shape: Shape): JsonObject {
    const siblings = siblingsOf(key, shape, holder);
    const [best] = siblings;
    const type = best ? relative(best.said, holder.component) : inferred(holder, key, shape);
    const name = holder.hasNames ? nameOf(holder, key, siblings) : undefined;
    if (name !== undefined) holder.names.add(name);
    return {
      ...type,
      ...(name !== undefined && { 'x-name': name }),
      description: UNDOCUMENTED,
      'x-since': holder.since,
    };
  }

  /** Fields with the same key elsewhere that take all samples; what is said most often, and nearest, first. */
  function siblingsOf(key: string, shape: Shape, { component }: Holder): Sibling[] {
    const found = model.schemas.flatMap((schema): Sibling[] => {
      const field = schema.fields?.find(({ name }) => name === key);
      const holder = field && componentOf(schema.name);
      if (!holder) return [];
      const node = (ownPart(holder).node['properties'] as JsonObject)[key] as JsonObject;
      const said = Object.fromEntries(Object.entries(node).filter(([word]) => !PROSE.has(word)));
      const sibling = { schema, label: field.label, component: holder };
      // What only that one field is lenient about is not taken over without need.
      const { 'x-also': _, ...strict } = said;
      if (takesAll({ ...field.type, also: [] }, shape)) return [{ ...sibling, said: strict }];
      return takesAll(field.type, shape) ? [{ ...sibling, said }] : [];
    });
    const near = ({ component: { file, document } }: Sibling) =>
      file === component.file ? 100 : document === component.document ? 10 : 1;
    const score = (one: Sibling) =>
      found.filter((other) => same(other.said, one.said)).reduce((sum, other) => sum + near(other), 0);
    const scores = new Map(found.map((one) => [one, score(one)]));
    return found.sort((a, b) => scores.get(b)! - scores.get(a)!);
  }

  function takesAll(type: TypeModel, shape: Shape): boolean {
    let isFine = true;
    for (const sample of samplesOf(shape)) checker.check(type, sample, () => (isFine = false));
    return isFine;
  }

  /** The name that enough others of its kind agree on, or the key if it is a word, or a mark that asks for a name. */
  function nameOf({ component, isEvent, names: taken }: Holder, key: string, siblings: readonly Sibling[]): string {
    const isWord = /^[a-z]+(?:[A-Z][a-z]+)+$|^[a-z]{4,}$/.test(key);
    const alike = siblings.filter(
      (one) => one.component.file === component.file && eventSchemas.has(one.schema.name) === isEvent,
    );
    const [agreed, ...others] = new Set(alike.map(({ label }) => label));
    const isAgreed = others.length === 0 && alike.length >= ENOUGH_TO_NAME;
    const name = isAgreed ? agreed : isWord ? key : undefined;
    return name !== undefined && !taken.has(name) ? name : UNNAMED + key.replaceAll(/\W/g, '_');
  }

  /** What a value looks like, where nothing else in the spec has its key. */
  function inferred(holder: Holder, key: string, shape: Shape): JsonObject {
    const forms = [...shape.forms].filter((form) => form !== 'null');
    const isNullable = forms.length < shape.forms.size;
    const are = (...allowed: Form[]) => forms.length > 0 && forms.every((form) => allowed.includes(form));
    const scalar = (type: string, more: JsonObject = {}): JsonObject => ({
      type: isNullable ? [type, 'null'] : type,
      ...more,
    });
    const named = (name: string, type: string): JsonObject => ({
      $ref: referenceTo(name, holder.component),
      ...(isNullable && { type: [type, 'null'] }),
    });
    if (are('object')) {
      const keys = [...shape.keys.keys()];
      const unused = onlyUnused((node) => {
        const known = keysOf(node);
        return keys.every((one) => known.includes(one));
      }, holder.component);
      return { $ref: unused ?? ['#', ...besides(holder.component), objectName(holder, key, shape)].join('/') };
    }
    const waiting = onlyUnused((node) => {
      const values = (node['x-extensible-enum'] ?? []) as unknown[];
      return shape.values.size > 0 && [...shape.values].every((value) => values.includes(value));
    }, holder.component);
    if (waiting !== undefined) return { $ref: waiting };
    if (are('array')) return listNode(holder, key, shape);
    if (are('boolean')) return scalar('boolean');
    if (are('integer', 'long')) {
      const isId = forms.includes('long') || key.endsWith('Id');
      return named(isId ? 'Id' : shape.isTime ? 'Timestamp' : 'SafeInteger', 'integer');
    }
    if (are('integer', 'number', 'long')) return scalar('number');
    if (are('decimal', 'empty') && shape.hasPoint) {
      return { ...named('Decimal', 'string'), ...(forms.includes('empty') && { 'x-also': ['empty'] }) };
    }
    // Text holds whatever comes in several JSON types.
    const also = new Set(forms.flatMap((form) => ALSO[form] ?? []));
    const words = [...also].filter((word) => word !== 'string' && word !== 'empty');
    return scalar('string', words.length > 0 ? { 'x-also': words } : {});
  }

  function listNode(holder: Holder, key: string, { items, lengths }: Shape): JsonObject {
    const inner = items ? inferred(holder, key, items) : { type: 'string' };
    const isFlat = items !== undefined && !items.forms.has('array') && !items.forms.has('object');
    const isPair = isFlat && items.count > ENOUGH_PAIRS && [...lengths].every((length) => length === 2);
    return { type: 'array', items: inner, ...(isPair && { minItems: 2, maxItems: 2 }) };
  }

  /** Name of a component for an object: the only one of the file that has just these keys, or a new one. */
  function objectName(holder: Holder, key: string, shape: Shape): string {
    const { component, made } = holder;
    const keys = [...shape.keys];
    const fitting = model.schemas.filter(
      ({ name, fields }) =>
        componentOf(name)?.file === component.file &&
        fields?.length === keys.length &&
        fields.every((field: FieldModel) => {
          const inner = shape.keys.get(field.name);
          return inner !== undefined && takesAll(field.type, inner);
        }),
    );
    if (fitting.length === 1) return fitting[0]!.name;
    const name = freeName(holder.name.replace(/Event$/, '') + key.charAt(0).toUpperCase() + key.slice(1));
    const inside = { ...holder, name, isEvent: false, names: new Set<string>() };
    const properties = Object.fromEntries(keys.map(([one, inner]) => [one, fieldNode(inside, one, inner)]));
    const value = { type: 'object', description: UNDOCUMENTED, properties };
    made.push({ file: component.file, at: besides(component), do: 'set', key: name, value });
    return name;
  }

  /** The schema of a new event, as it would stand beside those of its kind. */
  function eventSchema(type: string, shape: Shape, since: string, source: EventModel['source']) {
    const others = model.events.filter((event) => event.source === source).map(({ schema }) => schema);
    const component = componentOf(others[0]!)!;
    const words = /^[A-Z\d_]+$/.test(type) ? type.toLowerCase().split('_') : [type];
    const name = freeName(`${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Event`);
    const edits: YamlEdit[] = [];
    const holder: Holder = { name, component, isEvent: true, hasNames: true, names: new Set(), since, made: edits };
    const fields = checker.fieldsOf(others[0]!);
    const typeKey = [...fields.values()].find(({ field }) => field.label === 'eventType')!.field.name;
    const keys = [...shape.keys].filter(([key]) => key !== typeKey);
    const isAlways = ([key, { count }]: [string, Shape]) =>
      count === shape.count && others.every((other) => checker.fieldsOf(other).get(key)?.field.required);
    const typeField = { type: 'string', const: type, 'x-name': 'eventType', description: 'Type of the event.' };
    const value: JsonObject = {
      type: 'object',
      description: UNDOCUMENTED,
      required: [typeKey, ...keys.filter(isAlways).map(([key]) => key)],
      properties: Object.fromEntries([
        [typeKey, typeField],
        ...keys.map(([key, inner]): [string, JsonObject] => [key, fieldNode(holder, key, inner)]),
      ]),
    };
    edits.push({ file: component.file, at: besides(component), do: 'set', key: name, value });
    return { name, file: component.file, edits };
  }

  /** A new event of the user data stream: its schema, its message, and the message in its channel. */
  function describeEvent(type: string, shape: Shape, since: string, document: SpecDocument): YamlEdit[] {
    const { name, file: schemaFile, edits } = eventSchema(type, shape, since, 'userData');
    const message = name.charAt(0).toLowerCase() + name.slice(1, -'Event'.length);
    const root = document.root as { readonly [part: string]: JsonObject };
    const channels = Object.entries(root['channels']!) as [string, JsonObject][];
    const [channel] = channels.find(([, one]) => one['x-stream-patterns'] !== undefined)!;
    const file = document.origin(root).replace(/#.*$/, '');
    const payload = { $ref: `${posix.relative(posix.dirname(file), schemaFile)}#/${name}` };
    const said = { name: type, title: name, summary: UNDOCUMENTED, 'x-since': since, payload };
    const reference = { $ref: `#/components/messages/${message}` };
    return [
      ...edits,
      { file, at: ['channels', channel, 'messages'], do: 'set', key: message, value: reference },
      { file, at: ['components', 'messages'], do: 'set', key: message, value: said },
    ];
  }

  function freeName(wanted: string): string {
    let name = wanted;
    for (let number = 2; componentOf(name); number++) name = `${wanted}${number}`;
    return name;
  }
  return { describe, describeEvent, eventSchema };
}

const same = (a: JsonObject, b: JsonObject) => JSON.stringify(a) === JSON.stringify(b);
