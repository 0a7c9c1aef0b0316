// Makes the streams of one connection those that are wanted, whatever comes and goes while answers are on their way.
import { ExchangeError } from '../errors.js';
import type { Connection } from '../sockets/connection.js';
import type { TimeSource } from '../time.js';
import type { Control } from './control.js';

/** What the owner of the streams says and hears. */
export interface StreamSet {
  /** Names of the streams that are wanted now. */
  wanted(): Iterable<string>;
  isWanted(name: string): boolean;
  /** The stream is asked for: its events may come from now on. */
  asked(name: string, connection: Connection): void;
  accepted(name: string, connection: Connection): void;
  refused(name: string, connection: Connection, error: ExchangeError): void;
}

/** See {@link createReconciler}. */
export interface Reconciler {
  /** Asks for what is wanted and not there, and gives up what is there and not wanted, at the end of this turn. */
  sync(): void;
  /** {@link sync}; a stream is wanted anew: it is asked for again if it was refused, and accepted again if it is there. */
  askAgain(name: string): void;
  /** Resolves when all is as it is wanted; rejects when the connection has ended. */
  settled(): Promise<void>;
  end(reason: string): void;
}

type Method = 'SUBSCRIBE' | 'UNSUBSCRIBE';

/** Names in one control message. */
const NAMES_PER_MESSAGE = 256;

/** The streams of one connection, as far as is known. */
interface ReconcilerData {
  readonly connection: Connection;
  readonly control: Control;
  readonly streams: StreamSet;
  readonly present: Set<string>;
  /** Names whose answer is on its way. */
  readonly busy: Set<string>;
  /** Names that the exchange did not take, or did not give up. */
  readonly refused: Set<string>;
  /** Names whose acceptance was reported. */
  readonly confirmed: Set<string>;
  waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[];
  isPlanned: boolean;
  ended: Error | undefined;
}

/** Keeps the streams of one connection as they are wanted. */
export function createReconciler(
  connection: Connection,
  control: Control,
  streams: StreamSet,
  time: TimeSource,
): Reconciler {
  const data: ReconcilerData = {
    connection,
    control,
    streams,
    present: new Set(),
    busy: new Set(),
    refused: new Set(),
    confirmed: new Set(),
    waiting: [],
    isPlanned: false,
    ended: undefined,
  };
  function sync(): void {
    if (data.isPlanned || data.ended) return;
    data.isPlanned = true;
    time.after(0, () => reconcile(data));
  }
  return {
    sync,
    askAgain(name) {
      data.refused.delete(name);
      data.confirmed.delete(name);
      sync();
    },
    settled: () =>
      new Promise((resolve, reject) => {
        if (data.ended) return reject(data.ended);
        data.waiting.push({ resolve, reject });
        reconcile(data);
      }),
    end(reason) {
      data.ended ??= new Error(reason);
      for (const { reject } of data.waiting.splice(0)) reject(data.ended);
    },
  };
}

/** Asks for what is missing, and gives up what is too much. */
function reconcile(data: ReconcilerData): void {
  const { streams, present, busy, refused, confirmed } = data;
  data.isPlanned = false;
  if (data.ended) return;
  // A stream may be wanted again before it was given up.
  for (const name of streams.wanted())
    if (present.has(name) && !busy.has(name) && !confirmed.has(name)) confirm(data, name);
  const isIdle = (name: string) => !busy.has(name) && !refused.has(name);
  const added = [...streams.wanted()].filter((name) => !present.has(name) && isIdle(name));
  const removed = [...present].filter((name) => !streams.isWanted(name) && isIdle(name));
  for (const names of batches(removed)) void request(data, 'UNSUBSCRIBE', names);
  for (const names of batches(added)) void request(data, 'SUBSCRIBE', names);
  if (busy.size > 0) return;
  for (const { resolve } of data.waiting.splice(0)) resolve();
}

/** Sends one message. If it is refused, the names are halved until those are found that the exchange does not take. */
async function request(data: ReconcilerData, method: Method, names: readonly string[]): Promise<void> {
  const { connection, control, streams, busy } = data;
  for (const name of names) {
    busy.add(name);
    if (method === 'SUBSCRIBE') streams.asked(name, connection);
  }
  try {
    await control.request(method, names);
  } catch (error) {
    if (data.ended) return;
    // Without an answer nobody knows what is subscribed to.
    if (!(error instanceof ExchangeError)) return connection.abandon((error as Error).message);
    if (names.length === 1) return refuse(data, method, names[0]!, error);
    const half = Math.ceil(names.length / 2);
    await Promise.all([request(data, method, names.slice(0, half)), request(data, method, names.slice(half))]);
    return;
  }
  // The answer may have come together with the end of the connection.
  if (!data.ended) carriedOut(data, method, names);
}

function carriedOut(data: ReconcilerData, method: Method, names: readonly string[]): void {
  for (const name of names) {
    data.busy.delete(name);
    if (method === 'UNSUBSCRIBE') data.present.delete(name);
    else {
      data.present.add(name);
      confirm(data, name);
    }
  }
  reconcile(data);
}

function refuse(data: ReconcilerData, method: Method, name: string, error: ExchangeError): void {
  data.busy.delete(name);
  data.refused.add(name);
  if (method === 'SUBSCRIBE') data.streams.refused(name, data.connection, error);
  reconcile(data);
}

function confirm({ confirmed, streams, connection }: ReconcilerData, name: string): void {
  confirmed.add(name);
  streams.accepted(name, connection);
}

function batches(names: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(names.length / NAMES_PER_MESSAGE) }, (_, index) =>
    names.slice(index * NAMES_PER_MESSAGE, (index + 1) * NAMES_PER_MESSAGE),
  );
}
