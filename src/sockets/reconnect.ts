// Connects, and again after each loss, with growing pauses.
import { sleep } from '../time.js';
import { openConnection, type Connection, type OwnedConnection } from './connection.js';
import { pauseMs } from './pauses.js';
import { isClosed, setState, type SocketData } from './socket-state.js';

/** A connection that lived so long was a good one: the next pause starts small again. Unit: ms. */
const STABLE_MS = 10_000;

/** Tries until there is a connection in use, or the socket is closed. */
export async function keepConnected(socket: SocketData): Promise<void> {
  const { settings, closing } = socket;
  while (!isClosed(socket)) {
    if (socket.failures > 0) await sleep(settings.time, pauseMs(settings, socket.failures), closing.signal);
    if (isClosed(socket)) return;
    try {
      return takeIntoUse(socket, await establish(socket));
    } catch (error) {
      if (isClosed(socket)) return;
      socket.failures++;
      fail(socket, error as Error);
      showReason(socket, error as Error);
    }
  }
}

/** Opens a connection and makes it ready. */
export async function establish(socket: SocketData): Promise<OwnedConnection> {
  const { owner, settings, closing } = socket;
  const url = await owner.url();
  // Last, so that nothing that has come meanwhile can forbid the attempt.
  await settings.admit(closing.signal, (reason) => showReason(socket, new Error(reason)));
  if (isClosed(socket)) throw new Error('the client was closed');
  const connection = openConnection(url, settings, {
    message: owner.message,
    lost: (reason, gone) => lose(socket, reason, gone),
  });
  socket.connections.add(connection);
  void connection.closed.then(() => socket.connections.delete(connection));
  await connection.opened;
  try {
    // It may have ended in the turn in which it was opened.
    if (connection.isOpen) await owner.prepare(connection);
  } catch (error) {
    connection.abandon((error as Error).message);
    throw error;
  }
  if (!connection.isOpen) throw new Error('the connection was lost before it was ready');
  return connection;
}

/** A connection is ready: it is the one in use from now on. */
export function takeIntoUse(socket: SocketData, connection: OwnedConnection): void {
  if (isClosed(socket)) return;
  socket.current = connection;
  socket.openedAt = socket.settings.time.monotonic();
  // Until it has lived for a while.
  socket.failures++;
  socket.lastError = undefined;
  socket.rotation.schedule();
  setState(socket, 'open');
}

/** An attempt has failed. */
export function fail(socket: SocketData, error: Error): void {
  socket.lastError = error;
  socket.settings.failed?.(error);
  socket.owner.failed?.(error);
}

/** A connection ended by itself. */
function lose(socket: SocketData, reason: string, connection: Connection): void {
  socket.owner.lost(connection, reason);
  if (connection !== socket.current || isClosed(socket)) return;
  socket.current = undefined;
  if (socket.settings.time.monotonic() - socket.openedAt >= STABLE_MS) socket.failures = 0;
  socket.lastError = new Error(reason);
  setState(socket, 'reconnecting', reason);
  // A rotation on its way brings the next connection by itself.
  if (!socket.rotation.isRunning) void keepConnected(socket);
}

/** Says why there is no connection; the one in use, if there is one, goes on. */
function showReason(socket: SocketData, error: Error): void {
  if (socket.current) return;
  socket.lastError = error;
  setState(socket, socket.state === 'connecting' ? 'connecting' : 'reconnecting', error.message);
}
