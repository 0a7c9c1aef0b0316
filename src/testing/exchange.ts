// An exchange in memory: hosts, connections and listenKeys of a product, on a time and a chance of its own, with faults by name.
import type { HttpAnswer, HttpRequest, Network, WebSocketEnd } from '../network.js';
import type { Product } from '../product.js';
import type { Method, Operation } from '../rows.js';
import type { TimeSource } from '../time.js';
import type { Fate } from './faults.js';
import { createLink, type ServerLink } from './link.js';

/** An answer that refuses: HTTP status, body, and how long to wait. */
export interface Refusal {
  readonly status: number;
  readonly body: { readonly code: number; readonly msg: string };
  /** Unit: s. */
  readonly retryAfter?: number;
}

/** What an exchange in memory is made of. */
export interface ExchangeOptions {
  readonly product: Product;
  readonly time: TimeSource;
  readonly fate: Fate;
  /** What faults say instead of an answer, by their name. */
  readonly refusals: { readonly [fault: string]: Refusal };
  /** Carries out a call, and gives the result of its answer. */
  execute(row: Operation | Method, params: { readonly [name: string]: string }): unknown;
  /** Called with whatever happens, for a record. */
  log(what: string): void;
}

/** See {@link createExchange}. */
export interface Exchange {
  /** Base URLs by host, for the client. */
  readonly urls: { readonly [host: string]: string };
  /** What the client speaks over. */
  readonly network: Network;
  readonly links: ReadonlySet<ServerLink>;
  /** Sends an event to all who have asked for its stream. True if a stalled connection kept it back. */
  publish(stream: string, event: string): boolean;
  /** Sends an event to all connections of the account. True if a stalled connection kept it back. */
  publishUserData(event: string): boolean;
  /** Ends the listenKey: its connections get nothing more but the event that says so. */
  expireListenKey(event: string): void;
  /** When the ban of this IP address ends, by the monotonic time of the exchange. Unit: ms. */
  readonly bannedUntil: number;
  /** Attempts that came during a ban which the client knew of. */
  readonly attemptsInBan: number;
  /** Connects and control messages, with their times: what limits are about. Unit: ms. */
  readonly attempts: { readonly kind: 'connect' | 'control'; readonly link: number; readonly at: number }[];
}

const BAN_MS = 7000;

