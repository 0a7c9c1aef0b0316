// A loopback exchange over TLS. It knows the API from the specification alone and shares no code with the client.
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { bend, createFaults, write, type Fault } from './faults.js';
import { createRest } from './rest.js';
import type { Account } from './security.js';

export type { Account, Fault };

export interface ExchangeRequest {
  method: string;
  path: string;
  /** As received, without `?`. */
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Unit: ms since the Unix epoch, by the exchange's clock. */
  at: number;
}

export interface Exchange {
  /** E.g. `https://localhost:49152`. */
  readonly url: string;
  /** The same, by the host that an operation is served by. */
  readonly urls: { readonly fapi: string; readonly papi: string };
  /** PEM of its certificate. It signs itself: clients need it as `ca`. */
  readonly certificate: string;
  /** All calls received. */
  readonly requests: readonly ExchangeRequest[];
  /** TLS connections so far. */
  readonly connections: number;
  /** What the exchange itself did wrong, such as answers that break their schema. Never forgotten. */
  readonly violations: readonly string[];
  /** Largest weight in a minute before calls are refused with 429. Default: none. */
  weightLimit: number;
  /** Its clock. Unit: ms since the Unix epoch. */
  now(): number;
  /** Sets its clock ahead of (or behind) ours. Unit: ms. */
  setClockOffset(ms: number): void;
  /** The next order gets this id, the others count up from it. */
  setNextOrderId(id: bigint): void;
  /** Misbehaves on a route, e.g. `POST /fapi/v1/order`; `*` is any. Replaces what was set before. */
  answer(route: string, fault: Fault): void;
  /** Forgets faults, requests, orders, counts and settings. */
  reset(): void;
  /** Ends all connections too. */
  close(): Promise<void>;
}

/** Known if nothing else is said. */
const DEFAULT_ACCOUNT: Account = { apiKey: 'key', verify: { kind: 'hmac', secret: 'secret' } };

/** For tests only: the key is public, so never trust this certificate outside them. EC P-256, valid until 2120, made with openssl. */
const certificate = readFileSync(new URL('certificate.pem', import.meta.url), 'utf8');
const key = readFileSync(new URL('key.pem', import.meta.url), 'utf8');

export async function startExchange({
  accounts = [DEFAULT_ACCOUNT],
}: { accounts?: Account[] } = {}): Promise<Exchange> {
  const requests: ExchangeRequest[] = [];
  const violations: string[] = [];
  const sockets = new Set<Socket>();
  const faults = createFaults();
  let connections = 0;
  let clockOffset = 0;
  const now = () => Date.now() + clockOffset;
  const rest = createRest(accounts, now, violations);

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [, path, query] = /^([^?]*)\??(.*)$/s.exec(request.url!)!;
    const received: ExchangeRequest = {
      method: request.method!,
      path: path!,
      query: query!,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      at: now(),
    };
    requests.push(received);
    const fault = faults.take(`${received.method} ${received.path}`);
    await write(
      response,
      bend(fault, () => rest.answer(received)),
      fault,
    );
  }

  const server = createServer({ key, cert: certificate, keepAliveTimeout: 60_000 }, (request, response) => {
    receive(request, response).catch(() => request.socket.destroy()); // the client went away
  });
  server.on('secureConnection', () => (connections += 1));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;

  return {
    url,
    urls: { fapi: url, papi: url },
    certificate,
    requests,
    violations,
    get connections() {
      return connections;
    },
    get weightLimit() {
      return rest.limits.weightLimit;
    },
    set weightLimit(limit) {
      rest.limits.weightLimit = limit;
    },
    now,
    setClockOffset: (ms) => void (clockOffset = ms),
    setNextOrderId: rest.state.setNextId,
    answer: faults.set,
    reset() {
      requests.splice(0);
      clockOffset = 0;
      faults.reset();
      rest.limits.reset();
      rest.state.reset();
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
