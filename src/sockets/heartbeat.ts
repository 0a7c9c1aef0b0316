// Pings of one connection: whether there is life in it, and whether all that was sent has come.
import { every, type TimeSource } from '../time.js';

/** See {@link createHeartbeat}. */
export interface Heartbeat {
  /** Whether there was a sign of life since the last ping. */
  isAlive: boolean;
  /** Begins to ask for signs of life. */
  start(ping: (payload: string) => void): void;
  /** The answer to a ping. */
  answered(payload: string): void;
  /** Resolves when a ping that is sent now is answered. False: it never will be. */
  drained(): Promise<boolean>;
  stop(): void;
}

/**
 * Asks for a sign of life again and again.
 *
 * @param ms Time between two pings.
 * @param silent Called when there was no sign of life between two of them.
 */
export function createHeartbeat(time: TimeSource, ms: number, silent: () => void): Heartbeat {
  /** Who waits for the answer to a ping, by its payload. */
  const waiting = new Map<string, (answered: boolean) => void>();
  let send: ((payload: string) => void) | undefined;
  let pings = 0;
  let cancelTimer = () => {};

  const heartbeat: Heartbeat = {
    isAlive: true,
    start(ping) {
      send = ping;
      cancelTimer = every(time, ms, () => {
        if (!heartbeat.isAlive) return silent();
        heartbeat.isAlive = false;
        ping('');
      });
    },
    answered(payload) {
      heartbeat.isAlive = true;
      waiting.get(payload)?.(true);
      waiting.delete(payload);
    },
    drained: () =>
      new Promise((resolve) => {
        if (!send) return resolve(false);
        const payload = String(++pings);
        waiting.set(payload, resolve);
        send(payload);
      }),
    stop() {
      send = undefined;
      cancelTimer();
      for (const resolve of waiting.values()) resolve(false);
      waiting.clear();
    },
  };
  return heartbeat;
}
