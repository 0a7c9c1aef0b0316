// Requests that wait for their answers: by id, until they are answered, time out, are cancelled or lose their connection.
import type { Reply } from '../calls.js';
import { TransportError } from '../errors.js';
import type { CallRow } from '../rows.js';
import type { Connection } from '../sockets/connection.js';
import type { TimeSource } from '../time.js';

/** How a request ended. `failed`: before it could be sent. */
type RequestEnd = 'answered' | 'timedOut' | 'cancelled' | 'lost' | 'closed' | 'failed';

/** A request from the moment that it is called for. */
export interface PendingRequest {
  readonly id: string;
  readonly row: CallRow;
  /** Aborted when the request ends. */
  readonly signal: AbortSignal;
  /** Resolves with the answer. Rejects with a TransportError that knows whether the request was sent. */
  readonly reply: Promise<Reply<unknown>>;
  /** The connection that it is signed for and sent over. Absent while there is none. */
  connection: Connection | undefined;
  /** Set just before it is sent. */
  isSent: boolean;
  /** Absent as long as it is pending. */
  readonly end: RequestEnd | undefined;
}

/** What bounds a request. */
export interface RequestLimits {
  readonly signal: AbortSignal | undefined;
  /** When it ends without an answer, on monotonic time. Unit: ms. */
  readonly endsAt: number;
  /** The time-out that led to `endsAt`, for the error. Unit: ms. */
  readonly timeoutMs: number;
  /** Whether the same call was sent before, and what became of it is unknown. */
  readonly wasSent: boolean;
}

interface Entry extends PendingRequest {
  end: RequestEnd | undefined;
  /** Set while it waits for a connection. */
  wake: (() => void) | undefined;
  finish(end: RequestEnd, act: () => void): void;
  /** Ends it with a TransportError, whose verdict depends on what was sent. */
  fail(end: RequestEnd, problem: string, cause?: unknown): void;
  resolve(reply: Reply<unknown>): void;
  reject(error: unknown): void;
}

/** See {@link createRequestTable}. */
export interface RequestTable {
  open(row: CallRow, limits: RequestLimits): PendingRequest;
  /** Waits until there is a connection, or the request is over. */
  waitForConnection(request: PendingRequest): Promise<void>;
  /** There is a connection: requests that wait for one go on. */
  wake(): void;
  /** The request with this id that was sent over a connection. */
  find(id: string, connection: Connection): PendingRequest | undefined;
  /** The one request that a connection owes an answer to; nothing if there are several, or one that was given up. */
  onlyOneSentOver(connection: Connection): PendingRequest | undefined;
  /** The row of a request, pending or given up. */
  rowOf(id: string): CallRow | undefined;
  /** The row of a request that was given up after it was sent. It is forgotten: each is answered once. */
  takeGivenUp(id: string, connection: Connection): CallRow | undefined;
  /** Whether a request is being signed for, or was sent over, a connection. */
  isBusy(connection: Connection): boolean;
  answer(request: PendingRequest, reply: Reply<unknown>): void;
  /** Ends a request with an error that came instead of its result, or before it was sent. */
  refuse(request: PendingRequest, error: unknown): void;
  /** A connection is gone: its requests end, those that were not sent with the verdict `rejected`. */
  lose(connection: Connection, reason: string): void;
  /** Ends all requests. */
  close(): void;
}

/** How many requests that were given up are remembered. */
const MOST_GIVEN_UP = 1000;

/**
 * @param whyNoConnection Why there is no connection, as far as anybody knows.
 * @param onEnd Called whenever a request has ended.
 */
