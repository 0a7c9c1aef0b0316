// The intermediate model: plain, serialisable facts. It knows neither OpenAPI words nor printers.

import type { JsonObject } from '../load/json.js';

export interface Model {
  readonly version: string;
  /** Name of the product, e.g. `usdm`. */
  readonly product: string;
  readonly servers: readonly ServerModel[];
  readonly apiKeyHeader: string;
  readonly limitHeaders: { readonly usedWeight: string; readonly orderCount: string; readonly retryAfter: string };
  readonly timing: {
    readonly recvWindowDefaultMs: number;
    readonly recvWindowMaxMs: number;
    readonly aheadMaxMs: number;
    /** The operation that gives the exchange's time. Every spec names it, but for early states of this one. */
    readonly serverTime?: string;
  };
  readonly weightPools: { readonly [name: string]: WeightPool };
  readonly groups: readonly { readonly name: string; readonly description: string }[];
  readonly operations: readonly OperationModel[];
  readonly methodGroups: readonly { readonly name: string; readonly description: string }[];
  readonly methods: readonly MethodModel[];
  readonly streams: readonly StreamModel[];
  readonly events: readonly EventModel[];
  readonly controlErrors: readonly ControlErrorModel[];
  /** How the exchange treats connections, by the kind of their document. */
  readonly connections: Connections;
  /** How requests over a WebSocket are signed, where that differs from REST. */
  readonly signing: SigningModel | undefined;
  /** Objects and lists of answers, enums, and objects of events; those of events have fields with a `label`. */
  readonly schemas: readonly SchemaModel[];
  readonly errors: readonly ErrorModel[];
  readonly httpErrors: readonly HttpErrorModel[];
}

/** How the exchange treats a WebSocket connection. */
export interface ConnectionModel {
  /** Which of an environment's hosts serves it, and the path below it; where all its streams share one. */
  readonly host?: string;
  readonly address?: string;
  /** Age at which the exchange cuts it. Unit: ms. */
  readonly lifetimeMs: number;
  readonly pingIntervalMs?: number;
  readonly pongTimeoutMs?: number;
  /** Event by which the exchange says that it is about to end the connection. */
  readonly shutdownEvent?: string;
  readonly maxStreamsPerConnection?: number;
  readonly maxControlMessagesPerSecond?: number;
  readonly maxPingPongFramesPerSecond?: number;
  readonly handshakeWeight?: number;
  /** Endpoints by their form. */
  readonly paths?: {
    readonly [form: string]: { readonly path: string; readonly withStreams?: string; readonly combined?: boolean };
  };
  readonly note?: string;
  readonly listenKey?: ListenKeyModel;
  readonly session?: SessionModel;
}

/** What opens a user data stream. */
export interface ListenKeyModel {
  readonly lifetimeMs: number;
  readonly keepAliveIntervalMs: number;
  /** Operations that start, extend and end it. */
  readonly start: string;
  readonly keepAlive: string;
  readonly close: string;
  readonly unknownKeyError: number;
  readonly expiredEvent: string;
  /** Whom a key belongs to. */
  readonly scope?: string;
}

/** A logon that makes signatures unnecessary. */
export interface SessionModel {
  /** Method that begins it. */
  readonly logon: string;
  /** Method that ends it. */
  readonly logout?: string;
  readonly keyTypes: readonly string[];
  readonly impliedParameters: readonly string[];
  readonly revokedStatus: number;
  readonly note?: string;
}

/** How parameters are signed. */
export interface SigningModel {
  readonly sortedBy: 'name';
  readonly leavesOut: readonly string[];
  readonly percentEncoded: boolean;
  readonly encodings: { readonly [keyType: string]: 'hex' | 'base64' };
}

/** How the exchange treats the connections of each kind of document that the spec has. */
export interface Connections {
  readonly marketStreams?: ConnectionModel;
  readonly userDataStreams?: ConnectionModel & Required<Pick<ConnectionModel, 'host' | 'address' | 'listenKey'>>;
  readonly websocketApi?: ConnectionModel & Required<Pick<ConnectionModel, 'host' | 'session'>>;
}

