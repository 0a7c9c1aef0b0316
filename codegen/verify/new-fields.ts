// What the spec should say of a field that it does not know: from what it says of the same key elsewhere, or from samples.
import type { JsonObject } from '../load/json.js';
import type { Model } from '../model/model.js';
import { besides, listIn, type Component, type Places } from './places.js';
import { plainSchema } from './plain-schemas.js';
import type { Shape } from './shape.js';
import { siblingsOf, takesAll, type Sibling } from './siblings.js';
import type { Checker } from './values.js';
import type { YamlEdit } from './yaml-edits.js';

/** A name that nobody has chosen yet starts so. */
const UNNAMED = 'unnamed_';
/** Said of what only traffic tells. */
export const UNDOCUMENTED = 'Not documented; seen in traffic.';
/** Objects that must agree on the readable name of a key before another one is given it. */
const ENOUGH_TO_NAME = 3;
/** Pairs that must have been seen before a list counts as a list of pairs. */
const ENOUGH_PAIRS = 4;
/** Objects that must all have had a key before it counts as one that is always there. */
export const MANY = 200;

/** The object that a field is added to. */
export interface Holder {
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
  readonly componentEdits: YamlEdit[];
}

/** Describes new fields. */
export class FieldInference {
  readonly #model: Model;
  readonly #checker: Checker;
  readonly #places: Places;
  readonly #eventSchemas: ReadonlySet<string>;
  readonly #origin: string;

  /** `origin` is said of what is new. */
  constructor(model: Model, checker: Checker, places: Places, origin = UNDOCUMENTED) {
    this.#origin = origin;
    this.#model = model;
    this.#checker = checker;
    this.#places = places;
    this.#eventSchemas = new Set(model.events.map(({ schema }) => schema));
  }

  /** The field as YAML; components that it needs are added to `componentEdits`. */
  describe(schema: string, component: Component, key: string, shape: Shape, since: string, componentEdits: YamlEdit[]) {
    const names = new Set([...this.#checker.fieldsOf(schema).values()].flatMap(({ field }) => field.label ?? []));
    const isEvent = this.#eventSchemas.has(schema);
    return this.fieldNode(
      { name: schema, component, isEvent, hasNames: names.size > 0, names, since, componentEdits },
      key,
      shape,
    );
  }

  fieldNode(holder: Holder, key: string, shape: Shape): JsonObject {
    const context = { model: this.#model, checker: this.#checker, places: this.#places };
    const siblings = siblingsOf(key, shape, holder.component, context);
    const [best] = siblings;
    const type = best ? this.#places.relative(best.said, holder.component) : this.#inferred(holder, key, shape);
    const name = holder.hasNames ? this.#nameOf(holder, key, siblings) : undefined;
    if (name !== undefined) holder.names.add(name);
    return {
      ...type,
      ...(name !== undefined && { 'x-name': name }),
      description: this.#origin,
      'x-since': holder.since,
    };
  }

  /** An object as a component: its keys, and which of them were in all of many samples. */
  objectNode(holder: Holder, shape: Shape, fixed: JsonObject = {}, required: readonly string[] = []): JsonObject {
    const keys = [...shape.keys].filter(([key]) => fixed[key] === undefined);
    const always = keys.filter(([, inner]) => inner.count === shape.count && shape.count >= MANY).map(([key]) => key);
    const all = [...new Set([...required, ...always])];
    return {
      type: 'object',
      description: this.#origin,
      ...(all.length > 0 && { required: all }),
      properties: {
        ...fixed,
        ...Object.fromEntries(keys.map(([key, inner]) => [key, this.fieldNode(holder, key, inner)])),
      },
    };
  }

  /** The name, or if it is taken the next one that is free. */
  freeName(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#places.component(name); number++) name = `${wanted}${number}`;
    return name;
  }

  /** The name that enough others of its kind agree on, or the key if it is a word, or a mark that asks for a name. */
  #nameOf({ component, isEvent, names: taken }: Holder, key: string, siblings: readonly Sibling[]): string {
    const isWord = /^[a-z]+(?:[A-Z][a-z]+)+$|^[a-z]{4,}$/.test(key);
    const alike = siblings.filter(
      (one) => one.component.file === component.file && this.#eventSchemas.has(one.schema) === isEvent,
    );
    const [agreed, ...others] = new Set(alike.map(({ label }) => label));
    const isAgreed = others.length === 0 && alike.length >= ENOUGH_TO_NAME;
    const name = isAgreed ? agreed : isWord ? key : undefined;
    return name !== undefined && !taken.has(name) ? name : UNNAMED + key.replaceAll(/\W/g, '_');
  }

  /** What a value looks like, where nothing else in the spec has its key. */
  #inferred(holder: Holder, key: string, shape: Shape): JsonObject {
    const forms = [...shape.forms].filter((form) => form !== 'null');
    const only = forms.length === 1 ? forms[0] : undefined;
    if (only === 'object') return { $ref: this.#objectReference(holder, key, shape) };
    const waiting = this.#places.onlyUnused((node) => {
      const values = listIn(node, 'x-extensible-enum');
      return shape.values.size > 0 && [...shape.values].every((value) => values.some((known) => known === value));
    }, holder.component);
    if (waiting !== undefined) return { $ref: waiting };
    if (only === 'array') return this.#listNode(holder, key, shape);
    return plainSchema(key, shape, (name) => this.#places.referenceTo(name, holder.component));
  }

  #objectReference(holder: Holder, key: string, shape: Shape): string {
    const keys = [...shape.keys.keys()];
    const unused = this.#places.onlyUnused((node) => {
      const known = this.#places.keysOf(node);
      return keys.every((one) => known.includes(one));
    }, holder.component);
    return unused ?? ['#', ...besides(holder.component), this.#objectName(holder, key, shape)].join('/');
  }

  #listNode(holder: Holder, key: string, { items, lengths }: Shape): JsonObject {
    const inner = items ? this.#inferred(holder, key, items) : { type: 'string' };
    const isFlat = items !== undefined && !items.forms.has('array') && !items.forms.has('object');
    const isPair = isFlat && items.count > ENOUGH_PAIRS && [...lengths].every((length) => length === 2);
    return { type: 'array', items: inner, ...(isPair && { minItems: 2, maxItems: 2 }) };
  }

  /** Name of a component for an object: the only one of the file that has just these keys, or a new one. */
  #objectName(holder: Holder, key: string, shape: Shape): string {
    const { component, componentEdits } = holder;
    const [fitting, ...more] = this.#model.schemas.filter(
      ({ name, fields }) =>
        this.#places.component(name)?.file === component.file &&
        fields?.length === shape.keys.size &&
        fields.every((field) => {
          const inner = shape.keys.get(field.name);
          return inner !== undefined && takesAll(this.#checker, field.type, inner);
        }),
    );
    if (fitting && more.length === 0) return fitting.name;
    const name = this.freeName(holder.name.replace(/Event$/, '') + key.charAt(0).toUpperCase() + key.slice(1));
    const value = this.objectNode({ ...holder, name, isEvent: false, names: new Set() }, shape);
    componentEdits.push({ file: component.file, at: besides(component), do: 'set', key: name, value });
    return name;
  }
}
