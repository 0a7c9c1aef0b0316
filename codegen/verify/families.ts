// Fields that are new to all objects of a family, and fields that many objects have always had.
import type { Model } from '../model/model.js';
import type { Difference } from './differences.js';
import { MANY } from './new-fields.js';
import { emptyShape, observeAll } from './shape.js';
import type { Sightings } from './sightings.js';
import type { Checker } from './values.js';

/** Objects by a schema that they have in common, with it. */
function familiesOf(model: Model): Map<string, ReadonlySet<string>> {
  const families = new Map<string, Set<string>>();
  for (const { name } of model.schemas)
    for (const base of basesOf(name, model)) families.set(base, (families.get(base) ?? new Set([base])).add(name));
  return families;
}

function basesOf(name: string, model: Model): string[] {
  const direct = model.schemas.find((schema) => schema.name === name)?.extends ?? [];
  return [...direct, ...direct.flatMap((base) => basesOf(base, model))];
}

/** A field that is new to all objects of a family belongs to what they have in common. */
export function withShared(differences: readonly Difference[], model: Model, sightings: Sightings): Difference[] {
  const left = new Set(differences);
  const families = [...familiesOf(model)].sort(([, a], [, b]) => b.size - a.size);
  for (const key of new Set(differences.map(({ target }) => target?.key))) {
    for (const [base, members] of families) {
      const seen = [...members].filter((name) => sightings.has(name));
      const news = [...left].filter(({ kind, target }) => kind === 'unknown-field' && target?.key === key);
      const inFamily = news.filter(({ target }) => target !== undefined && seen.includes(target.schema));
      if (inFamily.length < 2 || inFamily.length < seen.length) continue;
      for (const difference of inFamily) left.delete(difference);
      left.add(joined(inFamily, base));
    }
  }
  return [...left];
}

function joined(differences: readonly Difference[], schema: string): Difference {
  const [one] = differences;
  if (!one?.target) throw new Error('there is nothing to join');
  const shape = emptyShape();
  for (const difference of differences) observeAll(shape, difference.shape);
  const times = differences
    .flatMap(({ first, last }) => [first, last])
    .filter((time) => time !== undefined)
    .sort();
  return {
    ...one,
    target: { ...one.target, schema },
    places: new Set(differences.flatMap(({ places }) => [...places])),
    count: differences.reduce((sum, { count }) => sum + count, 0),
    first: times[0],
    last: times.at(-1),
    shape,
  };
}

/** Whether since a field is there many objects of a schema and of those that extend it were seen, and none without it. */
export function isAlwaysThere(
  schema: string,
  key: string,
  since: string | undefined,
  model: Model,
  sightings: Sightings,
) {
  const members = familiesOf(model).get(schema) ?? [schema];
  const seen = [...members].filter((name) => sightings.has(name));
  const counts = seen.map((name) => sightings.always(name, key, since));
  return counts.every((count) => count > 0) && counts.reduce((sum, count) => sum + count, 0) >= MANY;
}

/** Dated fields that the spec lets be absent though many objects were seen and none without them. */
export function alwaysThere(model: Model, checker: Checker, sightings: Sightings): Difference[] {
  const families = familiesOf(model);
  const found = new Map<string, Difference>();
  for (const schema of sightings.schemas) {
    for (const [key, { owner, field }] of checker.fieldsOf(schema)) {
      const { required, since, removed } = field;
      if (required || since === undefined || removed !== undefined || found.has(`${owner} ${key}`)) continue;
      // What several objects share can become required only if all of them were seen.
      const heirs = [...(families.get(owner) ?? [])].filter((name) => name !== owner);
      if (!heirs.every((name) => sightings.has(name))) continue;
      if (!isAlwaysThere(owner, key, since, model, sightings)) continue;
      found.set(`${owner} ${key}`, {
        kind: 'always-there',
        places: new Set([`${owner} ${key}`]),
        target: { schema: owner, key, depth: 0, after: undefined },
        events: [],
        detail: undefined,
        count: sightings.withKey(schema, key),
        first: undefined,
        last: undefined,
        example: `objects since ${since}`,
        shape: emptyShape(),
        samples: new Set(),
      });
    }
  }
  return [...found.values()];
}
