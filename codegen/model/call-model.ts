// Calls: REST operations and WebSocket API methods, their parameters' rules, and what they answer.
import type { JsonObject } from '../load/json.js';
import type { CoercedType, FieldModel, TypeModel } from './type-model.js';

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
  /** How often the data behind the answer is renewed, 0 where it is never old. Unit: ms. */
  readonly refreshMs?: number;
  /** Codes that it is known to be refused with. */
  readonly errorCodes: readonly number[];
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
