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
  /** A stream is wanted anew: it is asked for again if it was refused, and accepted again if it is there. */
  renew(name: string): void;
  /** Resolves when all is as it is wanted; rejects when the connection has ended. */
  settled(): Promise<void>;
  end(reason: string): void;
}

/** Names in one control message. */
const NAMES_PER_MESSAGE = 256;

/** Keeps the streams of one connection as they are wanted. */
export function createReconciler(
  connection: Connection,
  control: Control,
  streams: StreamSet,
  time: TimeSource,
): Reconciler {
  const present = new Set<string>();
  /** Names whose answer is on its way. */
  const busy = new Set<string>();
  /** Names that the exchange did not take, or did not give up. */
  const refused = new Set<string>();
  /** Names whose acceptance was reported. */
  const confirmed = new Set<string>();
  let waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let isPlanned = false;
  let ended: Error | undefined;

  function reconcile(): void {
    isPlanned = false;
    if (ended) return;
    // A stream may be wanted again before it was given up.
    for (const name of streams.wanted())
      if (present.has(name) && !busy.has(name) && !confirmed.has(name)) confirm(name);
    const isIdle = (name: string) => !busy.has(name) && !refused.has(name);
    const added = [...streams.wanted()].filter((name) => !present.has(name) && isIdle(name));
    const removed = [...present].filter((name) => !streams.isWanted(name) && isIdle(name));
    for (const names of batches(removed)) void request('UNSUBSCRIBE', names);
    for (const names of batches(added)) void request('SUBSCRIBE', names);
    if (busy.size > 0) return;
    for (const { resolve } of waiting.splice(0)) resolve();
  }

  function confirm(name: string): void {
    confirmed.add(name);
    streams.accepted(name, connection);
  }

  /** Sends one message. If it is refused, the names are halved until those are found that the exchange does not take. */
  async function request(method: 'SUBSCRIBE' | 'UNSUBSCRIBE', names: readonly string[]): Promise<void> {
    for (const name of names) {
      busy.add(name);
      if (method === 'SUBSCRIBE') streams.asked(name, connection);
    }
    try {
      await control.request(method, names);
    } catch (error) {
      if (ended) return;
      // Without an answer nobody knows what is subscribed to.
      if (!(error instanceof ExchangeError)) return connection.abandon((error as Error).message);
      if (names.length === 1) return refuse(method, names[0]!, error);
      const half = Math.ceil(names.length / 2);
      await Promise.all([request(method, names.slice(0, half)), request(method, names.slice(half))]);
      return;
    }
    // The answer may have come together with the end of the connection.
    if (ended) return;
    for (const name of names) {
      busy.delete(name);
      if (method === 'UNSUBSCRIBE') present.delete(name);
      else {
        present.add(name);
        confirm(name);
      }
    }
    reconcile();
  }

  function refuse(method: 'SUBSCRIBE' | 'UNSUBSCRIBE', name: string, error: ExchangeError): void {
    busy.delete(name);
    refused.add(name);
    if (method === 'SUBSCRIBE') streams.refused(name, connection, error);
    reconcile();
  }

  return {
    sync() {
      if (isPlanned || ended) return;
      isPlanned = true;
      time.after(0, reconcile);
    },
    renew(name) {
      refused.delete(name);
      confirmed.delete(name);
    },
    settled: () =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        waiting.push({ resolve, reject });
        reconcile();
      }),
    end(reason) {
      ended ??= new Error(reason);
      for (const { reject } of waiting.splice(0)) reject(ended);
    },
  };
}

function batches(names: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(names.length / NAMES_PER_MESSAGE) }, (_, index) =>
    names.slice(index * NAMES_PER_MESSAGE, (index + 1) * NAMES_PER_MESSAGE),
  );
}
