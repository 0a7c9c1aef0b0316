// Differences to changes of the spec: what a maintainer would write, as far as the traffic alone can say it.
import { isObject, type JsonObject } from '../load/json.js';
import { keyRule } from '../model/allowed-names.js';
import type { Model, TypeModel } from '../model/model.js';
import type { Difference } from './differences.js';
import { alwaysThere, isAlwaysThere, withShared } from './families.js';
import { EventInference } from './new-events.js';
import { FieldInference } from './new-fields.js';
import { mapIn, ownPart, type Component, type Places } from './places.js';
import { ALSO } from './plain-schemas.js';
import { samplesOf, type Shape } from './shape.js';
import type { Sightings } from './sightings.js';
import { formOf, isAlso, type Checker, type Target } from './values.js';
import type { YamlEdit } from './yaml-edits.js';

/** How a difference can be answered. */
export interface Proposal {
  readonly difference: Difference;
  /** Changes that make the spec accept it. */
  readonly edits: readonly YamlEdit[];
  /** What a person has to do where there are none. */
  readonly advice: string | undefined;
  /** Changes to begin with, which are not enough by themselves. */
  readonly draft: readonly YamlEdit[];
}

/** What proposals are made from. */
interface Evidence {
  readonly model: Model;
  readonly places: Places;
  readonly checker: Checker;
  readonly sightings: Sightings;
  /** Date of what is new where the traffic does not tell it. */
  readonly day: string;
}

/** Makes proposals. */
export function propose(differences: readonly Difference[], evidence: Evidence): Proposal[] {
  const { model, checker, sightings } = evidence;
  const proposer = new Proposer(evidence);
  const all = [...withShared(differences, model, sightings), ...alwaysThere(model, checker, sightings)];
  return all.map((difference) => {
    const edits = proposer.editsOf(difference) ?? [];
    const draft = edits.length === 0 ? proposer.draftOf(difference) : [];
    return { difference, edits, advice: edits.length === 0 ? adviceOf(difference) : undefined, draft };
  });
}

class Proposer {
  readonly #evidence: Evidence;
  readonly #fields: FieldInference;
  readonly #events: EventInference;

  constructor(evidence: Evidence) {
    const { model, checker, places } = evidence;
    this.#evidence = evidence;
    this.#fields = new FieldInference(model, checker, places);
    this.#events = new EventInference(model, checker, places, this.#fields);
  }

  editsOf(difference: Difference): YamlEdit[] | undefined {
    const { kind, target, detail, shape } = difference;
    if (kind === 'unknown-event') return this.#newEvent(difference);
    if (kind === 'type' && target === undefined) return this.#otherAnswer(difference);
    const component = target && this.#evidence.places.component(target.schema);
    if (!component || !target) return undefined;
    const own = { file: component.file, at: ownPart(component).at };
    switch (kind) {
      case 'unknown-field':
        return this.#newField(component, target, difference);
      case 'missing-field':
        return [{ ...own, do: 'drop', key: 'required', value: target.key ?? '' }];
      case 'always-there':
        return [{ ...own, do: 'append', key: 'required', value: target.key ?? '' }];
      case 'unknown-enum-value':
        return this.#newValue(component, target, detail);
      case 'type':
        return this.#otherForms(component, target, shape) ?? this.#otherNesting(component, target, difference);
      default:
        return undefined;
    }
  }

  /** The schema of an event whose stream is not known. */
  draftOf(difference: Difference): YamlEdit[] {
    const { kind, detail, shape } = difference;
    if (kind !== 'unknown-event' || !isEventType(detail, shape)) return [];
    return this.#events.schema(difference, this.#sinceOf(difference), 'market')?.edits ?? [];
  }

