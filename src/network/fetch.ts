// Carries requests over a fetch function: the platform's, or one of the caller's.
import { OversizedBody, type HttpAnswer, type HttpRequest, type Network } from '../network.js';

/** What carries requests, and need not wait for their answers when it is closed. */
export type Carrier = Pick<Network, 'send' | 'close'>;

/** A network without WebSockets. */
export function carriedBy(carrier: Carrier): Network {
  let active = 0;
  let answered: Promise<void> | undefined;
  let idle: (() => void) | undefined;
  const ended = () => {
    if (--active === 0) idle?.();
  };
  return {
    send(request) {
      active++;
      const answer = carrier.send(request);
      answer.then(ended, ended);
      return answer;
    },
    open() {
      throw new Error('this network opens no WebSockets');
    },
    async close() {
      answered ??= new Promise((resolve) => (active === 0 ? resolve() : (idle = resolve)));
      await Promise.all([answered, carrier.close()]);
    },
  };
}

/**
 * Sends one request. Redirects are not followed.
 *
 * @param emptyBody Makes the body of a request that may change something. The fetch of Node.js sends a request again by itself when
 *   the answer is 421, but not one whose body is a stream.
 */
export async function sendByFetch(
  fetch: typeof globalThis.fetch,
  request: HttpRequest,
  emptyBody?: () => ReadableStream,
): Promise<HttpAnswer> {
  const { origin, method, maxBodyBytes } = request;
  const signal = request.signal();
  signal.throwIfAborted();
  const { target, headers } = await request.prepare();
  const init = { method, headers, redirect: 'manual', signal } as const;
  const body = method === 'GET' ? undefined : emptyBody?.();
  const response = await fetch(`${origin}${target}`, body ? Object.assign({ body, duplex: 'half' }, init) : init);
  if (response.type === 'opaqueredirect') throw new Error('the answer is a redirect, which is not followed');
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await readText(response, maxBodyBytes),
  };
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const length = response.headers.get('content-length');
  const isEncoded = response.headers.has('content-encoding');
  if (!response.body || (length !== null && !isEncoded && Number(length) <= maxBytes)) return response.text();
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += (value as Uint8Array).byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new OversizedBody(`the answer is longer than ${maxBytes} bytes`);
    }
    text += decoder.decode(value as Uint8Array, { stream: true });
  }
}
