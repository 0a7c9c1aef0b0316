// Hands one request to the network: signs it when a connection takes it, ends it in time, and knows whether it was sent.
import type { CallOptions } from '../calls.js';
import { ArgumentError, DecodeError, describeFailure, TransportError } from '../errors.js';
import { OversizedBody, type HttpAnswer, type HttpRequest, type PreparedTarget } from '../network.js';
import type { CallSettings } from '../options.js';
import { isForOne } from '../response.js';
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

/** How the client ended a request that it has no answer to. */
interface Ending {
  readonly problem: string;
  /** Rejects what waits for the request. */
  readonly reason: unknown;
  readonly cause: unknown;
}

/** Makes the function that sends. */
export function createSender(settings: CallSettings): (request: CarriedRequest<Outgoing>) => Promise<HttpAnswer> {
  const { network, time, clock, gates } = settings;

  return ({ url, method, extra: { operation, written, options, pools } }) =>
    new Promise((resolve, reject) => {
      const { id } = operation;
      const { signal, timeoutMs = settings.timeoutMs } = options;
      let ending: Ending | undefined;
      // Costs more than all else here, so it is made only for a network that wants a signal.
      let controller: AbortController | undefined;
      let isSent = false;
      let onEnd: (reason: unknown) => void = () => {};

      const onAbort = () => stop('the call was cancelled', signal?.reason, signal?.reason);
      if (signal?.aborted) return reject(new TransportError(id, 'the call was cancelled', 'rejected', signal.reason));
      signal?.addEventListener('abort', onAbort, { once: true });
      const cancel = time.after(timeoutMs, () => stop(`no answer within ${timeoutMs} ms`, new Error('timed out')));
      const settle = () => {
        cancel();
        signal?.removeEventListener('abort', onAbort);
      };
      const fail = (error: unknown) => {
        settle();
        reject(failureOf(error, id, ending, isSent));
      };
      /** Ends the wait even where a network does not heed that it is over. */
      function stop(problem: string, reason: unknown, cause?: unknown): void {
        ending ??= { problem, reason, cause };
        controller?.abort(reason);
        onEnd(reason);
        fail(reason);
      }

      const originEnd = url.indexOf('/', url.indexOf('://') + 3);
      const pathEnd = written.query === '' ? url.length : url.indexOf('?', originEnd);
      const finish = (query: string): PreparedTarget => {
        if (ending) throw ending.reason;
        isSent = true;
        // The query of the URL is complete but for time and signature.
        const target = query === written.query ? url.slice(originEnd) : `${url.slice(originEnd, pathEnd)}?${query}`;
        return { target, headers: written.headers };
      };
      const request: HttpRequest = {
        origin: url.slice(0, originEnd),
        method,
        mayBeLarge: mayBeLarge(operation, written.params),
        maxBodyBytes: MOST_BODY_BYTES,
        prepare() {
          if (gates.isClosed(pools)) throw HELD_BACK;
          const query = sign(written, clock.now(), id);
          return typeof query === 'string' ? finish(query) : orAborted(query.then(finish), request.signal());
        },
        signal() {
          controller ??= new AbortController();
          if (ending) controller.abort(ending.reason);
          return controller.signal;
        },
        onEnd(act) {
          onEnd = act;
          if (ending) act(ending.reason);
        },
      };
      try {
        network.send(request).then((answer) => {
          settle();
          resolve(answer);
        }, fail);
      } catch (error) {
        fail(error);
      }
    });
}

/** The error of a call whose request came to no answer. */
function failureOf(error: unknown, operation: string, ending: Ending | undefined, isSent: boolean): unknown {
  if (error === HELD_BACK || error instanceof ArgumentError) return error;
  if (!ending && error instanceof OversizedBody) return new DecodeError(operation, error.message);
  if (error instanceof SigningFailure)
    return new TransportError(operation, 'the signature could not be made', 'rejected', error.cause);
  const execution = isSent ? 'unknown' : 'rejected';
  return ending
    ? new TransportError(operation, ending.problem, execution, ending.cause)
    : new TransportError(operation, describeFailure(error), execution, error);
}

/** The signed query. A failure of the signer is marked, so that it is not taken for one of the network. */
function sign(written: WrittenRequest, timestamp: number, operation: string): string | Promise<string> {
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

/** Lists, and market data that needs no signature, such as exchangeInfo; but not one object of one symbol. */
const mayBeLarge = ({ method, answer: { shape }, auth }: Operation, params: object) =>
  method === 'GET' && (shape === 'bySymbol' ? !isForOne(params) : shape === 'array' || auth === 'none');

/** The promise, but no longer than until the signal is aborted. */
function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject);
  });
}
