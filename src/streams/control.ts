// Control messages of one connection to the streams: paced, and matched with their answers.
import type { ControlReply } from '../decode/decode.js';
import { ExchangeError, TransportError } from '../errors.js';
import type { StreamFacts } from '../product.js';
import type { Connection } from '../sockets/connection.js';
import type { TimeSource } from '../time.js';

/** Part of the control messages of a second that may go at once; the rest is for pings and for messages that arrive closer together. */
const BURST_PART = 0.4;

/** What control messages need to know. */
export interface ControlSettings {
  readonly time: TimeSource;
  /** Longest wait for an answer. Unit: ms. */
  readonly timeoutMs: number;
  readonly facts: StreamFacts;
}

/** The control messages of one connection. */
export interface Control {
  /**
   * Resolves when the exchange has done it.
   *
   * @throws {ExchangeError} It refuses.
   * @throws {TransportError} It does not answer, or the connection ended.
   */
  request(method: string, names: readonly string[]): Promise<void>;
  answer(reply: ControlReply): void;
  end(reason: string): void;
}

/** A message without its answer. */
interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Sends control messages, not more a second than are allowed, and finds their answers. */
export function createControl(connection: Connection, { time, timeoutMs, facts }: ControlSettings): Control {
  const burst = Math.max(1, Math.floor(facts.marketStreams.maxControlMessagesPerSecond * BURST_PART));
  const intervalMs = 1000 / burst;
  const sent = new Map<number, Pending>();
  let queue: { readonly id: number; readonly text: string; readonly pending: Pending }[] = [];
  let tokens = burst;
  let refilledAt = time.monotonic();
  let nextId = 1;
  let cancelPump: (() => void) | undefined;

  function pump(): void {
    cancelPump = undefined;
    const now = time.monotonic();
    tokens = Math.min(burst, tokens + (now - refilledAt) / intervalMs);
    refilledAt = now;
    for (; queue.length > 0 && tokens >= 1; tokens--) transmit(queue.shift()!);
    if (queue.length > 0) cancelPump = time.after(intervalMs, pump);
  }

  function transmit({ id, text, pending }: (typeof queue)[number]): void {
    const cancel = time.after(timeoutMs, () =>
      take(id)?.reject(new TransportError('SUBSCRIBE', `no answer within ${timeoutMs} ms`, 'unknown')),
    );
    sent.set(id, {
      resolve: () => (cancel(), pending.resolve()),
      reject: (error) => (cancel(), pending.reject(error)),
    });
    connection.send(text);
  }

  function take(id: number): Pending | undefined {
    const pending = sent.get(id);
    sent.delete(id);
    return pending;
  }

  return {
    request: (method, params) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        queue.push({ id, text: JSON.stringify({ method, params, id }), pending: { resolve, reject } });
        if (!cancelPump) pump();
      }),
    answer({ id, error }) {
      // The exchange answers in order, so a refusal whose id could not be read belongs to the oldest message.
      const pending = take(id ?? (error ? sent.keys().next().value : undefined) ?? 0);
      if (error) pending?.reject(refusal(error, facts));
      else pending?.resolve();
    },
    end(reason) {
      cancelPump?.();
      const unsent = queue.map(({ pending }) => pending);
      queue = [];
      for (const id of sent.keys()) take(id)!.reject(new TransportError('SUBSCRIBE', reason, 'unknown'));
      for (const { reject } of unsent) reject(new TransportError('SUBSCRIBE', reason, 'rejected'));
    },
  };
}

function refusal({ code, msg }: NonNullable<ControlReply['error']>, { controlErrors }: StreamFacts): ExchangeError {
  // Catalogued texts have variable parts from their first %s on.
  const known = controlErrors?.find((row) => row.code === code && msg.startsWith(row.message.split('%s')[0]!));
  return new ExchangeError(msg, {
    operation: 'SUBSCRIBE',
    status: 400,
    code,
    codeName: undefined,
    execution: 'rejected',
    retry: undefined,
    retryAfterMs: undefined,
    advice: known?.advice,
  });
}
