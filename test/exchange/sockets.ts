// The WebSocket side of the server: upgrades, the connections that are open, and what tests may do to them.
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ConnectionFacts, Route } from './async-document.js';
import { createConnection, type Connection, type ConnectionContext, type SocketTimes } from './connection.js';
import type { SocketFault } from './socket-faults.js';
import type { Target } from './socket-targets.js';

interface OpenSocket {
  route: Route;
  /** Path and query. */
  url: string;
  streams: string[];
  /** Unit: ms since the Unix epoch, by the exchange's clock. */
  openedAt: number;
}

/** What tests see of the WebSocket connections, and do to them. Without a route all are meant. */
export interface Sockets {
  readonly open: readonly OpenSocket[];
  /** Connections so far. Never forgotten. */
  readonly opened: number;
  /** Time between two pings. Unit: ms. Default: that of the specification, as with the others. */
  pingIntervalMs: number;
  /** How long a ping may stay unanswered before the connection is closed. Unit: ms. */
  pongTimeoutMs: number;
  /** Age at which a connection is closed with code 1001. Unit: ms. */
  lifetimeMs: number;
  /** Destroys TCP sockets without a word. */
  drop(route?: Route): void;
  /** Closes connections with code 1001, as at their greatest age. */
  cut(route?: Route): void;
  /** Misbehaves on a route; `*` is any. Replaces what was set before; `undefined` ends it. */
  fault(route: Route | '*', fault: SocketFault | undefined): void;
}

/** Who takes over once a connection is open. */
export interface Service {
  opened?(connection: Connection): void;
  closed?(connection: Connection): void;
  /** A fault began or ended. */
  settle?(): void;
  received(connection: Connection, text: string): void;
}

interface Options {
  readonly context: ConnectionContext;
  readonly targetOf: (url: string) => Target | undefined;
  readonly factsOf: (route: Route) => ConnectionFacts;
  readonly serviceOf: (route: Route) => Service;
  /** Whether the limits have room for one more connection. */
  readonly admits: (facts: ConnectionFacts) => boolean;
}

export function createSockets({ context, targetOf, factsOf, serviceOf, admits }: Options) {
  const { faults, times } = context;
  const server = new WebSocketServer({ noServer: true, autoPong: false });
  const connections = new Set<Connection>();
  let opened = 0;
  const on = (route?: Route) => [...connections].filter((c) => c.isOpen && (route === undefined || c.route === route));

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const url = request.url!;
    const target = targetOf(url);
    if (!target) return decline(socket, 404);
    const { route } = target;
    if (faults.take(route, 'hang')) return void socket.resume(); // so that its end is noticed
    if (faults.take(route, 'refuse')) return decline(socket, 503);
    if (!admits(factsOf(route))) return decline(socket, 429);
    server.handleUpgrade(request, socket, head, (ws) => {
      const service = serviceOf(route);
      const connection = createConnection(ws, url, target, factsOf(route), context, (from, text) =>
        service.received(from, text),
      );
      opened += 1;
      connections.add(connection);
      ws.on('close', () => {
        connections.delete(connection);
        service.closed?.(connection);
      });
      service.opened?.(connection);
    });
  }

  /** After any change of times or faults. */
  function adapt(): void {
    for (const connection of connections) {
      if (faults.of(connection.route)?.kind !== 'halfOpen') connection.setHalfOpen(false);
      connection.adapt();
    }
    for (const service of new Set(on().map(({ route }) => serviceOf(route)))) service.settle?.();
  }

  const timeOf = (name: keyof SocketTimes) => times[name] ?? factsOf('market')[name];
  function setTime(name: keyof SocketTimes, ms: number): void {
    times[name] = ms;
    adapt();
  }

  const api: Sockets = {
    get open() {
      return on().map(({ route, url, streams, openedAt }) => ({ route, url, streams: [...streams.keys()], openedAt }));
    },
    get opened() {
      return opened;
    },
    get pingIntervalMs() {
      return timeOf('pingIntervalMs');
    },
    set pingIntervalMs(ms) {
      setTime('pingIntervalMs', ms);
    },
    get pongTimeoutMs() {
      return timeOf('pongTimeoutMs');
    },
    set pongTimeoutMs(ms) {
      setTime('pongTimeoutMs', ms);
    },
    get lifetimeMs() {
      return timeOf('lifetimeMs');
    },
    set lifetimeMs(ms) {
      setTime('lifetimeMs', ms);
    },
    drop: (route) => on(route).forEach((connection) => connection.drop()),
    cut: (route) => on(route).forEach((connection) => connection.cut()),
    fault(route, fault) {
      faults.set(route, fault);
      adapt();
      if (fault?.kind !== 'halfOpen') return;
      on(route === '*' ? undefined : route).forEach((connection) => connection.setHalfOpen(true));
    },
  };

  return {
    api,
    upgrade,
    reset(): void {
      faults.reset();
      for (const name of Object.keys(times) as (keyof SocketTimes)[]) delete times[name];
      adapt();
    },
  };
}

function decline(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
