// What a run is made of: client, exchange, time, chance and judge.
import { usdm } from '../../generated/product.js';
import { createClientFor } from '../../src/client.js';
import type { Client, Notice, UserDataStream } from '../../src/index.js';
import { createExchange, type Exchange, type Refusals } from '../../src/testing/exchange.js';
import { createChance, type Chance } from './chance.js';
import { createJudge, type Judge } from './judge.js';
import type { Subscriber } from './judge-streams.js';
import { createFate, isCalm, type Schedule } from './schedule.js';
import { USER_DATA } from './publish.js';
import { writesSeenBy } from './sent-writes.js';
import type { SimulatedStream } from './streams.js';
import { createSimulatedTime, type SimulatedTime } from './virtual-time.js';

export const API_KEY = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
export const API_SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
/** Key, secret, listenKeys and signatures. */
const SECRETS = [new RegExp(`${API_KEY}|${API_SECRET}|listenKey0{20}`), /\b[0-9a-f]{64}\b/];

/** What faults of the exchange say, by their name. */
export const REFUSALS: Refusals = {
  banned: { status: 418, body: { code: -1003, msg: 'Way too many requests; IP banned.' }, retryAfter: 7 },
  limited: { status: 429, body: { code: -1003, msg: 'Too many requests.' }, retryAfter: 2 },
  limitedOrders: { status: 429, body: { code: -1015, msg: 'Too many new orders.' } },
  unknown: {
    status: 503,
    body: { code: -1000, msg: 'Unknown error, please check your request or try again later.' },
    mayBeExecuted: true,
  },
  timedOut: {
    status: 408,
    body: { code: -1007, msg: 'Timeout waiting for response from backend server.' },
    mayBeExecuted: true,
  },
  unavailable: { status: 503, body: { code: -1001, msg: 'Service Unavailable.' } },
  throttled: { status: 503, body: { code: -1008, msg: 'Request throttled by system-level protection.' } },
  late: { status: 400, body: { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' } },
  forbidden: { status: 403, body: { code: 0, msg: '' } },
  busy: { status: 503, body: { code: 0, msg: '' } },
};

/** The client's settings. Unit: ms. */
export const TIME_OUT_MS = 2000;
export const SUBSCRIBE_TIME_OUT_MS = 8000;
/** A connection may be delayed and repeat late, and yet be alive. Unit: ms. */
export const LONGEST_SILENCE_MS = 9000;
/** As long a stream may be silent before it is a notice. Unit: ms. */
const SILENCE_MS = 5000;

/** A subscription of the run, and how it is ended. */
interface Open {
  readonly stream: SimulatedStream;
  close(): Promise<unknown>;
}

/** All that a run is made of. */
export interface World {
  readonly schedule: Schedule;
  readonly product: typeof usdm;
  readonly time: SimulatedTime;
  readonly chance: Chance;
  readonly judge: Judge;
  readonly exchange: Exchange;
  readonly client: Client;
  readonly log: ((what: string) => void) | undefined;
  readonly isCalm: boolean;
  /** What subscriptions are told of silence. Unit: ms. */
  readonly silenceMs: number;
  readonly rotateAfterMs: number;
  readonly keepAliveMs: number;
  readonly open: Open[];
  readonly userData: { readonly stream: UserDataStream; readonly subscriber: Subscriber }[];
  /** Numbers of the last events, by stream. */
  readonly counts: Map<string, number>;
  /** Signals that were given to calls. */
  readonly signals: AbortSignal[];
  /** Calls that have not ended. */
  readonly calls: Set<Promise<unknown>>;
  /** How often the client's clock was set. */
  steps: number;
  /** At which step the client has last heard that its clock is wrong. */
  lateAt: number;
  isClosed: boolean;
  writes: number;
}

/** How often a client has some setting of its own: one in so many. */
const FEW_STREAMS_IN = 6;
const SHORT_LIVES_IN = 4;
/** Longer than any connection is used. Unit: ms. */
const SHORT_LIFE_MS = 18_000;
const LISTEN_KEY_LIFE_MS = 25_000;
const TRAFFIC_IN = 4;
const NO_HOOK_IN = 8;

/** The product with a listenKey that soon dies, and in some runs with a narrow limit, so that it is met. */
function productOf(chance: Chance): typeof usdm {
  const { marketStreams, userDataStreams } = usdm;
  const isNarrow = chance.integer('few streams', FEW_STREAMS_IN) === 0;
  return {
    ...usdm,
    marketStreams: isNarrow ? { ...marketStreams, maxStreamsPerConnection: 2 } : marketStreams,
    userDataStreams: {
      ...userDataStreams,
      listenKey: { ...userDataStreams.listenKey, lifetimeMs: LISTEN_KEY_LIFE_MS },
    },
  };
}

/** @param log Takes what happens, line by line. */
export function createWorld(schedule: Schedule, log?: (line: string) => void): World {
  const chance = createChance(schedule.seed);
  const time = createSimulatedTime();
  const now = () => time.exchange.monotonic();
  const logAt = log && ((what: string) => log(`${now()} ${what}`));
  const judge = createJudge({ now, secrets: SECRETS, isCalm: isCalm(schedule) });
  const product = productOf(chance);
  const exchange = createExchange({
    product,
    time: time.exchange,
    fate: createFate(schedule.strength, chance, () => now() < schedule.activeMs),
    refusals: REFUSALS,
    ...(chance.integer('short lives', SHORT_LIVES_IN) === 0 && { lifetimeMs: SHORT_LIFE_MS }),
    log: logAt,
    execute(row, params) {
      const id = params['newClientOrderId'];
      if (id !== undefined) judge.writes.executed(id);
      return row.answer.shape === 'array' ? [] : { symbol: 'AUSDT', orderId: 1, clientOrderId: id, status: 'NEW' };
    },
  });
  const rotateAfterMs = 6000 + chance.integer('rotateAfter', 10_000);
  const isHeard = chance.integer('no hook', NO_HOOK_IN) > 0;
  const client: Client = createClientFor(product)({
    environment: { urls: exchange.urls },
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    time: time.client,
    random: () => chance.integer('client', 1 << 30) / (1 << 30),
    network: writesSeenBy(judge.writes.sent, exchange.network),
    timeoutMs: TIME_OUT_MS,
    subscribeTimeoutMs: SUBSCRIBE_TIME_OUT_MS,
    heartbeatMs: 1500,
    reconnectMinMs: 50,
    reconnectMaxMs: 3000,
    rotateAfterMs,
    overlapMs: 200,
    ...(isHeard && { onNotice: hear(judge, chance, logAt) }),
    ...(chance.integer('traffic', TRAFFIC_IN) === 0 && {
      onTraffic(record: object) {
        judge.said(textOf(record));
        if (chance.happens('hook rejects', 5)) return Promise.reject(new Error('of the hook')) as never;
      },
    }),
  });
  // A client that nobody hears cannot tell of its silence.
  if (!isHeard) for (const place of ['public', 'market', USER_DATA]) judge.blur(place);
  return {
    schedule,
    product,
    time,
    chance,
    judge,
    exchange,
    client,
    log: logAt,
    isCalm: isCalm(schedule),
    silenceMs: chance.one('silence', [0, SILENCE_MS]),
    rotateAfterMs,
    keepAliveMs: chance.one('keepAlive', [4000, 20_000]),
    open: [],
    userData: [],
    counts: new Map(),
    signals: [],
    calls: new Set(),
    steps: 0,
    lateAt: -1,
    isClosed: false,
    writes: 0,
  };
}

/** Takes the notices of the client, and fails now and then. */
function hear(judge: Judge, chance: Chance, log: World['log']): (notice: Notice) => void {
  return (notice) => {
    judge.said(textOf(notice));
    if (notice.kind === 'state') {
      const { connection, state, reason } = notice;
      log?.(`state ${connection} ${state} ${reason ?? ''}`);
      judge.connection(connection, state !== 'connecting' && state !== 'reconnecting');
    }
    if (notice.kind === 'silence') {
      log?.(`silence ${notice.stream} ${notice.silentMs}`);
      judge.silent(notice.stream);
    }
    if (chance.happens('hook throws', 20)) throw new Error('of the hook');
  };
}

/** What somebody may read in an error, a notice or a record. */
export function textOf(what: unknown): string {
  const error =
    what instanceof Error ? `${what.message} ${what.cause instanceof Error ? what.cause.message : ''} ` : '';
  return (
    error +
    JSON.stringify(what, (_, value: unknown) =>
      value instanceof Error ? `${value.message} ${JSON.stringify(Object.fromEntries(Object.entries(value)))}` : value,
    )
  );
}