export function createRequestTable(
  time: TimeSource,
  whyNoConnection: () => Error | undefined,
  onEnd: () => void,
): RequestTable {
  const pending = new Map<string, Entry>();
  const givenUp = new Map<string, Entry>();
  let nextId = 1;

  function ended(entry: Entry): void {
    const { id, isSent, end } = entry;
    pending.delete(id);
    if (isSent && (end === 'timedOut' || end === 'cancelled')) {
      givenUp.set(id, entry);
      if (givenUp.size > MOST_GIVEN_UP) givenUp.delete(givenUp.keys().next().value!);
    }
    onEnd();
  }
  const of = (request: PendingRequest) => request as Entry;

  return {
    open(row, limits) {
      const entry = createEntry(String(nextId++), row, limits, time, whyNoConnection, ended);
      if (!entry.end) pending.set(entry.id, entry);
      return entry;
    },
    waitForConnection: (request) =>
      new Promise((resolve) => {
        if (request.end) resolve();
        else of(request).wake = resolve;
      }),
    wake() {
      for (const entry of pending.values()) goOn(entry);
    },
    find(id, connection) {
      const entry = pending.get(id);
      return entry?.isSent && entry.connection === connection ? entry : undefined;
    },
    onlyOneSentOver(connection) {
      const sent = [...pending.values()].filter((entry) => entry.isSent && entry.connection === connection);
      const isOwedOnly = ![...givenUp.values()].some((entry) => entry.connection === connection);
      return isOwedOnly && sent.length === 1 ? sent[0] : undefined;
    },
    rowOf: (id) => (pending.get(id) ?? givenUp.get(id))?.row,
    takeGivenUp(id, connection) {
      const entry = givenUp.get(id);
      if (entry?.connection !== connection) return undefined;
      givenUp.delete(id);
      return entry.row;
    },
    isBusy: (connection) => [...pending.values()].some((entry) => entry.connection === connection),
    answer: (request, reply) => of(request).finish('answered', () => of(request).resolve(reply)),
    refuse: (request, error) =>
      of(request).finish(request.isSent ? 'answered' : 'failed', () => of(request).reject(error)),
    lose(connection, reason) {
      for (const [id, entry] of givenUp) if (entry.connection === connection) givenUp.delete(id);
      for (const entry of pending.values()) if (entry.connection === connection) entry.fail('lost', reason);
    },
    close() {
      for (const entry of pending.values()) entry.fail('closed', 'the client was closed');
    },
  };
}

function goOn(entry: Entry): void {
  entry.wake?.();
  entry.wake = undefined;
}

function createEntry(
  id: string,
  row: CallRow,
  { signal, endsAt, timeoutMs, wasSent }: RequestLimits,
  time: TimeSource,
  whyNoConnection: () => Error | undefined,
  ended: (entry: Entry) => void,
): Entry {
  let controller: AbortController | undefined;
  let resolve!: Entry['resolve'];
  let reject!: Entry['reject'];
  const reply = new Promise<Reply<unknown>>((yes, no) => ([resolve, reject] = [yes, no]));
  const entry: Entry = {
    id,
    row,
    // Few need one.
    get signal() {
      controller ??= new AbortController();
      if (entry.end) controller.abort();
      return controller.signal;
    },
    reply,
    connection: undefined,
    isSent: false,
    end: undefined,
    wake: undefined,
    resolve,
    reject,
    finish(end, act) {
      if (entry.end) return;
      entry.end = end;
      cancelTimer();
      signal?.removeEventListener('abort', cancel);
      act();
      ended(entry);
      goOn(entry);
      controller?.abort();
    },
    fail(end, problem, cause) {
      const execution = entry.isSent || wasSent ? 'unknown' : 'rejected';
      entry.finish(end, () => reject(new TransportError(row.id, problem, execution, cause)));
    },
  };
  const cancel = () => entry.fail('cancelled', 'the call was cancelled', signal?.reason);
  function timeOut(): void {
    const wait = `within ${timeoutMs} ms`;
    if (entry.isSent) return entry.fail('timedOut', `no answer ${wait}`);
    if (!entry.wake) return entry.fail('timedOut', `not sent ${wait}`);
    const why = whyNoConnection();
    entry.fail('timedOut', `no connection ${wait}${why ? ` (${why.message})` : ''}`, why);
  }
  const cancelTimer = time.after(Math.max(0, endsAt - time.monotonic()), timeOut);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  return entry;
}
