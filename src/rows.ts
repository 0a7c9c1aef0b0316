// The rows that the generator writes: what one call of the API is, as plain data. The runtime executes rows.

/**
 * `NONE` needs nothing, `MARKET_DATA` and `USER_STREAM` the API key, `USER_DATA` and `TRADE` the key and a signature;
 * `SIGNED` is the logon of a session.
 */
export type SecurityType = 'NONE' | 'MARKET_DATA' | 'USER_STREAM' | 'USER_DATA' | 'TRADE' | 'SIGNED';

/**
 * What a repeat of a call means. `safe`: repeat freely; `verify`: find out first what became of the call; `never`: do not
 * repeat, whatever the answer says.
 */
export type RetryClass = 'safe' | 'verify' | 'never';

/**
 * Request weight: a number; by the `limit` parameter, as pairs of the largest limit and its weight; or by whether a
 * parameter is sent.
 */
export type Weight =
  | number
  | { readonly by: 'limit'; readonly tiers: readonly (readonly [number, number])[] }
  | { readonly parameter: string; readonly with: number; readonly without: number };

/** What may stand in one parameter, or in one key of an element of a batch. */
export interface ParameterRow {
  /**
   * How it is written: `decimal` in plain notation, `id` an opaque 64-bit integer, `integer` up to 2^53 − 1, `flag` the
   * words true and false as text, `boolean` the same as JSON, `list` JSON of scalars or of elements.
   */
  readonly type: 'string' | 'decimal' | 'id' | 'integer' | 'flag' | 'boolean' | 'list';
  readonly required?: true;
  readonly enum?: readonly (string | number)[];
  readonly pattern?: RegExp;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Most elements of a list. */
  readonly maxItems?: number;
  /** Type of the elements of a list of scalars. */
  readonly items?: ParameterRow;
  /** Keys of the elements of a list of objects. */
  readonly element?: ParameterTable;
}

/** Parameters by name, in the order of the documentation. */
export type ParameterTable = { readonly [name: string]: ParameterRow };

/**
 * What depends on other parameters: `when` all named parameters have one of the values (`'*'` any), those of `require`
 * must be sent, at least one list of `requireOneOf` must be sent, and none of `forbid`. A name of the form `name=value`
 * speaks of that value only. `in` names the list whose elements the rule is about.
 */
export interface RuleRow {
  readonly when?: { readonly [parameter: string]: readonly string[] };
  readonly require?: readonly string[];
  readonly requireOneOf?: readonly (readonly string[])[];
  readonly forbid?: readonly string[];
  readonly in?: string;
}

/** What is known of the answer, as far as reading it needs to know. */
export interface AnswerRow {
  /** `bySymbol`: one object when `symbol` was sent, an array of them when not. */
  readonly shape: 'object' | 'array' | 'bySymbol';
  /** Keys of opaque 64-bit ids: read as strings, digit by digit. */
  readonly ids?: readonly string[];
  /** Path of keys to the type that a value is turned into when it comes in another JSON type. */
  readonly coerce?: { readonly [path: string]: 'string' | 'number' | 'boolean' };
}

/** What the runtime has to know of any call. */
export interface CallRow<Params = unknown, Result = unknown> {
  readonly id: string;
  readonly security: SecurityType;
  /** What is sent to prove who calls: nothing, the API key, or the key with timestamp and signature. */
  readonly auth: 'none' | 'key' | 'signature';
  /** Taken from the request weight limit of the IP; absent where it is not documented. */
  readonly weight?: Weight;
  /** What it takes from the order limits of the account, by window. */
  readonly orderWeight?: { readonly [window: string]: number };
  readonly retry: RetryClass;
  /** Calls that tell what became of this one. */
  readonly verifyWith?: readonly string[];
  readonly params: ParameterTable;
  readonly rules?: readonly RuleRow[];
  readonly answer: AnswerRow;
  /** Never set: it only carries the types. */
  readonly types?: { readonly params: Params; readonly result: Result };
}

/** One REST call. The type parameters carry what it takes and what it returns; they exist at compile time only. */
export interface Operation<Params = unknown, Result = unknown> extends CallRow<Params, Result> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Which of an environment's hosts serves it. */
  readonly host: string;
  /** Name of the separate limit that it shares with other calls. */
  readonly weightPool?: string;
}

/** One method of the WebSocket API. */
export interface Method<Params = unknown, Result = unknown> extends CallRow<Params, Result> {
  /** As it stands in the request, e.g. `order.place`. */
  readonly method: string;
}

/** How the value of one key of an event is read. */
export interface FieldRow {
  /** Its readable name. */
  readonly name: string;
  readonly type: 'string' | 'integer' | 'id' | 'number' | 'boolean' | 'pairs' | 'object' | 'list' | 'json';
  readonly optional?: true;
  /** Known values. */
  readonly values?: readonly (string | number)[];
  /** Whether a value in another JSON type is turned into this one without notice. */
  readonly coerced?: true;
  readonly nullable?: true;
  /** Of an object, or of the elements of a list. */
  readonly fields?: ObjectRow;
}

/** Keys of a wire object, in the order of the readable object. */
export type ObjectRow = { readonly [key: string]: FieldRow };

/** How one kind of event is read. */
export interface EventDecoder<Event = unknown> {
  /** Name of its type, e.g. `AggTradeEvent`. */
  readonly name: string;
  readonly fields: ObjectRow;
  /** How its text starts where its type stands first; absent if it has several types. */
  readonly start?: string;
  /**
   * Reads text that is exactly as the schema says; `undefined` for any other. `at` is the opening brace or, with `seen` 1,
   * the comma behind `start`.
   */
  readonly scan: (text: string, at: number, seen?: number) => Event | undefined;
  /** Paths of readable names that together tell an event from its repetition. Empty: none do. */
  readonly dedupe: readonly string[];
}

