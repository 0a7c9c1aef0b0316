// WebSockets of Node.js, by ws, which is loaded when the first one is opened.
import type { Agent } from 'node:http';
import type { WebSocket } from 'ws';
import type { NetworkOptions, WebSocketEnd, WebSocketEvents, WebSocketLink } from '../network.js';

let loading: Promise<typeof import('ws')> | undefined;

/** Opens a WebSocket; what becomes of it, the events say. */
export function openWebSocket(url: string, events: WebSocketEvents, options: NetworkOptions): WebSocketLink {
  let socket: WebSocket | undefined;
  let isOver = false;
  let refusal: Partial<WebSocketEnd> = {};

  function finish(end: WebSocketEnd): void {
    if (isOver) return;
    isOver = true;
    events.closed(end);
  }

  function start({ WebSocket: Socket }: typeof import('ws')): void {
    if (isOver) return;
    socket = new Socket(url, {
      perMessageDeflate: false,
      ...(options.agent && { agent: options.agent as Agent }),
      ...(options.ca !== undefined && { ca: options.ca }),
    });
    socket.on('open', () => events.opened());
    socket.on('message', (data, isBinary) => {
      if (!isBinary && !isOver) events.message((data as Buffer).toString());
    });
    socket.on('ping', () => events.pinged());
    socket.on('pong', (payload) => events.ponged(payload.toString()));
    socket.on('error', (error) => (refusal = { error, ...refusal }));
    socket.on('unexpected-response', (request, { statusCode = 0, headers }) => {
      const flat = Object.entries(headers).map(([name, value]) => [name, String(value)]);
      const error = new Error(`the handshake was answered with HTTP status ${statusCode}`);
      refusal = { status: statusCode, headers: Object.fromEntries(flat) as { [name: string]: string }, error };
      request.destroy();
      finish({ code: 1006, ...refusal });
      socket?.terminate();
    });
    socket.on('close', (code) => finish({ code, ...refusal }));
  }

  (loading ??= import('ws')).then(start).catch((error: unknown) => finish({ code: 1006, error: error as Error }));
  return {
    send(text) {
      if (socket?.readyState === socket?.OPEN) socket?.send(text, () => {});
    },
    ping(payload) {
      if (socket?.readyState === socket?.OPEN) socket?.ping(payload, undefined, () => {});
    },
    close() {
      if (socket) socket.close(1000);
      else queueMicrotask(() => finish({ code: 1006 }));
    },
    terminate() {
      if (socket) socket.terminate();
      else queueMicrotask(() => finish({ code: 1006 }));
    },
  };
}
