// The owner of the WebSocket API's socket: which connection takes requests, and whose a received frame is.
import type { Reply } from '../calls.js';
import { ExchangeError, TransportError } from '../errors.js';
import type { CallRow } from '../rows.js';
import type { Connection } from '../sockets/connection.js';
import type { SocketOwner } from '../sockets/socket.js';
import { excerpt, readAnswer, readCounts, readReply, type Answer } from './answer.js';
import type { PendingRequest } from './request-table.js';
import { callWatchers, newestConnection, until, type State } from './state.js';

/** What the socket asks its owner for. */
export function createOwner(state: State, url: string, name: string): SocketOwner {
  const { settings, table, sessions, ready } = state;
  return {
    url: () => url,
    async prepare(connection) {
      if (settings.logsOn) await sessions.start(connection);
      ready.add(connection);
      state.problem = undefined;
      table.wake();
    },
    message: (text, connection) => receive(state, text, connection),
    async handOver(from, to) {
      // New requests already go over the new connection; the old one waits for the answers that it owes.
      await until(state, () => !table.isBusy(from) || !ready.has(to));
      if (!ready.has(to)) return;
      ready.delete(from);
      sessions.forget(from);
      table.lose(from, 'the connection was replaced');
    },
    failed: (error) => (state.problem = error),
    lost(connection, reason) {
      ready.delete(connection);
      sessions.forget(connection);
      if (ready.size === 0) state.problem = new Error(reason);
      table.lose(connection, reason);
      callWatchers(state);
    },
    state: (next, reason) => settings.notify({ kind: 'state', connection: name, state: next, reason }),
  };
}

/** Type of an event; some endpoints wrap it. */
function eventType({ body }: Answer): unknown {
  return ((body.event ?? body) as { e?: unknown }).e;
}

/** A text frame of the exchange. */
function receive(state: State, text: string, connection: Connection): void {
  const { settings, table, sessions } = state;
  const { session, host, shutdownEvent } = settings.product.websocketApi;
  const answer = readAnswer(text, (id) => table.rowOf(id));
  if (answer && answer.id !== null) {
    const request = table.find(answer.id, connection);
    if (request) return settle(state, request, answer, connection);
    const row = table.takeGivenUp(answer.id, connection);
    // Nobody waits for it any more, but what it says of the limits holds.
    if (row) return readQuietly(state, row, answer);
    // The same of a request that is forgotten, since its connection is being closed.
    if (answer.status !== undefined) readQuietly(state, session.logon, answer);
  } else if (answer?.status !== undefined) {
    if (answer.status === session.revokedStatus && sessions.isLoggedOn(connection)) return sessions.revoked(connection);
    const request = table.onlyOneSentOver(connection);
    if (request && 'error' in answer.body) return settle(state, request, answer, connection);
    // Whose refusal it is nobody knows, but what it says of limits and bans holds for every call.
    readQuietly(state, session.logon, answer);
  } else if (answer && shutdownEvent !== undefined && eventType(answer) === shutdownEvent) {
    // An older one is about to be closed anyway.
    if (connection === newestConnection(state)) state.socket?.leave();
    return;
  }
  const problem = `a frame that answers no request: ${excerpt(text, settings.apiKey)}`;
  settings.notify({ kind: 'error', place: host, error: new TransportError(host, problem, 'unknown') });
}

function settle(state: State, request: PendingRequest, answer: Answer, connection: Connection): void {
  const { settings, table, sessions } = state;
  try {
    const reply = read(state, request.row, answer);
    if (request.row === settings.product.websocketApi.session.logon) sessions.loggedOn(connection);
    table.answer(request, reply);
  } catch (error) {
    table.refuse(request, error);
  }
}

function read({ settings }: State, row: CallRow, answer: Answer): Reply<unknown> {
  settings.onLimits(readCounts(answer));
  try {
    const reply = readReply(settings.product, row, answer, settings.clock.now());
    settings.gates?.passed?.(row);
    return reply;
  } catch (error) {
    if (error instanceof ExchangeError) settings.gates?.observe(error, row);
    throw error;
  }
}

function readQuietly(state: State, row: CallRow, answer: Answer): void {
  try {
    read(state, row, answer);
  } catch {
    // It was read for the limits and the gates only.
  }
}