/** One parameter of a stream's name. */
export interface StreamParameterRow {
  readonly values?: readonly string[];
  /** Stands before the value in the name. */
  readonly prefix?: string;
  readonly required?: true;
  readonly lowerCase?: true;
}

/** One market stream. */
export interface Stream<Params = unknown, Event = unknown> {
  readonly id: string;
  /** Which of an environment's hosts serves it. */
  readonly route: string;
  /** Its name with the parameters in braces. */
  readonly address: string;
  readonly params: { readonly [name: string]: StreamParameterRow };
  /** Every form of its name; `updateSpeedMs` 0: each change is sent at once; `silenceMs`: longer silence means that it is dead. */
  readonly patterns: readonly {
    readonly pattern: string;
    readonly updateSpeedMs: number;
    readonly silenceMs?: number;
  }[];
  readonly event: EventDecoder<Event>;
  /** Never set: it only carries the type. */
  readonly types?: { readonly params: Params };
}

/** One entry of the error catalogue. */
export interface ErrorRow {
  readonly name: string;
  /** `no`: nothing was done; `unknown`: it may have been done. Absent: the request was refused. */
  readonly executed?: 'no' | 'unknown';
  /** What the code means for a repeat. Absent: the same request fails again. */
  readonly retry?: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** What an HTTP status means. `status` is a number or a class such as `5XX`. */
export interface HttpErrorRow {
  readonly status: string;
  readonly executed?: 'no' | 'unknown';
  readonly retry: string;
  readonly advice?: string;
  /** Told apart by the code or the text of the body. */
  readonly variants?: readonly {
    readonly message: string;
    readonly codes: readonly number[];
    readonly executed: 'no' | 'unknown';
    readonly retry: string;
    readonly advice?: string;
  }[];
}

/** What one call may set for itself. */
export interface CallOptions {
  /** Ends the call. It then fails with a TransportError. */
  readonly signal?: AbortSignal;
  /** Longest wait for the whole answer of one attempt. Unit: ms. Default: the client's. */
  readonly timeoutMs?: number;
  /** How long after its timestamp the exchange may accept the request. Unit: ms. Default: the client's. */
  readonly recvWindow?: number;
  /** Whether parameters are checked before anything is sent. Default: the client's. */
  readonly validate?: boolean;
}

/** An answer with what came around it. */
export interface Reply<Data> {
  readonly data: Data;
  /** HTTP status. */
  readonly status: number;
  /** Response headers, names in lower case. */
  readonly headers: { readonly [name: string]: string };
  /** Used request weight of this IP by window, e.g. `{ '1m': 12 }`. */
  readonly usedWeight: { readonly [window: string]: number };
  /** Orders of this account by window, e.g. `{ '10s': 1, '1m': 4 }`. */
  readonly orderCounts: { readonly [window: string]: number };
}

/** A call on its way: a promise of the data, or, with `withResponse()`, of the data with status, headers and limits. */
export interface Call<Data> extends Promise<Data> {
  withResponse(): Promise<Reply<Data>>;
}

/** Executes a row: prepares, sends and reads the call. */
export type CallOperation = <Params extends object, Result>(
  operation: Operation<Params, Result>,
  params?: Params,
  options?: CallOptions,
) => Call<Result>;

/** A call that returns one object with `symbol` and all of them without. */
export interface CallBySymbol<Params, One> {
  (params: Params & { symbol: string }, options?: CallOptions): Call<One>;
  (params?: Params & { symbol?: never }, options?: CallOptions): Call<One[]>;
  (params: Params, options?: CallOptions): Call<One | One[]>;
}

/** A market stream by its full name. */
export interface StreamReference<Event = unknown> {
  /** E.g. `btcusdt@aggTrade`. */
  readonly name: string;
  /** Which of an environment's hosts serves it. */
  readonly route: string;
  /** How its events are read. */
  readonly decoder: EventDecoder<Event>;
  /** Longest silence of a stream that lives, if it sends all the time. Unit: ms. */
  readonly silenceMs: number | undefined;
}

/** Makes a reference from a row. */
export type BuildStream = <Params extends object, Event>(
  stream: Stream<Params, Event>,
  params?: Params,
) => StreamReference<Event>;

/** What one subscription may set for itself. */
export interface SubscribeOptions {
  /** Told, before the next event, that events may be missing. */
  readonly onGap?: (gap: Gap) => void;
  /** How many events an iteration holds for a slow reader. Then the oldest are dropped and told as a gap. Default: 10000. */
  readonly bufferSize?: number;
  /** Longest silence before it is told; 0: never. Unit: ms. Default: what the stream's update speed allows. */
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

/** Subscribes to a stream that needs no parameters. */
export interface SubscribeOptionally<Params, Event> {
  (params: Params | undefined, handler: (event: Event) => void, options?: SubscribeOptions): Promise<Subscription>;
  (params?: Params, options?: SubscribeOptions): EventIterable<Event>;
}

/** Gives the function that subscribes to the stream of that name. */
export type SubscribeByName = <Params, Event>(id: string) => Subscribe<Params, Event>;

/** Executes the row of that name. */
export type CallByName = <Result>(id: string, params?: object, options?: CallOptions) => Call<Result>;
