// Misbehaviour on request, and how an answer is written with it.
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { RestAnswer } from './rest.js';

/** What goes wrong. Without `status`, `body` and `cut` the true answer is given, late or with further headers. */
export interface Fault {
  /** Default: that of the true answer, 200 with a `body`. */
  status?: number;
  /** Sent instead of the true answer, as it is. */
  body?: string;
  headers?: { [name: string]: string };
  /** Wait before the answer; the call has taken effect by then. Unit: ms. */
  delayMs?: number;
  /** Where the connection is cut: before the answer, after its headers or in the middle of its body. */
  cut?: 'before' | 'headers' | 'body';
  /** How often it happens. Default: until it is replaced or forgotten. */
  times?: number;
  /** Whether the call takes effect although the answer says otherwise. */
  executed?: boolean;
}

/** Faults by route. That of a route goes before that of `*`. */
export function createFaults() {
  const faults = new Map<string, Fault & { left: number }>();
  return {
    set: (route: string, fault: Fault) => void faults.set(route, { ...fault, left: fault.times ?? Infinity }),
    take(route: string): Fault {
      const key = faults.has(route) ? route : '*';
      const fault = faults.get(key);
      if (!fault) return {};
      fault.left -= 1;
      if (fault.left <= 0) faults.delete(key);
      return fault;
    },
    reset: () => faults.clear(),
  };
}

/** Lets the call take effect, unless the fault stands in its way, and bends its answer. */
export function bend(fault: Fault, execute: () => RestAnswer): RestAnswer {
  const replaced = fault.status !== undefined || fault.body !== undefined || fault.cut !== undefined;
  const truth =
    !replaced || fault.executed
      ? execute()
      : { status: 200, headers: { 'Content-Type': 'application/json' }, text: '{}' };
  return {
    status: fault.status ?? truth.status,
    headers: { ...truth.headers, ...fault.headers },
    text: fault.body ?? (fault.status === undefined ? truth.text : ''),
  };
}

/** Writes an answer, as late and as far as the fault lets it get. */
export async function write(
  response: ServerResponse,
  { status, headers, text }: RestAnswer,
  { delayMs = 0, cut }: Fault,
): Promise<void> {
  if (delayMs > 0) await setTimeout(delayMs, undefined, { ref: false });
  const { socket } = response;
  if (!socket || response.destroyed) return;
  if (cut === 'before') {
    socket.destroy();
    return;
  }
  const bytes = Buffer.from(text);
  response.writeHead(status, { ...headers, 'Content-Length': bytes.length });
  if (cut === undefined) {
    response.end(bytes);
    return;
  }
  if (cut === 'headers') response.flushHeaders();
  else response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
  socket.write('', () => socket.destroy()); // after all that was written before
}
