// Sessions of the WebSocket API: connections are logged on, and again when the exchange ends their session.
import { ExchangeError } from '../errors.js';
import type { Notice } from '../notices.js';
import type { Connection } from '../sockets/connection.js';
import { pauseMs } from '../sockets/pauses.js';
import type { TimeSource } from '../time.js';

/** What sessions need. Unit of all times: ms. */
export interface SessionSettings {
  readonly time: TimeSource;
  readonly random: () => number;
  /** First pause before a session that was ended soon is logged on again; it doubles up to the longest one. */
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  readonly notify: (notice: Notice) => void;
}

/** See {@link createSessions}. */
export interface Sessions {
  isLoggedOn(connection: Connection): boolean;
  /** Logs a connection on. One that cannot be stays usable: its requests are signed. Rejects if the connection is gone. */
  start(connection: Connection): Promise<void>;
  /** The exchange has confirmed a logon. Called at once: the next frame may end the session. */
  loggedOn(connection: Connection): void;
  /** The caller ends the session of a connection: from now on its requests are signed. The next connection is logged on again. */
  loggingOut(connection: Connection): void;
  /** The exchange has ended the session of a connection. */
  revoked(connection: Connection): void;
  /** A connection is gone. */
  forget(connection: Connection): void;
  /** Ends what waits. */
  close(): void;
}

/** A session that lasted so long was a good one: the next pause starts small again. Unit: ms. */
const STABLE_MS = 10_000;

interface Session {
  isLoggedOn: boolean;
  /** Stops a logon that waits for its time. */
  cancel: (() => void) | undefined;
}

/**
 * @param place Name of the logon, for notices.
 * @param logOn Asks the exchange to log a connection on.
 * @param syncClock Sets the clock by the exchange's. It does not reject.
 */
export function createSessions(
  settings: SessionSettings,
  place: string,
  logOn: (connection: Connection) => Promise<unknown>,
  syncClock: () => Promise<void>,
): Sessions {
  const { time } = settings;
  const sessions = new Map<Connection, Session>();
  let loggedOnAt = 0;
  /** How many sessions in a row were ended soon. */
  let quickEnds = 0;

  async function ask(connection: Connection, isGone: () => boolean): Promise<void> {
    try {
      await logOn(connection);
    } catch (error) {
      if (!isClockError(error)) throw error;
      await syncClock();
      if (isGone()) throw error;
      await logOn(connection);
    }
  }

  async function start(connection: Connection): Promise<void> {
    const session: Session = { isLoggedOn: false, cancel: undefined };
    const isGone = () => sessions.get(connection) !== session;
    sessions.set(connection, session);
    try {
      await ask(connection, isGone);
      if (isGone()) throw new Error('the connection was lost');
    } catch (error) {
      if (isGone()) throw error;
      settings.notify({ kind: 'error', place, error });
    }
  }

  return {
    isLoggedOn: (connection) => sessions.get(connection)?.isLoggedOn === true,
    start,
    loggedOn(connection) {
      const session = sessions.get(connection);
      if (!session) return;
      session.isLoggedOn = true;
      loggedOnAt = time.monotonic();
    },
    loggingOut(connection) {
      const session = sessions.get(connection);
      if (session) session.isLoggedOn = false;
    },
    revoked(connection) {
      const session = sessions.get(connection);
      if (!session?.isLoggedOn) return;
      session.isLoggedOn = false;
      quickEnds = time.monotonic() - loggedOnAt < STABLE_MS ? quickEnds + 1 : 1;
      session.cancel = time.after(pauseMs(settings, quickEnds), () => {
        // A connection that is lost meanwhile tells it by itself.
        start(connection).catch(() => {});
      });
    },
    forget(connection) {
      sessions.get(connection)?.cancel?.();
      sessions.delete(connection);
    },
    close() {
      for (const { cancel } of sessions.values()) cancel?.();
      sessions.clear();
    },
  };
}

/** Whether a refusal means that the clock is wrong. */
export function isClockError(error: unknown): boolean {
  return error instanceof ExchangeError && error.retry === 'sync-clock';
}
