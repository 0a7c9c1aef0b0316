// WebSocket API: requests and answers matched by id over one socket, session logon included.
import { connections } from '../../generated/protocol.js';
import { methods } from '../../generated/websocket-api/methods.js';
import type { Clock } from '../clock.js';
import type { CallOptions, Method, Reply } from '../rows.js';
import { ArgumentError, ExchangeError, TransportError } from '../errors.js';
import type { LimitCounts } from '../limits.js';
import type { Notice } from '../notices.js';
import { bySymbol } from '../response.js';
import type { AsyncSigner, Signer } from '../sign.js';
import { createSocket, type Connection, type Socket, type SocketSettings } from '../sockets/socket.js';
import { envelopeOf, prepareWebSocketRequest, readWebSocketResponse, REVOKED_STATUS } from './frames.js';

/** What all calls of the WebSocket API share. */
export interface WebSocketApiSettings extends SocketSettings {
  readonly urls: { readonly [host: string]: string };
  readonly apiKey: string | undefined;
  readonly signer: Signer | AsyncSigner | undefined;
  /** Whether connections are logged on, which takes an Ed25519 key. */
  readonly logsOn: boolean;
  readonly clock: Clock;
  /** Unit: ms. */
  readonly recvWindow: number | undefined;
  /** Unit: ms. */
  readonly timeoutMs: number;
  readonly validate: boolean;
  readonly onLimits: (limits: LimitCounts) => void;
  readonly notify: (notice: Notice) => void;
}

/** See {@link createWebSocketApi}. */
export interface WebSocketApi {
  /** Calls a method: its row, or the name of a documented one. */
  call(method: Method<any, any> | string, params?: object, options?: CallOptions): Promise<Reply<unknown>>;
  rotate(): Promise<void>;
  close(): Promise<void>;
}

/** A request without its answer. */
interface Pending {
  readonly connection: Connection;
  answer(text: string): void;
  fail(reason: string): void;
}

const NAME = 'websocketApi';
const rows: { readonly [id: string]: Method | undefined } = methods;
const logon = rows[connections.websocketApi.session.logon]!;