/** Base URL of a host, e.g. `fapi`, in one environment. */
export interface ServerModel {
  readonly host: string;
  readonly environment: string;
  readonly url: string;
}

export interface WeightPool {
  readonly limit: number;
  readonly windowSeconds: number;
  readonly scope: string;
  readonly description: string;
}

export type Weight =
  | number
  | { readonly by: string; readonly tiers: readonly (readonly [number, number])[] }
  | { readonly parameter: string; readonly with: number; readonly without: number };

/** What REST operations and WebSocket API methods have in common. */
export interface CallModel {
  readonly id: string;
  readonly group: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly link: string;
  readonly deprecated: boolean;
  readonly since: string | undefined;
  readonly deprecatedSince?: string;
  readonly security: 'NONE' | 'MARKET_DATA' | 'USER_STREAM' | 'USER_DATA' | 'TRADE' | 'SIGNED';
  /** Whether nothing, the API key, or the key and a signature are sent. */
  readonly auth: 'none' | 'key' | 'signature';
  readonly weight: Weight | undefined;
  readonly orderWeight: { readonly [window: string]: number } | undefined;
  readonly retry: 'safe' | 'verify' | 'never';
  readonly verifyWith: readonly string[];
  readonly retryNote: string | undefined;
  /** What the client of this repository does about it by itself. */
  readonly clientNote?: string;
  /** When something said of it was found to be wrong and set right, though the exchange did not change. */
  readonly corrected?: string;
  readonly params: readonly FieldModel[];
  readonly rules: readonly RuleModel[];
  readonly answer: AnswerModel;
  readonly requestExample: JsonObject | undefined;
}

/** A REST call. */
export interface OperationModel extends CallModel {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly weightPool: string | undefined;
  readonly quota: readonly { readonly limit: number; readonly window: string; readonly description?: string }[];
  readonly pagination: PaginationModel | undefined;
}

/** How a long range is walked. */
export interface PaginationModel {
  readonly by: 'id' | 'limit' | 'page' | 'time';
  /** Parameters by what they mean. */
  readonly params: { readonly [meaning in 'id' | 'from' | 'to' | 'limit' | 'page']?: string };
  /** Path of what the next page starts from, e.g. `[].id`. */
  readonly field?: string;
  readonly maxLimit?: number;
  /** Longest range of one call, and how far back rows exist. Unit: ms. */
  readonly maxSpanMs?: number;
  readonly keepsMs?: number;
  readonly order?: 'ascending' | 'descending';
  readonly inclusive?: boolean;
  readonly note?: string;
}

/** A method of the WebSocket API. */
export interface MethodModel extends CallModel {
  /** As it stands in the request, e.g. `order.place`. */
  readonly method: string;
}

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

/** An object or array; or an object when `symbol` was sent and an array of such objects when not. */
export interface AnswerModel {
  readonly shape: 'object' | 'array' | 'bySymbol';
  /** Type of the whole answer; of one object where the shape is `bySymbol`. */
  readonly type: TypeModel;
  /** Keys of opaque ids anywhere in the answer. */
  readonly ids: readonly string[];
  /** Values that also come in another JSON type: path through the objects to the type they are turned into. */
  readonly coerce: { readonly [path: string]: CoercedType };
}
export type CoercedType = 'string' | 'number' | 'boolean';

export interface FieldModel {
  readonly name: string;
  /** Readable name of a short wire key. */
  readonly label?: string;
  /** Whether the client sets it, so that no caller does. */
  readonly setByClient?: true;
  /** Name of the shared parameter that it is, if it is one. */
  readonly shared?: string;
  readonly type: TypeModel;
  readonly required: boolean;
  readonly description: string | undefined;
  readonly default: string | number | undefined;
  readonly since: string | undefined;
  readonly deprecated: boolean;
  readonly removed: string | undefined;
  readonly corrected?: string;
}

/** What depends on other parameters. A name may stand as `name=value`, which speaks of that value only. */
export interface RuleModel {
  readonly when: { readonly [parameter: string]: readonly string[] };
  readonly whenAccount: { readonly [setting: string]: readonly string[] };
  readonly scope: string | undefined;
  readonly require: readonly string[];
  readonly requireOneOf: readonly (readonly string[])[];
  readonly forbid: readonly string[];
  readonly doubtful: boolean;
  readonly note: string | undefined;
}

