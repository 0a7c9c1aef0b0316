// Market streams and the events of all streams.

/** A market stream. */
export interface StreamModel {
  readonly id: string;
  readonly route: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly link: string;
  readonly since: string | undefined;
  /** The name with its parameters in braces. */
  readonly address: string;
  readonly params: readonly StreamParamModel[];
  readonly patterns: readonly StreamPatternModel[];
  /** Schema of its event. */
  readonly event: string;
  /** Whether a message holds a list of events. */
  readonly list: boolean;
  /** Wire keys that tell whether an event follows another: `previous` holds the `id` before, or `id` grows by one. */
  readonly sequence?: { readonly id: string; readonly previous?: string };
  /** How its events keep a local order book. */
  readonly orderBook?: OrderBookModel;
  /** Regular expression that every name of the stream matches, with a group for each parameter. */
  readonly nameForm: string;
  /** Where it was seen, if it stands in no document of the exchange. */
  readonly observed?: string;
  readonly corrected?: string;
}

/** How a local order book is kept. */
export interface OrderBookModel {
  /** Operation of the snapshot, and its `limit`. */
  readonly snapshot: string;
  readonly limit: number;
  /** Wire keys of the first and last update of an event, and of the last one before it. */
  readonly first: string;
  readonly last: string;
  readonly previous: string;
}

export interface StreamParamModel {
  readonly name: string;
  readonly description: string;
  readonly values: readonly string[] | undefined;
  /** Stands before each value in the name, e.g. `@` before an update speed. */
  readonly prefix: string;
  readonly required: boolean;
  readonly lowerCase: boolean;
  /** A value for examples. */
  readonly example: string | undefined;
}

/** One documented form of a stream's name. */
export interface StreamPatternModel {
  readonly pattern: string;
  /** Shortest time between two messages, 0 where each change is sent at once. */
  readonly updateSpeedMs: number;
  /** After which a stream that sends all the time has to be taken for dead. */
  readonly silenceMs: number | undefined;
}

/** What a stream sends. */
export interface EventModel {
  readonly schema: string;
  /** `market` or `userData`. */
  readonly source: 'market' | 'userData';
  /** Values of its type key: one, or several of an open list. */
  readonly types: readonly string[];
  readonly summary: string;
  readonly description: string | undefined;
  /** What the client of this repository does about it by itself. */
  readonly clientNote?: string;
  readonly link: string | undefined;
  readonly since: string | undefined;
  readonly deprecatedSince: string | undefined;
  /** Paths of wire keys that together tell an event from its repetition; the last one grows. Empty: nothing does. */
  readonly dedupe: readonly string[];
  readonly corrected?: string;
}

/** A refusal of a control message. */
export interface ControlErrorModel {
  readonly code: number;
  readonly message: string;
  readonly meaning: string;
  readonly advice: string;
}
