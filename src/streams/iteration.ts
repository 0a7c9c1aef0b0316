// The events of a subscription as something to iterate over.
import type { Notice } from '../notices.js';
import type { EventIterable, Gap, SubscribeOptions, Subscription } from '../subscriptions.js';
import type { TimeSource } from '../time.js';
import { createBuffer, type Buffer, type Item } from './buffer.js';
import { guardedBy, type Listener } from './listeners.js';

/** A subscription that may still wait for the exchange. */
interface Pending extends Subscription {
  readonly accepted: Promise<void>;
}

/** What an iteration needs of its surroundings. */
export interface IterationSettings {
  readonly time: TimeSource;
  readonly notify: (notice: Notice) => void;
}

/** How many events an iteration holds unless it says otherwise. */
const BUFFER_SIZE = 10_000;

/** Readers of a buffer, the first one first. */
interface Readers<Event> {
  next(): Promise<IteratorResult<Event>>;
  /** Gives readers what is there. */
  serve(): void;
  /** Nothing more comes; an error ends the loop that meets it, whoever asks again is at the end. */
  end(error?: unknown): void;
  readonly isOver: boolean;
}

/** Makes events something to iterate over. `subscribe` starts them; it may throw or reject. */
export function iterate<Event>(
  id: string,
  { onGap, bufferSize = BUFFER_SIZE }: SubscribeOptions,
  subscribe: (listener: Listener) => Pending | Promise<Pending>,
  { time, notify }: IterationSettings,
): EventIterable<Event> {
  const buffer = createBuffer<Event>(bufferSize, id, time);
  const readers = createReaders(buffer, guardedBy(notify, `onGap of ${id}`)(onGap));
  const push = (item: Item<Event>) => {
    if (readers.isOver) return;
    buffer.push(item);
    readers.serve();
  };

  const started = start();
  async function start(): Promise<Pending> {
    return subscribe({
      event: (event) => push({ event: event as Event }),
      gap: (gap) => push({ gap }),
      refuse(error) {
        readers.end(error);
        return true;
      },
    });
  }
  const ready = started.then(({ stream, accepted }) => {
    buffer.stream = stream;
    return accepted;
  });
  ready.catch(readers.end);

  async function close(): Promise<void> {
    readers.end();
    await started.then(
      (subscription) => subscription.close(),
      () => {},
    );
  }
  return {
    ready,
    get dropped() {
      return buffer.dropped;
    },
    close,
    [Symbol.asyncIterator]: () => ({
      next: () => readers.next(),
      async return() {
        buffer.clear();
        await close();
        return { done: true, value: undefined };
      },
    }),
  };
}

function createReaders<Event>(buffer: Buffer<Event>, giveGap: (gap: Gap) => void): Readers<Event> {
  const waiting: ((result: IteratorResult<Event> | Promise<never>) => void)[] = [];
  let isOver = false;
  let failure: { readonly error: unknown } | undefined;

  function serve(): void {
    while (waiting.length > 0) {
      const item = buffer.take();
      if (item && 'gap' in item) giveGap(item.gap);
      else if (item) waiting.shift()!({ done: false, value: item.event });
      else if (failure) {
        const { error } = failure;
        failure = undefined;
        waiting.shift()!(Promise.reject(error));
      } else if (isOver) waiting.shift()!({ done: true, value: undefined });
      else return;
    }
  }

  return {
    serve,
    get isOver() {
      return isOver;
    },
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        serve();
      }),
    end(error) {
      if (isOver) return;
      isOver = true;
      if (error !== undefined) failure = { error };
      serve();
    },
  };
}