export type TypeModel = {
  readonly nullable?: boolean;
  /** Other forms seen on the wire, turned into this type. */
  readonly also?: readonly string[];
} & (
  | { readonly kind: 'string'; readonly pattern?: string }
  | { readonly kind: 'enum'; readonly values: readonly (string | number)[]; readonly open: boolean }
  | { readonly kind: 'flag' }
  | { readonly kind: 'decimal'; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'id' }
  | { readonly kind: 'integer'; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'array'; readonly items: TypeModel; readonly minItems?: number; readonly maxItems?: number }
  | {
      readonly kind: 'tuple';
      readonly items: readonly {
        readonly name: string;
        readonly type: TypeModel;
        readonly description: string | undefined;
      }[];
    }
  | { readonly kind: 'map'; readonly values: TypeModel }
  | { readonly kind: 'union'; readonly options: readonly TypeModel[] }
  | { readonly kind: 'reference'; readonly name: string }
  /** JSON text in one parameter. */
  | { readonly kind: 'json'; readonly content: TypeModel }
);

export interface SchemaModel {
  readonly name: string;
  /** File under spec/components that it stands in, without its ending. */
  readonly topic: string;
  readonly description: string | undefined;
  /** Names of the schemas that it extends; only where it is an object. */
  readonly extends: readonly string[];
  readonly fields: readonly FieldModel[] | undefined;
  /** What it stands for where it is no object. */
  readonly type: TypeModel | undefined;
  readonly corrected?: string;
}

/** What an answer means for the same request; the spec explains each. */
export const RETRY_WORDS = [
  'no',
  'wait',
  'backoff',
  'sync-clock',
  'after-window',
  'check-first',
  'new-key',
  'done',
  'by-variant',
] as const;
type RetryWord = (typeof RETRY_WORDS)[number];

/** What an answer holds back: the calls that share its limit, those that count as orders, or everything from the IP address. */
export const GATES = ['weight', 'orders', 'ban'] as const;
type Gate = (typeof GATES)[number];

export interface ErrorModel {
  readonly code: number;
  readonly name: string;
  /** Names that it was seen under too. */
  readonly otherNames?: readonly string[];
  readonly kind: string;
  readonly retry: RetryWord;
  readonly closes: Gate | undefined;
  readonly executed: 'no' | 'unknown' | 'no change needed' | undefined;
  readonly messages: readonly string[];
  readonly advice: string | undefined;
}

export interface HttpErrorModel {
  readonly id: string;
  readonly status: string;
  readonly meaning: string;
  readonly retry: RetryWord;
  readonly closes: Gate | undefined;
  readonly executed: 'no' | 'unknown' | undefined;
  readonly advice: string | undefined;
  /** Told apart by code or message. */
  readonly variants: readonly {
    readonly id: string;
    readonly message: string;
    readonly codes: readonly number[];
    readonly executed: 'no' | 'unknown';
    readonly retry: RetryWord;
    readonly advice: string | undefined;
  }[];
}

/** Names of the schemas that a type refers to. */
export function referencesOf(type: TypeModel): string[] {
  switch (type.kind) {
    case 'reference':
      return [type.name];
    case 'array':
      return referencesOf(type.items);
    case 'map':
      return referencesOf(type.values);
    case 'union':
      return type.options.flatMap(referencesOf);
    case 'tuple':
      return type.items.flatMap((item) => referencesOf(item.type));
    default:
      return [];
  }
}

/** One of these lists of names must be sent whole; or, where it is forbidden, none of them may. */
export interface Demand {
  readonly oneOf: readonly (readonly string[])[];
  readonly isForbidden: boolean;
}

/** What a rule asks for where its conditions hold, in its smallest parts. */
export const demandsOf = ({ require, requireOneOf, forbid }: RuleModel): Demand[] => [
  ...require.map((name) => ({ oneOf: [[name]], isForbidden: false })),
  ...forbid.map((name) => ({ oneOf: [[name]], isForbidden: true })),
  ...(requireOneOf.length > 0 ? [{ oneOf: requireOneOf, isForbidden: false }] : []),
];
