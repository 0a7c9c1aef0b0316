// One WebSocket that stays: time-outs, heartbeat, reconnect, rotation. It knows nothing of what is said over it.
import type { Agent } from 'node:http';
import type { WebSocket as NodeWebSocket } from 'ws';
import type { SocketState } from '../notices.js';
import type { Recorder } from '../traffic.js';

/** How connections are made and watched. Unit of all times: ms. */
export interface SocketSettings {
  /** Longest wait for a connection. */
  readonly connectTimeoutMs: number;
  /** Time between two pings of ours. A connection without a sign of life between two of them is given up. */
  readonly heartbeatMs: number;
  /** First pause before a new attempt; it doubles up to the longest one, and chance takes up to half of it off. */
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  /** Age at which a connection is replaced. */
  readonly rotateAfterMs: number;
  readonly agent: Agent | undefined;
  /** Certificate authorities to trust, PEM, instead of the system's. */
  readonly ca: string | undefined;
  /** Told every text frame. */
  readonly record: Recorder | undefined;
  /** Waits until one more attempt is within the connection budget. */
  readonly admit: (sleep: (ms: number) => Promise<void>) => Promise<void>;
}

/** One connection of a socket. */
export interface Connection {
  send(text: string): void;
  /** Gives the connection up at once: the socket makes another. */
  abandon(reason: string): void;
}

/** What the owner of a socket does. */
export interface SocketOwner {
  /** Where to connect. */
  url(): string | Promise<string>;
  /** Makes a connection ready, e.g. subscribes. A rejection gives the connection up. */
  prepare(connection: Connection): Promise<void>;
  message(text: string, connection: Connection): void;
  /** Both connections are ready: resolves when the old one may be closed. */
  handOver(from: Connection, to: Connection): Promise<void>;
  /** A connection is gone that was not closed on purpose. */
  lost(connection: Connection, reason: string): void;
  state(state: SocketState, reason: string | undefined): void;
}

/** See {@link createSocket}. */
export interface Socket {
  readonly state: SocketState;
  /** Replaces the connection by a new one, which is ready before the old one closes. False if that failed: the old one stays. */
  rotate(): Promise<boolean>;
  /** Closes for good. Resolves when nothing is left. */
  close(): Promise<void>;
}

/** What a timer can wait; Node.js takes more for 1 ms. Unit: ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** How long a closing handshake may take. Unit: ms. */
const CLOSING_MS = 1000;
/** A connection that lived so long was a good one: the next pause starts small again. Unit: ms. */
const STABLE_MS = 10_000;
const NORMAL_CLOSURE = 1000;

interface Guarded extends Connection {
  readonly ws: NodeWebSocket;
  /** Whether its end is on purpose, or has been dealt with. */
  isOver: boolean;
  readonly closed: Promise<void>;
}

