// A loopback exchange over TLS. It knows the API from the specification alone and shares no code with the client.
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { readMethods, readStreams, readUserData, type Route } from './async-document.js';
import type { ReceivedFrame } from './connection.js';
import { bend, createFaults, write, type Fault } from './faults.js';
import { createRest } from './rest.js';
import type { Account } from './security.js';
import { createSocketFaults, type SocketFault } from './socket-faults.js';
import { createTargets } from './socket-targets.js';
import { createSockets, type Sockets } from './sockets.js';
import { createStreams } from './streams.js';
import { createUserData } from './user-data.js';
import { createWebSocketApi } from './websocket-api.js';

export type { Account, Fault, SocketFault };

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
  /** By the host that an operation, a stream or a method is served by. The WebSocket API's has its path. */
  readonly urls: {
    readonly [host in 'fapi' | 'papi' | 'public' | 'market' | 'private' | 'websocketApi']: string;
  };
  /** PEM of its certificate. It signs itself: clients need it as `ca`. */
  readonly certificate: string;
  /** All calls received. */
  readonly requests: readonly ExchangeRequest[];
  /** All text frames received. */
  readonly frames: readonly ReceivedFrame[];
  /** Why WebSocket connections were closed: what the client must not do. */
  readonly refusals: readonly string[];
  /** TLS connections so far, WebSocket ones included. */
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
  /** The WebSocket connections. */
  readonly sockets: Sockets;
  /** How long a listenKey lives. Unit: ms. Default: that of the specification. */
  listenKeyLifetimeMs: number;
  /** Ends the listenKey as if its time were over. */
  expireListenKey(): void;
  /** Logs all sessions of the WebSocket API off, and tells them. */
  revokeSession(): void;
  /**
   * Sends an event of a market stream to all connections that have the stream: how many were reached. A text is sent as
   * it is, in the combined envelope where that is on.
   *
   * @throws {Error} An object is no event that the stream can send.
   */
  send(stream: string, payload: object | string): number;
  /** The same for the user data stream of the listenKey that is alive. */
  sendUserEvent(payload: object | string): number;
  /** Misbehaves on a route, e.g. `POST /fapi/v1/order`; `*` is any. Replaces what was set before. */
  answer(route: string, fault: Fault): void;
  /**
   * Refuses the calls of an operation, and of the method with the same id, that pass all checks.
   *
   * @throws {Error} Its `x-error-codes` do not list the code.
   */
  refuse(operationId: string, code: number): void;
  /** Forgets faults, requests, frames, orders, counts and settings. Connections stay open. */
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
  const frames: ReceivedFrame[] = [];
  const refusals: string[] = [];
  const violations: string[] = [];
  const sockets = new Set<Socket>();
  const faults = createFaults();
  let connections = 0;
  let clockOffset = 0;
  const now = () => Date.now() + clockOffset;

  const socketFaults = createSocketFaults();
  const documents = { market: readStreams(), userData: readUserData(), methods: readMethods() };
  const { market, methods } = documents;
  const streams = createStreams(market, socketFaults);
  const userData = createUserData(documents.userData, now, streams, violations);
  const rest = createRest(accounts, now, violations, userData, [...methods.operations.values()]);
  const webSocketApi = createWebSocketApi(methods, { accounts, now, faults: socketFaults, violations, rest });
  const connectionFacts = { private: documents.userData.facts, websocketApi: methods.facts };
  const webSockets = createSockets({
    context: { now, times: {}, faults: socketFaults, frames, refusals },
    targetOf: createTargets(market, documents.userData, methods),
    factsOf: (route) => connectionFacts[route as keyof typeof connectionFacts] ?? market.facts,
    serviceOf: (route) => (route === 'websocketApi' ? webSocketApi : streams).service,
    admits: ({ handshakeWeight = 0 }) => rest.limits.admits(handshakeWeight),
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [, path, query] = /^([^?]*)\??(.*)$/s.exec(request.url!)!;
    if (request.headers.origin !== undefined && allowOrigin(request, response)) return;
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
  server.on('upgrade', webSockets.upgrade);
  server.on('secureConnection', () => (connections += 1));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  const socketUrls = Object.fromEntries(
    [...market.paths, ...documents.userData.paths, ...methods.paths].map(([route, path]) => [
      route,
      url.replace('https', 'wss') + path,
    ]),
  ) as { [host in Exclude<Route, 'unrouted'>]: string };

  return {
    url,
    urls: { fapi: url, papi: url, ...socketUrls },
    certificate,
    requests,
    frames,
    refusals,
    violations,
    sockets: webSockets.api,
    get connections() {
      return connections;
    },
    get weightLimit() {
      return rest.limits.weightLimit;
    },
    set weightLimit(limit) {
      rest.limits.weightLimit = limit;
    },
    get listenKeyLifetimeMs() {
      return userData.listenKeys.lifetimeMs;
    },
    set listenKeyLifetimeMs(ms) {
      userData.listenKeys.lifetimeMs = ms;
    },
    expireListenKey: userData.listenKeys.expire,
    revokeSession: () => webSocketApi.revokeSessions(),
    send: streams.send,
    sendUserEvent: (payload) => userData.send(payload),
    now,
    setClockOffset(ms) {
      clockOffset = ms;
      userData.listenKeys.watch();
    },
    setNextOrderId: rest.state.setNextId,
    answer: faults.set,
    refuse: rest.asked.set,
    reset() {
      for (const list of [requests, frames, refusals]) list.splice(0);
      clockOffset = 0;
      faults.reset();
      webSockets.reset();
      rest.limits.reset();
      rest.asked.reset();
      rest.state.reset();
    },
    async close() {
      userData.listenKeys.reset();
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Lets pages of any origin read answers. A browser asks first: whether this was only the question. */
function allowOrigin({ method, headers }: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Access-Control-Expose-Headers', '*');
  if (method !== 'OPTIONS') return false;
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
  response.setHeader('Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? '*');
  response.writeHead(204).end();
  return true;
}
