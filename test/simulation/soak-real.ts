// Minutes of real time over real sockets, against the loopback exchange and its faults.
import type { Client } from '../../src/index.js';
import { systemTime } from '../../src/time.js';
import { startExchange, type Exchange, type SocketFault } from '../exchange/exchange.js';
import { openClient } from '../support/client.js';
import { createChance, type Chance } from './chance.js';
import { createWrites, type Writes } from './judge-writes.js';
import { createLoad, createStreams } from './soak-load.js';
import { again, keepSending } from './soak-pace.js';
import { createReport } from './soak-report.js';
import type { SoakOptions } from './soak-virtual.js';

const MINUTE_MS = 60_000;
/** At the end of each minute nothing goes wrong and nobody calls, and in its last seconds nothing is sent. */
const QUIET_MS = 22_000;
const SILENT_MS = 4000;
/** By how many timers of sockets and calls may differ from minute to minute: pools and pings have their own. */
const TIMER_PLAY = 12;
const HEARTBEAT_MS = 1500;
/** Longer than the client needs to see that nobody answers. */
const HALF_OPEN_MS = 4 * HEARTBEAT_MS;
const ROUTES = ['public', 'market', 'private', 'websocketApi', '*'] as const;

/** Runs minute by minute, and closes the client. */
export async function soakReal({
  minutes,
  ...options
}: Omit<SoakOptions, 'days'> & { minutes: number }): Promise<void> {
  const { streams, seed, print, fault } = options;
  const chance = createChance(seed);
  const exchange = await startExchange();
  const writes = createWrites(fault, false);
  const report = createReport(() => load.tracks, print, fault, TIMER_PLAY);
  const isSilent = { value: false };
  const client = openClient(exchange, {
    apiKey: 'key',
    apiSecret: 'secret',
    heartbeatMs: HEARTBEAT_MS,
    timeoutMs: 2000,
    // Each minute has faults for an hour, and the loopback exchange does not count connects.
    connectionBudget: 10_000,
    onNotice: report.notice,
  });
  const load = createLoad({
    client,
    time: systemTime,
    chance,
    writes,
    fault,
    streams: createStreams(streams),
    publish: (text, { name }) => (exchange.send(name, text), isSilent.value),
    publishUserData: (text) => (exchange.sendUserEvent(text), isSilent.value),
  });
  await load.open();

  const begun = performance.now();
  const end = minutes * MINUTE_MS;
  const elapsed = () => performance.now() - begun;
  const leftOfMinute = () => Math.min(MINUTE_MS - (elapsed() % MINUTE_MS), end - elapsed());
  const isActive = () => leftOfMinute() > QUIET_MS;
  let isStruck = false;
  const pace = { time: systemTime, chance, isOver: () => elapsed() >= end };
  keepSending(pace, load, streams, () => leftOfMinute() > SILENT_MS);
  again(pace, 300, () => isActive() && load.call());
  again(pace, 2000, () => isActive() && load.renewOne());
  again(pace, 700, async () => {
    if (!isActive() || isStruck) return;
    isStruck = true;
    await strike(exchange, client, chance, isSilent);
    isStruck = false;
  });

  for (let minute = 1; elapsed() < end; minute++) {
    const restMs = Math.min(minute * MINUTE_MS, end) - elapsed();
    await sleep(restMs - 500);
    for (const track of load.tracks) track.checkCaughtUp();
    drainWrites(exchange, writes);
    const renewals = exchange.requests.filter(({ path }) => path.endsWith('/listenKey')).length;
    (exchange.requests as unknown[]).length = 0;
    if (load.pending > 0) fault(`minute ${minute}: ${load.pending} calls have not ended`);
    for (const refusal of exchange.refusals) fault(`minute ${minute}: the exchange closed ${refusal}`);
    (exchange.refusals as unknown[]).length = 0;
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    report.line({ label: `minute ${minute}`, renewals, timers, links: exchange.sockets.open.length });
    await sleep(600);
  }
  report.conclude();
  for (const violation of exchange.violations) fault(`the exchange did wrong: ${violation}`);
  await client.close();
  await sleep(200);
  const left = exchange.sockets.open.length;
  if (left > 0) fault(`${left} connections are left after close()`);
  await exchange.close();
}

const sleep = (ms: number) => new Promise<void>((resolve) => systemTime.after(ms, resolve));

/** Writes that have come since, over REST and the WebSocket API. */
function drainWrites(exchange: Exchange, writes: Writes): void {
  const texts = [...exchange.requests.map(({ query }) => query), ...exchange.frames.map(({ text }) => text)];
  for (const text of texts) {
    const id = /newClientOrderId[=":]+([\w-]+)/.exec(text)?.[1];
    if (id !== undefined) writes.sent(id);
  }
  (exchange.frames as unknown[]).length = 0;
  writes.conclude();
}

/** One thing goes wrong, and is over when the promise resolves. */
async function strike(exchange: Exchange, client: Client, chance: Chance, isSilent: { value: boolean }): Promise<void> {
  const route = chance.one('route', ROUTES);
  const { sockets } = exchange;
  const drop = () => sockets.drop(route === '*' ? undefined : route);
  const last = async (fault: SocketFault, ms: number) => {
    sockets.fault(route, fault);
    await sleep(ms);
    sockets.fault(route, undefined);
  };
  switch (chance.integer('fault', 14)) {
    case 0:
      return drop();
    case 1:
      return sockets.cut(route === '*' ? undefined : route);
    case 2:
      return last({ kind: 'halfOpen' }, HALF_OPEN_MS);
    case 3:
      return last({ kind: 'slow', ms: 1 + chance.integer('slow', 900) }, 3000);
    case 4:
      return last({ kind: 'duplicate' }, 2000);
    case 5:
      return last({ kind: 'malformed', text: '{"stream":' }, 500);
    case 6:
      sockets.fault(route, { kind: chance.one('handshake', ['refuse', 'hang']), times: 1 });
      drop();
      return sleep(2500);
    case 7:
      setTimeout(drop, 10);
      return last({ kind: 'delayAcknowledgement', ms: 700 }, 2500);
    case 8: {
      isSilent.value = true;
      sockets.fault('*', { kind: 'silent' });
      await sleep(1000);
      sockets.drop();
      sockets.fault('*', undefined);
      isSilent.value = false;
      return;
    }
    case 9:
      sockets.fault('websocketApi', { kind: chance.one('answer', ['noAnswer', 'dropAfterRequest']), times: 1 });
      return sleep(1000);
    case 10:
      return exchange.expireListenKey();
    case 11:
      exchange.answer('*', { status: 503, body: '{"code":-1001,"msg":"Service Unavailable."}', times: 3 });
      return;
    case 12:
      exchange.answer('*', { cut: chance.one('cut', ['before', 'headers', 'body']), times: 2 });
      return;
    default:
      await client.rotate();
  }
}
