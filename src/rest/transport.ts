// One HTTP exchange: over undici, loaded when first used, or over a fetch function of the caller's.
import type { Dispatcher } from 'undici';
import { TransportError, type Execution } from '../errors.js';

/** What is sent. The URL is used byte by byte. */
interface TransportRequest {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly signal: AbortSignal | undefined;
  /** Unit: ms. */
  readonly timeoutMs: number;
}

/** What came back. */
export interface TransportAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
}

/** Carries requests. Redirects are never followed: a signed request belongs to one address. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportAnswer>;
  close(): Promise<void>;
}

/** How connections are made. */
export interface UndiciOptions {
  /** Carries all requests instead of a pool of its own, e.g. an undici `ProxyAgent`. It is not closed by the client. */
  readonly dispatcher?: Dispatcher | undefined;
  /** URL of an HTTP proxy. */
  readonly proxy?: string | undefined;
  /** Certificate authorities to trust, PEM, instead of the system's. */
  readonly ca?: string | undefined;
  /** Most connections to one host. Default: 32. */
  readonly connections?: number | undefined;
}

/** How long an idle connection is kept, unless the exchange says otherwise. Unit: ms. */
const KEEP_ALIVE_MS = 30_000;

/** One connection, and how many requests are on it or wait for it. */
interface Slot {
  readonly dispatcher: Dispatcher;
  load: number;
}

/**
 * Keeps up to `connections` connections to each host. Not an undici Pool, which opens a second connection for calls that
 * merely follow one another, because it takes a connection for busy until the next turn of the event loop.
 */
export function undiciTransport(options: UndiciOptions): Transport {
  const limit = options.connections ?? 32;
  const hosts = new Map<string, Slot[]>();
  let loading: Promise<typeof import('undici')> | undefined;
  let undici: typeof import('undici') | undefined;

  function open(origin: string, { Client, ProxyAgent }: typeof import('undici')): Slot {
    const tls = options.ca === undefined ? {} : { ca: options.ca };
    const dispatcher =
      options.proxy === undefined
        ? new Client(origin, { keepAliveTimeout: KEEP_ALIVE_MS, connect: tls })
        : new ProxyAgent({ uri: options.proxy, connections: 1, keepAliveTimeout: KEEP_ALIVE_MS, requestTls: tls });
    return { dispatcher, load: 0 };
  }

  /** Takes an idle connection, or a new one, or the one with the least to do. */
  function take(origin: string, loaded: typeof import('undici')): Slot {
    let slots = hosts.get(origin);
    if (!slots) hosts.set(origin, (slots = []));
    const best = slots.reduce<Slot | undefined>(
      (least, slot) => (least && least.load <= slot.load ? least : slot),
      undefined,
    );
    const slot = best && (best.load === 0 || slots.length >= limit) ? best : open(origin, loaded);
    if (slot !== best) slots.push(slot);
    slot.load++;
    return slot;
  }

  return {
    async send(request) {
      const origin = request.url.slice(0, request.url.indexOf('/', 'https://'.length));
      if (options.dispatcher) return dispatch(options.dispatcher, origin, request);
      const slot = take(origin, (undici ??= await (loading ??= import('undici'))));
      return dispatch(slot.dispatcher, origin, request).finally(() => slot.load--);
    },
    async close() {
      const slots = [...hosts.values()].flat();
      hosts.clear();
      await Promise.all(slots.map(({ dispatcher }) => dispatcher.close()));
    },
  };
}

/** Lower than undici's own `request`: no stream, no promise chain, just the chunks of one body. */
function dispatch(dispatcher: Dispatcher, origin: string, request: TransportRequest): Promise<TransportAnswer> {
  return new Promise((resolve, reject) => {
    const { operation, method, signal, timeoutMs } = request;
    let controller: Dispatcher.DispatchController | undefined;
    let isSettled = false;
    let status = 0;
    let headers: { [name: string]: string } = {};
    const chunks: Buffer[] = [];

    const finish = () => {
      isSettled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (problem: string, cause: unknown) => {
      if (isSettled) return;
      finish();
      // A request that no connection has taken up was not sent.
      const execution: Execution = controller ? 'unknown' : 'rejected';
      reject(new TransportError(operation, problem, execution, cause));
      controller?.abort(cause instanceof Error ? cause : new Error(problem));
    };
    const onAbort = () => fail('the call was cancelled', signal?.reason);
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`, undefined), timeoutMs);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });

    dispatcher.dispatch(
      {
        origin,
        path: request.url.slice(origin.length),
        method,
        headers: request.headers,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(given) {
          controller = given;
          // Cancelled while it waited for a connection: it must not be sent any more.
          if (isSettled) given.abort(new Error('cancelled'));
        },
        onResponseStart(_, statusCode, given) {
          status = statusCode;
          headers = given as { [name: string]: string };
        },
        onResponseData(_, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          if (isSettled) return;
          finish();
          const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
          resolve({ status, headers, text: body.toString('utf8') });
        },
        onResponseError(_, error) {
          fail(problemOf(error), error);
        },
      },
    );
  });
}

/** Uses a fetch function, for platforms whose own is better than undici. */
export function fetchTransport(fetch: typeof globalThis.fetch): Transport {
  return {
    async send({ operation, method, url, headers, signal, timeoutMs }) {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const response = await fetch(url, {
          method,
          headers,
          redirect: 'manual',
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        });
        return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
      } catch (error) {
        const problem = signal?.aborted
          ? 'the call was cancelled'
          : timeout.aborted
            ? `no answer within ${timeoutMs} ms`
            : problemOf(error);
        throw new TransportError(operation, problem, 'unknown', error);
      }
    },
    close: async () => {},
  };
}

function problemOf(error: unknown): string {
  const { code, message, cause } = error as { code?: string; message?: string; cause?: { code?: string } };
  const reason = code ?? cause?.code ?? message ?? String(error);
  return `the connection failed (${reason})`;
}
