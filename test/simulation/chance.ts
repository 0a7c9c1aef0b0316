// Chance from a seed, in integers only, so that every machine draws the same.

/** Draws that depend on the seed and on how often this place has drawn before, and on nothing else. */
export interface Chance {
  /** An integer from 0 up to, but without, `below`. */
  integer(place: string, below: number): number;
  /** True `perMille` times in a thousand. */
  happens(place: string, perMille: number): boolean;
  one<Item>(place: string, items: readonly Item[]): Item;
}

export function createChance(seed: number): Chance {
  const draws = new Map<string, number>();
  function integer(place: string, below: number): number {
    const count = (draws.get(place) ?? 0) + 1;
    draws.set(place, count);
    return mix(mix(seed ^ hash(place)) ^ Math.imul(count, 0x9e3779b1)) % below;
  }
  return {
    integer,
    happens: (place, perMille) => integer(place, 1000) < perMille,
    one: (place, items) => items[integer(place, items.length)]!,
  };
}

/** Finalizer of MurmurHash3: every bit of the input changes half of the output. */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** FNV-1a. */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193);
  return bits | 0;
}
