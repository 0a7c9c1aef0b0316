// What an iteration holds for a slow reader: so many events, and all gaps between them.
import type { Gap } from '../subscriptions.js';
import type { TimeSource } from '../time.js';

/** An event, or a gap before the next one. */
export type Item<Event> = { readonly event: Event } | { readonly gap: Gap };

/** See {@link createBuffer}. */
export interface Buffer<Event> {
  /** Name of the stream, for gaps. */
  stream: string;
  /** How many events were dropped so far. */
  readonly dropped: number;
  push(item: Item<Event>): void;
  /** The oldest item; a gap of its own where items were dropped. */
  take(): Item<Event> | undefined;
  clear(): void;
}

/** Holds up to `size` items. Then the oldest make room, which is a gap. */
export function createBuffer<Event>(size: number, id: string, time: TimeSource): Buffer<Event> {
  let items: (Item<Event> | undefined)[] = [];
  let start = 0;
  let dropped = 0;
  let overflow: Gap | undefined;

  function shift(): Item<Event> | undefined {
    const item = items[start];
    // A slot that was read must not keep its event alive.
    items[start++] = undefined;
    if (start > items.length / 2 && start > 32) {
      items = items.slice(start);
      start = 0;
    }
    return item;
  }

  function dropOldest(): void {
    const oldest = shift()!;
    const isGap = 'gap' in oldest;
    if (!isGap) dropped++;
    const before: Gap = overflow ?? {
      stream: buffer.stream,
      reason: `the reader is slower than the stream: its buffer of ${size} events is full`,
      from: isGap ? oldest.gap.from : time.now(),
      to: 0,
      lastEvent: undefined,
      missing: 0,
    };
    // Nobody knows how many events a gap stands for, so nobody knows it of both together.
    const ofGap = isGap ? oldest.gap.missing : 1;
    const missing = before.missing === undefined || ofGap === undefined ? undefined : before.missing + ofGap;
    const reason =
      isGap && !before.reason.includes(oldest.gap.reason) ? `${before.reason}; ${oldest.gap.reason}` : before.reason;
    overflow = { ...before, reason, to: time.now(), missing };
  }

  const buffer: Buffer<Event> = {
    stream: id,
    get dropped() {
      return dropped;
    },
    push(item) {
      if (items.length - start >= size) dropOldest();
      items.push(item);
    },
    take() {
      if (overflow) {
        const gap = overflow;
        overflow = undefined;
        return { gap };
      }
      return start < items.length ? shift() : undefined;
    },
    clear() {
      items = [];
      start = 0;
      overflow = undefined;
    },
  };
  return buffer;
}
