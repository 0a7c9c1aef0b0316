// REST calls: prepares, sends, reads, and repeats what may be repeated.
import createFetchClient from 'openapi-fetch';
import type { paths } from '../../generated/openapi.js';
import type { Clock } from '../clock.js';
import type { Call, CallOperation, CallOptions, Operation, Reply } from '../rows.js';
import { ArgumentError, ExchangeError, TransportError } from '../errors.js';
import { readLimits, readRetryAfter, type LimitCounts } from '../limits.js';
import { prepareRequest, type PreparedRequest } from './request.js';
import { bySymbol, decodeResponse } from '../response.js';
import type { AsyncSigner, Signer } from '../sign.js';
import type { Transport, TransportAnswer } from './transport.js';

/** What every call of a client shares. */
export interface RestSettings {
  readonly urls: { readonly [host: string]: string };
  readonly apiKey: string | undefined;
  readonly signer: Signer | AsyncSigner | undefined;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Unit: ms. */
  readonly recvWindow: number | undefined;
  /** Unit: ms. */
  readonly timeoutMs: number;
  readonly validate: boolean;
  /** How often a call that may be repeated is repeated at most. */
  readonly repeats: number;
  /** Longest pause before a repeat. Unit: ms. */
  readonly longestPauseMs: number;
  readonly onLimits: (limits: LimitCounts) => void;
}

/** First pause before a repeat; it doubles each time. Unit: ms. */
const FIRST_PAUSE_MS = 200;

/** Stands for the Request object of fetch, which costs more than all the rest of a call. */
class LightRequest {
  constructor(
    readonly url: string,
    init: object,
  ) {
    Object.assign(this, init);
  }
}
interface CallRequest extends LightRequest {
  readonly send: (url: string) => Promise<Reply<unknown>>;
}

/** Executes rows. */
export function createCaller(settings: RestSettings): CallOperation {
  // openapi-fetch carries the call; the bytes of the URL come from prepareRequest and pass through unchanged.
  const client = createFetchClient<paths>({
    Request: LightRequest as unknown as typeof Request,
    fetch: async (request) => {
      const { url, send } = request as unknown as CallRequest;
      const reply = await send(url);
      return {
        ok: true,
        status: reply.status,
        headers: { get: () => '1' },
        json: async () => reply,
      } as unknown as Response;
    },
  }) as unknown as { request(method: string, path: string, init: object): Promise<{ data: Reply<unknown> }> };

  async function once(operation: Operation, params: object | undefined, options: CallOptions): Promise<Reply<unknown>> {
    const baseUrl = settings.urls[operation.host];
    if (baseUrl === undefined)
      throw new ArgumentError('environment', `has no ${operation.host} host, which this call needs`, operation.id);
    const prepared: PreparedRequest = await prepareRequest(operation, params as never, {
      apiKey: settings.apiKey,
      signer: settings.signer,
      timestamp: settings.clock.now(),
      recvWindow: options.recvWindow ?? settings.recvWindow,
      validate: options.validate ?? settings.validate,
      baseUrl,
    });
    const query = prepared.url.slice(prepared.url.indexOf('?') + 1);
    const { data } = await client.request(operation.method.toLowerCase(), operation.path, {
      baseUrl,
      querySerializer: () => (query === prepared.url ? '' : query),
      send: async (url: string) => {
        const answer = await settings.transport.send({
          operation: operation.id,
          method: prepared.method,
          url,
          headers: prepared.headers,
          signal: options.signal,
          timeoutMs: options.timeoutMs ?? settings.timeoutMs,
        });
        return read(operation, params, answer);
      },
    });
    return data;
  }

  function read(
    operation: Operation,
    params: object | undefined,
    { status, headers, text }: TransportAnswer,
  ): Reply<unknown> {
    const limits = readLimits(headers);
    settings.onLimits(limits);
    const data = decodeResponse(operation, text, status, readRetryAfter(headers, Date.now()));
    return { data: operation.answer.shape === 'bySymbol' ? bySymbol(data, params) : data, status, headers, ...limits };
  }

  async function call(operation: Operation, params: object | undefined, options: CallOptions): Promise<Reply<unknown>> {
    for (let repeat = 0; ; repeat++) {
      try {
        return await once(operation, params, options);
      } catch (error) {
        const pauseMs = await pauseBeforeRepeat(operation, error, repeat, options);
        if (pauseMs === undefined) throw error;
        await pause(pauseMs, options.signal);
      }
    }
  }

  /** How long to wait before a repeat, or nothing if the error is final. */
  async function pauseBeforeRepeat(
    operation: Operation,
    error: unknown,
    repeat: number,
    { signal }: CallOptions,
  ): Promise<number | undefined> {
    const retry = error instanceof ExchangeError ? (error.retry ?? '') : '';
    const isLate = retry.endsWith('after clock sync');
    // A wrong clock fails every signed call, so it is set right even where this call is not repeated.
    if (isLate) await settings.clock.sync().catch(() => {});
    const mayRepeat = operation.retry === 'safe' && repeat < settings.repeats && !signal?.aborted;
    if (!mayRepeat) return undefined;
    const backoffMs = FIRST_PAUSE_MS * 2 ** repeat * (0.5 + Math.random() / 2);
    if (error instanceof TransportError) return backoffMs;
    if (!(error instanceof ExchangeError)) return undefined;
    if (isLate) return 0;
    if (error.retryAfterMs !== undefined)
      return error.retryAfterMs <= settings.longestPauseMs ? error.retryAfterMs : undefined;
    const passes = retry === 'not executed, backoff' || retry === 'check state first' || error.status >= 500;
    return passes ? Math.min(backoffMs, settings.longestPauseMs) : undefined;
  }

  return (operation, params, options = {}) => asCall(call(operation as Operation, params, options));
}

/** The promise of the data that can also give the whole reply. */
export function asCall<Result>(reply: Promise<Reply<unknown>>): Call<Result> {
  const data = reply.then((whole) => whole.data as Result);
  return Object.assign(data, {
    withResponse: () => {
      // The caller waits for the reply instead: a refusal must not count as unhandled here.
      data.catch(() => {});
      return reply as Promise<Reply<Result>>;
    },
  });
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
