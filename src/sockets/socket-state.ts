// What a socket is made with, and what it knows of itself: plain data.
import type { SocketState } from '../notices.js';
import type { Admit } from './budget.js';
import type { Connection, ConnectionSettings, OwnedConnection } from './connection.js';
import type { Rotation } from './rotation.js';

/** How connections are made, kept and replaced. Unit of all times: ms. */
export interface SocketSettings extends ConnectionSettings {
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
  /** First pause before a new attempt; it doubles up to the longest one, and chance takes up to half of it off. */
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  /** Age at which a connection is replaced. */
  readonly rotateAfterMs: number;
  /** Waits until one more attempt is allowed. */
  readonly admit: Admit;
  /** Called with the reason of each attempt that failed: it may be that no further one is allowed for a while. */
  failed?(error: Error): void;
}

/** What the owner of a socket does. */
export interface SocketOwner {
  /** Where to connect. */
  url(): string | Promise<string>;
  /** Makes a connection ready, e.g. subscribes. A rejection gives the connection up. */
  prepare(connection: Connection): Promise<void>;
  readonly message: (text: string, connection: Connection) => void;
  /** Both connections are ready: resolves when the old one may be closed. */
  handOver(from: Connection, to: Connection): Promise<void>;
  /** The successor of a connection is in use; nothing more is to be said over the old one, which closes. */
  retired?(connection: Connection): void;
  /** A connection is gone that was not closed on purpose. */
  lost(connection: Connection, reason: string): void;
  /** An attempt to connect, or to make a connection ready, failed. Another one follows. */
  failed?(error: Error): void;
  state(state: SocketState, reason: string | undefined): void;
}

/** A socket over all its connections. */
export interface SocketData {
  readonly owner: SocketOwner;
  readonly settings: SocketSettings;
  /** Aborted when the socket is closed. */
  readonly closing: AbortController;
  /** All that are not over yet. */
  readonly connections: Set<OwnedConnection>;
  readonly rotation: Rotation;
  state: SocketState;
  /** Why there is no connection. */
  lastError: Error | undefined;
  /** The connection in use, and since when, on monotonic time. Unit: ms. */
  current: OwnedConnection | undefined;
  openedAt: number;
  /** Attempts since a connection was last known to be good. */
  failures: number;
}

export const isClosed = ({ closing }: SocketData): boolean => closing.signal.aborted;

export function setState(socket: SocketData, state: SocketState, reason?: string): void {
  if (socket.state === state && reason === undefined) return;
  socket.state = state;
  socket.owner.state(state, reason);
}
