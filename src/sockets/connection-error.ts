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

/** What a refused handshake means, by its status. The answer is a page of a firewall, which says nothing to a program. */
const REFUSALS: { readonly [status: number]: string } = {
  403: 'a firewall refuses this address: stop for some minutes, then go on with fewer connections',
  407: 'the proxy wants a user and password',
  451: 'the exchange does not serve the place that this address belongs to: connect from another one',
};

/** The end of a connection in words. */
export function endError(end: WebSocketEnd): ConnectionError {
  return new ConnectionError(reasonOf(end), end);
}

function reasonOf({ code, error, status }: WebSocketEnd): string {
  if (status !== undefined) {
    const meaning = REFUSALS[status] === undefined ? '' : `: ${REFUSALS[status]}`;
    return `the handshake was refused with status ${status}${meaning}`;
  }
  if (error) return `the connection failed (${(error as { code?: string }).code ?? error.message})`;
  return `the connection was closed (code ${code})`;
}
