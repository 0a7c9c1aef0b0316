// The client's side of everything that speaks over WebSockets.
import type { Call, CallOperation, CallOptions } from './calls.js';
import { ArgumentError, TransportError } from './errors.js';
import type { CallSettings, ClientOptions } from './options.js';
import type { Product } from './product.js';
import { asCall } from './rest/caller.js';
import type { Method, Stream } from './rows.js';
import { createMethods, socketSettingsOf } from './method-calls.js';
import { createRowSubscriber, type RowSubscriber } from './streams/row-subscriber.js';
import { openUserData, type PendingUserData, type UserDataOptions, type UserDataStream } from './streams/user-data.js';
import type { SubscribeOptions } from './subscriptions.js';
import type { WebSocketApi } from './websocket-api/websocket-api.js';

/** Handlers by kind of event, or one handler of all. */
export type Receiver =
  ((event: never) => unknown) | { readonly [handler: string]: ((event: never) => unknown) | undefined };

/** Makes streams, user data and WebSocket API of one client. Each starts with its first use. */
export function createSockets(product: Product, options: ClientOptions, shared: CallSettings, call: CallOperation) {
  const settings = socketSettingsOf(product, product.marketStreams.lifetimeMs, options, shared);
  const keysInUse = new Map<string, number>();
  const openStreams = new Set<PendingUserData>();
  let rows: RowSubscriber | undefined;
  let websocketApi: WebSocketApi | undefined;

  /** @throws {TransportError} The client was closed. @throws {ArgumentError} An agent is missing. */
  function assertUsable(): void {
    if (shared.closing.aborted) throw new TransportError('client', 'the client was closed', 'rejected');
    if (options.proxy !== undefined && options.agent === undefined && options.network === undefined)
      throw new ArgumentError('agent', 'is required beside proxy: WebSockets take no proxy URL');
  }

  /** With a handler it subscribes, without one it iterates. */
  function stream(row: Stream<any>, params: object | undefined, second?: unknown, third?: SubscribeOptions) {
    rows ??= createRowSubscriber({ ...settings, facts: product }, assertUsable);
    if (typeof second === 'function') return rows.subscribe(row, params, second as (event: unknown) => unknown, third);
    return rows.iterate(row, params, second as SubscribeOptions | undefined);
  }

  async function userData(receiver: Receiver, own: UserDataOptions = {}): Promise<UserDataStream> {
    assertUsable();
    const give = receiverOf(receiver, product);
    const stream = openUserData(give, own, { ...settings, facts: product, call, keysInUse, redact: shared.redact });
    const close = async () => {
      openStreams.delete(stream);
      await stream.close();
    };
    openStreams.add(stream);
    try {
      await stream.opened;
    } catch (error) {
      openStreams.delete(stream);
      throw error;
    }
    return { rotate: () => stream.rotate(), close };
  }

  async function callMethod(method: Method, params?: object, own?: CallOptions) {
    assertUsable();
    websocketApi ??= createMethods(product, options, shared, settings);
    return websocketApi.call(method, params, own);
  }

  return {
    stream,
    userData,
    callMethod: <Result>(method: Method<any, Result>, params?: object, own?: CallOptions): Call<Result> =>
      asCall(callMethod(method, params, own)),
    async rotate(): Promise<void> {
      await Promise.all([rows?.rotate(), websocketApi?.rotate(), ...[...openStreams].map((stream) => stream.rotate())]);
    },
    async close(): Promise<void> {
      await Promise.all([rows?.close(), websocketApi?.close(), ...[...openStreams].map((stream) => stream.close())]);
    },
  };
}

/** One function in place of handlers by kind of event. */
function receiverOf(receiver: Receiver, { userDataHandlerNames }: Product): (event: { eventType: string }) => unknown {
  if (typeof receiver === 'function') return receiver as (event: object) => unknown;
  return (event) => receiver[userDataHandlerNames[event.eventType]!]?.(event as never);
}
