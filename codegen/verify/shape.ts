// What all samples of a value have in common.
import { isFields } from './captured.js';
import { formOf, type Form } from './values.js';

/** Grows with each sample. */
export interface Shape {
  count: number;
  readonly forms: Set<Form>;
  /** Whether a decimal had a point; without one it might be any text of digits. */
  hasPoint: boolean;
  /** Whether every integer so far, but for 0 and -1, may be a time in ms; `undefined` before the first one. */
  isTime: boolean | undefined;
  /** The first distinct scalars. */
  readonly values: Set<unknown>;
  /** Lengths of lists, and what is in them. */
  readonly lengths: Set<number>;
  items: Shape | undefined;
  /** Keys of objects in the order of the wire. */
  readonly keys: Map<string, Shape>;
}

/** Distinct values that are kept. */
const MOST_VALUES = 200;
/** Times between these are plausible. Unit: ms since the Unix epoch. */
const FIRST_TIME = Date.UTC(2009, 0);
const LAST_TIME = Date.UTC(2101, 0);
const DAY = 86_400_000;
/** How far from its capture a time may lie that is no whole second. Unit: ms. */
const LONGEST_AGO = 3660 * DAY;
const LONGEST_AHEAD = 2 * DAY;

export const emptyShape = (): Shape => ({
  count: 0,
  forms: new Set(),
  hasPoint: false,
  isTime: undefined,
  values: new Set(),
  lengths: new Set(),
  items: undefined,
  keys: new Map(),
});

/** Whether an integer, seen at a time, may be a time in ms itself: near it, or a whole second of any day. */
function mayBeTime(value: number, seenAt: number | undefined): boolean {
  if (value < FIRST_TIME || value > LAST_TIME) return false;
  if (seenAt === undefined || value % 1000 === 0) return true;
  return value > seenAt - LONGEST_AGO && value < seenAt + LONGEST_AHEAD;
}

/** Adds a sample. `seenAt` is when it was recorded, in ms since the Unix epoch. */
export function observe(shape: Shape, value: unknown, seenAt?: number): void {
  const form = formOf(value);
  shape.count++;
  shape.forms.add(form);
  if (form === 'decimal') shape.hasPoint ||= String(value).includes('.');
  if (typeof value === 'number' && value !== 0 && value !== -1)
    shape.isTime = (shape.isTime ?? true) && mayBeTime(value, seenAt);
  if (Array.isArray(value)) {
    if (shape.lengths.size < MOST_VALUES) shape.lengths.add(value.length);
    for (const item of value) observe((shape.items ??= emptyShape()), item, seenAt);
  } else if (isFields(value)) {
    for (const [key, item] of Object.entries(value)) {
      const inner = shape.keys.get(key) ?? emptyShape();
      shape.keys.set(key, inner);
      observe(inner, item, seenAt);
    }
  } else if (shape.values.size < MOST_VALUES) shape.values.add(value);
}

/** Adds all samples of another shape. */
export function observeAll(shape: Shape, other: Shape): void {
  shape.count += other.count;
  for (const form of other.forms) shape.forms.add(form);
  shape.hasPoint ||= other.hasPoint;
  if (other.isTime !== undefined) shape.isTime = (shape.isTime ?? true) && other.isTime;
  for (const value of other.values) if (shape.values.size < MOST_VALUES) shape.values.add(value);
  for (const length of other.lengths) shape.lengths.add(length);
  if (other.items) observeAll((shape.items ??= emptyShape()), other.items);
  for (const [key, inner] of other.keys) {
    const own = shape.keys.get(key) ?? emptyShape();
    shape.keys.set(key, own);
    observeAll(own, inner);
  }
}

/** Values that a type has to take to take all samples: every scalar, lists of every length, objects with every key. */
export function samplesOf({ values, forms, lengths, items, keys }: Shape): unknown[] {
  const inner = items ? samplesOf(items) : [];
  const lists = forms.has('array') ? [...lengths].flatMap((length) => listsOf(inner, length)) : [];
  const objects = forms.has('object') ? objectsOf(keys) : [];
  return [...values, ...lists, ...objects];
}

/** Lists of one length that together hold all samples. */
function listsOf(samples: readonly unknown[], length: number): unknown[][] {
  if (length === 0) return [[]];
  return Array.from({ length: Math.ceil(samples.length / length) }, (_, list) =>
    Array.from({ length }, (__, index) => samples[(list * length + index) % samples.length]),
  );
}

function objectsOf(keys: ReadonlyMap<string, Shape>): object[] {
  const samples = [...keys].map(([key, shape]): [string, unknown[]] => [key, samplesOf(shape)]);
  const count = Math.max(1, ...samples.map(([, values]) => values.length));
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(samples.map(([key, values]) => [key, values[index % values.length]])),
  );
}
