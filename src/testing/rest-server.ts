// The REST side of the exchange in memory.
import type { HttpAnswer, HttpRequest, Network } from '../network.js';
import type { Operation } from '../rows.js';
import { networkError, refusedAnswer } from './refusals.js';
import { isOrder, learned, refusalOf, type Params, type Surroundings } from './surroundings.js';

/** Answers REST calls. */
export function createRestServer(surroundings: Surroundings): Network['send'] {
  const { product, time, fate, urls, pauses, accountKey, execute, log } = surroundings;
  const rows = new Map(Object.values(product.operations).map((row) => [`${row.method} ${row.host} ${row.path}`, row]));
  const hosts = new Map(Object.entries(urls).map(([host, url]) => [url, host]));

  /** Rejects as soon as the signal is aborted. */
  function wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const stop = () => (cancel(), reject(signal.reason as Error));
      const cancel = time.after(ms, () => (signal.removeEventListener('abort', stop), resolve()));
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  const answerOf = (row: Operation, params: Params): unknown =>
    row === product.serverTime ? { serverTime: time.now() } : (accountKey.answer(row) ?? execute(row, params));

  return async (request: HttpRequest): Promise<HttpAnswer> => {
    const { method, origin } = request;
    const signal = request.signal();
    const fault = fate('call');
    await wait(1 + (fault?.name === 'slow' ? fault.ms : 0), signal);
    if (fault?.name === 'refused') throw networkError('ECONNREFUSED');
    const { target } = await request.prepare();
    const [path = '', query] = target.split('?', 2);
    const row = rows.get(`${method} ${hosts.get(origin)} ${path}`);
    const params: Params = Object.fromEntries(new URLSearchParams(query));
    pauses.count(`${method} ${path}`, isOrder(row));
    log?.(`${method} ${path} ${fault?.name ?? ''}`);
    await wait(1, signal);
    if (fault?.name === 'lostBefore') throw networkError('ECONNRESET');
    const refusal = refusalOf(surroundings, fault?.name, params);
    if (refusal) {
      // Whoever hears that nobody knows may find it done.
      if (row && refusal.mayBeExecuted && fault!.ms % 2 === 0) execute(row, params);
      learned(surroundings, refusal, time.monotonic());
      return refusedAnswer(refusal);
    }
    if (!row) return { status: 404, headers: {}, text: 'no such path' };
    const text = JSON.stringify(answerOf(row, params));
    await wait(1, signal);
    if (fault?.name === 'lostAfter') throw networkError('ECONNRESET');
    return { status: 200, headers: {}, text };
  };
}
