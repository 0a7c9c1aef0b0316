// What tells an event from others of its feed.
import type { EventKey } from './key-memory.js';

/**
 * Makes the function that gives the key of an event.
 *
 * @param dedupe Paths that together tell an event from its repetition, the last one growing. None: the whole event does.
 * @param isOneGroup Whether all events of the feed agree in what the first path says, e.g. in their symbol. Then a growing
 *   number alone tells them apart, which is much faster.
 */
export function createKeyOf(dedupe: readonly string[], isOneGroup: boolean): (event: object) => EventKey {
  const paths = dedupe.map((path) => path.split('.'));
  const textOf = (event: object) => paths.map((path) => valueAt(event, path)).join('|');
  const last = dedupe.at(-1);
  if (last === undefined) return (event) => JSON.stringify(event);
  if (!isOneGroup || dedupe.length !== 2 || last.includes('.')) return textOf;
  return (event) => {
    const value = (event as { readonly [name: string]: unknown })[last];
    return typeof value === 'number' ? value : textOf(event);
  };
}

function valueAt(event: unknown, path: readonly string[]): unknown {
  let value = event;
  for (const step of path) value = (value as { readonly [name: string]: unknown } | undefined)?.[step];
  return value;
}
