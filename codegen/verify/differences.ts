// Collects what differs between traffic and spec: the same difference once, with its places, count and samples.
import type { Model } from '../model/model.js';
import { isFields, textOf, type Captured } from './captured.js';
import { emptyShape, observe, type Shape } from './shape.js';
import { Sightings } from './sightings.js';
import type { Recognised, UnknownEvent } from './subjects.js';
import type { Checker, Target, ValueKind } from './values.js';

type DifferenceKind = ValueKind | 'always-there' | 'unknown-event' | 'unknown-error' | 'wrong-route' | 'malformed';

/** One kind of difference, wherever and however often it was seen. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Where in which events and answers: `events.AggTradeEvent nq`. */
  readonly places: Set<string>;
  /** What of the spec would have to change. */
  readonly target: Target | undefined;
  /** Unknown events, one for each stream that sends them. */
  readonly events: UnknownEvent[];
  /** The unknown value, type, code or route; `undefined` where a key says it all. */
  readonly detail: unknown;
  count: number;
  /** When it was first and last seen, ISO 8601, if the captures tell. */
  first: string | undefined;
  last: string | undefined;
  /** Place of the first message that shows it. */
  readonly example: string;
  /** All values that were seen. */
  readonly shape: Shape;
  /** JSON text of the first distinct values. */
  readonly samples: Set<string>;
}

/** What one message shows. */
interface Sighting {
  readonly kind: DifferenceKind;
  readonly place: string;
  readonly captured: Captured;
  /** When: that of the capture, or of the event. */
  readonly time: string | undefined;
  readonly target?: Target | undefined;
  readonly detail?: unknown;
  readonly value?: unknown;
}

const MOST_SAMPLES = 3;
const LONGEST_SAMPLE = 120;

/** How much was looked at. */
export interface Counts {
  /** Events and answers that were held against the spec. */
  checked: number;
  /** Requests, replies and errors that are documented. */
  control: number;
  /** Messages that could not be checked, by the reason. */
  readonly other: Map<string, number>;
  /** Absences in captures that are too old to tell what is absent now, by place. */
  readonly outdated: Map<string, number>;
}

/** Collects differences. */
export class Collector {
  readonly differences = new Map<string, Difference>();
  readonly counts: Counts = { checked: 0, control: 0, other: new Map(), outdated: new Map() };
  readonly sightings: Sightings;
  readonly #checker: Checker;
  readonly #since: string | undefined;
  readonly #newest = new Map<string, string>();
  readonly #timeKeys: ReadonlySet<string>;

  /** `since` is the day before which a capture does not tell what is absent now; by default that of the newest field. */
  constructor(model: Model, checker: Checker, since: string | undefined) {
    this.#checker = checker;
    this.#since = since;
    this.#timeKeys = eventTimeKeys(model);
    this.sightings = new Sightings(checker);
  }

  /** Looks at one message that has been recognised. */
  collect(captured: Captured, recognised: Recognised): void {
    const { time } = captured;
    switch (recognised.kind) {
      case 'control':
        this.counts.control++;
        return;
      case 'other':
        increment(this.counts.other, recognised.why);
        return;
      case 'malformed':
        this.#add({ kind: 'malformed', place: captured.source ?? 'messages', captured, time, value: captured.text });
        return;
      case 'unknown-event':
        return this.#addEvent(captured, recognised);
      case 'unknown-error': {
        const { code, message } = recognised;
        this.#add({ kind: 'unknown-error', place: 'errors', captured, time, detail: code, value: message });
        return;
      }
      case 'subject':
        return this.#check(captured, recognised);
    }
  }

