// Which events were handed out lately, by what tells them apart.

/** What tells an event from others of its feed: a number that grows from event to event, or a text. */
export type EventKey = number | string;

/** Keys of events. See {@link addKey}. */
export interface KeyMemory {
  /** The newest numbers; the next one takes the place of the oldest. */
  readonly numbers: Float64Array;
  at: number;
  /** No number that is kept is above it. */
  highest: number;
  /** The newest texts, the oldest first. */
  readonly texts: Set<string>;
  /** Every key since {@link keepAllKeys}. */
  all: Set<EventKey> | undefined;
}

/** Keys that are kept at all times. */
const NEWEST_NUMBERS = 64;
const NEWEST_TEXTS = 1024;

/** A memory without keys. */
export function createKeyMemory(): KeyMemory {
  const numbers = new Float64Array(NEWEST_NUMBERS).fill(-Infinity);
  return { numbers, at: 0, highest: -Infinity, texts: new Set(), all: undefined };
}

/**
 * Notes an event. False if it was noted before: it is a repetition. A number above all that are kept is known to be new without
 * a look at them, which is what nearly every event of a stream is.
 */
export function addKey(memory: KeyMemory, key: EventKey): boolean {
  if (typeof key === 'string') {
    if (hasKey(memory, key)) return false;
    addText(memory, key);
  } else {
    if (key > memory.highest) memory.highest = key;
    else if (hasKey(memory, key)) return false;
    addNumber(memory, key);
  }
  memory.all?.add(key);
  return true;
}

/** Whether an event is noted. */
export function hasKey({ numbers, texts, all }: KeyMemory, key: EventKey): boolean {
  return (typeof key === 'number' ? numbers.includes(key) : texts.has(key)) || all?.has(key) === true;
}

/** From now on every key is kept, however many. What is kept already belongs to the time before, and stays as long as it is new. */
export function keepAllKeys(memory: KeyMemory): void {
  memory.all ??= new Set();
}

/** Goes back to the newest keys. */
export function keepNewestKeys(memory: KeyMemory): void {
  memory.all = undefined;
}

function addNumber(memory: KeyMemory, key: number): void {
  memory.numbers[memory.at] = key;
  memory.at = (memory.at + 1) % NEWEST_NUMBERS;
  // Numbers that start again from below are soon above all that are kept.
  if (memory.at === 0 && !memory.all) memory.highest = Math.max(...memory.numbers);
}

function addText({ texts }: KeyMemory, key: string): void {
  texts.add(key);
  if (texts.size > NEWEST_TEXTS) texts.delete(texts.values().next().value!);
}
