// Changes of the package to changes of the spec: which follow for certain, and which a person has to judge.
import { isObject, type Json, type JsonObject } from '../load/json.js';
import { referencesOf, type FieldModel, type Model, type OperationModel } from '../model/model.js';
import { FieldInference } from '../verify/new-fields.js';
import { listIn, ownPart, type Place, type Places } from '../verify/places.js';
import { siblingsOf } from '../verify/siblings.js';
import type { Checker } from '../verify/values.js';
import type { YamlEdit } from '../verify/yaml-edits.js';
import { agrees, literalsOf, shapeOf } from './agreement.js';
import { changesBetween, parentOf, type Change } from './compare.js';
import type { FieldFacts, PackageFacts } from './facts.js';
import { Targets, type Spot } from './targets.js';

/** What follows from a change. */
export interface Proposal {
  readonly change: Change;
  /** `said`: the spec says so already. `certain`: the edits follow. `open`: a person has to judge. */
  readonly verdict: 'said' | 'certain' | 'open';
  readonly edits: readonly YamlEdit[];
  /** What to look at, where something is open. */
  readonly advice: string | undefined;
}

type Answer = Omit<Proposal, 'change'>;

const SAID: Answer = { verdict: 'said', edits: [], advice: undefined };
const certain = (edits: readonly YamlEdit[]): Answer => ({ verdict: 'certain', edits, advice: undefined });
const open = (advice: string, edits: readonly YamlEdit[] = []): Answer => ({ verdict: 'open', edits, advice });

/** A spec to be compared with. */
export interface Ground {
  readonly model: Model;
  readonly checker: Checker;
  readonly places: Places;
}

/** Proposals for all changes between two versions. `date` is the day of the newer one. */
export function proposalsFor(before: PackageFacts, after: PackageFacts, ground: Ground, date: string): Proposal[] {
  const proposer = new Proposer(after, ground, date);
  return changesBetween(before, after).map((change) => ({ change, ...proposer.answer(change) }));
}

class Proposer {
  readonly #after: PackageFacts;
  readonly #ground: Ground;
  readonly #date: string;
  readonly #targets: Targets;
  readonly #fields: FieldInference;

  constructor(after: PackageFacts, ground: Ground, date: string) {
    const { model, checker, places } = ground;
    this.#after = after;
    this.#ground = ground;
    this.#date = date;
    this.#targets = new Targets(model, checker, places);
    this.#fields = new FieldInference(model, checker, places, UPSTREAM);
  }

  answer(change: Change): Answer {
    if (change.part === 'call') return this.#call(change);
    if (!this.#targets.has(change)) return open(`the spec does not have ${change.call}`);
    if (change.side === 'streams' && change.part === 'params')
      return open('what a stream can be asked for stands in its address and x-stream-patterns: compare them');
    const spot = this.#targets.find(change);
    if (!spot) return open('the spec has no object at this place: compare it with the documentation');
    if (change.kind === 'added') return this.#added(change, spot);
    if (!spot.field) return change.kind === 'removed' ? SAID : open('the spec does not have this field');
    return this.#changed(change, spot, spot.field);
  }

  #call({ kind, side, call }: Change): Answer {
    const has = this.#targets.has({ side, call });
    if (kind === 'removed') return has ? open('mark it with x-removed, and say what takes its place') : SAID;
    if (has) return SAID;
    const { params, answer } = this.#after[side][call] ?? { params: {}, answer: {} };
    return open(`describe it; sent: ${JSON.stringify(params)}; answered: ${JSON.stringify(answer)}`);
  }

