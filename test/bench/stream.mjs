// Events over loopback TLS, from the socket to the handler: raw ws + JSON.parse, this package and its peers, in one run and
// in turns.
import { DerivativesTradingUsdsFutures } from '@binance/derivatives-trading-usds-futures';
import { WebsocketClient } from 'binance';
import { WebSocket } from 'ws';
import { createClient } from '../../dist/src/index.js';

const [url] = process.argv.slice(2);
const ROUNDS = 7;
const WARM_UP = 30_000;
const KINDS = { bookTicker: 30_000, aggTrade: 30_000, 'depth, 20 levels': 8000 };
const suffix = { bookTicker: 'bookTicker', aggTrade: 'aggTrade', 'depth, 20 levels': 'depth20@100ms' };
const method = { bookTicker: 'bookTicker', aggTrade: 'aggTrade', 'depth, 20 levels': 'partialDepth' };
const connectorMethod = {
  bookTicker: 'individualSymbolBookTickerStreams',
  aggTrade: 'aggregateTradeStreams',
  'depth, 20 levels': 'partialBookDepthStreams',
};

/** Where the events of the round are counted. */
let arrived = () => {};
const count = () => arrived();

const ours = createClient({ environment: { urls: { public: `${url}/public`, market: `${url}/market` } } });
const connector = new DerivativesTradingUsdsFutures({
  configurationWebsocketStreams: { wsURL: url, compression: false },
});
const connection = await connector.websocketStreams.connect();
const quiet = () => {};
const logger = { trace: quiet, info: quiet, error: console.error };

/** Opens one stream of a kind; the name of the stream is the client's own. */
const clients = {
  'ws + JSON.parse': async (kind) => {
    const socket = new WebSocket(`${url}/public/stream`, { perMessageDeflate: false });
    await new Promise((resolve) => socket.once('open', resolve));
    const name = `rawusdt@${suffix[kind]}`;
    socket.send(JSON.stringify({ method: 'SUBSCRIBE', params: [name], id: 1 }));
    await new Promise((resolve) => socket.once('message', resolve));
    socket.on('message', (data) => {
      JSON.parse(data);
      count();
    });
    return name;
  },
  'binance-usdm': async (kind) => {
    const params = { symbol: 'OURUSDT', ...(kind.startsWith('depth') && { levels: 20, updateSpeed: '100ms' }) };
    return (await ours.streams[method[kind]](params, count)).stream;
  },
  '@binance/derivatives-trading-usds-futures': async (kind) => {
    const params = { symbol: 'conusdt', ...(kind.startsWith('depth') && { levels: 20, updateSpeed: '100ms' }) };
    connection[connectorMethod[kind]](params).on('message', count);
    return `conusdt@${suffix[kind]}`;
  },
  binance: async (kind) => {
    const name = `binusdt@${suffix[kind]}`;
    const path = kind === 'aggTrade' ? 'market' : 'public';
    const client = new WebsocketClient({ beautify: true, wsUrl: `${url}/${path}/stream` }, logger);
    client.on('formattedMessage', count);
    await client.subscribe(name, path === 'market' ? 'usdmMarket' : 'usdmPublic');
    return name;
  },
};

const control = new WebSocket(`${url}/control`, { perMessageDeflate: false });
await new Promise((resolve) => control.once('open', resolve));

/** CPU µs a message. */
async function measure(stream, kind, total) {
  globalThis.gc();
  let left = total;
  const done = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${stream}: ${left} of ${total} messages are missing`)), 60_000);
    arrived = () => {
      if (--left > 0) return;
      clearTimeout(timer);
      resolve();
    };
  });
  const cpu = process.cpuUsage();
  control.send(JSON.stringify({ bench: stream, kind, count: total }));
  await done;
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / total;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const names = Object.keys(clients);
console.log(
  `\nEvents over loopback TLS, Node ${process.version}, CPU µs a message, median of ${ROUNDS} rounds in turns`,
);
console.log(`| stream | ${names.join(' | ')} | ours ÷ raw |\n| --- |${' ---: |'.repeat(names.length + 1)}`);
for (const [kind, total] of Object.entries(KINDS)) {
  const streams = await Promise.all(names.map((name) => clients[name](kind)));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  for (const stream of streams) await measure(stream, kind, WARM_UP);
  const rounds = names.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, stream] of streams.entries()) rounds[index].push(await measure(stream, kind, total));
  }
  const cpu = rounds.map(median);
  const cells = cpu.map((time) => `${time.toFixed(2)} (${(time / cpu[0]).toFixed(2)} ×)`);
  console.log(`| ${kind} | ${cells.join(' | ')} | ${(cpu[1] / cpu[0]).toFixed(2)} |`);
}
process.exit();