/** Connects, and stays connected until it is closed. */
export function createSocket(owner: SocketOwner, settings: SocketSettings): Socket {
  let state: SocketState = 'connecting';
  let isClosed = false;
  let current: Guarded | undefined;
  let openedAt = 0;
  let failures = 0;
  let rotating: Promise<boolean> | undefined;
  let rotationTimer: NodeJS.Timeout | undefined;
  const connections = new Set<Guarded>();
  const sleepers = new Map<NodeJS.Timeout, () => void>();

  function setState(next: SocketState, reason?: string): void {
    if (state === next && reason === undefined) return;
    state = next;
    owner.state(next, reason);
  }

  function sleep(ms: number): Promise<void> {
    if (isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        sleepers.delete(timer);
        resolve();
      }, ms);
      sleepers.set(timer, resolve);
    });
  }

  /** Opens a connection and makes it ready. */
  async function establish(): Promise<Guarded> {
    await settings.admit(sleep);
    const url = await owner.url();
    const { WebSocket } = await import('ws');
    if (isClosed) throw new Error('the client was closed');
    const ws = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: settings.connectTimeoutMs,
      ...(settings.agent && { agent: settings.agent }),
      ...(settings.ca !== undefined && { ca: settings.ca }),
    });
    const connection = guard(ws, url);
    await new Promise<void>((resolve, reject) => {
      ws.once('open', resolve);
      ws.once('close', (code) => reject(new Error(`the connection was closed (code ${code})`)));
      ws.once('error', reject);
    });
    try {
      await owner.prepare(connection);
    } catch (error) {
      connection.isOver = true;
      ws.terminate();
      throw error;
    }
    if (connection.isOver) throw new Error('the connection was lost before it was ready');
    return connection;
  }

  /** Watches a connection from its first moment to its last. */
  function guard(ws: NodeWebSocket, url: string): Guarded {
    const { record } = settings;
    let hasLife = true;
    let problem: string | undefined;
    const heartbeat = setInterval(() => {
      if (ws.readyState !== ws.OPEN) return;
      if (!hasLife) return connection.abandon(`no sign of life for ${settings.heartbeatMs} ms`);
      hasLife = false;
      ws.ping();
    }, settings.heartbeatMs);
    const connection: Guarded = {
      ws,
      isOver: false,
      closed: new Promise((resolve) => {
        ws.once('close', (code) => {
          clearInterval(heartbeat);
          connections.delete(connection);
          if (!connection.isOver) down(connection, problem ?? `the connection was closed (code ${code})`);
          resolve();
        });
      }),
      send(text) {
        record?.({ source: url, direction: 'sent', text });
        ws.send(text);
      },
      abandon(reason) {
        problem = reason;
        ws.terminate();
      },
    };
    connections.add(connection);
    const live = () => (hasLife = true);
    ws.on('ping', live);
    ws.on('pong', live);
    ws.on(
      'error',
      (error) => (problem ??= `the connection failed (${(error as { code?: string }).code ?? error.message})`),
    );
    if (record)
      ws.on('message', (data) => record({ source: url, direction: 'received', text: (data as Buffer).toString() }));
    ws.on('message', (data) => {
      hasLife = true;
      if (!connection.isOver) owner.message((data as Buffer).toString(), connection);
    });
    return connection;
  }

  /** A connection ended by itself. */
  function down(connection: Guarded, reason: string): void {
    connection.isOver = true;
    owner.lost(connection, reason);
    if (connection !== current || isClosed) return;
    current = undefined;
    clearTimeout(rotationTimer);
    if (Date.now() - openedAt >= STABLE_MS) failures = 0;
    setState('reconnecting', reason);
    // A rotation on its way brings the next connection by itself.
    if (!rotating) void keepConnected();
  }

  async function keepConnected(): Promise<void> {
    while (!isClosed) {
      if (failures > 0) await sleep(pauseMs(settings, failures));
      if (isClosed) return;
      try {
        use(await establish());
        return;
      } catch (error) {
        failures++;
        if (!isClosed) setState(state === 'connecting' ? 'connecting' : 'reconnecting', textOf(error));
      }
    }
  }

  function use(connection: Guarded): void {
    if (isClosed) return;
    current = connection;
    openedAt = Date.now();
    failures++;
    clearTimeout(rotationTimer);
    rotationTimer = setTimeout(() => void rotate(), Math.min(settings.rotateAfterMs, LONGEST_TIMER_MS));
    setState('open');
  }

  async function replace(): Promise<boolean> {
    const old = current;
    if (!old) return false;
    setState('rotating');
    let next: Guarded;
    try {
      next = await establish();
    } catch (error) {
      if (isClosed) return false;
      if (!current) void keepConnected();
      else {
        setState('open', `the rotation failed: ${textOf(error)}`);
        rotationTimer = setTimeout(() => void rotate(), pauseMs(settings, ++failures));
      }
      return false;
    }
    if (current === old) await owner.handOver(old, next);
    if (isClosed) return false;
    if (next.isOver) {
      if (current) setState('open', 'the rotation failed: the new connection was lost');
      else void keepConnected();
      return false;
    }
    old.isOver = true;
    end(old);
    failures = 0;
    use(next);
    return true;
  }

  function rotate(): Promise<boolean> {
    clearTimeout(rotationTimer);
    return (rotating ??= replace().finally(() => (rotating = undefined)));
  }

  /** Closes a connection politely, and at once if the other side does not answer. */
  function end({ ws }: Guarded): void {
    if (ws.readyState === ws.CLOSED) return;
    ws.close(NORMAL_CLOSURE);
    const timer = setTimeout(() => ws.terminate(), CLOSING_MS);
    ws.once('close', () => clearTimeout(timer));
  }

  owner.state('connecting', undefined);
  void keepConnected();
  return {
    get state() {
      return state;
    },
    rotate,
    async close() {
      if (!isClosed) {
        isClosed = true;
        clearTimeout(rotationTimer);
        for (const [timer, resolve] of sleepers) {
          clearTimeout(timer);
          resolve();
        }
        sleepers.clear();
        for (const connection of connections) {
          connection.isOver = true;
          if (connection.ws.readyState === connection.ws.CONNECTING) connection.ws.terminate();
          else end(connection);
        }
        setState('closed');
      }
      await Promise.all([...connections].map(({ closed }) => closed));
    },
  };
}

/** The pause before an attempt: it doubles with each failure, and chance takes up to half of it off. */
function pauseMs({ reconnectMinMs, reconnectMaxMs }: SocketSettings, failures: number): number {
  return Math.min(reconnectMaxMs, reconnectMinMs * 2 ** Math.min(failures - 1, 30)) * (1 - Math.random() / 2);
}

function textOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ?? message ?? String(error);
}

/** Attempts that all sockets of a client may make in a window; further ones wait. */
export function createBudget(attempts: number, windowMs: number): SocketSettings['admit'] {
  const recent: number[] = [];
  return async (sleep) => {
    for (;;) {
      while (recent.length > 0 && Date.now() - recent[0]! >= windowMs) recent.shift();
      if (recent.length < attempts) break;
      await sleep(recent[0]! + windowMs - Date.now());
      if (recent.length >= attempts && Date.now() - recent[0]! < windowMs) return;
    }
    recent.push(Date.now());
  };
}
