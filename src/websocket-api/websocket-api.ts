// WebSocket API: calls over one socket, and their repeats.
import type { CallOptions, Reply } from '../calls.js';
import type { Clock } from '../clock.js';
import { ArgumentError, TransportError } from '../errors.js';
import { bySymbol } from '../response.js';
import type { Method } from '../rows.js';
import type { Connection } from '../sockets/connection.js';
import { createSocket } from '../sockets/socket.js';
import { sleep, type TimeSource } from '../time.js';
import { createOwner } from './owner.js';
import { createRequestTable, type PendingRequest } from './request-table.js';
import { createRequestWriter } from './request.js';
import { createSessions, isClockError } from './session.js';
import { callWatchers, newestConnection, type State, type WebSocketApiSettings } from './state.js';

/** See {@link createWebSocketApi}. */
export interface WebSocketApi {
  /**
   * Calls a method by its row. `timeoutMs` and `signal` hold from now on: while the call waits
   * for a connection, is signed, and waits for its answer, a repeat included.
   *
   * A call that may be repeated freely is sent once more if its connection was lost, and once more after a wrong clock was
   * set right. Any other is sent once.
   */
  call(method: Method<any, any>, params?: object, options?: CallOptions): Promise<Reply<unknown>>;
  rotate(): Promise<void>;
  close(): Promise<void>;
}

/** Connects at the first call. */
export function createWebSocketApi(settings: WebSocketApiSettings): WebSocketApi {
  const { product, time, clock } = settings;
  const { logon } = product.websocketApi.session;
  const state: State = {
    settings,
    prepare: createRequestWriter(product),
    table: createRequestTable(
      time,
      () => state.problem,
      () => callWatchers(state),
    ),
    sessions: createSessions(
      settings,
      logon.id,
      (connection) => ask(state, logon, connection),
      () => syncClock(clock, time, settings.timeoutMs),
    ),
    ready: new Set(),
    watchers: new Set(),
    problem: undefined,
    socket: undefined,
    isClosed: false,
  };
  return {
    call: (method, params = {}, options = {}) => call(state, method, params, options),
    async rotate() {
      await state.socket?.rotate();
    },
    async close() {
      state.isClosed = true;
      state.table.close();
      state.sessions.close();
      await state.socket?.close();
    },
  };
}

function connect(state: State): void {
  const { settings } = state;
  const { host } = settings.product.websocketApi;
  const url = settings.urls[host];
  if (url === undefined) throw new ArgumentError('environment', `has no ${host} host, which this call needs`);
  state.socket ??= createSocket(createOwner(state, url, host), settings);
}

async function call(state: State, method: Method, params: object, options: CallOptions): Promise<Reply<unknown>> {
  const { settings, table } = state;
  const { time } = settings;
  const { signal, timeoutMs = settings.timeoutMs } = options;
  if (!(timeoutMs > 0)) throw new ArgumentError('timeoutMs', 'must be a number of ms above 0, or Infinity', method.id);
  if (state.isClosed) throw new TransportError(method.id, 'the client was closed', 'rejected');
  if (!newestConnection(state)) checkBeforeConnecting(state, method, params, options);
  const endsAt = time.monotonic() + timeoutMs;
  const repeated = new Set<string>();
  let wasSent = false;
  for (;;) {
    connect(state);
    const request = table.open(method, { signal, endsAt, timeoutMs, wasSent });
    void deliver(state, request, method, params, options);
    try {
      const reply = await request.reply;
      return {
        ...reply,
        data: method.answer.shape === 'bySymbol' ? bySymbol(reply.data, params, method.id) : reply.data,
      };
    } catch (error) {
      const isLost = request.end === 'lost';
      const isLate = isClockError(error);
      // A wrong clock fails every signed call, so it is set right even where this call is not repeated.
      if (isLate) await syncClock(settings.clock, time, endsAt - time.monotonic(), signal);
      const cause = isLost ? 'lost' : 'late';
      const mayRepeat = method.retry === 'safe' && (isLost || isLate) && !repeated.has(cause);
      if (!mayRepeat || state.isClosed || signal?.aborted || time.monotonic() >= endsAt) throw error;
      repeated.add(cause);
      wasSent ||= request.isSent && isLost;
    }
  }
}

/** Calls wait for the logon, whatever their own time-out. Unit: ms. */
const LONGEST_LOGON_MS = 10_000;

/** Makes one request over a connection that is not used for others yet. */
function ask(state: State, method: Method, connection: Connection): Promise<Reply<unknown>> {
  const { time } = state.settings;
  const timeoutMs = Math.min(state.settings.timeoutMs, LONGEST_LOGON_MS);
  const limits = { signal: undefined, endsAt: time.monotonic() + timeoutMs, timeoutMs, wasSent: false };
  const request = state.table.open(method, limits);
  request.connection = connection;
  void deliver(state, request, method, {}, {});
  return request.reply;
}

/** Signs a request once there is a connection, and sends it at once. */
async function deliver(
  state: State,
  request: PendingRequest,
  method: Method,
  params: object,
  options: CallOptions,
): Promise<void> {
  const { settings, table } = state;
  try {
    const connection = await takeConnection(state, request);
    if (!connection) return;
    const frame = state.prepare(method, params, {
      ...contextOf(settings, options),
      id: request.id,
      signer: settings.signer,
      timestamp: settings.clock.now(),
      loggedOn: state.sessions.isLoggedOn(connection),
    });
    const text = typeof frame === 'string' ? frame : await frame;
    if (request.end) return;
    request.isSent = true;
    // What is sent after it comes after the end of the session.
    if (method.id === settings.product.websocketApi.session.logout) state.sessions.loggingOut(connection);
    connection.send(text);
  } catch (error) {
    table.refuse(request, error);
  }
}

/** The connection that a request goes over, once its gate is open; nothing if the request is over before. */
async function takeConnection(state: State, request: PendingRequest): Promise<Connection | undefined> {
  const { gates } = state.settings;
  while (!request.end) {
    if (gates) await gates.wait(request.row, request.signal);
    if (request.end) break;
    request.connection ??= newestConnection(state);
    if (request.connection) return request.connection;
    await state.table.waitForConnection(request);
  }
  return undefined;
}

const contextOf = (settings: WebSocketApiSettings, options: CallOptions) => ({
  apiKey: settings.apiKey,
  recvWindow: options.recvWindow ?? settings.recvWindow,
  validate: options.validate ?? settings.validate,
});

/** Refuses bad parameters before a connection is made for them. */
function checkBeforeConnecting(state: State, method: Method, params: object, options: CallOptions): void {
  const { settings } = state;
  const signer = settings.signer && (() => '');
  state.prepare(method, params, { ...contextOf(settings, options), id: 0, signer, timestamp: 0 });
}

/** Sets the clock, for as long as there is time. A failure shows in the next refusal. */
async function syncClock(clock: Clock, time: TimeSource, longestMs: number, signal?: AbortSignal): Promise<void> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  void clock.sync().then(stop, stop);
  await sleep(time, Math.max(0, longestMs), controller.signal);
  signal?.removeEventListener('abort', stop);
}
