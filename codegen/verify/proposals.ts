// Differences to changes of the spec: what a maintainer would write, as far as the traffic alone can say it.
import { documentOf } from '../load/documents.js';
import { keyRule } from '../model/allowed-names.js';
import type { Model } from '../model/model.js';
import type { Difference } from './differences.js';
import { ALSO, createInference } from './new-fields.js';
import type { Component, Places } from './places.js';
import { emptyShape, observeAll, samplesOf, type Shape } from './shape.js';
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

/** Makes proposals. `day` is the date of what is new where the traffic does not tell it. */
export function propose(
  differences: readonly Difference[],
  model: Model,
  places: Places,
  checker: Checker,
  day: string,
): Proposal[] {
  const { componentOf, ownPart, placeOf, typeOf } = places;
  const { describe, describeEvent, eventSchema } = createInference(model, checker, places);

  function editsOf(difference: Difference): YamlEdit[] | undefined {
    const { kind, target, document, detail, shape, first } = difference;
    const since = first?.slice(0, 10) ?? day;
    if (kind === 'unknown-event' && document === 'userDataStreams' && isEventType(detail, shape))
      return describeEvent(String(detail), shape, since, documentOf(places.documents, document));
    const component = target && componentOf(target.schema);
    if (!component) return undefined;
    const { file } = component;
    switch (kind) {
      case 'unknown-field':
        if (!canBeDescribed(target.key!, shape)) return undefined;
        return newField(component, target, shape, since);
      case 'missing-field':
        return [{ file, at: ownPart(component).at, do: 'drop', key: 'required', value: target.key! }];
      case 'unknown-enum-value': {
        const part = placeOf(component, target);
        const list = part && ['x-extensible-enum', 'enum'].find((word) => part.node[word] !== undefined);
        const value = detail as string | number;
        return list === undefined ? undefined : [{ file, at: part!.at, do: 'append', key: list, value }];
      }
      case 'type':
        return otherForms(component, target, shape);
      default:
        return undefined;
    }
  }

  /** The schema of an event whose stream is not known. */
  function draftOf({ kind, document, detail, shape, first }: Difference): YamlEdit[] {
    if (kind !== 'unknown-event' || document === 'userDataStreams' || !isEventType(detail, shape)) return [];
    return eventSchema(String(detail), shape, first?.slice(0, 10) ?? day, 'market').edits;
  }

  /** Accepts a value in another form than the declared one, if the declared one can be made of it. */
  function otherForms(component: Component, target: Target, shape: Shape): YamlEdit[] | undefined {
    const part = placeOf(component, target);
    const field = target.key === undefined ? undefined : checker.fieldsOf(target.schema).get(target.key)?.field;
    if (!part || !field) return undefined;
    let { type } = field;
    for (let step = 0; step < target.depth; step++) type = type.kind === 'array' ? type.items : type;
    const also = new Set(type.also);
    const isNull = shape.forms.has('null');
    const others = samplesOf(shape).filter((value) => value !== null);
    for (const value of others) {
      const word = ALSO[formOf(value)];
      if (word === undefined || !isAlso(word, type.kind, value)) return undefined;
      also.add(word);
    }
    const at = { file: component.file, at: part.at, do: 'set' as const };
    const declared = typeOf(part.node);
    if (isNull && declared === undefined) return undefined;
    return [
      ...(isNull ? [{ ...at, key: 'type', value: [...[declared!].flat(), 'null'] }] : []),
      ...(others.length > 0 ? [{ ...at, key: 'x-also', value: [...also] }] : []),
    ];
  }

  function newField(component: Component, { schema, key, after }: Target, shape: Shape, since: string): YamlEdit[] {
    const made: YamlEdit[] = [];
    const { node, at } = ownPart(component);
    const value = describe(schema, key!, shape, since, made);
    const { file } = component;
    const field: YamlEdit =
      node['properties'] === undefined
        ? { file, at, do: 'set', key: 'properties', value: { [key!]: value } }
        : { file, at: [...at, 'properties'], do: 'insert', key: key!, after, value };
    return [...made, field];
  }

  return shared(differences, model, checker).map((difference) => {
    const edits = editsOf(difference) ?? [];
    return {
      difference,
      edits,
      advice: edits.length === 0 ? adviceOf(difference) : undefined,
      draft: draftOf(difference),
    };
  });
}

/** A field that is new to all objects of a family belongs to what they have in common. */
function shared(differences: readonly Difference[], model: Model, checker: Checker): Difference[] {
  const left = new Set(differences);
  const bases = new Map<string, Set<string>>();
  for (const { name } of model.schemas) {
    for (const base of basesOf(name, model)) bases.set(base, (bases.get(base) ?? new Set()).add(name));
  }
  const families = [...bases].sort(([, a], [, b]) => b.size - a.size);
  for (const key of new Set(differences.map(({ target }) => target?.key))) {
    for (const [base, members] of families) {
      const seen = [...members, base].filter((name) => checker.visited.has(name));
      const news = [...left].filter(({ kind, target }) => kind === 'unknown-field' && target?.key === key);
      const inFamily = news.filter(({ target }) => seen.includes(target!.schema));
      if (inFamily.length < 2 || inFamily.length < seen.length) continue;
      for (const difference of inFamily) left.delete(difference);
      left.add(joined(inFamily, base));
    }
  }
  return [...left];
}

function basesOf(name: string, model: Model): string[] {
  const direct = model.schemas.find((schema) => schema.name === name)?.extends ?? [];
  return [...direct, ...direct.flatMap((base) => basesOf(base, model))];
}

function joined(differences: readonly Difference[], schema: string): Difference {
  const [one] = differences as [Difference, ...Difference[]];
  const shape = emptyShape();
  for (const difference of differences) observeAll(shape, difference.shape);
  const times = differences
    .flatMap(({ first, last }) => [first, last])
    .filter((time) => time !== undefined)
    .sort();
  return {
    ...one,
    target: { ...one.target!, schema },
    places: new Set(differences.flatMap(({ places }) => [...places])),
    count: differences.reduce((sum, { count }) => sum + count, 0),
    first: times[0],
    last: times.at(-1),
    shape,
  };
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
      return target !== undefined && !canBeDescribed(target.key!, shape)
        ? 'no field of a spec can have such a name: look at who sent it'
        : 'no change of the spec could be inferred: look at the samples';
    case 'unknown-event':
      return `describe the event ${String(detail)}: its schema, its message, its channel, since the capture does not say how it is subscribed to`;
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
