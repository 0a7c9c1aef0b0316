// What the exchange in memory says instead of an answer.
import type { HttpAnswer, WebSocketEnd } from '../network.js';

/** An answer that refuses: HTTP status, body, and how long to wait. */
export interface Refusal {
  readonly status: number;
  readonly body: { readonly code: number; readonly msg: string };
  /** Unit: s. */
  readonly retryAfter?: number;
  /** Whether the call may have been carried out nevertheless, as the exchange says of some refusals. */
  readonly mayBeExecuted?: boolean;
}

/** Refusals by the names of faults. */
export type Refusals = { readonly [fault: string]: Refusal };

const headersOf = ({ retryAfter }: Refusal): { [name: string]: string } =>
  retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };

/** The answer to a REST call. */
export const refusedAnswer = (refusal: Refusal): HttpAnswer => ({
  status: refusal.status,
  headers: headersOf(refusal),
  text: JSON.stringify(refusal.body),
});

/** The end of a WebSocket that was never opened. */
export const refusedHandshake = (refusal: Refusal): WebSocketEnd => ({
  code: 1006,
  status: refusal.status,
  headers: headersOf(refusal),
  error: new Error(`Unexpected server response: ${refusal.status}`),
});

/** An error of the network, named as Node.js does. */
export const networkError = (code: string) => Object.assign(new Error(code), { code });
