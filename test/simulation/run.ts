// Runs one schedule: client, exchange and faults in one process on virtual time, and a judge who looks on.
import { usdm } from '../../generated/product.js';
import {
  createClient,
  ExchangeError,
  isBinanceError,
  type Client,
  type EventIterable,
  type Gap,
  type UserDataStream,
} from '../../src/index.js';
import { createExchange, type Exchange, type Refusal } from '../../src/testing/exchange.js';
import type { ServerLink } from '../../src/testing/link.js';
import { createChance, type Chance } from './chance.js';
import { createJudge, type Judge, type Subscriber } from './judge.js';
import { ACTIVE_MS, createFate, linkFault, QUIET_MS, type Action, type Schedule } from './schedule.js';
import { fill, STREAMS, type SimulatedStream } from './streams.js';
import { createSimulatedTime, type SimulatedTime } from './virtual-time.js';

/** What a run came to. */
export interface Result {
  readonly faults: readonly string[];
  /** What happened, line by line: the same for the same schedule. */
  readonly trace: readonly string[];
}

export const API_KEY = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
export const API_SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
const SECRETS = [new RegExp(API_KEY), new RegExp(API_SECRET), /listenKey0{20}/, /[0-9a-f]{64}/];
const USER_DATA = 'userData';

/** What faults of the exchange say, by their name. */
export const REFUSALS: { readonly [fault: string]: Refusal } = {
  banned: { status: 418, body: { code: -1003, msg: 'Way too many requests; IP banned.' }, retryAfter: 7 },
  limited: { status: 429, body: { code: -1003, msg: 'Too many requests.' }, retryAfter: 2 },
  limitedOrders: { status: 429, body: { code: -1015, msg: 'Too many new orders.' } },
  unknown: { status: 503, body: { code: -1000, msg: 'Unknown error, please check your request or try again later.' } },
  unavailable: { status: 503, body: { code: -1001, msg: 'Service Unavailable.' } },
  throttled: { status: 503, body: { code: -1008, msg: 'Request throttled by system-level protection.' } },
  late: { status: 400, body: { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' } },
  forbidden: { status: 403, body: { code: 0, msg: '' } },
  busy: { status: 503, body: { code: 0, msg: '' } },
};
/** These say that nothing was done though something may have been. */
const TIME_OUT_MS = 2000;
/** A call may wait for a gate, three attempts and the pauses between them. Unit: ms. */
const LONGEST_CALL_MS = 30_000;
const SUBSCRIBE_TIME_OUT_MS = 8000;

/** A subscription of the run, and how it is ended. */
interface Open {
  readonly stream: SimulatedStream;
  close(): Promise<unknown>;
}

/** All that a run is made of. */
interface World {
  readonly time: SimulatedTime;
  readonly chance: Chance;
  readonly judge: Judge;
  readonly exchange: Exchange;
  readonly client: Client;
  readonly log: (what: string) => void;
  readonly open: Open[];
  readonly userData: { readonly stream: UserDataStream; readonly subscriber: Subscriber }[];
  readonly counts: Map<string, number>;
  isClosed: boolean;
  writes: number;
}

/** Runs a schedule from its first action to the end of the client. */
export async function run(schedule: Schedule): Promise<Result> {
  const trace: string[] = [];
  const time = createSimulatedTime();
  const now = () => time.exchange.monotonic();
  const log = (what: string) => void trace.push(`${now()} ${what}`);
  const judge = createJudge(now, SECRETS);
  const onRejection = (error: unknown) => judge.fault(`nobody waits for: ${String((error as Error)?.stack ?? error)}`);
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onRejection);
  const world = createWorld(schedule, time, judge, log);
  for (const action of schedule.actions) {
    await time.runTo(action.at);
    log(`${action.kind} ${action.a} ${action.b}`);
    act(world, action);
  }
  await time.runTo(ACTIVE_MS);
  await conclude(world);
  process.off('unhandledRejection', onRejection);
  process.off('uncaughtException', onRejection);
  return { faults: judge.faults, trace };
}

function createWorld(schedule: Schedule, time: SimulatedTime, judge: Judge, log: (what: string) => void): World {
  const chance = createChance(schedule.seed);
  const isActive = () => time.exchange.monotonic() < ACTIVE_MS;
  const exchange = createExchange({
    product: usdm,
    time: time.exchange,
    fate: createFate(schedule, chance, isActive),
    refusals: REFUSALS,
    log,
    execute(row, params) {
      const id = params['newClientOrderId'];
      if (id !== undefined) judge.written(id, true);
      return row.answer.shape === 'array' ? [] : { symbol: 'AUSDT', orderId: 1, clientOrderId: id, status: 'NEW' };
    },
  });
  const say = (what: unknown) => judge.said(textOf(what));
  const client = createClient({
    environment: { urls: exchange.urls },
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    time: time.client,
    random: () => chance.integer('client', 1 << 30) / (1 << 30),
    network: exchange.network,
    timeoutMs: TIME_OUT_MS,
    subscribeTimeoutMs: SUBSCRIBE_TIME_OUT_MS,
    heartbeatMs: 1500,
    reconnectMinMs: 50,
    reconnectMaxMs: 3000,
    rotateAfterMs: 9000 + chance.integer('rotateAfter', 8000),
    overlapMs: 200,
    onNotice(notice) {
      say(notice);
      if (notice.kind === 'state') log(`state ${notice.connection} ${notice.state} ${notice.reason ?? ''}`);
      if (chance.happens('hook throws', 20)) throw new Error('of the hook');
    },
    onTraffic(record) {
      say(record);
      if (chance.happens('hook rejects', 5)) return Promise.reject(new Error('of the hook')) as never;
    },
  });
  return {
    time,
    chance,
    judge,
    exchange,
    client,
    log,
    open: [],
    userData: [],
    counts: new Map(),
    isClosed: false,
    writes: 0,
  };
}

function textOf(what: unknown): string {
  const error = what instanceof Error ? `${what.stack} ${what.cause instanceof Error ? what.cause.message : ''} ` : '';
  return (
    error +
    JSON.stringify(what, (_, value: unknown) =>
      value instanceof Error ? `${value.message} ${JSON.stringify(Object.fromEntries(Object.entries(value)))}` : value,
    )
  );
}

/** Does what an action says. */
function act(world: World, action: Action): void {
  const { time, exchange, client, judge } = world;
  const stream = STREAMS[action.a % STREAMS.length]!;
  switch (action.kind) {
    case 'publish':
      return publish(world, action.a % 7 === 0 ? USER_DATA : stream.name);
    case 'burst':
      for (let n = 0; n < 5 + (action.b % 30); n++) publish(world, stream.name);
      return;
    case 'subscribe':
      return subscribe(world, stream, action);
    case 'iterate':
      return iterate(world, stream, action);
    case 'unsubscribe':
      return closeOne(world, action.a);
    case 'resubscribe':
      closeOne(world, action.a);
      return subscribe(world, stream, action);
    case 'rotate':
      return void judge.promised('rotate', client.rotate(), 60_000);
    case 'lag':
      // The old connections are late with an event while new ones take over.
      for (const link of exchange.links) link.latencyMs = 1 + (action.b % 3000);
      publish(world, stream.name);
      return void judge.promised('rotate', client.rotate(), 60_000);
    case 'link':
      return strike(world, action);
    case 'calm':
      for (const link of exchange.links) link.latencyMs = 1;
      return;
    case 'read':
      return read(world, action);
    case 'write':
      return write(world, action);
    case 'openUserData':
      return openUserData(world);
    case 'closeUserData': {
      const [first] = world.userData.splice(0, 1);
      first?.subscriber.over();
      return void (first && judge.promised('close of user data', first.stream.close(), 5000));
    }
    case 'expireKey':
      return exchange.expireListenKey(`{"e":"listenKeyExpired","E":${time.exchange.now()},"listenKey":"***"}`);
    case 'stepClock':
      return time.stepClock((action.b % 14_400_000) - 7_200_000);
    case 'sync':
      return void judge.promised('sync', client.clock.sync(), LONGEST_CALL_MS);
    case 'close':
      return void close(world);
  }
}

function publish({ counts, time, exchange, judge, log }: World, name: string): void {
  const number = (counts.get(name) ?? 0) + 1;
  counts.set(name, number);
  log(`publish ${name} ${number}`);
  const now = time.exchange.now();
  const stream = STREAMS.find((one) => one.name === name);
  const isKeptBack = stream
    ? exchange.publish(name, stream.event(number, now))
    : exchange.publishUserData(fill(number, now));
  judge.published(name, number, isKeptBack);
}

/** What a handler of the caller's may do wrong. */
function misbehave({ chance }: World): unknown {
  if (chance.happens('handler throws', 30)) throw new Error('of the handler');
  return chance.happens('handler rejects', 30) ? Promise.reject(new Error('of the handler')) : undefined;
}

function subscribe(world: World, stream: SimulatedStream, { b }: Action): void {
  const { client, judge, open, log } = world;
  if (world.isClosed) return;
  const name = `handler ${stream.name} ${b}`;
  const subscriber = judge.subscribe(stream.name, name, stream.hasSequence);
  const handler = (event: object) => {
    log(`${name}: ${stream.numberOf(event)}`);
    subscriber.event(stream.numberOf(event));
    return misbehave(world);
  };
  const onGap = (gap: Gap) => {
    log(`${name}: gap ${gap.missing} ${gap.reason}`);
    subscriber.gap(gap);
    return misbehave(world) as never;
  };
  const subscribed = stream.subscribe(client, handler, { onGap });
  subscribed.catch((error: unknown) => {
    judge.said(textOf(error));
    log(`${name}: ${String(error)}`);
    subscriber.over();
  });
  void judge.promised(`subscription of ${name}`, subscribed, SUBSCRIBE_TIME_OUT_MS + 10).then((subscription) => {
    if (!subscription) return;
    log(`${name}: accepted`);
    subscriber.accepted();
    open.push({ stream, close: () => (subscriber.over(), subscription.close()) });
  });
}

/** Readers are quick, slow, or never read. */
function iterate(world: World, stream: SimulatedStream, { b }: Action): void {
  const { client, judge, open, log, time } = world;
  if (world.isClosed) return;
  const name = `iteration ${stream.name} ${b}`;
  const subscriber = judge.subscribe(stream.name, name, stream.hasSequence);
  const onGap = (gap: Gap) => {
    log(`${name}: gap ${gap.missing} ${gap.reason}`);
    subscriber.gap(gap);
  };
  const events: EventIterable<object> = stream.iterate(client, { onGap, bufferSize: b % 3 === 0 ? 5 : 10_000 });
  void judge
    .promised(
      `ready of ${name}`,
      events.ready.then(() => true),
      SUBSCRIBE_TIME_OUT_MS + 10,
    )
    .then((isReady) => {
      if (isReady && b % 5 > 0) subscriber.accepted();
    });
  open.push({
    stream,
    close: () => {
      subscriber.closing();
      return events.close();
    },
  });
  const pauseMs = b % 5 === 1 ? 700 : 0;
  void (async () => {
    if (b % 5 === 0) return;
    for await (const event of events) {
      log(`${name}: ${stream.numberOf(event)}`);
      subscriber.event(stream.numberOf(event));
      if (pauseMs > 0 && time.exchange.monotonic() < ACTIVE_MS)
        await new Promise<void>((resolve) => time.exchange.after(pauseMs, resolve));
    }
  })().catch((error: unknown) => {
    judge.said(textOf(error));
    subscriber.over();
  });
}

function closeOne({ open, judge }: World, which: number): void {
  const [one] = open.length === 0 ? [] : open.splice(which % open.length, 1);
  if (one) void judge.promised(`close of ${one.stream.name}`, one.close(), 5000);
}

/** Something happens to one connection. */
function strike({ exchange, chance, log }: World, action: Action): void {
  const links = [...exchange.links].filter(({ isOpen }) => isOpen);
  const link: ServerLink | undefined = links[action.a % Math.max(1, links.length)];
  if (!link) return;
  log(`${linkFault(action)} ${link.id}`);
  switch (linkFault(action)) {
    case 'cut':
      return link.end(1006);
    case 'closed':
      return link.end(chance.one('close code', [1000, 1001, 1008, 1011, 1012]));
    case 'halfOpen':
      link.isHalfOpen = true;
      return;
    case 'stalled':
      link.isStalled = true;
      return;
    case 'delayed':
      link.latencyMs = 1 + chance.integer('latency', 3000);
      return;
    case 'shutdown':
      return link.send(`{"e":"serverShutdown","E":1}`);
  }
}

function read({ client, judge, isClosed }: World, { a, b }: Action): void {
  if (isClosed) return;
  const controller = new AbortController();
  const options = { signal: controller.signal };
  const call =
    a % 2 === 0
      ? client.rest.orderBook({ symbol: 'AUSDT', limit: 5 }, options)
      : client.websocketApi.orderBook({ symbol: 'AUSDT', limit: 5 }, options);
  call.catch((error: unknown) => judge.said(textOf(error)));
  if (b % 4 === 0) controller.abort();
  void judge.promised('read', call, LONGEST_CALL_MS);
}

function write(world: World, { a, b }: Action): void {
  const { client, judge, log, time } = world;
  if (world.isClosed) return;
  const id = `write-${++world.writes}`;
  const controller = new AbortController();
  const params = { symbol: 'AUSDT', side: 'BUY', type: 'MARKET', quantity: '1', newClientOrderId: id } as const;
  const call = (a % 2 === 0 ? client.rest : client.websocketApi).newOrder(params, { signal: controller.signal });
  if (b % 4 === 0) time.exchange.after(b % 5, () => controller.abort());
  void judge.promised(`write ${id}`, call, LONGEST_CALL_MS);
  call.then(
    () => judge.verdict(id, 'done'),
    (error: unknown) => {
      judge.said(textOf(error));
      log(`${id}: ${String(error)}`);
      const isOurs = isBinanceError(error) && 'execution' in error;
      if (!isOurs) return judge.fault(`write ${id} failed with ${String(error)}`);
      judge.verdict(id, error.execution as 'rejected' | 'unknown');
      if (error instanceof ExchangeError && error.code === undefined) judge.said(error.message);
    },
  );
}

function openUserData(world: World): void {
  const { client, judge, userData, log } = world;
  if (world.isClosed) return;
  const subscriber = judge.subscribe(USER_DATA, `user data ${userData.length}`, false);
  const opening = client.userData(
    (event) => {
      if (event.eventType !== 'TRADE_LITE') return;
      log(`user data: ${event.tradeId}`);
      subscriber.event(event.tradeId);
    },
    {
      keepAliveMs: 5000,
      onGap(gap) {
        log(`user data: gap ${gap.reason}`);
        subscriber.gap(gap);
      },
    },
  );
  opening.catch((error: unknown) => judge.said(textOf(error)));
  void judge.promised('user data', opening, SUBSCRIBE_TIME_OUT_MS + 10).then((stream) => {
    if (!stream) return subscriber.over();
    subscriber.accepted();
    userData.push({ stream, subscriber });
  });
}

async function close(world: World): Promise<void> {
  if (world.isClosed) return;
  world.isClosed = true;
  for (const { subscriber } of world.userData) subscriber.over();
  for (const one of world.open) void one.close();
  await world.judge.promised('close', world.client.close(), 5000 + LONGEST_CALL_MS);
}

/** The exchange is well again: what is owed comes, what is said is checked, and at the end nothing is left. */
async function conclude(world: World): Promise<void> {
  const { time, exchange, judge } = world;
  const links = [...exchange.links];
  for (const link of links) {
    link.latencyMs = 1;
    if (link.isStalled) link.end(1006);
  }
  // One event now, so that what is silent can be told from what is lost; the last one when all had time to recover.
  const names = [...STREAMS.map(({ name }) => name), USER_DATA];
  for (const name of names) publish(world, name);
  await time.runTo(ACTIVE_MS + QUIET_MS - 10_000);
  for (const name of names) publish(world, name);
  await time.runTo(ACTIVE_MS + QUIET_MS);
  judge.conclude();
  if (exchange.attemptsInBan > 0) judge.fault(`${exchange.attemptsInBan} attempts during a ban`);
  checkLimits(world);
  void close(world);
  await time.runTo(ACTIVE_MS + QUIET_MS + 2000);
  if (time.clientTimers > 0) judge.fault(`${time.clientTimers} timers are left after close()`);
  const left = [...exchange.links].filter(({ isHalfOpen }) => !isHalfOpen).length;
  if (left > 0) judge.fault(`${left} connections are left after close()`);
}

/** At most the documented control messages in a second, and connects in five minutes. */
function checkLimits({ exchange, judge }: World): void {
  const { maxControlMessagesPerSecond } = usdm.marketStreams;
  const controls = exchange.attempts.filter(({ kind }) => kind === 'control');
  for (const [index, { link, at }] of controls.entries()) {
    const count = controls.slice(index).filter((other) => other.link === link && other.at - at < 1000).length;
    if (count > maxControlMessagesPerSecond) return judge.fault(`${count} control messages in a second`);
  }
  if (exchange.attempts.length - controls.length > 300) judge.fault('more than 300 connects');
}