  #addEvent(captured: Captured, event: UnknownEvent): void {
    const { type, values } = event;
    for (const value of values) {
      const time = captured.time ?? this.#timeIn(value);
      const known = this.#add({ kind: 'unknown-event', place: 'events', captured, time, detail: type, value });
      const form = streamForm(event);
      if (known.events.every((other) => streamForm(other) !== form)) known.events.push(event);
    }
  }

  #check(captured: Captured, { subject }: Recognised & { kind: 'subject' }): void {
    const { place, type, values, wrongRoute } = subject;
    this.counts.checked++;
    if (wrongRoute) {
      const { stream, route } = wrongRoute;
      this.#add({ kind: 'wrong-route', place: stream, captured, time: captured.time, detail: route });
    }
    for (const value of values) {
      const time = captured.time ?? this.#timeIn(value);
      this.#checker.check(type, value, {
        differs: (kind, path, target, found) => {
          const at = path === '' ? place : `${place} ${path}`;
          if (kind === 'missing-field' && this.#isOutdated(target, time)) increment(this.counts.outdated, at);
          else {
            const detail = kind === 'unknown-enum-value' ? found : undefined;
            this.#add({ kind, place: at, captured, time, target, detail, value: found });
          }
        },
        has: (schema, object) => this.sightings.add(schema, object, time),
      });
    }
  }

  /** Whether a capture is older than what an object is made of today, so that it does not tell what is absent now. */
  #isOutdated(target: Target | undefined, time: string | undefined): boolean {
    const since = this.#since ?? (target && this.#newestIn(target.schema));
    const day = time?.slice(0, 10);
    if (day === undefined || since === undefined) return false;
    // On the day that it came, a field was not there from the first hour on.
    const own =
      target?.key === undefined ? undefined : this.#checker.fieldsOf(target.schema).get(target.key)?.field.since;
    return day < since || (own !== undefined && day <= own);
  }

  /** The newest day from which a field of a schema exists. */
  #newestIn(schema: string): string {
    let newest = this.#newest.get(schema);
    if (newest === undefined) {
      const days = [...this.#checker.fieldsOf(schema).values()].map(({ field }) => field.since ?? '');
      this.#newest.set(schema, (newest = days.sort().at(-1) ?? ''));
    }
    return newest;
  }

  #add(sighting: Sighting): Difference {
    const { kind, place, captured, time, target, detail, value } = sighting;
    const key = [kind, target ? [target.schema, target.key, target.depth].join() : place, textOf(detail)].join(' ');
    let known = this.differences.get(key);
    if (!known) {
      const { place: example } = captured;
      const none = { count: 0, first: undefined, last: undefined, shape: emptyShape(), samples: new Set<string>() };
      known = { kind, places: new Set(), target, events: [], detail, example, ...none };
      this.differences.set(key, known);
    }
    known.places.add(place);
    known.count++;
    if (time !== undefined && (known.first === undefined || time < known.first)) known.first = time;
    if (time !== undefined && (known.last === undefined || time > known.last)) known.last = time;
    if (value === undefined) return known;
    observe(known.shape, value, time === undefined ? undefined : Date.parse(time));
    if (known.samples.size < MOST_SAMPLES) known.samples.add(sampleOf(value));
    return known;
  }

  /** Where a capture does not say when it was made, its events do. */
  #timeIn(value: unknown): string | undefined {
    if (!isFields(value)) return undefined;
    for (const key of this.#timeKeys) {
      const time = value[key];
      if (typeof time === 'number' && Math.abs(time) < 8.64e15) return new Date(time).toISOString();
    }
    return undefined;
  }
}

const increment = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** Streams that differ in the symbol only are one. */
const streamForm = ({ stream, route }: UnknownEvent) => `${route} ${stream?.replace(/^[^@!]*/, '')}`;

function sampleOf(value: unknown): string {
  const text = textOf(value);
  return text.length > LONGEST_SAMPLE ? `${text.slice(0, LONGEST_SAMPLE - 1)}…` : text;
}

/** Wire keys of the time at which events were sent. */
const eventTimeKeys = (model: Model) =>
  new Set(
    model.schemas.flatMap(({ fields = [] }) =>
      fields.filter(({ label }) => label === 'eventTime').map(({ name }) => name),
    ),
  );