/** Starts an exchange. */
export function createExchange({ product, time, fate, refusals, execute, log }: ExchangeOptions): Exchange {
  const links = new Set<ServerLink>();
  const attempts: { kind: 'connect' | 'control'; link: number; at: number }[] = [];
  const { listenKey } = product.userDataStreams;
  const urls = urlsOf(product);
  const rest = new Map(Object.values(product.operations).map((row) => [`${row.method} ${row.host} ${row.path}`, row]));
  const methods = new Map(Object.values(product.methods).map((row) => [row.method, row]));
  let key = '';
  let keys = 0;
  let nextId = 0;
  let bannedUntil = 0;
  /** From when on the client knows of the ban. */
  let knownFrom = Infinity;
  let attemptsInBan = 0;

  const newKey = () => (key = `listenKey${String(++keys).padStart(60, '0')}`);
  const isBanned = () => time.monotonic() < bannedUntil;
  function ban(): void {
    if (isBanned()) return;
    bannedUntil = time.monotonic() + BAN_MS;
    knownFrom = Infinity;
  }
  /** The answer that says so is on its way; it is known once it has come. */
  const tellBan = (): void => {
    knownFrom = Math.min(knownFrom, time.monotonic());
  };
  function countAttempt(what: string): void {
    if (!isBanned() || time.monotonic() <= knownFrom + 1) return;
    attemptsInBan++;
    log(`in ban: ${what}`);
  }

  const owner = {
    received(link: ServerLink, text: string) {
      if (link.url.startsWith(urls[product.websocketApi.host]!)) return answerMethod(link, text);
      answerControl(link, text);
    },
    gone(link: ServerLink) {
      links.delete(link);
      log(`gone ${link.id}`);
    },
  };

  function answerControl(link: ServerLink, text: string): void {
    const { method, params, id } = JSON.parse(text) as { method: string; params: string[]; id: number };
    attempts.push({ kind: 'control', link: link.id, at: time.monotonic() });
    const fault = fate('control');
    log(`control ${link.id} ${method} ${params.length} ${fault?.name ?? ''}`);
    const { code, message } = product.controlErrors[0]!;
    const error = { code, msg: message };
    if (fault?.name === 'refused') return link.send(JSON.stringify({ error, id }));
    if (fault?.name === 'refusedWithoutId') return link.send(JSON.stringify(error));
    for (const name of params) {
      if (method === 'SUBSCRIBE') link.streams.add(name);
      else link.streams.delete(name);
    }
    if (fault?.name === 'lost') return;
    link.send(JSON.stringify({ result: null, id: fault?.name === 'wrongId' ? id + 1_000_000 : id }), fault?.ms);
  }

  /** What a fault says instead of an answer. */
  function refusalOf(name: string): Refusal | undefined {
    if (name === 'banned') ban();
    return refusals[name];
  }

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    const fault = fate('call');
    const signal = request.signal();
    await wait(1 + (fault?.name === 'slow' ? fault.ms : 0), signal);
    if (fault?.name === 'refused') throw networkError('ECONNREFUSED');
    const { target } = await request.prepare();
    const url = new URL(target, request.origin);
    const host = Object.keys(urls).find((name) => urls[name] === request.origin);
    const row = rest.get(`${request.method} ${host} ${url.pathname}`);
    countAttempt(`${request.method} ${url.pathname}`);
    log(`${request.method} ${url.pathname} ${fault?.name ?? ''}`);
    await wait(1, signal);
    if (fault?.name === 'lostBefore') throw networkError('ECONNRESET');
    const refusal = isBanned() ? refusalOf('banned') : fault && refusalOf(fault.name);
    if (refusal && isBanned()) tellBan();
    if (refusal) return { status: refusal.status, headers: headersOf(refusal), text: JSON.stringify(refusal.body) };
    if (!row) return { status: 404, headers: {}, text: '{"code":-1000,"msg":"no such path"}' };
    const text = JSON.stringify(answerOf(row, Object.fromEntries(url.searchParams)));
    await wait(1, signal);
    if (fault?.name === 'lostAfter') throw networkError('ECONNRESET');
    return { status: 200, headers: {}, text };
  }

  function answerOf(row: Operation, params: { readonly [name: string]: string }): unknown {
    if (row === product.serverTime) return { serverTime: time.now() };
    const fault = row === listenKey.start || row === listenKey.keepAlive ? fate('listenKey') : undefined;
    if (fault?.name === 'empty') return {};
    if (row === listenKey.start) return { listenKey: key === '' || fault?.name === 'replaced' ? newKey() : key };
    if (row === listenKey.keepAlive) {
      if (key === '' || fault?.name === 'refused')
        return { code: listenKey.unknownKeyError, msg: 'This listenKey does not exist.' };
      return { listenKey: fault?.name === 'replaced' ? newKey() : key };
    }
    if (row === listenKey.close) {
      key = '';
      return {};
    }
    return execute(row, params);
  }

  function answerMethod(link: ServerLink, text: string): void {
    const frame = JSON.parse(text) as { id: string; method: string; params?: { [name: string]: string } };
    const fault = fate('call');
    countAttempt(frame.method);
    log(`method ${link.id} ${frame.method} ${fault?.name ?? ''}`);
    if (fault?.name === 'lostBefore') return link.end(1006);
    const refusal = isBanned() ? refusalOf('banned') : fault && refusalOf(fault.name);
    if (refusal) {
      const { status, body, retryAfter } = refusal;
      const until = retryAfter !== undefined && {
        data: { serverTime: time.now(), retryAfter: time.now() + retryAfter * 1000 },
      };
      const error = { ...body, ...until };
      const arrived = isBanned() ? tellBan : undefined;
      return link.send(JSON.stringify({ id: frame.id, status, error }), fault?.ms, arrived);
    }
    const row = methods.get(frame.method);
    const result = row ? execute(row, frame.params ?? {}) : {};
    if (fault?.name === 'lostAfter') return link.end(1006);
    const answer = { id: frame.id, status: 200, result, rateLimits: [] };
    link.send(JSON.stringify(answer), fault?.name === 'slow' ? fault.ms : 0);
  }

  function connect(url: string, open: () => void, refuse: (end: WebSocketEnd) => void, id: number): void {
    attempts.push({ kind: 'connect', link: id, at: time.monotonic() });
    const fault = fate('connect');
    countAttempt(url);
    log(`connect ${id} ${fault?.name ?? ''}`);
    const refusal = fault && refusals[fault.name];
    if (isBanned() || fault?.name === 'banned') {
      ban();
      tellBan();
      return refuse(handshakeRefused(refusals['banned']!));
    }
    if (refusal) return refuse(handshakeRefused(refusal));
    switch (fault?.name) {
      case undefined:
        return open();
      case 'slow':
        return void time.after(fault.ms, open);
      case 'hanging':
        return;
      default:
        return refuse({ code: 1006, error: networkError(NETWORK_ERRORS[fault!.name] ?? 'ECONNRESET') });
    }
  }

  /** Rejects as soon as the signal is aborted. */
  function wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const stop = () => (cancel(), reject(signal.reason as Error));
      const cancel = time.after(ms, () => (signal.removeEventListener('abort', stop), resolve()));
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  /** Sends an event over one link, with what goes wrong on its way. */
  function transmit(link: ServerLink, text: string): void {
    if (link.isStalled) return log(`kept back ${link.id}`);
    const fault = fate('message');
    link.send(fault?.name === 'broken' ? text.slice(0, text.length >> 1) : text);
    if (fault?.name === 'doubled') link.send(text);
    if (fault?.name === 'repeated') link.send(text, fault.ms);
  }

  function broadcast(isMeant: (link: ServerLink) => boolean, text: string): boolean {
    let isKeptBack = false;
    for (const link of links) {
      if (!link.isOpen || !isMeant(link)) continue;
      transmit(link, text);
      isKeptBack ||= link.isStalled;
    }
    return isKeptBack;
  }

  const privateBase = urls[product.userDataStreams.host]!;
  const isOfKey = (link: ServerLink) => key !== '' && link.url.startsWith(privateBase) && link.url.endsWith(key);

  return {
    urls,
    network: {
      send,
      open(url, events) {
        const id = ++nextId;
        const both = createLink(id, url, events, owner, time);
        links.add(both.link);
        time.after(1, () => connect(url, both.open, (end) => (links.delete(both.link), both.refuse(end)), id));
        return both.client;
      },
      close: async () => {},
    },
    links,
    attempts,
    get bannedUntil() {
      return bannedUntil;
    },
    get attemptsInBan() {
      return attemptsInBan;
    },
    publish: (stream, event) =>
      broadcast(({ streams }) => streams.has(stream), `{"stream":"${stream}","data":${event}}`),
    publishUserData: (event) => broadcast(isOfKey, event),
    expireListenKey(event) {
      for (const link of links) if (link.isOpen && isOfKey(link)) link.send(event);
      key = '';
    },
  };
}

/** What Node.js calls them. */
const NETWORK_ERRORS: { readonly [fault: string]: string } = {
  refused: 'ECONNREFUSED',
  dns: 'ENOTFOUND',
  certificate: 'CERT_HAS_EXPIRED',
};

const headersOf = ({ retryAfter }: Refusal): { [name: string]: string } =>
  retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };

const handshakeRefused = (refusal: Refusal): WebSocketEnd => ({
  code: 1006,
  status: refusal.status,
  headers: headersOf(refusal),
  error: new Error(`Unexpected server response: ${refusal.status}`),
});

const networkError = (code: string) => Object.assign(new Error(code), { code });

/** One made-up address a host. */
function urlsOf({ environments }: Product): { [host: string]: string } {
  const [real = {}] = Object.values(environments);
  return Object.fromEntries(
    Object.entries(real).map(([host, url]) => [
      host,
      `${url.slice(0, url.indexOf('://'))}://${host.toLowerCase()}.localhost`,
    ]),
  );
}