/** Connects at the first call. */
export function createWebSocketApi(settings: WebSocketApiSettings): WebSocketApi {
  const pending = new Map<string, Pending>();
  const waiting = new Set<() => void>();
  const loggedOn = new WeakSet<Connection>();
  let socket: Socket | undefined;
  let current: Connection | undefined;
  let isClosed = false;
  let nextId = 1;

  function start(): void {
    const url = settings.urls[NAME];
    if (url === undefined) throw new ArgumentError('environment', `has no ${NAME} host, which this call needs`);
    socket ??= createSocket(
      {
        url: () => url,
        async prepare(connection) {
          if (settings.logsOn) await logOn(connection);
          use(connection);
        },
        message: receive,
        // New requests already go over the new connection.
        handOver: (from) => until(() => ![...pending.values()].some((one) => one.connection === from)),
        lost(connection, reason) {
          if (current === connection) current = undefined;
          for (const [id, one] of pending) {
            if (one.connection !== connection) continue;
            pending.delete(id);
            one.fail(reason);
          }
        },
        state: (state, reason) => settings.notify({ kind: 'state', connection: NAME, state, reason }),
      },
      settings,
    );
  }

  function use(connection: Connection): void {
    current = connection;
    for (const wake of waiting) wake();
  }

  /** Waits until something holds; looked at whenever an answer comes. */
  function until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, settings.timeoutMs);
      const check = () => holds() && done();
      function done(): void {
        clearTimeout(timer);
        waiting.delete(check);
        resolve();
      }
      waiting.add(check);
    });
  }

  /** A session that cannot be logged on is no reason to stay away: every request is signed then. */
  async function logOn(connection: Connection): Promise<void> {
    try {
      await exchange(logon, {}, {}, connection);
      loggedOn.add(connection);
    } catch (error) {
      if (error instanceof TransportError) throw error;
      settings.notify({ kind: 'error', place: logon.id, error });
    }
  }

  function receive(text: string, connection: Connection): void {
    const envelope = envelopeOf(text);
    const known = envelope && envelope.id !== null ? pending.get(String(envelope.id)) : undefined;
    if (known) {
      pending.delete(String(envelope!.id));
      known.answer(text);
      for (const wake of waiting) wake();
      return;
    }
    if (envelope?.id === null && envelope.status === REVOKED_STATUS) {
      loggedOn.delete(connection);
      if (settings.logsOn) void logOn(connection).catch(() => {});
      return;
    }
    const error = new TransportError(NAME, `a frame that answers no request: ${text.slice(0, 200)}`, 'unknown');
    settings.notify({ kind: 'error', place: NAME, error });
  }

  /** Sends one request over a connection and waits for its answer. */
  async function exchange(
    method: Method,
    params: object,
    options: CallOptions,
    connection: Connection,
  ): Promise<Reply<unknown>> {
    const id = String(nextId++);
    const timeoutMs = options.timeoutMs ?? settings.timeoutMs;
    const frame = await prepareWebSocketRequest(method, params as never, {
      id,
      apiKey: settings.apiKey,
      signer: settings.signer,
      timestamp: settings.clock.now(),
      recvWindow: options.recvWindow ?? settings.recvWindow,
      loggedOn: loggedOn.has(connection),
      validate: options.validate ?? settings.validate,
    });
    const { signal } = options;
    if (signal?.aborted) throw new TransportError(method.id, 'the call was cancelled', 'rejected', signal.reason);
    const text = await new Promise<string>((resolve, reject) => {
      const fail = (problem: string, cause?: unknown) => {
        finish();
        reject(new TransportError(method.id, problem, 'unknown', cause));
      };
      const onAbort = () => fail('the call was cancelled', signal?.reason);
      const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        pending.delete(id);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      pending.set(id, {
        connection,
        answer: (answer) => (finish(), resolve(answer)),
        fail,
      });
      connection.send(frame);
    });
    const reply = readWebSocketResponse(method, text);
    settings.onLimits(reply);
    return reply;
  }

  async function connected(method: Method, options: CallOptions): Promise<Connection> {
    if (isClosed) throw new TransportError(method.id, 'the client was closed', 'rejected');
    start();
    await until(() => current !== undefined || isClosed || options.signal?.aborted === true);
    if (current) return current;
    const problem = isClosed ? 'the client was closed' : `no connection within ${settings.timeoutMs} ms`;
    throw new TransportError(method.id, problem, 'rejected');
  }

  async function call(method: Method, params: object, options: CallOptions): Promise<Reply<unknown>> {
    // Bad parameters are told before a connection is made.
    if (!current) prepareDry(method, params, options);
    for (let repeat = 0; ; repeat++) {
      try {
        const reply = await exchange(method, params, options, await connected(method, options));
        return { ...reply, data: method.answer.shape === 'bySymbol' ? bySymbol(reply.data, params) : reply.data };
      } catch (error) {
        const isLate = error instanceof ExchangeError && (error.retry ?? '').endsWith('after clock sync');
        if (isLate) await settings.clock.sync().catch(() => {});
        const isDrop =
          error instanceof TransportError && !isClosed && !options.signal?.aborted && current === undefined;
        if (method.retry !== 'safe' || repeat > 0 || !(isLate || isDrop)) throw error;
      }
    }
  }

  function prepareDry(method: Method, params: object, options: CallOptions): void {
    prepareWebSocketRequest(method, params as never, {
      id: 0,
      apiKey: settings.apiKey,
      signer: settings.signer && (() => ''),
      timestamp: 0,
      recvWindow: options.recvWindow ?? settings.recvWindow,
      validate: options.validate ?? settings.validate,
    });
  }

  return {
    call: (method, params = {}, options = {}) =>
      call(typeof method === 'string' ? rows[method]! : method, params, options),
    async rotate() {
      await socket?.rotate();
    },
    async close() {
      isClosed = true;
      for (const [id, one] of pending) {
        pending.delete(id);
        one.fail('the client was closed');
      }
      for (const wake of waiting) wake();
      await socket?.close();
    },
  };
}
