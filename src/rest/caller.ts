// REST calls: writes, sends, reads, and repeats what may be repeated.
import type { Call, CallOperation, CallOptions, Reply } from '../calls.js';
import {
  ArgumentError,
  BinanceError,
  ExchangeError,
  TransportError,
  withUnknownOutcome,
  type ExchangeErrorFacts,
} from '../errors.js';
import { poolsOf } from '../gates.js';
import { checkCallOptions } from '../option-checks.js';
import type { CallSettings } from '../options.js';
import { bySymbol, readResponse } from '../response.js';
import type { Operation } from '../rows.js';
import { sleep } from '../time.js';
import { createCarrier } from './openapi-fetch.js';
import { writeRequest, type WrittenRequest } from './request.js';
import { createSender, HELD_BACK, type Outgoing } from './sender.js';
import { createSlipNotices } from './slips.js';

/** First pause before a repeat; it doubles each time. Unit: ms. */
const FIRST_PAUSE_MS = 200;

/** Executes rows. */
export function createCaller(settings: CallSettings): CallOperation {
  const { facts, clock, gates, time, closing } = settings;
  const carry = createCarrier<Outgoing>(createSender(settings));
  const noticeSlips = createSlipNotices(settings.notify);
  const pools = new WeakMap<Operation, string[]>();

  function poolsOfCall(operation: Operation): string[] {
    let known = pools.get(operation);
    if (!known) pools.set(operation, (known = poolsOf(operation, facts)));
    return known;
  }

  function write(operation: Operation, params: object | undefined, options: CallOptions): WrittenRequest {
    checkCallOptions(options);
    const baseUrl = settings.urls[operation.host];
    if (baseUrl === undefined)
      throw new ArgumentError('environment', `has no ${operation.host} host, which this call needs`, operation.id);
    const written = writeRequest(facts, operation, params, {
      apiKey: settings.apiKey,
      signer: settings.signer,
      recvWindow: options.recvWindow ?? settings.recvWindow,
      validate: options.validate ?? settings.validate,
      baseUrl,
    });
    noticeSlips(operation, written.params);
    return written;
  }

  /** Sends the call once, as soon as no gate holds it back. */
  async function attempt(operation: Operation, written: WrittenRequest, options: CallOptions): Promise<Reply<unknown>> {
    const own = poolsOfCall(operation);
    for (;;) {
      if (gates.isClosed(own)) await gates.wait(operation.id, own, options.signal);
      if (closing.aborted) throw new TransportError(operation.id, 'the client was closed', 'rejected');
      const { method, path } = operation;
      try {
        const outgoing = { operation, written, options, pools: own };
        const answer = await carry(method, path, written.baseUrl, written.query, outgoing);
        return read(operation, written, own, answer.status, answer.headers, answer.text);
      } catch (error) {
        // A gate was closed while the call waited for a connection.
        if (error !== HELD_BACK) throw error;
      }
    }
  }

  function read(
    operation: Operation,
    { params }: WrittenRequest,
    own: string[],
    status: number,
    headers: Reply<unknown>['headers'],
    text: string,
  ): Reply<unknown> {
    const limits = settings.limitReader.counts(headers);
    settings.onLimits(limits);
    const retryAfterMs = status < 300 ? undefined : settings.limitReader.retryAfterMs(headers, clock.now());
    try {
      const data = decode(operation, text, status, retryAfterMs);
      gates.passed(own);
      const isBySymbol = operation.answer.shape === 'bySymbol';
      return { data: isBySymbol ? bySymbol(data, params, operation.id) : data, status, headers, ...limits };
    } catch (error) {
      if (error instanceof ExchangeError) gates.heed(error, own);
      throw error;
    }
  }

  function decode(operation: Operation, text: string, status: number, retryAfterMs: number | undefined): unknown {
    try {
      return readResponse(facts, operation, text, status, retryAfterMs);
    } catch (error) {
      // A page of a proxy may repeat the request: no error shows key and signature.
      const safe = settings.redact(text);
      return safe === text ? fail(error) : readResponse(facts, operation, safe, status, retryAfterMs);
    }
  }

  async function call(operation: Operation, params: object | undefined, options: CallOptions): Promise<Reply<unknown>> {
    const written = write(operation, params, options);
    let mayBeDone = false;
    const final = (error: unknown) => (mayBeDone ? withUnknownOutcome(error) : error);
    for (let repeat = 0; ; repeat++) {
      try {
        return await attempt(operation, written, options);
      } catch (caught) {
        const error = isLate(caught) ? await setClock(caught, options.signal) : caught;
        if (error instanceof BinanceError && 'execution' in error && error.execution === 'unknown') mayBeDone = true;
        const pauseMs = pauseBeforeRepeat(operation, error, repeat, options);
        if (pauseMs === undefined) throw final(error);
        if (pauseMs > 0) await sleep(time, pauseMs, options.signal, closing);
        if (closing.aborted) throw final(error);
        if (options.signal?.aborted)
          throw final(new TransportError(operation.id, 'the call was cancelled', 'rejected', options.signal.reason));
      }
    }
  }

  /** A wrong clock fails every signed call, so it is set right even where this call is not repeated. */
  async function setClock(refusal: ExchangeError, signal: AbortSignal | undefined): Promise<ExchangeError> {
    const before = clock.offsetMs;
    const over = new AbortController();
    const sync = async () => {
      await clock.sync();
      return true;
    };
    const cancelled = async () => {
      await sleep(time, Infinity, signal, over.signal);
      return false;
    };
    // A clock that cannot be set leaves the error as it is.
    const isSet = await Promise.race([sync(), cancelled()]).catch(() => false);
    over.abort();
    if (!isSet) return refusal;
    const offMs = clock.offsetMs - before;
    const advice = `This clock was ${Math.abs(offMs)} ms ${offMs > 0 ? 'behind' : 'ahead of'} the exchange's; it has been set right.`;
    return new ExchangeError(refusal.exchangeMessage, { ...(refusal as ExchangeErrorFacts), advice });
  }

  /** How long to wait before a repeat, or nothing if the error is final. */
  function pauseBeforeRepeat(
    operation: Operation,
    error: unknown,
    repeat: number,
    { signal }: CallOptions,
  ): number | undefined {
    const mayRepeat = operation.retry === 'safe' && repeat < settings.repeats && !signal?.aborted && !closing.aborted;
    if (!mayRepeat) return undefined;
    const backoffMs = Math.min(
      FIRST_PAUSE_MS * 2 ** Math.min(repeat, 30) * (0.5 + settings.random() / 2),
      settings.longestPauseMs,
    );
    if (error instanceof TransportError) return error.retryAfterMs === undefined ? backoffMs : undefined;
    if (!(error instanceof ExchangeError)) return undefined;
    if (isLate(error)) return 0;
    // The gate that this answer has closed holds the repeat back, unless that takes too long.
    const waitMs = gates.opensInMs(poolsOfCall(operation));
    if (waitMs > 0) return waitMs <= settings.longestPauseMs ? 0 : undefined;
    if (error.retryAfterMs !== undefined && error.retryAfterMs > 0)
      return error.retryAfterMs <= settings.longestPauseMs ? error.retryAfterMs : undefined;
    const passes = error.retry === 'backoff' || error.retry === 'check-first' || error.status >= 500;
    return passes ? backoffMs : undefined;
  }

  return (operation, params, options = {}) => asCall(call(operation as Operation, params, options));
}

const isLate = (error: unknown): error is ExchangeError & { readonly retry: 'sync-clock' } =>
  error instanceof ExchangeError && error.retry === 'sync-clock';

function fail(error: unknown): never {
  throw error;
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
