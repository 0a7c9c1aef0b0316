// The client: a product and options in, bound calls and streams out.
import type { Call, CallOperation, CallOptions } from './calls.js';
import { createSockets, type Receiver } from './client-sockets.js';
import type { Clock } from './clock.js';
import type { LimitCounts } from './limits.js';
import { createNetwork, warn } from './network/node.js';
import { checkClientOptions } from './option-checks.js';
import type { ClientOptions } from './options.js';
import type { Product } from './product.js';
import { createSession } from './rest/session.js';
import type { Method } from './rows.js';
import { signerOf } from './sign.js';
import type { UserDataOptions, UserDataStream } from './streams/user-data.js';

/** A client of one environment and one API key. */
export interface ProductClient<Rest, Streams, Methods, UserDataReceiver> {
  /** Every REST call by its name. */
  readonly rest: Rest;
  /** Makes a REST call from its row: one of `operations`, or your own for a call that is newer than this package. */
  readonly call: CallOperation;
  /**
   * Every market stream by its name. With a handler it resolves once the exchange accepts the subscription, and rejects
   * with its error; without one it is iterated over.
   */
  readonly streams: Streams;
  /**
   * Opens the user data stream: orders, fills, balances, positions and settings of the account, to handlers by kind of
   * event or to one handler.
   */
  userData(receiver: UserDataReceiver, options?: UserDataOptions): Promise<UserDataStream>;
  /** Every method of the WebSocket API by its name. It connects at the first call. */
  readonly websocketApi: Methods;
  /** Calls a WebSocket API method from its row: one of `methods`, or your own for one that is newer than this package. */
  callMethod<Result>(method: Method<any, Result>, params?: object, options?: CallOptions): Call<Result>;
  /** Replaces all WebSockets by new ones, as they do by themselves before they are cut: each event once, or a gap. */
  rotate(): Promise<void>;
  /** The exchange's time as this client knows it. */
  readonly clock: Clock;
  /** Used request weight and order counts, as the newest answers say. */
  readonly limits: LimitCounts;
  /**
   * Ends all streams and the repeats of calls, then closes connections once the calls on their way are answered. No timer is
   * left, and no further call is made.
   */
  close(): Promise<void>;
}

/** Makes clients of a product. Nothing is sent until the first call. */
export function createClientFor<Rest, Streams, Methods, UserDataReceiver>(
  product: Product<Rest, Streams, Methods, UserDataReceiver>,
) {
  return (options: ClientOptions = {}): ProductClient<Rest, Streams, Methods, UserDataReceiver> => {
    checkClientOptions(options);
    const { settings, call } = createSession(product, options, { createNetwork, signerOf, warn });
    const sockets = createSockets(product, options, settings, call);
    return {
      rest: bound(product.operations, call) as Rest,
      call,
      streams: bound(product.streams, sockets.stream) as Streams,
      userData: (receiver, own) => sockets.userData(receiver as Receiver, own),
      websocketApi: bound(product.methods, sockets.callMethod) as Methods,
      callMethod: sockets.callMethod,
      rotate: () => sockets.rotate(),
      clock: settings.clock,
      get limits() {
        return settings.limits();
      },
      async close() {
        await sockets.close();
        settings.end();
        await settings.network.close();
      },
    };
  };
}

/** A method for each row, which hands the row and what it is called with to a function. */
function bound<Row>(rows: { readonly [id: string]: Row }, act: (row: Row, ...given: any[]) => unknown): object {
  return Object.fromEntries(Object.entries(rows).map(([id, row]) => [id, (...given: unknown[]) => act(row, ...given)]));
}
