// What a subscription to a stream takes, and what it returns.
import type { EventDecoder, Stream } from './rows.js';

/** A market stream by its full name. */
export interface StreamReference<Event = unknown> {
  /** E.g. `btcusdt@aggTrade`. */
  readonly name: string;
  /** Which of an environment's hosts serves it. */
  readonly route: string;
  /** Its row. */
  readonly stream: Stream<any, Event>;
  /** How its events are read. */
  readonly decoder: EventDecoder<Event>;
  /** Longest silence of a stream that lives, if it sends all the time. Unit: ms. */
  readonly silenceMs: number | undefined;
}

/** What one subscription may set for itself. */
export interface SubscribeOptions {
  /** Called, before the next event, where events may be missing. */
  readonly onGap?: (gap: Gap) => void;
  /** How many events an iteration holds for a slow reader. Then the oldest are dropped, which is a gap. Default: 10000. */
  readonly bufferSize?: number;
  /** Longest silence before it is a notice; `Infinity` or 0: never. Unit: ms. Default: what the stream's update speed allows. */
  readonly silenceMs?: number;
}

/** Events of a stream may be missing between two that were handed out. */
export interface Gap {
  /** Name of the stream, or `userData`. */
  readonly stream: string;
  /** Why, e.g. `the connection was lost (code 1006)`. */
  readonly reason: string;
  /** When the last event before was received. Unit: ms since the Unix epoch, this machine's clock. */
  readonly from: number;
  /** When the stream was on again, or the buffer overflowed. Unit: ms since the Unix epoch, this machine's clock. */
  readonly to: number;
  /** The last event before, if there was one. */
  readonly lastEvent: unknown;
  /** How many events are known to be missing; `undefined` where nobody can know. */
  readonly missing: number | undefined;
}

/** A subscription that the exchange has accepted. It lasts, over all reconnects, until it is closed. */
export interface Subscription {
  /** Name of the stream. */
  readonly stream: string;
  /** Ends it. No event is handed out afterwards. */
  close(): Promise<void>;
}

/** The events of a subscription in order. Leaving the loop ends the subscription. */
export interface EventIterable<Event> extends AsyncIterable<Event> {
  /** Resolves once the exchange has accepted the subscription; rejects with its error. */
  readonly ready: Promise<void>;
  /** How many events a full buffer has dropped so far. */
  readonly dropped: number;
  /** Ends it. What is still in the buffer is handed out. */
  close(): Promise<void>;
}

/** Subscribes to a stream: with a handler, or as something to iterate over. */
export interface Subscribe<Params, Event> {
  (params: Params, handler: (event: Event) => void, options?: SubscribeOptions): Promise<Subscription>;
  (params: Params, options?: SubscribeOptions): EventIterable<Event>;
}
