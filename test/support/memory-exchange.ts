// A client over the exchange in memory, on time that a test lets go on.
import { usdm } from '../../generated/product.js';
import { createClient, type Client, type ClientOptions, type Notice } from '../../src/index.js';
import { createExchange, type Exchange, type Refusal } from '../../src/testing/exchange.js';
import type { FaultNames } from '../../src/testing/faults.js';
import type { ServerLink } from '../../src/testing/link.js';
import { createVirtualTime, type VirtualTime } from './virtual-time.js';

/** What goes wrong once: the name of a fault, and its time in ms. `undefined`: nothing does. */
type Planned<Point extends keyof FaultNames> = { readonly name: FaultNames[Point]; readonly ms?: number } | undefined;

export interface MemoryWorld {
  readonly time: VirtualTime;
  readonly exchange: Exchange;
  readonly client: Client;
  readonly notices: Notice[];
  /** What the exchange saw, line by line. */
  readonly log: string[];
  /** Open connections, the oldest first. */
  links(): ServerLink[];
  /** What goes wrong the next times at this place, one after the other. Then nothing does. */
  plan<Point extends keyof FaultNames>(point: Point, ...faults: readonly Planned<Point>[]): void;
  /** Another client of the same exchange. */
  connect(options?: ClientOptions): Client;
}

const REFUSALS: { readonly [fault: string]: Refusal } = {
  banned: { status: 418, body: { code: -1003, msg: 'Way too many requests; IP banned.' }, retryAfter: 60 },
  limited: { status: 429, body: { code: -1003, msg: 'Too many requests.' }, retryAfter: 20 },
  unavailable: { status: 503, body: { code: -1001, msg: 'Service Unavailable.' } },
  forbidden: { status: 403, body: { code: 0, msg: '' } },
};

/** Opens an exchange in memory and a client that speaks to it alone. */
export function openMemoryWorld(options: ClientOptions = {}): MemoryWorld {
  const time = createVirtualTime();
  const log: string[] = [];
  const notices: Notice[] = [];
  const planned = new Map<keyof FaultNames, Planned<never>[]>();
  const exchange = createExchange({
    product: usdm,
    time,
    refusals: REFUSALS,
    // Tests say when a connection ends.
    lifetimeMs: Infinity,
    fate(point) {
      const fault = planned.get(point)?.shift() as Planned<typeof point>;
      return fault && { name: fault.name, ms: fault.ms ?? 0 };
    },
    execute: ({ answer }) => (answer.shape === 'array' ? [] : {}),
    log: (what) => log.push(what),
  });
  const connect = (own: ClientOptions = {}) =>
    createClient({
      environment: { urls: exchange.urls },
      apiKey: 'key',
      apiSecret: 'secret',
      time,
      random: () => 0,
      network: exchange.network,
      onNotice: (notice) => notices.push(notice),
      ...options,
      ...own,
    });
  return {
    time,
    exchange,
    client: connect(),
    notices,
    log,
    links: () => [...exchange.links].filter(({ isOpen }) => isOpen),
    plan: (point, ...faults) => void planned.set(point, faults as never),
    connect,
  };
}

/** What a promise has come to so far: `'pending'`, its value, or its error. */
export function outcomeOf<Value>(promise: Promise<Value>): { current: Value | Error | 'pending' } {
  const outcome: { current: Value | Error | 'pending' } = { current: 'pending' };
  promise.then(
    (value) => (outcome.current = value),
    (error: Error) => (outcome.current = error),
  );
  return outcome;
}
