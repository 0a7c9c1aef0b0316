// Connections to one host: each is opened before a request is given to it, and never used again once it has failed.
import type { Socket } from 'node:net';
import type { Client, Dispatcher } from 'undici';
import type { HttpRequest } from '../network.js';

/** How a connection is opened. */
export interface Opening {
  readonly opened: Promise<Socket>;
  /** Gives it up; `opened` then rejects. */
  cancel(): void;
}

/** A connection that is there. */
export interface Line {
  readonly dispatcher: Dispatcher;
  /** Takes it back: the next request may have it. */
  readonly release: () => void;
}

/** Keeps connections of one host. */
export interface Connections {
  /** An idle connection, or a promise of the next free one, which rejects if none could be opened or the request ends. */
  take(request: Pick<HttpRequest, 'onEnd'>): Line | Promise<Line>;
  /** Closes what is idle now, and the others once they are released. Resolves when all are closed and nobody waits. */
  close(): Promise<void>;
}

/** How long an idle connection is kept, unless the exchange says otherwise. Unit: ms. */
const KEEP_ALIVE_MS = 30_000;

interface Waiter {
  resolve(line: Line): void;
  reject(error: unknown): void;
}

interface Connection extends Line {
  readonly dispatcher: Client;
  readonly socket: Socket;
}

/**
 * Keeps up to `limit` connections to a host. Not an undici Pool: that assigns a request to a connection that is not open yet, or is
 * busy, so that it is signed long before it is sent.
 */
export function createConnections(
  origin: string,
  limit: number,
  open: () => Opening,
  undici: typeof import('undici'),
): Connections {
  const all = new Set<Connection>();
  const idle: Connection[] = [];
  const waiting: Waiter[] = [];
  let closing: Promise<void> | undefined;
  let closed: (() => void) | undefined;
  const openings = createOpenings(open, (socket, error) => {
    if (socket) add(socket);
    else waiting.shift()?.reject(error);
    advance();
  });

  function add(socket: Socket): void {
    const connection: Connection = {
      socket,
      dispatcher: clientOn(socket, origin, undici),
      release() {
        // A connection whose answer ends it is destroyed only after its answer was read.
        if (waiting.length > 0) queueMicrotask(() => free(connection));
        else free(connection);
      },
    };
    all.add(connection);
    socket.once('close', () => drop(connection));
    free(connection);
  }

  function drop(connection: Connection): void {
    if (!all.delete(connection)) return;
    remove(idle, connection);
    connection.dispatcher.destroy().catch(() => {});
    connection.socket.destroy();
    advance();
  }

  /** Gives a connection to the first that waits, or to the idle ones. */
  function free(connection: Connection): void {
    if (!all.has(connection)) return;
    if (connection.socket.destroyed) return drop(connection);
    const next = waiting.shift();
    if (next) next.resolve(connection);
    else if (closed) drop(connection);
    else idle.push(connection);
  }

  function advance(): void {
    openings.adjust(waiting.length, limit - all.size);
    if (all.size === 0 && waiting.length === 0) closed?.();
  }

  return {
    take(request) {
      for (let connection = idle.pop(); connection; connection = idle.pop()) {
        if (!connection.socket.destroyed) return connection;
        drop(connection);
      }
      return new Promise((resolve, reject) => {
        const waiter: Waiter = { resolve, reject };
        waiting.push(waiter);
        request.onEnd((reason) => {
          remove(waiting, waiter);
          reject(reason);
          advance();
        });
        advance();
      });
    },
    close: () =>
      (closing ??= new Promise((resolve) => {
        closed = resolve;
        for (const connection of idle.splice(0)) drop(connection);
        advance();
      })),
  };
}

/** Connections that are not open yet. */
interface Openings {
  /** Opens as many as are waited for, `most` at most; gives up those that nobody waits for and that may never open. */
  adjust(wanted: number, most: number): void;
}

/** @param ended Called with each socket that was opened, or with why one was not. */
function createOpenings(open: () => Opening, ended: (socket: Socket | undefined, error?: unknown) => void): Openings {
  const openings = new Set<Opening>();

  async function settle(opening: Opening): Promise<void> {
    try {
      const socket = await opening.opened;
      socket.on('error', () => {});
      if (openings.delete(opening)) ended(socket);
      else socket.destroy();
    } catch (error) {
      if (openings.delete(opening)) ended(undefined, error);
    }
  }

  return {
    adjust(wanted, most) {
      while (openings.size < wanted && openings.size < most) {
        const opening = open();
        openings.add(opening);
        void settle(opening);
      }
      for (const opening of openings) {
        if (openings.size <= wanted) break;
        openings.delete(opening);
        opening.cancel();
      }
    },
  };
}

/** A client that goes over this socket only. An undici Client opens a new connection by itself when the old one is gone. */
function clientOn(socket: Socket, origin: string, { Client }: typeof import('undici')): Client {
  let isHandedOver = false;
  return new Client(origin, {
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect(_, callback) {
      if (isHandedOver || socket.destroyed) return callback(new Error('the connection was closed'), null);
      isHandedOver = true;
      // Not in this turn: undici goes on only with what is called later.
      queueMicrotask(() => callback(null, socket));
    },
  });
}

function remove<Item>(list: Item[], item: Item): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
