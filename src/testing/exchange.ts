// An exchange in memory: hosts, connections and listenKeys of a product, on a time and a chance of its own, with faults by name.
import type { Network, WebSocketEnd, WebSocketEvents, WebSocketLink } from '../network.js';
import type { Product } from '../product.js';
import { createAccountKey } from './account-key.js';
import { createLink, type LinkOwner, type ServerLink } from './link.js';
import { createMethodServer } from './method-server.js';
import { createPauses } from './pauses.js';
import { networkError, refusedHandshake } from './refusals.js';
import { createRestServer } from './rest-server.js';
import { createStreamServer } from './stream-server.js';
import { learned, type ExchangeOptions, type Surroundings } from './surroundings.js';

export type { Refusal, Refusals } from './refusals.js';
export type { ExchangeOptions } from './surroundings.js';

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
  expireListenKey(event: (listenKey: string) => string): void;
  /** Refuses whoever asks for the stream, for a while. Unit: ms. */
  refuseStream(stream: string, ms: number): void;
  /** When the ban of this IP address ends, by the monotonic time of the exchange. Unit: ms. */
  readonly bannedUntil: number;
  /** Attempts that came before the time until which the client was told to wait. */
  readonly attemptsInPause: number;
  /** Connects and control messages, with their times: what limits are about. Unit: ms. */
  readonly attempts: { readonly kind: 'connect' | 'control'; readonly link: number; readonly at: number }[];
}

/** Starts an exchange. */
export function createExchange(options: ExchangeOptions): Exchange {
  const { product, time, fate, log, lifetimeMs = product.marketStreams.lifetimeMs } = options;
  const urls = urlsOf(product);
  const pauses = createPauses(time, log);
  const accountKey = createAccountKey(product, time, fate);
  const surroundings: Surroundings = { ...options, urls, pauses, accountKey };
  const links = new Set<ServerLink>();
  const attempts: { kind: 'connect' | 'control'; link: number; at: number }[] = [];
  const streams = createStreamServer(surroundings, links, ({ id }) =>
    attempts.push({ kind: 'control', link: id, at: time.monotonic() }),
  );
  const answerMethod = createMethodServer(surroundings);
  const [methodBase, privateBase] = [urls[product.websocketApi.host]!, urls[product.userDataStreams.host]!];
  const owner: LinkOwner = {
    received: (link, text) =>
      link.url.startsWith(methodBase) ? answerMethod(link, text) : streams.control(link, text),
    gone(link) {
      links.delete(link);
      cuts.get(link)?.();
      cuts.delete(link);
      log?.(`gone ${link.id}`);
    },
  };
  /** What keeps connections from being cut for their age. */
  const cuts = new Map<ServerLink, () => void>();
  let nextId = 0;

  function open(url: string, events: WebSocketEvents): WebSocketLink {
    const id = ++nextId;
    const { link, client, ...both } = createLink(id, url, events, owner, time);
    links.add(link);
    const refuse = (end: WebSocketEnd) => (owner.gone(link), both.refuse(end));
    time.after(1, () => {
      attempts.push({ kind: 'connect', link: id, at: time.monotonic() });
      shakeHands(surroundings, link, both.open, refuse);
    });
    cuts.set(
      link,
      time.after(lifetimeMs, () => link.end(NORMAL)),
    );
    return client;
  }

  const isOfAccount = ({ url }: ServerLink) =>
    accountKey.current !== '' && url.startsWith(privateBase) && url.endsWith(accountKey.current);
  return {
    urls,
    network: { send: createRestServer(surroundings), open, close: async () => {} },
    links,
    attempts,
    get bannedUntil() {
      return pauses.bannedUntil;
    },
    get attemptsInPause() {
      return pauses.attempts;
    },
    publish: (stream, event) =>
      streams.broadcast((link) => link.streams.has(stream), `{"stream":"${stream}","data":${event}}`),
    publishUserData: (event) => streams.broadcast(isOfAccount, event),
    expireListenKey(event) {
      const text = event(accountKey.current);
      for (const link of links) if (link.isOpen && isOfAccount(link)) link.send(text);
      accountKey.expire();
    },
    refuseStream: (stream, ms) => streams.refuse(stream, ms),
  };
}

const NORMAL = 1000;

/** What Node.js calls them. */
const NETWORK_ERRORS: { readonly [fault: string]: string } = {
  refused: 'ECONNREFUSED',
  dns: 'ENOTFOUND',
  certificate: 'CERT_HAS_EXPIRED',
};

/** Opens a WebSocket, or refuses to. */
function shakeHands(
  surroundings: Surroundings,
  link: ServerLink,
  open: () => void,
  refuse: (end: WebSocketEnd) => void,
): void {
  const { time, fate, pauses, refusals, log } = surroundings;
  const fault = fate('connect');
  pauses.count(link.url, false);
  log?.(`connect ${link.id} ${new URL(link.url).hostname} ${fault?.name ?? ''}`);
  if (fault?.name === 'banned') pauses.ban();
  const refusal = pauses.isBanned ? refusals['banned'] : fault && refusals[fault.name];
  if (refusal) {
    learned(surroundings, refusal);
    return refuse(refusedHandshake(refusal));
  }
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
