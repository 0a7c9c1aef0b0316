// What a call takes beside its parameters, and what it returns.
import type { Operation } from './rows.js';

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
