// Changes of the package to changes of the spec: which follow for certain, and which a person has to judge.
import type { FieldModel } from '../model/model.js';
import { ownPart, type Place } from '../verify/places.js';
import type { YamlEdit } from '../verify/yaml-edits.js';
import { Additions } from './additions.js';
import { agrees } from './agreement.js';
import { certain, open, SAID, type Answer } from './answers.js';
import { changesBetween, type Change } from './compare.js';
import type { PackageFacts } from './facts.js';
import { Targets, type Ground, type Spot } from './targets.js';

/** A change with what follows from it. */
export interface Proposal extends Answer {
  readonly change: Change;
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
  readonly #additions: Additions;

  constructor(after: PackageFacts, ground: Ground, date: string) {
    this.#after = after;
    this.#ground = ground;
    this.#date = date;
    this.#targets = new Targets(ground);
    this.#additions = new Additions(after, ground, this.#targets, date);
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
    return spot.kind === 'parameter' ? this.#additions.parameter(change, spot) : this.#additions.field(change, spot);
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
    return this.#targets.othersHave(change, spot.schema, this.#after).includes(true)
      ? open(`${spot.schema} is used by other calls that still have it: they need an object of their own`, edits)
      : certain(edits);
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
      const place = this.#targets.parameter(spot.operation, spot.name);
      return spot.field?.shared === undefined && place ? { file: place.file, at: place.at } : undefined;
    }
    const component = this.#ground.places.component(spot.schema);
    const { key } = spot;
    const part =
      component && this.#ground.places.placeOf(component, { schema: spot.schema, key, depth: 0, after: undefined });
    return component && part ? { file: component.file, at: part.at } : undefined;
  }
}
