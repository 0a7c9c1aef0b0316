// One WebSocket from its first moment to its last: time-out and heartbeat. It knows nothing of what is said over it.
import type { Network } from '../network.js';
import type { TimeSource } from '../time.js';
import { ConnectionError, endError, type StatusAdvice } from './connection-error.js';
import { createHeartbeat } from './heartbeat.js';

/** How connections are opened and watched. Unit of all times: ms. */
export interface ConnectionSettings {
  readonly time: TimeSource;
  readonly network: Network;
  /** Longest wait for a connection. */
  readonly connectTimeoutMs: number;
  /** Time between two pings of ours. A connection without a sign of life between two of them is given up. */
  readonly heartbeatMs: number;
  /** Absent where size counts. */
  readonly adviceOn?: StatusAdvice | undefined;
}

/** A connection, as those see it who speak over it. */
export interface Connection {
  /** Whether it was opened and has not ended. */
  readonly isOpen: boolean;
  send(text: string): void;
  /** Gives the connection up at once: its socket opens another. */
  abandon(reason: string): void;
  /**
   * Resolves when the other side has answered a ping that is sent now, so that whatever it sent before has come. False
   * where that cannot be known: the connection ended, or the platform sends no pings.
   */
  drained(): Promise<boolean>;
}

/** A connection, as its socket sees it. */
export interface OwnedConnection extends Connection {
  /** Resolves when it is open; rejects with the reason why it never will be. */
  readonly opened: Promise<void>;
  /** Starts the closing handshake. What comes until its end is still heard. */
  close(): void;
  /** Resolves when nothing of it is left. */
  readonly closed: Promise<void>;
}

/** What a connection tells its socket. */
export interface ConnectionEvents {
  message(text: string, connection: Connection): void;
  /** It ended, though nobody closed it. */
  lost(reason: string, connection: Connection): void;
}

/** How long a closing handshake may take. Unit: ms. */
const CLOSING_MS = 500;

/** Opens a connection and watches it. */
export function openConnection(url: string, settings: ConnectionSettings, on: ConnectionEvents): OwnedConnection {
  const { time, connectTimeoutMs, heartbeatMs } = settings;
  let state: 'connecting' | 'open' | 'closing' | 'over' = 'connecting';
  let cancelTimer = time.after(connectTimeoutMs, () =>
    connection.abandon(`no connection within ${connectTimeoutMs} ms`),
  );
  const heartbeat = createHeartbeat(time, heartbeatMs, () =>
    connection.abandon(`no sign of life for ${heartbeatMs} ms`),
  );
  const opened = deferred();
  const closed = deferred();
  opened.promise.catch(() => {}); // a connection may end before anybody waits for it

  /** Deals with the end, whoever brought it about. */
  function finish(error: ConnectionError): void {
    const before = state;
    if (before === 'over') return;
    state = 'over';
    cancelTimer();
    heartbeat.stop();
    opened.reject(error);
    if (before === 'open') on.lost(error.message, connection);
  }

  function terminate(): void {
    link.terminate();
    // A platform that never says that it is over must not keep anybody waiting.
    cancelTimer = time.after(CLOSING_MS, closed.resolve);
  }

  const link = settings.network.open(url, {
    opened() {
      if (state !== 'connecting') return;
      state = 'open';
      cancelTimer();
      if (link.ping) heartbeat.start(link.ping);
      opened.resolve();
    },
    message(text) {
      heartbeat.isAlive = true;
      if (state === 'open' || state === 'closing') on.message(text, connection);
    },
    pinged: () => (heartbeat.isAlive = true),
    ponged: (payload) => heartbeat.answered(payload),
    closed(end) {
      finish(endError(end, settings.adviceOn));
      cancelTimer();
      closed.resolve();
    },
  });

  const connection: OwnedConnection = {
    get isOpen() {
      return state === 'open';
    },
    opened: opened.promise,
    closed: closed.promise,
    send(text) {
      if (state === 'open') link.send(text);
    },
    abandon(reason) {
      if (state === 'over') return;
      finish(new ConnectionError(reason));
      terminate();
    },
    drained: () => heartbeat.drained(),
    close() {
      if (state === 'over' || state === 'closing') return;
      if (state === 'connecting') return connection.abandon('the client was closed');
      state = 'closing';
      heartbeat.stop();
      link.close();
      cancelTimer = time.after(CLOSING_MS, terminate);
    },
  };
  return connection;
}

/** A promise with what settles it. */
function deferred() {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}
