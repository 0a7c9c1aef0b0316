// Why a connection could not be opened, or ended.
import type { WebSocketEnd } from '../network.js';

/** Why a connection could not be opened, or ended. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** Status of the answer that refused the handshake. */
  readonly status: number | undefined;
  /** Headers of that answer, names in lower case. */
  readonly headers: { readonly [name: string]: string };

  constructor(reason: string, end?: WebSocketEnd) {
    super(reason, end?.error && { cause: end.error });
    this.status = end?.status;
    this.headers = end?.headers ?? {};
  }
}

/** What to do about a handshake that was refused with a status, in a sentence; nothing if nobody knows. */
export type StatusAdvice = (status: number) => string | undefined;

/** The end of a connection in words. */
export function endError(end: WebSocketEnd, adviceOn: StatusAdvice | undefined): ConnectionError {
  return new ConnectionError(reasonOf(end, adviceOn), end);
}

function reasonOf({ code, error, status }: WebSocketEnd, adviceOn: StatusAdvice | undefined): string {
  if (status !== undefined) {
    const advice = adviceOn?.(status);
    return `the handshake was refused with status ${status}${advice === undefined ? '' : `: ${advice}`}`;
  }
  if (error) return `the connection failed (${(error as { code?: string }).code ?? error.message})`;
  return `the connection was closed (code ${code})`;
}
