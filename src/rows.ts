// The rows that the generator writes: what one call of the API is, as plain data. The runtime executes rows.

/** Rows by their ids. */
export function rowsById<Rows extends { readonly [id: string]: { readonly id: string } }>(
  rows: readonly Rows[keyof Rows][],
): Rows {
  return Object.fromEntries(rows.map((row) => [row.id, row])) as unknown as Rows;
}

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
 * Request weight: a number; by the value of a parameter, as pairs of the largest value and its weight; or by whether a
 * parameter is sent.
 */
export type Weight =
  | number
  | { readonly by: string; readonly tiers: readonly (readonly [number, number])[] }
  | { readonly parameter: string; readonly with: number; readonly without: number };

/** What may stand in one parameter, or in one key of an element of a batch. */
export interface ParameterRow {
  /**
   * How it is written: `decimal` in plain notation, `id` an opaque 64-bit integer, `integer` up to 2^53 − 1, `flag` the
   * words true and false as text, `boolean` the same as JSON, `list` JSON of scalars or of elements.
   */
  readonly type: 'string' | 'decimal' | 'id' | 'integer' | 'flag' | 'boolean' | 'list';
  readonly required?: true;
  /** Date since which the exchange refuses it, and what to do instead, in words that follow a colon. */
  readonly removed?: string;
  readonly replacement?: string;
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
  /** Types that stand in its text, e.g. `aggTrade`. */
  readonly types: readonly string[];
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
  /** Matches every name of the stream, with a group for each parameter. */
  readonly nameForm: RegExp;
  readonly params: { readonly [name: string]: StreamParameterRow };
  /** Every form of its name; `updateSpeedMs` 0: each change is sent at once; `silenceMs`: longer silence means that it is dead. */
  readonly patterns: readonly {
    readonly pattern: string;
    readonly updateSpeedMs: number;
    readonly silenceMs?: number;
  }[];
  /**
   * How an event says which one it follows: `previous` holds the `id` of the one before; without `previous` the `id` grows by
   * one. Absent where events do not say so.
   */
  readonly sequence?: { readonly id: string; readonly previous?: string };
  readonly event: EventDecoder<Event>;
  /** Never set: it only carries the type. */
  readonly types?: { readonly params: Params };
}

/**
 * What an answer means for the same request. `no`: it fails again. `wait`: it fails until something changes by itself.
 * `backoff`: it may be sent after a growing pause. `sync-clock`: once the clock is set right. `after-window`: after the time
 * that the exchange gives. `check-first`: it may have been executed: look first. `new-key`: it needs a new listenKey. `done`: it
 * is not needed, the state is already so. `by-variant`: see the variants of the HTTP status.
 */
export type RetryWord =
  'no' | 'wait' | 'backoff' | 'sync-clock' | 'after-window' | 'check-first' | 'new-key' | 'done' | 'by-variant';

/**
 * What an answer closes until the time that it gives: `weight` all calls of its limit, `orders` all calls that count as orders, `ban`
 * everything from this IP address.
 */
export type GateName = 'weight' | 'orders' | 'ban';

/** One entry of the error catalogue. */
export interface ErrorRow {
  readonly name: string;
  /** `no`: nothing was done; `unknown`: it may have been done. Absent: the request was refused. */
  readonly executed?: 'no' | 'unknown';
  /** What the code means for a repeat. Absent: the same request fails again. */
  readonly retry?: RetryWord;
  /** What it holds back. */
  readonly closes?: GateName;
  /** What to do about it. */
  readonly advice?: string;
}

/** Error codes of the exchange with what they mean, by code. */
export type ErrorCatalogue = { readonly [code: string]: ErrorRow };

/** The catalogue as it is written: most codes have a name and nothing else. */
export interface ErrorList {
  /** Names of codes that follow each other, by the first of these codes. Those in capitals are written small. */
  readonly names: { readonly [first: string]: string };
  /** What else is known of a code. */
  readonly facts: { readonly [code: string]: Omit<ErrorRow, 'name' | 'advice'> };
}

/** What an HTTP status means. `status` is a number or a class such as `5XX`. */
export interface HttpErrorRow {
  /** Key of its advice. */
  readonly id: string;
  readonly status: string;
  readonly executed?: 'no' | 'unknown';
  readonly retry: RetryWord;
  /** What it holds back. */
  readonly closes?: GateName;
  /** Told apart by the code or the text of the body. */
  readonly variants?: readonly {
    /** Key of its advice. */
    readonly id: string;
    readonly message: string;
    readonly codes: readonly number[];
    readonly executed: 'no' | 'unknown';
    readonly retry: RetryWord;
  }[];
}