  #sinceOf({ first }: Difference): string {
    return first?.slice(0, 10) ?? this.#evidence.day;
  }

  #newEvent(difference: Difference): YamlEdit[] | undefined {
    const { events, detail, shape } = difference;
    if (!isEventType(detail, shape)) return undefined;
    const since = this.#sinceOf(difference);
    const isUserData = events.some(({ document }) => document === 'userDataStreams');
    return isUserData ? this.#events.userData(difference, since) : this.#events.market(difference, since);
  }

  #newField(component: Component, { schema, key = '', after }: Target, difference: Difference): YamlEdit[] | undefined {
    const { shape } = difference;
    if (!canBeDescribed(key, shape)) return undefined;
    const { model, sightings } = this.#evidence;
    const componentEdits: YamlEdit[] = [];
    const { node, at } = ownPart(component);
    const { file } = component;
    const value = this.#fields.describe(schema, component, key, shape, this.#sinceOf(difference), componentEdits);
    const field: YamlEdit =
      node['properties'] === undefined
        ? { file, at, do: 'set', key: 'properties', value: { [key]: value } }
        : { file, at: [...at, 'properties'], do: 'insert', key, after, value };
    const isRequired = isAlwaysThere(schema, key, undefined, model, sightings);
    return [
      ...componentEdits,
      field,
      ...(isRequired ? [{ file, at, do: 'append', key: 'required', value: key } as const] : []),
    ];
  }

  #newValue(component: Component, target: Target, detail: unknown): YamlEdit[] | undefined {
    const part = this.#evidence.places.placeOf(component, target);
    const list = part && ['x-extensible-enum', 'enum'].find((word) => part.node[word] !== undefined);
    if (!part || list === undefined || (typeof detail !== 'string' && typeof detail !== 'number')) return undefined;
    return [{ file: component.file, at: part.at, do: 'append', key: list, value: detail }];
  }

  /** The declared type of a target. */
  #typeOf({ schema, key, depth }: Target): TypeModel | undefined {
    let type = key === undefined ? undefined : this.#evidence.checker.fieldsOf(schema).get(key)?.field.type;
    for (let step = 0; step < depth; step++) type = type?.kind === 'array' ? type.items : type;
    return type;
  }

  /** Accepts a value in another form than the declared one, if the declared one can be made of it. */
  #otherForms(component: Component, target: Target, shape: Shape): YamlEdit[] | undefined {
    const { places } = this.#evidence;
    const part = places.placeOf(component, target);
    const type = this.#typeOf(target);
    if (!part || !type) return undefined;
    const also = new Set(type.also);
    const isNull = shape.forms.has('null');
    const others = samplesOf(shape).filter((value) => value !== null);
    for (const value of others) {
      const word = ALSO[formOf(value)];
      if (word === undefined || !isAlso(word, type.kind, value)) return undefined;
      also.add(word);
    }
    const at = { file: component.file, at: part.at, do: 'set' as const };
    const declared = [places.typeOf(part.node) ?? []].flat();
    if (isNull && declared.length === 0) return undefined;
    return [
      ...(isNull ? [{ ...at, key: 'type', value: [...declared, 'null'] }] : []),
      ...(others.length > 0 ? [{ ...at, key: 'x-also', value: [...also] }] : []),
    ];
  }

  /** A list where an object was, or an object where a list was: in place of it if no other was seen, else beside it. */
  #otherNesting(component: Component, target: Target, { shape, count }: Difference): YamlEdit[] | undefined {
    const { model, places, sightings, checker } = this.#evidence;
    const { schema, key, depth } = target;
    const part = places.placeOf(component, target);
    const type = this.#typeOf(target);
    if (!part || !type || key === undefined || depth > 0) return undefined;
    const given = {
      file: component.file,
      node: Object.fromEntries(Object.entries(part.node).filter(([word]) => NESTING.has(word))),
    };
    const changed = this.#nested(type, shape, given);
    if (!changed) return undefined;
    const isRequired = checker.fieldsOf(schema).get(key)?.field.required;
    const holders = model.schemas
      .map(({ name }) => name)
      .filter((name) => checker.fieldsOf(name).get(key)?.owner === schema);
    const seen = holders.map((name) => (isRequired ? sightings.objects(name) : sightings.withKey(name, key)));
    const isOnly = count >= seen.reduce((sum, number) => sum + number, 0);
    // Readers of events know one form of each key.
    if (!isOnly && model.events.some((event) => holders.includes(event.schema))) return undefined;
    const { $ref: _, type: __, items: ___, ...rest } = part.node;
    const value = isOnly ? changed : { oneOf: [places.relative(given.node, component), changed] };
    const at = part.at.slice(0, -1);
    return [{ file: component.file, at, do: 'set', key, value: { ...value, ...places.relative(rest, component) } }];
  }

  /** A list of objects where an answer was one of them, or one where it was a list. */
  #otherAnswer({ places: [place = '', ...more], shape }: Difference): YamlEdit[] | undefined {
    const [, id] = /^rest\.(\w+)$/.exec(place) ?? [];
    const operation = this.#evidence.model.operations.find((one) => one.id === id);
    const answer = operation && more.length === 0 ? this.#evidence.places.answerOf(operation) : undefined;
    if (!operation || !answer || operation.answer.shape === 'bySymbol') return undefined;
    const given = { file: answer.file, node: mapIn(answer.node, 'schema') };
    const changed = this.#nested(operation.answer.type, shape, given);
    return changed && [{ file: answer.file, at: answer.at, do: 'set', key: 'schema', value: changed }];
  }

  /** The schema of a list of what a schema says, or of what it lists. */
  #nested(
    type: TypeModel,
    shape: Shape,
    { file, node }: { readonly file: string; readonly node: JsonObject },
  ): JsonObject | undefined {
    const { model, places, checker } = this.#evidence;
    const forms = [...shape.forms];
    const only = forms.length === 1 ? forms[0] : undefined;
    const target = type.kind === 'reference' ? model.schemas.find(({ name }) => name === type.name) : undefined;
    const fits = (one: TypeModel, samples: Shape | undefined) =>
      samples !== undefined &&
      samples.forms.has('object') &&
      samplesOf(samples).every((sample) => hasNoWrongType(checker, one, sample));
    if (only === 'array' && target?.fields && fits(type, shape.items))
      return { type: 'array', items: places.relative(node, { file }) };
    const list = target?.type ?? type;
    if (only !== 'object' || list.kind !== 'array' || !fits(list.items, shape)) return undefined;
    const items = target ? places.component(target.name)?.node['items'] : node['items'];
    return isObject(items) ? places.relative(items, { file }) : undefined;
  }
}

