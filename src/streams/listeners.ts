// Who takes the events of a stream: handlers of the caller's.
import type { Notice } from '../notices.js';
import type { Gap } from '../subscriptions.js';

/** Takes the events of a stream. None of its functions throws. */
export interface Listener {
  event(event: unknown): void;
  gap(gap: Gap): void;
  /** The exchange refuses the stream though it had accepted it. True if the listener ends with that. */
  refuse?(error: Error): boolean;
}

/** Calls functions of the caller's: what they throw, or reject with, is a notice and harms nobody else. */
export function guardedBy(
  notify: (notice: Notice) => void,
  place: string,
): <Item>(call: ((item: Item) => unknown) | undefined) => (item: Item) => void {
  const fail = (error: unknown) => notify({ kind: 'error', place, error });
  return (call) => (item) => {
    try {
      const result = call?.(item);
      if (isPromise(result)) result.then(undefined, fail);
    } catch (error) {
      fail(error);
    }
  };
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

/** A listener that calls functions. */
export function handlerListener(
  handler: (event: never) => unknown,
  onGap: ((gap: Gap) => unknown) | undefined,
  place: string,
  notify: (notice: Notice) => void,
): Listener {
  const guarded = guardedBy(notify, `handler of ${place}`);
  return { event: guarded(handler as (event: unknown) => unknown), gap: guarded(onGap) };
}
