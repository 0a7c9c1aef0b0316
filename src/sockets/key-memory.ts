// Which events were handed out lately, by what tells them apart.

/** What tells an event from others of its feed: a number that grows from event to event, or a text. */
export type EventKey = number | string;

/** See {@link createKeyMemory}. */
export interface KeyMemory {
  /** Notes an event. False if it was noted before: it is a repetition. */
  add(key: EventKey): boolean;
  has(key: EventKey): boolean;
  /** Whether every key is kept. */
  readonly keepsAll: boolean;
  /** From now on every key is kept, however many. */
  keepAll(): void;
  /** Goes back to the newest keys. */
  keepNewest(): void;
}

/** Keys that are kept at all times. */
const NEWEST_NUMBERS = 64;
const NEWEST_TEXTS = 1024;

/**
 * Keeps the keys of the newest events; between `keepAll` and `keepNewest` those of all events. A number above all before it
 * is known to be new without a look at the others, which is what nearly every event of a stream is.
 */
export function createKeyMemory(): KeyMemory {
  const numbers = new Float64Array(NEWEST_NUMBERS).fill(NaN);
  let at = 0;
  let highest = -Infinity;
  let texts: Set<EventKey> | undefined;
  let all: Set<EventKey> | undefined;

  const has = (key: EventKey): boolean =>
    (typeof key === 'number' ? numbers.includes(key) : texts?.has(key) === true) || all?.has(key) === true;

  return {
    has,
    get keepsAll() {
      return all !== undefined;
    },
    add(key) {
      const isAbove = typeof key === 'number' && key > highest;
      if (isAbove) highest = key;
      else if (has(key)) return false;
      if (typeof key === 'number') {
        numbers[at] = key;
        at = (at + 1) % NEWEST_NUMBERS;
      } else {
        texts ??= new Set();
        texts.add(key);
        if (texts.size > NEWEST_TEXTS) texts.delete(texts.values().next().value!);
      }
      all?.add(key);
      return true;
    },
    keepAll() {
      // What is kept already belongs to the time before, and stays known as long as it is new.
      all ??= new Set();
    },
    keepNewest() {
      all = undefined;
    },
  };
}
