// REST calls: repeats what may be repeated, and sets the clock right where it was wrong.
import type { Call, CallOperation, CallOptions, Reply } from '../calls.js';
import { BinanceError, ExchangeError, TransportError, withUnknownOutcome, type ExchangeErrorFacts } from '../errors.js';
import { poolsOf } from '../gates.js';
import type { CallSettings } from '../options.js';
import type { Operation } from '../rows.js';
import { sleep } from '../time.js';
import { createAttempts } from './attempt.js';
import type { Outgoing } from './sender.js';

/** First pause before a repeat; it doubles each time. Unit: ms. */
const FIRST_PAUSE_MS = 200;

/** Executes rows. */
export function createCaller(settings: CallSettings): CallOperation {
  const { facts, time, closing } = settings;
  const { write, attempt } = createAttempts(settings);
  const pools = new WeakMap<Operation, string[]>();

  function poolsOfCall(operation: Operation): string[] {
    let known = pools.get(operation);
    if (!known) pools.set(operation, (known = poolsOf(operation, facts)));
    return known;
  }

  async function call(operation: Operation, params: object | undefined, options: CallOptions): Promise<Reply<unknown>> {
    const outgoing = write(operation, params, options, poolsOfCall(operation));
    const { signal } = options;
    let mayBeDone = false;
    const final = (error: unknown) => (mayBeDone ? withUnknownOutcome(error) : error);
    for (let repeat = 0; ; repeat++) {
      try {
        return await attempt(outgoing);
      } catch (caught) {
        const error = isLate(caught) ? await setClock(settings, caught, signal) : caught;
        if (error instanceof BinanceError && 'execution' in error && error.execution === 'unknown') mayBeDone = true;
        const pauseMs = pauseBeforeRepeat(settings, outgoing, error, repeat);
        if (pauseMs === undefined) throw final(error);
        if (pauseMs > 0) await sleep(time, pauseMs, signal, closing);
        if (closing.aborted) throw final(error);
        if (signal?.aborted)
          throw final(new TransportError(operation.id, 'the call was cancelled', 'rejected', signal.reason));
      }
    }
  }

  return (operation, params, options = {}) => asCall(call(operation as Operation, params, options));
}

/** How long to wait before a repeat, or nothing if the error is final. Unit: ms. */
function pauseBeforeRepeat(
  { repeats, random, longestPauseMs, closing, gates }: CallSettings,
  { operation, options: { signal }, pools }: Outgoing,
  error: unknown,
  repeat: number,
): number | undefined {
  const mayRepeat = operation.retry === 'safe' && repeat < repeats && !signal?.aborted && !closing.aborted;
  if (!mayRepeat) return undefined;
  const backoffMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(repeat, 30) * (0.5 + random() / 2), longestPauseMs);
  if (error instanceof TransportError) return error.retryAfterMs === undefined ? backoffMs : undefined;
  if (!(error instanceof ExchangeError)) return undefined;
  if (isLate(error)) return 0;
  // The gate that this answer has closed holds the repeat back, unless that takes too long.
  const waitMs = gates.opensInMs(pools);
  if (waitMs > 0) return waitMs <= longestPauseMs ? 0 : undefined;
  if (error.retryAfterMs !== undefined && error.retryAfterMs > 0)
    return error.retryAfterMs <= longestPauseMs ? error.retryAfterMs : undefined;
  const passes = error.retry === 'backoff' || error.retry === 'check-first' || error.status >= 500;
  return passes ? backoffMs : undefined;
}

/** A wrong clock fails every signed call, so it is set right even where this call is not repeated. */
async function setClock(
  { clock, time }: CallSettings,
  refusal: ExchangeError,
  signal: AbortSignal | undefined,
): Promise<ExchangeError> {
  const before = clock.offsetMs;
  const over = new AbortController();
  const isCancelled = sleep(time, Infinity, signal, over.signal).then(() => true);
  // A clock that cannot be set leaves the error as it is.
  const isLeft = await Promise.race([clock.sync(), isCancelled]).catch(() => true);
  over.abort();
  if (isLeft) return refusal;
  const offMs = clock.offsetMs - before;
  const advice = `This clock was ${Math.abs(offMs)} ms ${offMs > 0 ? 'behind' : 'ahead of'} the exchange's; it has been set right.`;
  return new ExchangeError(refusal.exchangeMessage, { ...(refusal as ExchangeErrorFacts), advice });
}

const isLate = (error: unknown): error is ExchangeError & { readonly retry: 'sync-clock' } =>
  error instanceof ExchangeError && error.retry === 'sync-clock';

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
