// The door `/fetch`: the calls by method and path, typed by `paths` as openapi-fetch does it, signed and checked as all others.
import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../generated/openapi.js';
import { operations } from '../generated/rest/operations.js';
import { ArgumentError } from './errors.js';
import { createCaller, type CallerOptions } from './rest.js';
import type { Operation } from './rows.js';

export type { paths } from '../generated/openapi.js';
export { ArgumentError, BinanceError, DecodeError, ExchangeError, isBinanceError, TransportError } from './errors.js';
export type { CallerOptions } from './rest.js';

/** Calls by method and path, e.g. `GET('/fapi/v1/depth', { params: { query: { symbol: 'BTCUSDT' } } })`. */
export interface FetchClient extends Pick<OpenApiClient<paths>, 'GET' | 'POST' | 'PUT' | 'DELETE'> {
  /** Closes connections once the calls on their way are answered. */
  close(): Promise<void>;
}

/** What a method of openapi-fetch takes, as far as it means something here. */
interface Init {
  readonly params?: { readonly query?: object };
  readonly signal?: AbortSignal;
}

/**
 * Makes a client of paths. Its methods resolve with `{ data, response }`, whose `response` has status and headers, while its
 * body has been read. `apiKey`, `timestamp` and `signature` are added.
 *
 * What the exchange refuses is thrown as everywhere in this package, never given as `error`: an outcome that is not known must
 * not be overlooked.
 *
 * @throws {ArgumentError} Options are unknown, have a wrong value or contradict each other, or a key cannot be read. The methods
 *   throw it where a path is not documented or a parameter breaks a rule; an {@link ExchangeError} where the exchange refuses.
 */
export function createFetchClient(options: CallerOptions = {}): FetchClient {
  const caller = createCaller(options);
  const rows = new Map<string, Operation>();
  for (const row of Object.values(operations) as Operation[]) rows.set(`${row.method} ${row.path}`, row);

  const method =
    (name: Operation['method']) =>
    async (path: string, init: Init = {}) => {
      const row = rows.get(`${name} ${path}`);
      if (!row) throw new ArgumentError('path', `must be documented for ${name}, which ${path} is not`);
      const call = caller.call(
        row as Operation<object>,
        init.params?.query,
        init.signal ? { signal: init.signal } : {},
      );
      const { data, status, headers } = await call.withResponse();
      return { data, response: new Response(null, { status, headers }) };
    };
  const client = { GET: method('GET'), POST: method('POST'), PUT: method('PUT'), DELETE: method('DELETE') };
  return { ...(client as unknown as Omit<FetchClient, 'close'>), close: () => caller.close() };
}
