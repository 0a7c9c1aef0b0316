// The client's side of everything that speaks over WebSockets. What they need is loaded at their first use.
import { connections } from '../generated/protocol.js';
import type { ClientOptions } from './client.js';
import type { Clock } from './clock.js';
import type { Call, CallOperation, CallOptions, Method, Stream, SubscribeByName, SubscribeOptions } from './rows.js';
import { limitDrift } from './decode/drift.js';
import { ArgumentError, TransportError } from './errors.js';
import { handlerListener, iterate, type Listener } from './streams/listeners.js';
import type { LimitCounts } from './limits.js';
import type { Notice } from './notices.js';
import { asCall } from './rest/caller.js';
import { isEd25519, type AsyncSigner, type Signer } from './sign.js';
import type { MarketStreams, WebSocketApi } from './streaming.js';
import type { Recorder } from './traffic.js';
import type { UserDataOptions, UserDataReceiver, UserDataStream } from './streams/user-data.js';

/** What WebSockets share with REST calls. */
interface Shared {
  readonly urls: { readonly [host: string]: string };
  readonly apiKey: string | undefined;
  readonly signer: Signer | AsyncSigner | undefined;
  readonly clock: Clock;
  readonly recvWindow: number | undefined;
  readonly timeoutMs: number;
  readonly validate: boolean;
  readonly onLimits: (limits: LimitCounts) => void;
  readonly notify: (notice: Notice) => void;
  readonly record: Recorder | undefined;
}

const MINUTE_MS = 60_000;
/** Window of the connection budget. Unit: ms. */
const BUDGET_WINDOW_MS = 5 * MINUTE_MS;

/** Makes streams, user data and WebSocket API of one client. */
export function createSockets(options: ClientOptions, shared: Shared, call: CallOperation) {
  const { notify, urls } = shared;
  const {
    subscribeTimeoutMs = 30_000,
    heartbeatMs = 10_000,
    reconnectMinMs = 100,
    reconnectMaxMs = 30_000,
    rotateAfterMs = connections.marketStreams.lifetimeMs - (10 + 10 * Math.random()) * MINUTE_MS,
    overlapMs = 1000,
    connectionBudget = 100,
  } = options;
  const times = { subscribeTimeoutMs, heartbeatMs, reconnectMinMs, reconnectMaxMs, rotateAfterMs, overlapMs };
  for (const [name, value] of Object.entries({ ...times, connectionBudget })) {
    if (!(value > 0)) throw new ArgumentError(name, 'must be a number above 0');
  }
  if (options.sessionLogon === true && options.privateKey === undefined)
    throw new ArgumentError('sessionLogon', 'needs an Ed25519 privateKey');
  let isClosed = false;
  let loading: Promise<Loaded> | undefined;
  const openStreams = new Set<UserDataStream>();

  async function load() {
    if (options.proxy !== undefined && options.agent === undefined)
      throw new ArgumentError('agent', 'is required beside proxy: WebSockets take no proxy URL');
    const streaming = await import('./streaming.js');
    const settings = {
      ...times,
      urls,
      connectTimeoutMs: shared.timeoutMs,
      timeoutMs: shared.timeoutMs,
      agent: options.agent,
      ca: options.ca,
      record: shared.record,
      admit: streaming.createBudget(connectionBudget, BUDGET_WINDOW_MS),
      notify,
      onDrift: limitDrift(({ kind: drift, ...rest }) => notify({ kind: 'drift', drift, ...rest }), Date.now),
      now: () => shared.clock.now(),
    };
    const logsOn =
      options.sessionLogon !== false &&
      options.privateKey !== undefined &&
      isEd25519(options.privateKey, options.passphrase);
    const marketStreams: MarketStreams = streaming.createMarketStreams(settings);
    const websocketApi: WebSocketApi = streaming.createWebSocketApi({ ...shared, ...settings, logsOn });
    return { streaming, settings, marketStreams, websocketApi };
  }
  type Loaded = Awaited<ReturnType<typeof load>>;

  function loaded(): Promise<Loaded> {
    if (isClosed) return Promise.reject(new TransportError('client', 'the client was closed', 'rejected'));
    return (loading ??= load());
  }

  const subscribe: SubscribeByName = (id) => {
    const method = (params: object | undefined, second?: unknown, third?: SubscribeOptions) => {
      const handler = typeof second === 'function' ? (second as (event: never) => void) : undefined;
      const own = (handler ? third : (second as SubscribeOptions | undefined)) ?? {};
      const start = async (listener: Listener) => {
        const { streaming, marketStreams } = await loaded();
        const rows: { readonly [name: string]: Stream<any> | undefined } = streaming.marketStreams;
        return marketStreams.subscribe(streaming.buildStream(rows[id]!, params), listener, own.silenceMs);
      };
      return handler ? start(handlerListener(handler, own.onGap, id, notify)) : iterate(id, own, start);
    };
    return method as ReturnType<SubscribeByName> as never;
  };

  async function userData(receiver: UserDataReceiver, own: UserDataOptions = {}): Promise<UserDataStream> {
    const { streaming, settings } = await loaded();
    const stream = await streaming.openUserData(receiver, own, call, settings);
    const tracked: UserDataStream = {
      rotate: () => stream.rotate(),
      async close() {
        openStreams.delete(tracked);
        await stream.close();
      },
    };
    openStreams.add(tracked);
    if (isClosed) await tracked.close();
    return tracked;
  }

  return {
    subscribe,
    userData,
    callMethod: <Result>(method: Method<any, Result> | string, params?: object, own?: CallOptions): Call<Result> =>
      asCall(loaded().then(({ websocketApi }) => websocketApi.call(method, params, own))),
    async rotate(): Promise<void> {
      if (!loading) return;
      const { marketStreams, websocketApi } = await loading;
      await Promise.all([
        marketStreams.rotate(),
        websocketApi.rotate(),
        ...[...openStreams].map((stream) => stream.rotate()),
      ]);
    },
    async close(): Promise<void> {
      isClosed = true;
      const parts = await loading?.catch(() => undefined);
      await Promise.all([
        parts?.marketStreams.close(),
        parts?.websocketApi.close(),
        ...[...openStreams].map((stream) => stream.close()),
      ]);
    },
  };
}
