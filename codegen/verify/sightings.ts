// How often objects were seen, and how often with those of their keys that may be absent.
import type { Fields } from './captured.js';
import type { Checker } from './values.js';

/** Sorts behind all hours: what does not say when it was recorded counts as new. */
const SOME_TIME = 'unknown';

/** Numbers by the hour, written as the beginning of ISO 8601. */
class Hours {
  readonly counts = new Map<string, number>();

  add(hour: string): void {
    this.counts.set(hour, (this.counts.get(hour) ?? 0) + 1);
  }
}

interface Seen {
  readonly objects: Hours;
  readonly keys: Map<string, Hours>;
}

/** Counts objects by the hour, so that the order in which captures are read does not matter. */
export class Sightings {
  readonly #checker: Checker;
  readonly #seen = new Map<string, Seen>();

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  /** Adds an object of a schema. `time` is ISO 8601. */
  add(schema: string, object: Fields, time: string | undefined): void {
    const hour = time?.slice(0, 13) ?? SOME_TIME;
    let seen = this.#seen.get(schema);
    if (!seen) this.#seen.set(schema, (seen = { objects: new Hours(), keys: new Map() }));
    seen.objects.add(hour);
    const fields = this.#checker.fieldsOf(schema);
    for (const key of Object.keys(object)) {
      if (fields.get(key)?.field.required) continue;
      let hours = seen.keys.get(key);
      if (!hours) seen.keys.set(key, (hours = new Hours()));
      hours.add(hour);
    }
  }

  /** Names of the schemas whose objects were seen. */
  get schemas(): string[] {
    return [...this.#seen.keys()];
  }

  has(schema: string): boolean {
    return this.#seen.has(schema);
  }

  /** How many objects of a schema were seen. */
  objects(schema: string): number {
    return sum(this.#seen.get(schema)?.objects.counts.values() ?? []);
  }

  /** How many of them had a key that may be absent. */
  withKey(schema: string, key: string): number {
    return sum(this.#seen.get(schema)?.keys.get(key)?.counts.values() ?? []);
  }

  /**
   * How many objects had a key, if since the day behind `since` none lacked it; else 0. Without `since` it counts from
   * the hour in which the key was first seen, whose objects may lack it where there are later ones.
   */
  always(schema: string, key: string, since: string | undefined): number {
    const seen = this.#seen.get(schema);
    const withKey = seen?.keys.get(key)?.counts;
    if (!seen || !withKey) return 0;
    const [first = SOME_TIME] = [...withKey.keys()].sort();
    const after = [...seen.objects.counts].filter(([hour]) =>
      since === undefined ? hour > first : hour > `${since}~`,
    );
    const counted =
      since === undefined && after.length === 0 ? [...seen.objects.counts].filter(([hour]) => hour === first) : after;
    const isAlways = counted.every(([hour, objects]) => withKey.get(hour) === objects);
    return isAlways ? sum(counted.map(([, objects]) => objects)) : 0;
  }
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);
