// Control messages of one connection to the streams: paced, and matched with their answers.
import { connections, controlErrors } from '../../generated/protocol.js';
import type { ControlReply } from '../decode/decode.js';
import { ExchangeError, TransportError } from '../errors.js';
import type { Connection } from '../sockets/socket.js';

/**
 * Control messages that may go at once, and the time until one more may. Together they stay within what a second allows,
 * with room for pings, pongs and for messages that arrive closer together than they were sent.
 */
const BURST = Math.floor(connections.marketStreams.maxControlMessagesPerSecond * 0.4);
const INTERVAL_MS = 1000 / BURST;

/** Whether a text is one of the catalogue, as far as its first variable part. */
const fits = (catalogued: string, text: string) => text.startsWith(catalogued.split('%s')[0]!);

/** The control messages of one connection. */
export interface Control {
  request(method: string, names: readonly string[]): Promise<void>;
  answer(reply: ControlReply): void;
  end(reason: string): void;
}

/** Sends control messages, not more a second than are allowed, and finds their answers. */
export function createControl(connection: Connection, timeoutMs: number): Control {
  const inFlight = new Map<number, { resolve: () => void; reject: (error: Error) => void; timer: NodeJS.Timeout }>();
  const queue: { id: number; text: string }[] = [];
  let tokens = BURST;
  let refilledAt = performance.now();
  let nextId = 1;
  let pump: NodeJS.Timeout | undefined;

  function send(): void {
    pump = undefined;
    const now = performance.now();
    tokens = Math.min(BURST, tokens + (now - refilledAt) / INTERVAL_MS);
    refilledAt = now;
    for (; queue.length > 0 && tokens >= 1; tokens--) connection.send(queue.shift()!.text);
    if (queue.length > 0) pump = setTimeout(send, INTERVAL_MS);
  }

  function settle(id: number): { resolve: () => void; reject: (error: Error) => void } | undefined {
    const entry = inFlight.get(id);
    inFlight.delete(id);
    clearTimeout(entry?.timer);
    return entry;
  }

  return {
    request: (method, params) =>
      new Promise((resolve, reject) => {
        if (params.length === 0) return resolve();
        const id = nextId++;
        const timer = setTimeout(
          () => {
            settle(id)?.reject(new TransportError(method, `no answer within ${timeoutMs} ms`, 'unknown'));
          },
          timeoutMs + queue.length * INTERVAL_MS,
        );
        inFlight.set(id, { resolve, reject, timer });
        queue.push({ id, text: JSON.stringify({ method, params, id }) });
        if (pump === undefined) send();
      }),
    answer({ id, error }) {
      const oldest = inFlight.keys().next().value;
      // A refusal whose id could not be read belongs to the oldest message.
      const entry = settle(id ?? oldest ?? 0);
      if (!entry) return;
      if (!error) return entry.resolve();
      entry.reject(
        new ExchangeError(error.msg, {
          operation: 'SUBSCRIBE',
          status: 400,
          code: error.code,
          codeName: undefined,
          execution: 'rejected',
          retry: undefined,
          retryAfterMs: undefined,
          advice: controlErrors.find(({ code, message }) => code === error.code && fits(message, error.msg))?.advice,
        }),
      );
    },
    end(reason) {
      clearTimeout(pump);
      for (const id of inFlight.keys()) settle(id)?.reject(new TransportError('SUBSCRIBE', reason, 'unknown'));
    },
  };
}
