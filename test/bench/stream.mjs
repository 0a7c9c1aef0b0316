// Events over loopback TLS, from the socket to the handler: raw ws + JSON.parse, this package and its peers, or two builds
// of this package; in one run and in turns.
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startTable } from './against.mjs';
import { cpuTime } from './clock.mjs';
import { median } from './statistics.mjs';

const ROUNDS = 7;
const WARM_UP = 30_000;
/** Between the opening of streams and the first message. Unit: ms. */
const SETTLE_MS = 1000;
/** Two builds need more and shorter rounds: their ratio is near 1. */
const AGAINST = { warmUp: 4, rounds: 20 };
/** Messages that one build handles in a round of two builds. */
const AGAINST_MESSAGES = 3000;

/** Kinds of streams: messages a round, and what each client calls them. */
const KINDS = {
  bookTicker: {
    total: 30_000,
    suffix: 'bookTicker',
    method: 'bookTicker',
    connectorMethod: 'individualSymbolBookTickerStreams',
  },
  aggTrade: {
    total: 30_000,
    suffix: 'aggTrade',
    method: 'aggTrade',
    connectorMethod: 'aggregateTradeStreams',
  },
  'depth, 20 levels': {
    total: 8000,
    suffix: 'depth20@100ms',
    method: 'partialDepth',
    connectorMethod: 'partialBookDepthStreams',
  },
};
const paramsOf = (kind, symbol) => ({
  symbol,
  ...(kind.startsWith('depth') && { levels: 20, updateSpeed: '100ms' }),
});

async function openSocket(url) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await new Promise((resolve) => socket.once('open', resolve));
  return socket;
}

/** Makes the server send, and counts what arrives: every handler calls `count`. */
async function createMeter(server) {
  let arrived = () => {};
  const control = await openSocket(`${server}/control`);
  return {
    count: () => arrived(),
    /** CPU µs a message. */
    measure: async (stream, kind, total) => {
      let left = total;
      const done = new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${stream}: ${left} of ${total} messages are missing`)),
          60_000,
        );
        arrived = () => {
          if (--left > 0) return;
          clearTimeout(timer);
          resolve();
        };
      });
      const start = cpuTime();
      control.send(JSON.stringify({ bench: stream, kind, count: total }));
      await done;
      return (cpuTime() - start) / total;
    },
  };
}

/** A function that opens one stream of a kind with a client of this package, and returns its name. */
function opener({ createClient }, server, symbol, count) {
  const client = createClient({ environment: { urls: { public: `${server}/public`, market: `${server}/market` } } });
  return async (kind) => (await client.streams[KINDS[kind].method](paramsOf(kind, symbol), count)).stream;
}

/** The same for this package and its peers; the symbol in the name of the stream is the client's own. */
async function loadClients(build, server, count) {
  const { DerivativesTradingUsdsFutures } = await import('@binance/derivatives-trading-usds-futures');
  const { WebsocketClient } = await import('binance');
  const connector = new DerivativesTradingUsdsFutures({
    configurationWebsocketStreams: { wsURL: server, compression: false },
  });
  const connection = await connector.websocketStreams.connect();
  const quiet = () => {};
  const logger = { trace: quiet, info: quiet, error: console.error };
  return {
    'ws + JSON.parse': async (kind) => {
      const socket = await openSocket(`${server}/public/stream`);
      const name = `rawusdt@${KINDS[kind].suffix}`;
      socket.send(JSON.stringify({ method: 'SUBSCRIBE', params: [name], id: 1 }));
      await new Promise((resolve) => socket.once('message', resolve));
      socket.on('message', (data) => {
        JSON.parse(data);
        count();
      });
      return name;
    },
    'binance-usdm': opener(build, server, 'OURUSDT', count),
    '@binance/derivatives-trading-usds-futures': async (kind) => {
      connection[KINDS[kind].connectorMethod](paramsOf(kind, 'conusdt')).on('message', count);
      return `conusdt@${KINDS[kind].suffix}`;
    },
    binance: async (kind) => {
      const name = `binusdt@${KINDS[kind].suffix}`;
      const path = kind === 'aggTrade' ? 'market' : 'public';
      const client = new WebsocketClient({ beautify: true, wsUrl: `${server}/${path}/stream` }, logger);
      client.on('formattedMessage', count);
      await client.subscribe(name, path === 'market' ? 'usdmMarket' : 'usdmPublic');
      return name;
    },
  };
}

export async function comparePeers({ build, server }) {
  const { count, measure } = await createMeter(server);
  const clients = await loadClients(build, server, count);
  const names = Object.keys(clients);
  console.log(
    `\nEvents over loopback TLS, Node ${process.version}, CPU µs a message, median of ${ROUNDS} rounds in turns`,
  );
  console.log(`| stream | ${names.join(' | ')} | ours ÷ raw |\n| --- |${' ---: |'.repeat(names.length + 1)}`);
  for (const [kind, { total }] of Object.entries(KINDS)) {
    const streams = await Promise.all(names.map((name) => clients[name](kind)));
    await sleep(SETTLE_MS);
    const measureClean = (stream, total) => {
      globalThis.gc();
      return measure(stream, kind, total);
    };
    for (const stream of streams) await measureClean(stream, WARM_UP);
    const rounds = names.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, stream] of streams.entries()) rounds[index].push(await measureClean(stream, total));
    }
    const cpu = rounds.map(median);
    const cells = cpu.map((time) => `${time.toFixed(2)} (${(time / cpu[0]).toFixed(2)} ×)`);
    console.log(`| ${kind} | ${cells.join(' | ')} | ${(cpu[1] / cpu[0]).toFixed(2)} |`);
  }
}

export async function compareBuilds({ pairs, server, limit }) {
  const { count, measure } = await createMeter(server);
  const openers = pairs.map((pair, copy) =>
    pair.map((build, index) => opener(build, server, `${index === 0 ? 'AGAINST' : 'THIS'}${copy}USDT`, count)),
  );
  const table = startTable('Events over loopback TLS, CPU µs a message', 'stream', limit);
  for (const kind of Object.keys(KINDS)) {
    const measureWith = async (open) => {
      const stream = await open(kind);
      return () => measure(stream, kind, AGAINST_MESSAGES);
    };
    const measures = await Promise.all(openers.map((pair) => Promise.all(pair.map(measureWith))));
    await sleep(SETTLE_MS);
    await table.row(kind, measures, AGAINST);
  }
  return table.end();
}
