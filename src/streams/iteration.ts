// The events of a subscription as something to iterate over.
import type { Notice } from '../notices.js';
import type { EventIterable, Gap, SubscribeOptions, Subscription } from '../subscriptions.js';
import type { TimeSource } from '../time.js';
import { createBuffer, type Item } from './buffer.js';
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

/** Makes events something to iterate over. `subscribe` starts them; it may throw or reject. */
export function iterate<Event>(
  id: string,
  { onGap, bufferSize = BUFFER_SIZE }: SubscribeOptions,
  subscribe: (listener: Listener) => Pending | Promise<Pending>,
  { time, notify }: IterationSettings,
): EventIterable<Event> {
  const buffer = createBuffer<Event>(bufferSize, id, time);
  const tellGap = guardedBy(notify, `onGap of ${id}`)(onGap);
  /** Readers that wait for an event, the first one first. */
  const readers: ((result: IteratorResult<Event> | Promise<never>) => void)[] = [];
  let isOver = false;
  let failure: { readonly error: unknown } | undefined;

  /** Gives readers what is there. */
  function serve(): void {
    while (readers.length > 0) {
      const item: Item<Event> | undefined = buffer.take();
      if (item && 'gap' in item) tellGap(item.gap);
      else if (item) readers.shift()!({ done: false, value: item.event });
      else if (failure) {
        // The error ends the loop that meets it; whoever asks again is at the end.
        const { error } = failure;
        failure = undefined;
        readers.shift()!(Promise.reject(error));
      } else if (isOver) readers.shift()!({ done: true, value: undefined });
      else return;
    }
  }
  function end(error?: unknown): void {
    if (isOver) return;
    isOver = true;
    if (error !== undefined) failure = { error };
    serve();
  }

  const started = start();
  async function start(): Promise<Pending> {
    return subscribe({
      event(event) {
        if (isOver) return;
        buffer.push({ event: event as Event });
        serve();
      },
      gap(gap: Gap) {
        if (isOver) return;
        buffer.push({ gap });
        serve();
      },
      refuse(error) {
        end(error);
        return true;
      },
    });
  }
  const ready = started.then(({ stream, accepted }) => {
    buffer.stream = stream;
    return accepted;
  });
  ready.catch(end);

  async function close(): Promise<void> {
    end();
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
      next: () =>
        new Promise((resolve) => {
          readers.push(resolve);
          serve();
        }),
      async return() {
        buffer.clear();
        await close();
        return { done: true, value: undefined };
      },
    }),
  };
}
