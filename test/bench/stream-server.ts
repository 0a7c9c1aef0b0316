// Sends streams over TLS in a process of its own, so that only clients are measured. It says yes to every control message;
// `{"bench": stream, "kind": …, "count": n}` makes it send that many messages to whoever has the stream.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { WebSocketServer, type WebSocket } from 'ws';
// @ts-expect-error plain JavaScript, shared with the benchmarks
import { messages } from './messages.mjs';

const texts = messages as { readonly [kind: string]: readonly string[] };
const file = (name: string) => readFileSync(join(import.meta.dirname, '../exchange', name));
const server = createServer({ key: file('key.pem'), cert: file('certificate.pem') });
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
const owners = new Map<string, WebSocket>();
/** How much may wait in the socket. Unit: bytes. */
const HIGH_WATER = 1 << 20;

async function send(stream: string, kind: string, count: number): Promise<void> {
  const owner = owners.get(stream)!;
  const frames = texts[kind]!.map((text) => `{"stream":"${stream}","data":${text}}`);
  for (let i = 0; i < count; i++) {
    owner.send(frames[i % frames.length]!);
    while (owner.bufferedAmount > HIGH_WATER) await setImmediate();
  }
}

sockets.on('connection', (socket, request) => {
  const named = new URL(request.url!, 'https://localhost').searchParams.get('streams');
  for (const stream of named?.split('/') ?? []) owners.set(stream, socket);
  socket.on('message', (data) => {
    const request = JSON.parse((data as Buffer).toString()) as {
      id?: number;
      params?: string[];
      bench?: string;
      kind: string;
      count: number;
    };
    if (request.bench !== undefined) return void send(request.bench, request.kind, request.count);
    for (const stream of request.params ?? []) owners.set(stream, socket);
    socket.send(JSON.stringify({ result: null, id: request.id }));
  });
});
server.listen(0, '127.0.0.1', () => process.send!(`wss://localhost:${(server.address() as AddressInfo).port}`));
process.on('disconnect', () => process.exit());