  #added(change: Change, spot: Spot): Answer {
    const { field } = spot;
    if (field?.removed !== undefined) return open(`the spec says that it was removed on ${field.removed}`);
    if (field) return SAID;
    return spot.kind === 'parameter' ? this.#newParameter(change, spot) : this.#newField(change, spot);
  }

  #newField(change: Change, { schema, key }: Spot & { kind: 'field' }): Answer {
    const component = this.#ground.places.component(schema);
    if (!component) return open(`the spec has no component ${schema}`);
    const { params = {}, answer = {} } = this.#after[change.side][change.call] ?? {};
    const facts = change.part === 'params' ? params : answer;
    const shape = shapeOf(facts, change.path);
    const made: YamlEdit[] = [];
    const known = change.after === 'object' ? this.#sameObject(schema, facts, change.path) : undefined;
    const value = known
      ? { $ref: this.#ground.places.referenceTo(known, component), description: UPSTREAM, 'x-since': this.#date }
      : this.#fields.describe(schema, component, key, shape, this.#date, made);
    const own = ownPart(component);
    const { file } = component;
    const field: YamlEdit = { file, at: [...own.at, 'properties'], do: 'set', key, value };
    const required: YamlEdit[] =
      change.part === 'params' && !change.isOptional
        ? [{ file, at: own.at, do: 'append', key: 'required', value: key }]
        : [];
    const edits = [...made, field, ...required];
    if (change.part === 'params' && change.path.includes('['))
      return open(
        'what stands in elements is declared more widely than it is taken: compare it with the documentation',
        edits,
      );
    const isPlain = change.after === 'boolean' || change.after === 'integer' || known !== undefined;
    if (!isPlain && (change.after === 'object' || siblingsOf(key, shape, component, this.#ground).length === 0))
      return open('text or decimal, list or object of what? compare it with the documentation', edits);
    return this.#others(change, schema).includes(false)
      ? open(`${schema} is used by other calls that do not have it`, edits)
      : certain(edits);
  }

  /** The object of the spec with just the fields of a new one: that of its neighbours, or the only one. */
  #sameObject(holder: string, facts: FieldFacts, path: string): string | undefined {
    const { model, checker } = this.#ground;
    const inner = Object.keys(facts).filter((one) => parentOf(one) === path);
    const fitting = model.schemas.flatMap(({ name }) => {
      const fields = checker.fieldsOf(name);
      const isSame = inner.every((one) => {
        const type = fields.get(lastOf(one))?.field.type;
        return type !== undefined && agrees(type, facts[one]?.replace(/\?$/, '') ?? '', this.#targets.schemaType);
      });
      return isSame && inner.length > 0 && fields.size === inner.length ? [name] : [];
    });
    const beside = [...checker.fieldsOf(holder).values()].flatMap(({ field }) => referencesOf(field.type));
    return fitting.find((name) => beside.includes(name)) ?? (fitting.length === 1 ? fitting[0] : undefined);
  }

  #newParameter(change: Change, { operation, name }: Spot & { kind: 'parameter' }): Answer {
    const place = this.#targets.operation(operation);
    const type = change.after ?? 'any';
    const { file, at } = place ?? { file: '', at: [] };
    if (!place) return open('the spec has no such call');
    const value = this.#parameterNode(name, type, change, file);
    if (!value) return open(`a parameter of type ${type}: compare it with the documentation`);
    return certain([{ file, at, do: 'append', key: 'parameters', value }]);
  }

  /** A parameter as another call says it, or as the package does. */
  #parameterNode(name: string, type: string, change: Change, file: string): JsonObject | undefined {
    const { model } = this.#ground;
    const alike = model.operations.flatMap((operation) =>
      operation.params
        .filter(
          (field) =>
            field.name === name && field.shared === undefined && agrees(field.type, type, this.#targets.schemaType),
        )
        .flatMap(() => this.#parameterPlace(operation, name) ?? []),
    );
    const beside = alike.find((one) => one.file === file) ?? alike[0];
    const literals = literalsOf(type);
    const plain: { readonly [word: string]: JsonObject } = {
      string: { type: 'string' },
      integer: { type: 'integer', format: 'int64' },
      boolean: { type: 'string', enum: ['true', 'false'] },
      number: { type: 'string', format: 'decimal' },
    };
    const schema = beside?.node['schema'] ?? (literals ? { type: 'string', enum: [...literals] } : plain[type]);
    if (schema === undefined) return undefined;
    return {
      name,
      in: 'query',
      ...(!change.isOptional && { required: true }),
      description: UPSTREAM,
      schema: isObject(schema) ? this.#ground.places.relative(schema, { file }) : schema,
      'x-since': this.#date,
    };
  }

  /** Where a call says a parameter itself; `undefined` where it refers to a shared one. */
  #parameterPlace(operation: OperationModel, name: string): Place | undefined {
    const place = this.#targets.operation(operation);
    if (!place) return undefined;
    const list = listIn(place.node, 'parameters');
    const index = list.findIndex((one) => isNamed(one, name));
    const node = list[index];
    if (!isObject(node)) return undefined;
    return { node, file: place.file, at: [...place.at, 'parameters', String(index)] };
  }

  #changed(change: Change, spot: Spot, field: FieldModel): Answer {
    switch (change.kind) {
      case 'removed':
        return this.#removed(change, spot, field);
      case 'required':
      case 'optional': {
        // That every field of an answer may be absent says nothing there.
        if (change.part === 'answer' || field.required === (change.kind === 'required')) return SAID;
        const place = this.#placeOf(spot);
        if (!place || spot.kind === 'field')
          return open(`the spec says that it is ${field.required ? 'required' : 'optional'}`);
        return certain([{ ...place, do: 'set', key: 'required', value: change.kind === 'required' }]);
      }
      case 'values-added':
      case 'values-removed':
        return this.#values(change, spot, field);
      default:
        return agrees(field.type, change.after ?? '', this.#targets.schemaType)
          ? SAID
          : open(
              `the spec says ${JSON.stringify(field.type)}, the package ${change.after}: look at an answer or at the documentation`,
            );
    }
  }

  #removed(change: Change, spot: Spot, field: FieldModel): Answer {
    if (field.removed !== undefined) return SAID;
    const place = this.#placeOf(spot);
    if (!place) return open('several calls share it: mark it with x-removed where it is gone');
    const edits: YamlEdit[] = [{ ...place, do: 'set', key: 'x-removed', value: this.#date }];
    if (spot.kind === 'parameter') return certain(edits);
    const component = this.#ground.places.component(spot.schema);
    if (component && field.required)
      edits.unshift({ file: component.file, at: ownPart(component).at, do: 'drop', key: 'required', value: spot.key });
    return this.#others(change, spot.schema).includes(true)
      ? open(`${spot.schema} is used by other calls that still have it: they need an object of their own`, edits)
      : certain(edits);
  }

  /** Whether each of the other calls that use a schema has a field of this name; none where no other does. */
  #others({ side, call, part, path }: Change, schema: string): boolean[] {
    const isHere = (one: { readonly side: string; readonly call: string }) => one.side === side && one.call === call;
    if (part !== 'answer')
      return this.#ground.model.schemas.filter((one) => one.extends.includes(schema)).map(() => false);
    const key = lastOf(path);
    return this.#targets
      .usersOf(schema, this.#after)
      .filter((one) => !isHere(one))
      .map((one) => Object.keys(this.#after[one.side][one.call]?.answer ?? {}).some((other) => lastOf(other) === key));
  }

  #values({ kind, values }: Change, spot: Spot, field: FieldModel): Answer {
    const named = field.type.kind === 'reference' ? this.#targets.schemaType(field.type.name) : field.type;
    if (named?.kind !== 'enum') return SAID;
    const known = named.values.map(String);
    const isAdded = kind === 'values-added';
    const left = values.filter((value) => known.includes(value) !== isAdded);
    if (left.length === 0) return SAID;
    const place = this.#enumPlace(spot, field);
    if (!place) return open(`compare the values with ${known.join(', ')}`);
    const edits = left.map((value): YamlEdit => ({
      ...place.at,
      do: isAdded ? 'append' : 'drop',
      key: place.key,
      value,
    }));
    // A list with a name of its own says what all that use it take.
    return isAdded && (spot.kind === 'parameter' || !place.isShared)
      ? certain(edits)
      : open('others may use the same list', edits);
  }

  #enumPlace(spot: Spot, field: FieldModel) {
    const { places } = this.#ground;
    if (field.type.kind === 'reference') {
      const component = places.component(field.type.name);
      const key = component && ['enum', 'x-extensible-enum'].find((word) => component.node[word] !== undefined);
      return component && key !== undefined
        ? { at: { file: component.file, at: component.at }, key, isShared: true }
        : undefined;
    }
    const place = this.#placeOf(spot);
    if (!place) return undefined;
    const at = spot.kind === 'parameter' ? [...place.at, 'schema'] : place.at;
    return {
      at: { file: place.file, at },
      key: field.type.kind === 'enum' && field.type.open ? 'x-extensible-enum' : 'enum',
      isShared: false,
    };
  }

  /** Where a field or parameter is said; `undefined` where it is said once for several calls. */
  #placeOf(spot: Spot): Pick<Place, 'file' | 'at'> | undefined {
    if (spot.kind === 'parameter') {
      const place = this.#parameterPlace(spot.operation, spot.name);
      return spot.field?.shared === undefined && place ? { file: place.file, at: place.at } : undefined;
    }
    const component = this.#ground.places.component(spot.schema);
    const { key } = spot;
    const part =
      component && this.#ground.places.placeOf(component, { schema: spot.schema, key, depth: 0, after: undefined });
    return component && part ? { file: component.file, at: part.at } : undefined;
  }
}

/** Said of what only the package tells. */
const UPSTREAM = 'Not documented; declared by the official connector.';

/** Name of a field without that of what it is in. */
const lastOf = (path: string) => path.replace(/^.*[.\]}]/, '');
const isNamed = (node: Json, name: string) => isObject(node) && node['name'] === name;
