// The network of platforms other than Node.js: their own fetch and WebSocket. No import of Node.js.
import { ArgumentError } from '../errors.js';
import type { Network, NetworkOptions, WebSocketEvents, WebSocketLink } from '../network.js';
import { carriedBy, sendByFetch } from './fetch.js';

/** Options that only the network of Node.js has. */
const NODE_ONLY = ['connections', 'proxy', 'agent', 'dispatcher', 'ca'] as const;

/**
 * The network of this platform.
 *
 * @throws {ArgumentError} An option needs Node.js.
 */
export function createNetwork(options: NetworkOptions): Network {
  return { ...createRequestNetwork(options), open: openWebSocket };
}

/**
 * The network of this platform, but for WebSockets.
 *
 * @throws {ArgumentError} An option needs Node.js.
 */
export function createRequestNetwork(options: NetworkOptions): Network {
  refuseNodeOptions(options);
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  return carriedBy({ send: (request) => sendByFetch(fetch, request), close: async () => {} });
}

/**
 * The network of this platform, but for requests.
 *
 * @throws {ArgumentError} An option needs Node.js.
 */
export function createSocketNetwork(options: NetworkOptions): Network {
  refuseNodeOptions(options);
  return {
    send: () => Promise.reject(new Error('this network carries no requests')),
    open: openWebSocket,
    close: async () => {},
  };
}

function refuseNodeOptions(options: NetworkOptions): void {
  for (const name of NODE_ONLY) {
    if (options[name] !== undefined)
      throw new ArgumentError(name, 'needs Node.js: this platform connects by its own means');
  }
}

function openWebSocket(url: string, events: WebSocketEvents): WebSocketLink {
  const socket = new WebSocket(url);
  let isOver = false;
  const finish = (code: number, error?: Error) => {
    if (isOver) return;
    isOver = true;
    events.closed(error ? { code, error } : { code });
  };
  socket.addEventListener('open', () => !isOver && events.opened());
  socket.addEventListener('message', ({ data }) => {
    if (!isOver && typeof data === 'string') events.message(data);
  });
  let failure: Error | undefined;
  socket.addEventListener('error', () => (failure = new Error('the connection failed')));
  socket.addEventListener('close', ({ code }) => finish(code, failure));
  return {
    send(text) {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    close() {
      if (socket.readyState !== socket.CLOSED) socket.close(1000);
    },
    terminate() {
      if (socket.readyState !== socket.CLOSED) socket.close();
      // The platform ends it in its own time; its owner does not wait for it.
      queueMicrotask(() => finish(1006));
    },
  };
}

/** Writes a warning. */
export function warn(text: string): void {
  console.warn(text);
}
