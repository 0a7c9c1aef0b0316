// One WebSocket from its first moment to its last: time-out and heartbeat. It knows nothing of what is said over it.
import type { Network, WebSocketEnd, WebSocketLink } from '../network.js';
import { every, type TimeSource } from '../time.js';

/** How connections are opened and watched. Unit of all times: ms. */
export interface ConnectionSettings {
  readonly time: TimeSource;
  readonly network: Network;
  /** Longest wait for a connection. */
  readonly connectTimeoutMs: number;
  /** Time between two pings of ours. A connection without a sign of life between two of them is given up. */
  readonly heartbeatMs: number;
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

/** Why a connection could not be opened, or ended. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** Status of the answer that refused the handshake. */
  readonly status: number | undefined;
  /** Headers of that answer, names in lower case. */
  readonly headers: { readonly [name: string]: string };

  constructor(reason: string, end?: WebSocketEnd) {
    super(reason, end?.error && { cause: end.error });
    this.status = end?.status;
    this.headers = end?.headers ?? {};
  }
}

/** How long a closing handshake may take. Unit: ms. */
const CLOSING_MS = 500;

/** Opens a connection and watches it. */
export function openConnection(url: string, settings: ConnectionSettings, on: ConnectionEvents): OwnedConnection {
  const { time } = settings;
  let state: 'connecting' | 'open' | 'closing' | 'over' = 'connecting';
  let isAlive = true;
  let pings = 0;
  /** Who waits for the answer to a ping, by its payload. */
  const waiting = new Map<string, (answered: boolean) => void>();
  let cancelTimer = time.after(settings.connectTimeoutMs, () =>
    connection.abandon(`no connection within ${settings.connectTimeoutMs} ms`),
  );
  let cancelHeartbeat = () => {};
  const opened = settle<void>();
  const closed = settle<void>();
  opened.promise.catch(() => {}); // a connection may end before anybody waits for it

  /** Deals with the end, whoever brought it about. */
  function finish(error: ConnectionError): void {
    const before = state;
    if (before === 'over') return;
    state = 'over';
    cancelTimer();
    cancelHeartbeat();
    for (const resolve of waiting.values()) resolve(false);
    waiting.clear();
    opened.reject(error);
    if (before === 'open') on.lost(error.message, connection);
  }

  function beat(): void {
    if (!isAlive) return connection.abandon(`no sign of life for ${settings.heartbeatMs} ms`);
    isAlive = false;
    link.ping!('');
  }

  function terminate(): void {
    link.terminate();
    // A platform that never says that it is over must not keep anybody waiting.
    cancelTimer = time.after(CLOSING_MS, closed.resolve);
  }

  const link: WebSocketLink = settings.network.open(url, {
    opened() {
      if (state !== 'connecting') return;
      state = 'open';
      cancelTimer();
      if (link.ping) cancelHeartbeat = every(time, settings.heartbeatMs, beat);
      opened.resolve();
    },
    message(text) {
      isAlive = true;
      if (state === 'open' || state === 'closing') on.message(text, connection);
    },
    pinged: () => (isAlive = true),
    ponged(payload) {
      isAlive = true;
      waiting.get(payload)?.(true);
      waiting.delete(payload);
    },
    closed(end) {
      finish(new ConnectionError(reasonOf(end), end));
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
      if (state !== 'open') return;
      link.send(text);
    },
    abandon(reason) {
      if (state === 'over') return;
      finish(new ConnectionError(reason));
      terminate();
    },
    drained: () =>
      new Promise((resolve) => {
        if (state !== 'open' || !link.ping) return resolve(false);
        const payload = String(++pings);
        waiting.set(payload, resolve);
        link.ping(payload);
      }),
    close() {
      if (state === 'over' || state === 'closing') return;
      if (state === 'connecting') {
        finish(new ConnectionError('the client was closed'));
        return terminate();
      }
      state = 'closing';
      cancelHeartbeat();
      link.close();
      cancelTimer = time.after(CLOSING_MS, terminate);
    },
  };
  return connection;
}

function reasonOf({ code, error, status }: WebSocketEnd): string {
  if (status !== undefined) return `the handshake was refused with status ${status}`;
  if (error) return `the connection failed (${(error as { code?: string }).code ?? error.message})`;
  return `the connection was closed (code ${code})`;
}

/** A promise with what settles it. */
function settle<Value>() {
  let resolve!: (value: Value) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<Value>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}
