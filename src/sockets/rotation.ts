// Planned replacement of a connection: the new one is ready before the old one closes.
import type { OwnedConnection } from './connection.js';
import { pauseMs } from './pauses.js';
import { establish, fail, keepConnected, takeIntoUse } from './reconnect.js';
import { isClosed, setState, type SocketData } from './socket-state.js';

/** See {@link createRotation}. */
export interface Rotation {
  readonly isRunning: boolean;
  /** Plans the next one for a connection that has just come into use. */
  schedule(): void;
  /** Replaces the connection now. False if that failed; then it is tried again. */
  rotate(): Promise<boolean>;
  stop(): void;
}

/** Replaces the connection of a socket when it is old, or when asked to. */
export function createRotation(socketOf: () => SocketData): Rotation {
  let running: Promise<boolean> | undefined;
  /** Since the last rotation that succeeded. */
  let failures = 0;
  let cancelTimer = () => {};

  function plan({ settings }: SocketData, ms: number): void {
    cancelTimer();
    cancelTimer = settings.time.after(ms, () => void rotate());
  }

  async function replace(): Promise<boolean> {
    const socket = socketOf();
    const old = socket.current;
    if (!old) return false;
    setState(socket, 'rotating');
    const next = await successor(socket, old).catch((error: unknown) => {
      if (isClosed(socket)) return;
      // An exchange that announced its cut, or the cut after 24 hours, waits for nobody.
      if (socket.current) plan(socket, pauseMs(socket.settings, ++failures));
      fail(socket, error as Error);
      if (socket.current) setState(socket, 'open', `the rotation failed: ${(error as Error).message}`);
      else void keepConnected(socket);
    });
    if (!next || isClosed(socket)) return false;
    failures = socket.failures = 0;
    takeIntoUse(socket, next);
    socket.owner.retired?.(old);
    old.close();
    return true;
  }

  function rotate(): Promise<boolean> {
    cancelTimer();
    return (running ??= replace().finally(() => (running = undefined)));
  }

  return {
    get isRunning() {
      return running !== undefined;
    },
    schedule: () => plan(socketOf(), socketOf().settings.rotateAfterMs),
    rotate,
    stop: () => cancelTimer(),
  };
}

/** A new connection that has taken over all that the old one did. */
async function successor(socket: SocketData, old: OwnedConnection): Promise<OwnedConnection> {
  const next = await establish(socket);
  try {
    if (socket.current === old) await socket.owner.handOver(old, next);
    if (!next.isOpen) throw new Error('the new connection was lost');
    return next;
  } catch (error) {
    next.abandon((error as Error).message);
    throw error;
  }
}
