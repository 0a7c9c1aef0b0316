// Planned replacement of a connection: the new one is ready before the old one closes.
import type { OwnedConnection } from './connection.js';
import { pauseMs, type SocketSettings } from './socket.js';

/** What a rotation needs of its socket. */
interface RotatingSocket {
  readonly settings: SocketSettings;
  /** The connection in use. */
  current(): OwnedConnection | undefined;
  isClosed(): boolean;
  /** Opens a connection and makes it ready. */
  establish(): Promise<OwnedConnection>;
  handOver(from: OwnedConnection, to: OwnedConnection): Promise<void>;
  began(): void;
  /** Takes a connection into use, and closes its predecessor. */
  use(connection: OwnedConnection, old: OwnedConnection): void;
  /** The connection in use, if there is one, stays. */
  failed(error: Error): void;
}

/** See {@link createRotation}. */
export interface Rotation {
  readonly isRunning: boolean;
  /** Plans the next one for a connection that has just come into use. */
  schedule(): void;
  /** Replaces the connection now. False if that failed; then it is tried again. */
  readonly rotate: () => Promise<boolean>;
  stop(): void;
}

/** Replaces the connection of a socket when it is old, or when asked to. */
export function createRotation(socket: RotatingSocket): Rotation {
  const { time, rotateAfterMs } = socket.settings;
  let running: Promise<boolean> | undefined;
  let failures = 0;
  let cancelTimer = () => {};

  function plan(ms: number): void {
    cancelTimer();
    cancelTimer = time.after(ms, () => void rotate());
  }

  async function replace(): Promise<boolean> {
    const old = socket.current();
    if (!old) return false;
    socket.began();
    let next: OwnedConnection | undefined;
    try {
      next = await socket.establish();
      if (socket.current() === old) await socket.handOver(old, next);
      if (!next.isOpen) throw new Error('the new connection was lost');
    } catch (error) {
      if (socket.isClosed()) return false;
      next?.abandon((error as Error).message);
      // An exchange that announced its cut, or the cut after 24 hours, waits for nobody.
      if (socket.current()) plan(pauseMs(socket.settings, ++failures));
      socket.failed(error as Error);
      return false;
    }
    if (socket.isClosed()) return false;
    failures = 0;
    socket.use(next, old);
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
    schedule: () => plan(rotateAfterMs),
    rotate,
    stop: () => cancelTimer(),
  };
}
