// What the spec says of the same key in other objects.
import type { JsonObject } from '../load/json.js';
import type { Model, TypeModel } from '../model/model.js';
import { mapIn, ownPart, type Component, type Places } from './places.js';
import { samplesOf, type Shape } from './shape.js';
import type { Checker } from './values.js';

/** A field of another object that has the same key. */
export interface Sibling {
  readonly schema: string;
  readonly label: string | undefined;
  readonly component: Component;
  /** What it says in the spec, prose left out. */
  readonly said: JsonObject;
}

const PROSE = new Set(
  'description examples default deprecated x-name x-since x-deprecated-since x-removed x-corrected'.split(' '),
);

/** Whether a type takes all samples. */
export const takesAll = (checker: Checker, type: TypeModel, shape: Shape): boolean =>
  samplesOf(shape).every((sample) => checker.takes(type, sample));

/** Fields with the same key elsewhere that take all samples; what is said most often, and nearest, first. */
export function siblingsOf(
  key: string,
  shape: Shape,
  component: Component,
  { model, checker, places }: { readonly model: Model; readonly checker: Checker; readonly places: Places },
): Sibling[] {
  const found = model.schemas.flatMap((schema): Sibling[] => {
    const field = schema.fields?.find(({ name }) => name === key);
    const holder = field && places.component(schema.name);
    if (!holder) return [];
    const node = mapIn(mapIn(ownPart(holder).node, 'properties'), key);
    const said = Object.fromEntries(Object.entries(node).filter(([word]) => !PROSE.has(word)));
    const sibling = { schema: schema.name, label: field.label, component: holder };
    // What only that one field is lenient about is not taken over without need.
    const { 'x-also': _, ...strict } = said;
    if (takesAll(checker, { ...field.type, also: [] }, shape)) return [{ ...sibling, said: strict }];
    return takesAll(checker, field.type, shape) ? [{ ...sibling, said }] : [];
  });
  const scores = new Map(found.map((one) => [one, scoreOf(one, found, component)]));
  return found.sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
}

/** How much speaks for what a sibling says: all that say the same, those nearby most. */
function scoreOf(one: Sibling, all: readonly Sibling[], { file, document }: Component): number {
  const near = ({ component }: Sibling) => (component.file === file ? 100 : component.document === document ? 10 : 1);
  const said = JSON.stringify(one.said);
  return all.filter((other) => JSON.stringify(other.said) === said).reduce((sum, other) => sum + near(other), 0);
}
