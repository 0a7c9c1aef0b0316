// What all samples of a value have in common.
import { isObject } from './captures.js';
import { formOf, type Form } from './values.js';

/** Grows with each sample. */
export interface Shape {
  count: number;
  readonly forms: Set<Form>;
  /** Whether a decimal had a point; without one it might be any text of digits. */
  hasPoint: boolean;
  /** Whether every integer so far may be a time in ms. */
  isTime: boolean;
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
const LAST_TIME = Date.UTC(2100, 0);

export const emptyShape = (): Shape => ({
  count: 0,
  forms: new Set(),
  hasPoint: false,
  isTime: true,
  values: new Set(),
  lengths: new Set(),
  items: undefined,
  keys: new Map(),
});

/** Adds a sample. */
export function observe(shape: Shape, value: unknown): void {
  const form = formOf(value);
  shape.count++;
  shape.forms.add(form);
  if (form === 'decimal') shape.hasPoint ||= String(value).includes('.');
  if (form === 'integer') shape.isTime &&= Number(value) > FIRST_TIME && Number(value) < LAST_TIME;
  if (Array.isArray(value)) {
    if (shape.lengths.size < MOST_VALUES) shape.lengths.add(value.length);
    for (const item of value) observe((shape.items ??= emptyShape()), item);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const inner = shape.keys.get(key) ?? emptyShape();
      shape.keys.set(key, inner);
      observe(inner, item);
    }
  } else if (shape.values.size < MOST_VALUES) shape.values.add(value);
}

/** Adds all samples of another shape. */
export function observeAll(shape: Shape, other: Shape): void {
  shape.count += other.count;
  for (const form of other.forms) shape.forms.add(form);
  shape.hasPoint ||= other.hasPoint;
  shape.isTime &&= other.isTime;
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
