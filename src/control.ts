// Control messages of one connection to the streams: paced, and matched with their answers.
import { connections, controlErrors } from '../generated/protocol.js';
import type { ControlReply } from './decode.js';
import { ExchangeError, TransportError } from './errors.js';
import type { Connection } from './socket.js';

/** Control messages a second; the rest of what is allowed is left to pings and pongs. */
const CONTROL_MESSAGES_PER_SECOND = connections.marketStreams.maxControlMessagesPerSecond - 3;

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
  const sent: number[] = [];
  let nextId = 1;
  let pump: NodeJS.Timeout | undefined;

  function send(): void {
    pump = undefined;
    const now = performance.now();
    while (sent.length > 0 && now - sent[0]! >= 1000) sent.shift();
    while (queue.length > 0 && sent.length < CONTROL_MESSAGES_PER_SECOND) {
      connection.send(queue.shift()!.text);
      sent.push(now);
    }
    if (queue.length > 0) pump = setTimeout(send, sent[0]! + 1000 - now + 1);
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
        const waits = Math.ceil((queue.length + sent.length) / CONTROL_MESSAGES_PER_SECOND) * 1000;
        const timer = setTimeout(() => {
          settle(id)?.reject(new TransportError(method, `no answer within ${timeoutMs} ms`, 'unknown'));
        }, timeoutMs + waits);
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
