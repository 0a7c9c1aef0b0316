// A socket that stays: it connects again after each loss, and is replaced before the exchange cuts it.
import type { SocketState } from '../notices.js';
import { keepConnected } from './reconnect.js';
import { createRotation } from './rotation.js';
import { isClosed, setState, type SocketData, type SocketOwner, type SocketSettings } from './socket-state.js';

export type { SocketOwner, SocketSettings } from './socket-state.js';

/** See {@link createSocket}. */
export interface Socket {
  readonly state: SocketState;
  /** Why there is no connection, as far as is known. */
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

/** Connects, and stays connected until it is closed. */
export function createSocket(owner: SocketOwner, settings: SocketSettings): Socket {
  const { time } = settings;
  const socket: SocketData = {
    owner,
    settings,
    closing: new AbortController(),
    connections: new Set(),
    rotation: createRotation(() => socket),
    state: 'connecting',
    lastError: undefined,
    current: undefined,
    openedAt: 0,
    failures: 0,
  };
  let leftAt = -Infinity;
  owner.state('connecting', undefined);
  void keepConnected(socket);
  return {
    get state() {
      return socket.state;
    },
    get lastError() {
      return socket.lastError;
    },
    rotate: () => socket.rotation.rotate(),
    leave() {
      if (time.monotonic() - leftAt < STAY_MS) return;
      leftAt = time.monotonic();
      void socket.rotation.rotate();
    },
    close: () => close(socket),
  };
}

async function close(socket: SocketData): Promise<void> {
  const { closing, rotation, connections } = socket;
  if (!isClosed(socket)) {
    closing.abort();
    rotation.stop();
    for (const connection of connections) connection.close();
    setState(socket, 'closed');
  }
  await Promise.all([...connections].map(({ closed }) => closed));
}
