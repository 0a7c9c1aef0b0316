// Connections to one host: each is opened before a request is given to it, and never used again once it has failed.
import type { Socket } from 'node:net';
import type { Client, Dispatcher } from 'undici';

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
  release(): void;
}

/** Keeps connections of one host. */
export interface Connections {
  /** An idle connection, or nothing. */
  takeIdle(): Line | undefined;
  /** Waits in line for one. Rejects with the reason why none could be opened, or with that of the signal. */
  take(signal: AbortSignal): Promise<Line>;
  /** Closes what is idle now, and the others once they are released. Resolves when all are closed and nobody waits. */
  close(): Promise<void>;
}

/** How long an idle connection is kept, unless the exchange says otherwise. Unit: ms. */
const KEEP_ALIVE_MS = 30_000;

interface Waiter {
  resolve(line: Line): void;
  reject(error: unknown): void;
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
  const idle: Held[] = [];
  const waiting: Waiter[] = [];
  const openings = new Set<Opening>();
  const all = new Set<Held>();
  let isClosing = false;
  let closed: (() => void) | undefined;

  interface Held {
    readonly client: Client;
    readonly socket: Socket;
  }

  function add(socket: Socket): void {
    let isHandedOver = false;
    const client = new undici.Client(origin, {
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: (_, callback) => {
        // An undici Client opens a new connection by itself when the old one is gone; ours ends with its connection.
        if (isHandedOver || socket.destroyed) return callback(new Error('the connection was closed'), null);
        isHandedOver = true;
        // Not in this turn: undici goes on only with what is called later.
        queueMicrotask(() => callback(null, socket));
      },
    });
    const held: Held = { client, socket };
    all.add(held);
    socket.once('close', () => drop(held));
    free(held);
  }

  function drop(held: Held): void {
    if (!all.delete(held)) return;
    const at = idle.indexOf(held);
    if (at >= 0) idle.splice(at, 1);
    held.client.destroy().catch(() => {});
    held.socket.destroy();
    advance();
  }

  /** To the first in line, or to the idle ones. */
  function free(held: Held): void {
    if (!all.has(held)) return;
    if (held.socket.destroyed) return drop(held);
    const next = waiting.shift();
    if (next) next.resolve(lineOf(held));
    else if (isClosing) drop(held);
    else idle.push(held);
  }

  function lineOf(held: Held): Line {
    return {
      dispatcher: held.client,
      release() {
        // A connection whose answer ends it is destroyed only after its answer was read.
        if (waiting.length > 0) queueMicrotask(() => free(held));
        else free(held);
      },
    };
  }

  /** Opens as many connections as are waited for; gives up those that nobody waits for and that may never open. */
  function advance(): void {
    while (openings.size < waiting.length && openings.size + all.size < limit) start();
    for (const opening of openings) {
      if (openings.size <= waiting.length) break;
      openings.delete(opening);
      opening.cancel();
    }
    if (isClosing && all.size === 0 && openings.size === 0 && waiting.length === 0) closed?.();
  }

  function start(): void {
    const opening = open();
    openings.add(opening);
    void settle(opening);
  }

  async function settle(opening: Opening): Promise<void> {
    try {
      const socket = await opening.opened;
      socket.on('error', () => {});
      if (openings.delete(opening)) add(socket);
      else socket.destroy();
    } catch (error) {
      if (openings.delete(opening)) waiting.shift()?.reject(error);
    }
    advance();
  }

  return {
    takeIdle() {
      for (let held = idle.pop(); held; held = idle.pop()) {
        if (!held.socket.destroyed) return lineOf(held);
        drop(held);
      }
      return undefined;
    },
    take: (signal) =>
      new Promise((resolve, reject) => {
        const leave = () => {
          const at = waiting.indexOf(waiter);
          if (at >= 0) waiting.splice(at, 1);
          reject(signal.reason as Error);
          advance();
        };
        const waiter: Waiter = {
          resolve(line) {
            signal.removeEventListener('abort', leave);
            resolve(line);
          },
          reject(error) {
            signal.removeEventListener('abort', leave);
            reject(error);
          },
        };
        if (signal.aborted) return reject(signal.reason as Error);
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(waiter);
        advance();
      }),
    close() {
      isClosing = true;
      return new Promise((resolve) => {
        closed = resolve;
        for (const held of idle.splice(0)) drop(held);
        advance();
      });
    },
  };
}
