// Collects what differs between traffic and spec: the same difference once, with its places, count and samples.
import type { Model } from '../model/model.js';
import { textOf, type Captured } from './captures.js';
import { emptyShape, observe, type Shape } from './shape.js';
import type { Recognised } from './subjects.js';
import type { Checker, Target, ValueKind } from './values.js';

export type DifferenceKind = ValueKind | 'unknown-event' | 'unknown-error' | 'wrong-route' | 'malformed';

/** One kind of difference, wherever and however often it was seen. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Where in which events and answers: `events.AggTradeEvent nq`. */
  readonly places: Set<string>;
  /** What of the spec would have to change. */
  readonly target: Target | undefined;
  /** The document that an unknown event belongs to, if the capture tells. */
  readonly document: 'marketStreams' | 'userDataStreams' | undefined;
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
}

/** Collects differences. */
export function createCollector(model: Model, checker: Checker) {
  const differences = new Map<string, Difference>();
  const counts: Counts = { checked: 0, control: 0, other: new Map() };
  const timeKeys = eventTimeKeys(model);

  function add(
    kind: DifferenceKind,
    place: string,
    target: Target | undefined,
    detail: unknown,
    value: unknown,
    captured: Captured,
    time: string | undefined,
    document?: Difference['document'],
  ): void {
    const key = [kind, target ? [target.schema, target.key, target.depth].join() : place, textOf(detail)].join(' ');
    let known = differences.get(key);
    if (!known) {
      const { place: example } = captured;
      const none = { count: 0, first: undefined, last: undefined, shape: emptyShape(), samples: new Set<string>() };
      known = { kind, places: new Set(), target, document, detail, example, ...none };
      differences.set(key, known);
    }
    known.places.add(place);
    known.count++;
    if (time !== undefined && (known.first === undefined || time < known.first)) known.first = time;
    if (time !== undefined && (known.last === undefined || time > known.last)) known.last = time;
    if (value === undefined) return;
    observe(known.shape, value);
    if (known.samples.size < MOST_SAMPLES) known.samples.add(sampleOf(value));
  }

  /** Looks at one message that has been recognised. */
  function collect(captured: Captured, recognised: Recognised): void {
    const { time } = captured;
    switch (recognised.kind) {
      case 'control':
        counts.control++;
        return;
      case 'other':
        counts.other.set(recognised.why, (counts.other.get(recognised.why) ?? 0) + 1);
        return;
      case 'malformed':
        return add('malformed', captured.source ?? 'messages', undefined, undefined, captured.text, captured, time);
      case 'unknown-event': {
        const { type, value, document } = recognised;
        return add(
          'unknown-event',
          'events',
          undefined,
          type,
          value,
          captured,
          time ?? timeIn(value, timeKeys),
          document,
        );
      }
      case 'unknown-error':
        return add('unknown-error', 'errors', undefined, recognised.code, recognised.message, captured, time);
      case 'subject': {
        const { place, type, values, wrongRoute } = recognised.subject;
        counts.checked++;
        if (wrongRoute) add('wrong-route', wrongRoute.stream, undefined, wrongRoute.route, undefined, captured, time);
        for (const value of values) {
          checker.check(type, value, (kind, path, target, found) => {
            const detail = kind === 'unknown-enum-value' ? found : undefined;
            const at = path === '' ? place : `${place} ${path}`;
            add(kind, at, target, detail, found, captured, time ?? timeIn(value, timeKeys));
          });
        }
      }
    }
  }
  return { collect, differences, counts };
}

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

/** Where a capture does not say when it was made, its events do. */
function timeIn(value: unknown, keys: ReadonlySet<string>): string | undefined {
  for (const key of keys) {
    const time = (value as { readonly [key: string]: unknown } | null)?.[key];
    if (typeof time === 'number' && Math.abs(time) < 8.64e15) return new Date(time).toISOString();
  }
  return undefined;
}
