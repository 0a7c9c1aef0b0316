// What the parts of the WebSocket API share.
import type { Clock } from '../clock.js';
import type { ExchangeError } from '../errors.js';
import type { LimitCounts } from '../limits.js';
import type { Notice } from '../notices.js';
import type { RestFacts, WebSocketApiFacts } from '../product.js';
import type { ErrorFacts } from '../response.js';
import type { CallRow } from '../rows.js';
import type { AsyncSigner, Signer } from '../sign.js';
import type { Connection } from '../sockets/connection.js';
import type { Socket, SocketSettings } from '../sockets/socket.js';
import type { TimeSource } from '../time.js';
import type { RequestTable } from './request-table.js';
import type { PrepareWebSocketRequest } from './request.js';
import type { Sessions } from './session.js';

/** What all calls of the WebSocket API share. */
export interface WebSocketApiSettings extends SocketSettings {
  readonly product: WebSocketApiFacts & ErrorFacts & Pick<RestFacts, 'timing'>;
  readonly urls: { readonly [host: string]: string };
  readonly apiKey: string | undefined;
  readonly signer: Signer | AsyncSigner | undefined;
  /** Whether connections are logged on, which takes a key of the right kind. */
  readonly logsOn: boolean;
  readonly clock: Clock;
  readonly time: TimeSource;
  readonly random: () => number;
  /** Unit: ms. */
  readonly recvWindow: number | undefined;
  /** Longest wait of a call for connection and answer together, its repeat included. Unit: ms. */
  readonly timeoutMs: number;
  readonly validate: boolean;
  readonly onLimits: (limits: LimitCounts) => void;
  readonly notify: (notice: Notice) => void;
  /** Hold calls back while the exchange has banned them. */
  readonly gates?: Gates;
}

/** What holds calls back until the time that the exchange has set. */
interface Gates {
  /** Resolves when the call may be sent; rejects if that is too far off. */
  wait(call: CallRow, signal?: AbortSignal): Promise<void>;
  /** A refusal may close a gate. */
  observe(error: ExchangeError, call: CallRow): void;
  /** An answer without refusal: the next pause starts small again. */
  passed?(call: CallRow): void;
}

/** What one WebSocket API holds. */
export interface State {
  readonly settings: WebSocketApiSettings;
  readonly prepare: PrepareWebSocketRequest;
  readonly table: RequestTable;
  readonly sessions: Sessions;
  /** Connections that take requests. The newest one is used; an older one is there while it is replaced. */
  readonly ready: Set<Connection>;
  /** Called when a request has ended or a connection is lost. */
  readonly watchers: Set<() => void>;
  /** Why there is no connection. */
  problem: Error | undefined;
  socket: Socket | undefined;
  isClosed: boolean;
}

/** The connection that takes new requests. */
export const newestConnection = ({ ready }: State): Connection | undefined => [...ready].at(-1);

/** A request has ended, or a connection is lost. */
export function callWatchers({ watchers }: State): void {
  for (const watch of watchers) watch();
}

/** Waits until something holds; looked at whenever a request has ended or a connection is lost. */
export function until({ watchers }: State, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const watch = () => {
      if (!holds()) return;
      watchers.delete(watch);
      resolve();
    };
    watchers.add(watch);
    watch();
  });
}
