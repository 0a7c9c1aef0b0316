// One subscription's side of a stream: handlers and iterations, gaps told before the next event, what tells events apart.
import type { EventIterable, Gap, SubscribeOptions, Subscription } from '../rows.js';
import type { Notice } from '../notices.js';

/** Takes the events of a stream. */
export interface Listener {
  event(event: unknown): void;
  gap(gap: Gap): void;
}

/** A listener that calls a function. What it throws is told, and harms nobody else. */
export function handlerListener(
  handler: (event: never) => void,
  onGap: SubscribeOptions['onGap'],
  place: string,
  notify: (notice: Notice) => void,
): Listener {
  const guarded =
    <Item>(call: ((item: Item) => void) | undefined) =>
    (item: Item) => {
      try {
        call?.(item);
      } catch (error) {
        notify({ kind: 'error', place: `handler of ${place}`, error });
      }
    };
  return { event: guarded(handler as (event: unknown) => void), gap: guarded(onGap) };
}

/** How many events an iteration holds unless it says otherwise. */
const BUFFER_SIZE = 10_000;

/** Makes events something to iterate over. `subscribe` starts them. */
export function iterate<Event>(
  id: string,
  { onGap, bufferSize = BUFFER_SIZE }: SubscribeOptions,
  subscribe: (listener: Listener) => Promise<Subscription>,
): EventIterable<Event> {
  const buffer: ({ event: Event } | { gap: Gap })[] = [];
  let start = 0;
  let dropped = 0;
  let stream = id;
  let isOver = false;
  let failure: { error: unknown } | undefined;
  let wake: (() => void) | undefined;
  let overflow: { -readonly [key in keyof Gap]: Gap[key] } | undefined;

  /** Puts an item behind the others; the oldest one makes room. */
  function push(item: (typeof buffer)[number]): void {
    if (isOver) return;
    if (buffer.length - start >= bufferSize) dropOldest();
    buffer.push(item);
    wake?.();
  }
  function dropOldest(): void {
    const oldest = buffer[start++]!;
    if (start > bufferSize) {
      buffer.splice(0, start);
      start = 0;
    }
    if ('gap' in oldest) return;
    dropped++;
    overflow ??= {
      stream,
      reason: `the reader is slower than the stream: its buffer of ${bufferSize} events is full`,
      from: Date.now(),
      to: 0,
      lastEvent: undefined,
      missing: 0,
    };
    overflow.missing = (overflow.missing ?? 0) + 1;
    overflow.to = Date.now();
  }

  const accepted = subscribe({ event: (event) => push({ event: event as Event }), gap: (gap) => push({ gap }) });
  const accept = async () => {
    stream = (await accepted).stream;
  };
  const ready = accept();
  ready.catch((error: unknown) => {
    failure = { error };
    isOver = true;
    wake?.();
  });

  async function close(): Promise<void> {
    isOver = true;
    wake?.();
    await accepted.then(
      (subscription) => subscription.close(),
      () => {},
    );
  }

  async function next(): Promise<IteratorResult<Event>> {
    for (;;) {
      if (overflow) {
        const gap = overflow;
        overflow = undefined;
        onGap?.(gap);
      }
      const item = buffer[start];
      if (item) {
        start++;
        if (start === buffer.length) buffer.length = start = 0;
        if ('gap' in item) onGap?.(item.gap);
        else return { done: false, value: item.event };
        continue;
      }
      if (failure) throw failure.error;
      if (isOver) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (wake = resolve));
      wake = undefined;
    }
  }
  return {
    ready,
    get dropped() {
      return dropped;
    },
    close,
    [Symbol.asyncIterator]: () => ({
      next,
      async return() {
        buffer.length = start = 0;
        await close();
        return { done: true, value: undefined };
      },
    }),
  };
}

/** What tells an event from others: the values at the paths of its decoder, or all of it. */
export function keyOf(event: unknown, dedupe: readonly string[]): string {
  if (dedupe.length === 0) return JSON.stringify(event);
  return dedupe
    .map((path) =>
      path
        .split('.')
        .reduce<unknown>((value, step) => (value as { [key: string]: unknown } | undefined)?.[step], event),
    )
    .join('|');
}
