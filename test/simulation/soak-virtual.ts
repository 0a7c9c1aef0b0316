// Days of virtual time with faults, against the exchange in memory.
import { usdm } from '../../generated/product.js';
import { createClient } from '../../src/index.js';
import { createExchange, type Exchange } from '../../src/testing/exchange.js';
import { LINK_FAULTS, type Fate, type FaultNames } from '../../src/testing/faults.js';
import type { TimeSource } from '../../src/time.js';
import { createChance, type Chance } from './chance.js';
import { createFate } from './schedule.js';
import { createWrites } from './judge-writes.js';
import { writesSeenBy } from './sent-writes.js';
import type { Fault } from './soak-judge.js';
import { createLoad, createStreams } from './soak-load.js';
import { again, keepSending } from './soak-pace.js';
import { createReport } from './soak-report.js';
import { createSimulatedTime } from './virtual-time.js';
import { API_KEY, API_SECRET, REFUSALS } from './world.js';

export interface SoakOptions {
  /** It may be a part of a day. */
  readonly days: number;
  readonly streams: number;
  readonly seed: number;
  readonly print: (text: string) => void;
  readonly fault: Fault;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** At the end of each day nothing goes wrong and nobody calls, and in its last seconds nothing is sent. */
const QUIET_MS = 2 * MINUTE_MS;
const SILENT_MS = 10 * SECOND_MS;

type Strength = { readonly [point in keyof FaultNames]: number };
/** A tenth of the mean of the simulation, and in stormy hours of its most. Per mille. */
const CALM: Strength = { connect: 2, message: 1, control: 2, call: 2, listenKey: 2 };
const STORM: Strength = { connect: 15, message: 7, control: 15, call: 15, listenKey: 15 };
/** Connections are struck in stormy hours: a tenth as often as in the simulation. */
const STRIKE_MS = 26 * SECOND_MS;
/** How long a struck connection suffers. */
const SUFFERING_MS = MINUTE_MS;

/** Storms come in the first half of every second day, so that the connections of other times live until they are rotated. */
const mayStorm = (ms: number) => ms % (2 * DAY_MS) < DAY_MS / 2;

/** Runs the days one by one, and closes the client. */
export async function soakVirtual({ days, streams, seed, print, fault }: SoakOptions): Promise<void> {
  const time = createSimulatedTime();
  const chance = createChance(seed);
  const source = time.exchange;
  const report = createReport(() => load.tracks, print, fault);
  const writes = createWrites(fault);
  const end = days * DAY_MS;
  const leftOfDay = () => Math.min(DAY_MS - (source.monotonic() % DAY_MS), end - source.monotonic());
  const isActive = () => hasBegun && leftOfDay() > QUIET_MS;
  let hasBegun = false;
  const weather = createWeather(source, chance, isActive);
  const listenKey = watchListenKey(source, fault);
  const exchange = createExchange({
    product: usdm,
    time: source,
    fate: weather.fate,
    refusals: REFUSALS,
    log: listenKey.log,
    execute(row, params) {
      const id = params['newClientOrderId'];
      if (id !== undefined) writes.executed(id);
      return row.answer.shape === 'array' ? [] : { symbol: 'BTCUSDT', orderId: 1, clientOrderId: id, status: 'NEW' };
    },
  });
  const client = createClient({
    environment: { urls: exchange.urls },
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    time: time.client,
    random: () => chance.integer('client', 1 << 30) / (1 << 30),
    network: writesSeenBy(writes.sent, exchange.network),
    onNotice: report.notice,
  });
  const load = createLoad({
    client,
    time: source,
    chance,
    writes,
    fault,
    streams: createStreams(streams),
    publish: (text, stream) => exchange.publish(stream.name, text),
    publishUserData: (text) => exchange.publishUserData(text),
  });

  const opened = load.open().then(() => (hasBegun = true));
  await time.runTo(MINUTE_MS);
  if (!hasBegun) return fault('not all subscriptions stand after a minute');
  await opened;
  const pace = { time: source, chance, isOver: () => source.monotonic() >= end };
  keepSending(pace, load, streams, () => leftOfDay() > SILENT_MS);
  again(pace, 10 * SECOND_MS, () => isActive() && load.call());
  again(pace, 10 * MINUTE_MS, () => isActive() && load.renewOne());
  again(pace, STRIKE_MS, () => isActive() && weather.isStormy && strike(source, chance, exchange));
  again(pace, 6 * HOUR_MS, () => isActive() && expireKey(source, exchange));
  for (let from = 0, day = 1; from < end; from += DAY_MS, day++) {
    const to = Math.min(from + DAY_MS, end);
    await time.runTo(to - 1);
    for (const track of load.tracks) track.checkCaughtUp();
    writes.conclude();
    if (load.pending > 0) fault(`day ${day}: ${load.pending} calls have not ended`);
    checkLimits(exchange, fault);
    report.line({
      label: `day ${day}`,
      renewals: listenKey.takeRenewals(),
      timers: time.clientTimers,
      links: exchange.links.size,
    });
  }
  report.conclude();
  let isClosed = false;
  void client.close().then(() => (isClosed = true));
  await time.runTo(end + 2 * SECOND_MS);
  if (!isClosed) fault('close() has not ended after 2 s');
  if (time.clientTimers > 0) fault(`${time.clientTimers} timers are left after close()`);
  if (exchange.links.size > 0) fault(`${exchange.links.size} connections are left after close()`);
}

/** Hours with few faults and hours with many. */
function createWeather(time: TimeSource, chance: Chance, isActive: () => boolean) {
  const fates = [CALM, STORM].map((strength) => createFate(strength, chance, isActive));
  let isStormy = false;
  const turn = () => {
    isStormy = mayStorm(time.monotonic()) && chance.happens('storm', 500);
    time.after(HOUR_MS, turn);
  };
  turn();
  const fate: Fate = (point) => fates[isStormy ? 1 : 0]!(point);
  return {
    fate,
    get isStormy() {
      return isStormy;
    },
  };
}

/** Reads in the record of the exchange whether the listenKey is extended in time. */
function watchListenKey(time: TimeSource, fault: Fault) {
  const { start, keepAlive, lifetimeMs } = usdm.userDataStreams.listenKey;
  let renewals = 0;
  let extendedAt = 0;
  return {
    log(this: void, what: string) {
      const isRenewal = what.startsWith(`${keepAlive.method} ${keepAlive.path}`);
      if (!isRenewal && !what.startsWith(`${start.method} ${start.path}`)) return;
      if (isRenewal) renewals++;
      const unusedMs = time.monotonic() - extendedAt;
      if (unusedMs > lifetimeMs) fault(`the listenKey was not extended for ${unusedMs} ms`);
      extendedAt = time.monotonic();
    },
    /** How many there were since this was called last. */
    takeRenewals() {
      const count = renewals;
      renewals = 0;
      return count;
    },
  };
}

/** Something happens to one connection, and is over after a while. */
function strike(time: TimeSource, chance: Chance, { links }: Exchange): void {
  const open = [...links].filter(({ isOpen }) => isOpen);
  if (open.length === 0) return;
  const link = chance.one('link', open);
  switch (chance.one('link fault', LINK_FAULTS)) {
    case 'cut':
      return link.end(1006);
    case 'closed':
      return link.end(chance.one('close code', [1000, 1001, 1008, 1011, 1012]));
    case 'halfOpen':
      link.isHalfOpen = true;
      return;
    case 'stalled':
      link.isStalled = true;
      return void time.after(SUFFERING_MS, () => link.end(1006));
    case 'delayed':
      link.latencyMs = 1 + chance.integer('latency', 3000);
      return void time.after(SUFFERING_MS, () => (link.latencyMs = 1));
    case 'shutdown':
      return link.send(`{"e":"serverShutdown","E":1}`);
  }
}

function expireKey(time: TimeSource, exchange: Exchange): void {
  exchange.expireListenKey((key) => `{"e":"listenKeyExpired","E":${time.now()},"listenKey":"${key}"}`);
}

/** At most the documented control messages in a second and connects in five minutes, and no attempt in a ban. */
function checkLimits(exchange: Exchange, fault: Fault): void {
  const { maxControlMessagesPerSecond } = usdm.marketStreams;
  const connects: number[] = [];
  const controls = new Map<number, number[]>();
  const isOver = (times: number[], at: number, windowMs: number, most: number) => {
    times.push(at);
    while (times[0]! <= at - windowMs) times.shift();
    return times.length > most;
  };
  for (const { kind, link, at } of exchange.attempts) {
    if (kind === 'connect') {
      if (isOver(connects, at, 5 * MINUTE_MS, 300)) fault(`${at}: more than 300 connects in 5 minutes`);
      continue;
    }
    if (!controls.has(link)) controls.set(link, []);
    if (isOver(controls.get(link)!, at, SECOND_MS, maxControlMessagesPerSecond))
      fault(`${at}: too many control messages in a second`);
  }
  exchange.attempts.length = 0;
  if (exchange.attemptsInPause > 0) fault(`${exchange.attemptsInPause} attempts before the time told so far`);
}
