// Hands one request to the network: signs it when a connection takes it, ends it in time, and knows whether it was sent.
import type { CallOptions } from '../calls.js';
import { ArgumentError, DecodeError, describeFailure, TransportError } from '../errors.js';
import { OversizedBody, type HttpAnswer, type PreparedTarget } from '../network.js';
import type { CallSettings } from '../options.js';
import type { Operation } from '../rows.js';
import type { CarriedRequest } from './openapi-fetch.js';
import { signQuery, type WrittenRequest } from './request.js';

/** What belongs to a request that is sent. */
export interface Outgoing {
  readonly operation: Operation;
  readonly written: WrittenRequest;
  readonly options: CallOptions;
  /** Gates that it has to pass. */
  readonly pools: readonly string[];
}

/** Thrown when a gate was closed while the request waited for a connection. Nothing was sent. */
export const HELD_BACK = new Error('held back');

/** No answer of the exchange comes near this size. Unit: bytes. */
const MOST_BODY_BYTES = 64 * 1024 * 1024;

/** The signer failed; `cause` is its error. */
class SigningFailure extends Error {}

/** Makes the function that sends. */
export function createSender(settings: CallSettings): (request: CarriedRequest & Outgoing) => Promise<HttpAnswer> {
  const { network, time, clock, gates } = settings;

  return async ({ url, method, operation, written, options, pools }) => {
    const { id } = operation;
    const { signal } = options;
    const timeoutMs = options.timeoutMs ?? settings.timeoutMs;
    const end = new AbortController();
    let isSent = false;
    let problem: string | undefined;
    /** Ends the wait even where a network does not heed the signal. */
    let giveUp: (reason: unknown) => void = () => {};
    const stop = (why: string, reason: unknown) => {
      problem ??= why;
      end.abort(reason);
      giveUp(reason);
    };
    const onAbort = () => stop('the call was cancelled', signal?.reason);
    if (signal?.aborted) throw new TransportError(id, 'the call was cancelled', 'rejected', signal.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const cancel = time.after(timeoutMs, () => stop(`no answer within ${timeoutMs} ms`, new Error('timed out')));

    const originEnd = url.indexOf('/', url.indexOf('://') + 3);
    const path = url.slice(originEnd).split('?', 1)[0]!;
    const finish = (query: string): PreparedTarget => {
      end.signal.throwIfAborted();
      isSent = true;
      return { target: query === '' ? path : `${path}?${query}`, headers: written.headers };
    };
    const prepare = (): PreparedTarget | Promise<PreparedTarget> => {
      if (gates.isClosed(pools)) throw HELD_BACK;
      const query = signed(written, clock.now(), id);
      return typeof query === 'string' ? finish(query) : orAborted(query.then(finish), end.signal);
    };
    try {
      return await new Promise<HttpAnswer>((resolve, reject) => {
        giveUp = reject;
        const request = {
          origin: url.slice(0, originEnd),
          method,
          prepare,
          signal: end.signal,
          mayBeLarge: mayBeLarge(operation),
          maxBodyBytes: MOST_BODY_BYTES,
        };
        network.send(request).then(resolve, reject);
      });
    } catch (error) {
      if (error === HELD_BACK || error instanceof ArgumentError) throw error;
      if (problem === undefined && error instanceof OversizedBody) throw new DecodeError(id, error.message);
      const execution = isSent ? 'unknown' : 'rejected';
      if (error instanceof SigningFailure)
        throw new TransportError(id, 'the signature could not be made', 'rejected', error.cause);
      const cause = problem === undefined ? error : signal?.aborted ? signal.reason : undefined;
      throw new TransportError(id, problem ?? describeFailure(error), execution, cause);
    } finally {
      cancel();
      signal?.removeEventListener('abort', onAbort);
    }
  };
}

/** The signed query. What the signer throws is told apart from what the network throws. */
function signed(written: WrittenRequest, timestamp: number, operation: string): string | Promise<string> {
  const failed = (error: unknown): never => {
    throw error instanceof ArgumentError ? error : new SigningFailure('the signer failed', { cause: error });
  };
  try {
    const query = signQuery(written, timestamp, operation);
    return typeof query === 'string' ? query : query.catch(failed);
  } catch (error) {
    return failed(error);
  }
}

/** Lists, and market data that needs no signature, such as exchangeInfo. */
const mayBeLarge = ({ method, answer, auth }: Operation) =>
  method === 'GET' && (answer.shape !== 'object' || auth === 'none');

/** The promise, but no longer than until the signal is aborted. */
function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject);
  });
}