/** Words of a property that say what it holds, rather than what it means. */
const NESTING = new Set(['$ref', 'type', 'items']);

/** Whether a value is what a type says but for fields that come, go or have new values. */
function hasNoWrongType(checker: Checker, type: TypeModel, value: unknown): boolean {
  let isFine = true;
  checker.check(type, value, { differs: (kind) => void (isFine &&= kind !== 'type') });
  return isFine;
}

/** Whether the keys of a value may stand in a spec; what nobody would call a field is no change of the API. */
function canBeDescribed(key: string, shape: Shape): boolean {
  return keyRule(key) === undefined && hasPlainKeys(shape);
}

const hasPlainKeys = (shape: Shape): boolean =>
  [...shape.keys].every(([key, inner]) => canBeDescribed(key, inner)) &&
  (shape.items === undefined || hasPlainKeys(shape.items));

const isEventType = (type: unknown, shape: Shape): boolean => /^\w{1,60}$/.test(String(type)) && hasPlainKeys(shape);

function adviceOf({ kind, detail, places, target, shape }: Difference): string {
  switch (kind) {
    case 'unknown-field':
      return target?.key !== undefined && !canBeDescribed(target.key, shape)
        ? 'no field of a spec can have such a name: look at who sent it'
        : 'no change of the spec could be inferred: look at the samples';
    case 'unknown-event':
      return `describe the event ${String(detail)}: its schema, its message, its channel; the capture does not say how it is subscribed to, or it came over a stream that sends another event`;
    case 'unknown-error':
      return `add the code ${String(detail)} to the error catalogue, with what to do about it`;
    case 'wrong-route':
      return `if it stays so, set x-route of ${[...places].join(', ')} to ${String(detail)}`;
    case 'malformed':
      return 'look at the text: it is no JSON';
    default:
      return 'no change of the spec could be inferred: look at the samples';
  }
}
