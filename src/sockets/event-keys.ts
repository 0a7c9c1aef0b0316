// What tells an event from others of its feed.
import type { EventKey } from './key-memory.js';

type Path = readonly string[];

/**
 * Makes the function that gives the key of an event.
 *
 * @param dedupe Paths that together tell an event from its repetition, the last one growing. None: the whole event does.
 * @param isShared Whether all events of the feed agree in the value of that name, e.g. in their symbol. Where only numbers are
 *   left, a number tells the events apart, which is much faster.
 */
export function createKeyOf(
  dedupe: readonly string[],
  isShared: (name: string) => boolean,
): (event: object) => EventKey {
  if (dedupe.length === 0) return (event) => JSON.stringify(event);
  const paths = dedupe.map((path) => path.split('.'));
  const textOf = (event: object) => paths.map((path) => valueAt(event, path)).join('|');
  const [one, other, ...more] = paths.filter((path) => !isShared(path.at(-1)!));
  if (!one || more.length > 0) return textOf;
  if (other) return pairKey(one, other, textOf);
  const [name = ''] = one;
  if (one.length > 1) return textOf;
  return (event) => {
    const value = (event as { readonly [name: string]: unknown })[name];
    return typeof value === 'number' ? value : textOf(event);
  };
}

/** A prime, so that no two bars of one interval that are anywhere near each other agree in their rest. */
const REST = 1021;

/**
 * One number for two: of events at the same time, such as the last one of a bar and the first one of the next, the rest of the
 * other number tells which is which.
 */
function pairKey(other: Path, growing: Path, textOf: (event: object) => string): (event: object) => EventKey {
  return (event) => {
    const [value, time] = [valueAt(event, other), valueAt(event, growing)];
    if (typeof value !== 'number' || typeof time !== 'number') return textOf(event);
    const key = time * REST + (value % REST);
    return Number.isSafeInteger(key) ? key : textOf(event);
  };
}

function valueAt(event: unknown, path: Path): unknown {
  let value = event;
  for (const step of path) value = (value as { readonly [name: string]: unknown } | undefined)?.[step];
  return value;
}
