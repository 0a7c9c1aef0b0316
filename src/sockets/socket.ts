// A socket that stays: it connects again after each loss, with growing pauses, and is replaced before the exchange cuts it.
import type { SocketState } from '../notices.js';
import { sleep } from '../time.js';
import type { Admit } from './budget.js';
import { openConnection, type Connection, type ConnectionSettings, type OwnedConnection } from './connection.js';
import { createRotation } from './rotation.js';

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

/** See {@link createSocket}. */
export interface Socket {
  readonly state: SocketState;
  /** Why there is no connection, as far as the last attempt showed. */
  readonly lastError: Error | undefined;
  /** Replaces the connection by a new one, which is ready before the old one closes. False if that failed: the old one stays. */
  rotate(): Promise<boolean>;
  /** The exchange announces the end of the connection: replaces it, but not again and again. */
  leave(): void;
  /** Closes for good. Resolves when nothing is left. */
  close(): Promise<void>;
}

/** How long a connection stays that was opened because the exchange announced the end of the one before. Unit: ms. */
const STAY_MS = 10_000;
/** A connection that lived so long was a good one: the next pause starts small again. Unit: ms. */
const STABLE_MS = 10_000;

/** Connects, and stays connected until it is closed. */
export function createSocket(owner: SocketOwner, settings: SocketSettings): Socket {
  const { time } = settings;
  const closing = new AbortController();
  const connections = new Set<OwnedConnection>();
  let state: SocketState = 'connecting';
  let lastError: Error | undefined;
  let current: OwnedConnection | undefined;
  let openedAt = 0;
  let failures = 0;
  let leftAt = -Infinity;
  const isClosed = () => closing.signal.aborted;

  function setState(next: SocketState, reason?: string): void {
    if (state === next && reason === undefined) return;
    state = next;
    owner.state(next, reason);
  }

  /** Opens a connection and makes it ready. */
  async function establish(): Promise<OwnedConnection> {
    const url = await owner.url();
    // Last, so that nothing that has come meanwhile can forbid the attempt.
    await settings.admit(closing.signal);
    if (isClosed()) throw new Error('the client was closed');
    const connection = openConnection(url, settings, { message: owner.message, lost });
    connections.add(connection);
    void connection.closed.then(() => connections.delete(connection));
    await connection.opened;
    try {
      // It may have ended in the turn in which it was opened.
      if (connection.isOpen) await owner.prepare(connection);
    } catch (error) {
      connection.abandon((error as Error).message);
      throw error;
    }
    if (!connection.isOpen) throw new Error('the connection was lost before it was ready');
    return connection;
  }

  /** A connection ended by itself. */
  function lost(reason: string, connection: Connection): void {
    owner.lost(connection, reason);
    if (connection !== current || isClosed()) return;
    current = undefined;
    if (time.monotonic() - openedAt >= STABLE_MS) failures = 0;
    setState('reconnecting', reason);
    // A rotation on its way brings the next connection by itself.
    if (!rotation.isRunning) void keepConnected();
  }

  async function keepConnected(): Promise<void> {
    while (!isClosed()) {
      if (failures > 0) await sleep(time, pauseMs(settings, failures), closing.signal);
      if (isClosed()) return;
      try {
        return use(await establish());
      } catch (error) {
        if (isClosed()) return;
        failures++;
        fail(error as Error);
        setState(state === 'connecting' ? 'connecting' : 'reconnecting', lastError!.message);
      }
    }
  }

  function fail(error: Error): void {
    lastError = error;
    settings.failed?.(error);
    owner.failed?.(error);
  }

  function use(connection: OwnedConnection): void {
    if (isClosed()) return;
    current = connection;
    openedAt = time.monotonic();
    failures++;
    lastError = undefined;
    rotation.schedule();
    setState('open');
  }

  const rotation = createRotation({
    settings,
    current: () => current,
    isClosed,
    establish,
    handOver: (from, to) => owner.handOver(from, to),
    began: () => setState('rotating'),
    use(connection, old) {
      failures = 0;
      use(connection);
      owner.retired?.(old);
      old.close();
    },
    failed(error) {
      fail(error);
      if (current) setState('open', `the rotation failed: ${error.message}`);
      else void keepConnected();
    },
  });

  owner.state('connecting', undefined);
  void keepConnected();
  return {
    get state() {
      return state;
    },
    get lastError() {
      return lastError;
    },
    rotate: rotation.rotate,
    leave() {
      if (time.monotonic() - leftAt < STAY_MS) return;
      leftAt = time.monotonic();
      void rotation.rotate();
    },
    async close() {
      if (!isClosed()) {
        closing.abort();
        rotation.stop();
        for (const connection of connections) connection.close();
        setState('closed');
      }
      await Promise.all([...connections].map(({ closed }) => closed));
    },
  };
}

/** The pause before an attempt: it doubles with each failure, and chance takes up to half of it off. */
export function pauseMs(
  { reconnectMinMs, reconnectMaxMs, random }: Pick<SocketSettings, 'reconnectMinMs' | 'reconnectMaxMs' | 'random'>,
  failures: number,
): number {
  return Math.min(reconnectMaxMs, reconnectMinMs * 2 ** Math.min(failures - 1, 30)) * (1 - random() / 2);
}
