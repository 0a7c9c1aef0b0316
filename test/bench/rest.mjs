// Calls over loopback TLS and the time of an import: raw undici, this package and its peers, or two builds of this package;
// in one process and in turns.
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import https from 'node:https';
import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Pool } from 'undici';
import { startTable } from './against.mjs';
import { cpuTime, wallTime } from './clock.mjs';
import { median } from './statistics.mjs';

const apiKey = 'key';
const apiSecret = 'secret';
const order = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.010',
  price: '59000.0',
};
const ORDER_ID = '283194212001';

const ROUNDS = 7;
const CALLS = 1000;
const WARM_UP = 3000;
const IMPORTS = 9;
/** Two builds need more and shorter rounds: their ratio is near 1. */
const AGAINST = { warmUp: 8, rounds: 20 };
const AGAINST_CALLS = 25;
const AGAINST_IMPORTS = { warmUp: 1, rounds: 25 };

const clientOf = ({ createClient }, server) =>
  createClient({ environment: { urls: { fapi: server } }, apiKey, apiSecret });

/** CPU and wall µs a call. */
async function measure(call, count) {
  const start = [cpuTime(), wallTime()];
  for (let i = 0; i < count; i++) await call();
  const [cpu, wall] = [cpuTime(), wallTime()].map((end, clock) => (end - start[clock]) / count);
  return { cpu, wall };
}

/** The same after a collection, so that no client pays for the garbage of another. */
function measureClean(call, count) {
  globalThis.gc();
  return measure(call, count);
}

/** A path as a module of this folder writes it. */
const specifierOf = (file) => relative(import.meta.dirname, file);

/** CPU and wall ms of an import in a process of its own. */
function measureImport(specifier) {
  const script = `import { cpuTime, wallTime } from './clock.mjs';
    const start = [cpuTime(), wallTime()];
    await import('${specifier}');
    console.log(cpuTime() - start[0], wallTime() - start[1]);`;
  const args = ['--input-type=module', '-e', script];
  const output = execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' });
  const [cpu, wall] = output.split(' ').map((text) => Number(text) / 1000);
  return { cpu, wall };
}

/** Functions that place the order. */
async function loadClients(build, server) {
  const { DerivativesTradingUsdsFutures } = await import('@binance/derivatives-trading-usds-futures');
  const { USDMClient } = await import('binance');
  const pool = new Pool(server, { connections: 1 });
  const ours = clientOf(build, server);
  const httpsAgent = new https.Agent({ keepAlive: true });
  const connector = new DerivativesTradingUsdsFutures({
    configurationRestAPI: { apiKey, apiSecret, basePath: server, keepAlive: true, httpsAgent },
  });
  const tiagosiebler = new USDMClient(
    { api_key: apiKey, api_secret: apiSecret, baseUrl: server, disableTimeSync: true, keepAlive: true },
    { httpsAgent },
  );
  return {
    'undici Pool.request': async () => {
      const query = `${new URLSearchParams(order)}&timestamp=${Date.now()}`;
      const signature = createHmac('sha256', apiSecret).update(query).digest('hex');
      const { body } = await pool.request({
        method: 'POST',
        path: `/fapi/v1/order?${query}&signature=${signature}`,
        headers: { 'X-MBX-APIKEY': apiKey },
      });
      return body.json();
    },
    'binance-usdm': () => ours.rest.newOrder(order),
    '@binance/derivatives-trading-usds-futures': async () =>
      (await connector.restAPI.newOrder({ ...order, quantity: 0.01, price: 59000 })).data(),
    binance: () => tiagosiebler.submitNewOrder(order),
  };
}

async function compareOrders(build, server) {
  const clients = await loadClients(build, server);
  const results = new Map();
  for (const [name, call] of Object.entries(clients)) {
    const answer = await call();
    if (String(answer.orderId) !== ORDER_ID) throw new Error(`${name} gave another answer`);
    await measureClean(call, WARM_UP);
    results.set(name, []);
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, call] of Object.entries(clients)) results.get(name).push(await measureClean(call, CALLS));
  }

  const base = median(results.get('undici Pool.request').map(({ cpu }) => cpu));
  console.log(
    `\nSigned order over loopback TLS, Node ${process.version}, median of ${ROUNDS} × ${CALLS} calls, one after the other`,
  );
  console.log('| client | CPU µs/call | wall µs/call | CPU ÷ raw |\n| --- | ---: | ---: | ---: |');
  for (const [name, rounds] of results) {
    const cpu = median(rounds.map((one) => one.cpu));
    console.log(
      `| ${name} | ${cpu.toFixed(1)} | ${median(rounds.map((one) => one.wall)).toFixed(1)} | ${(cpu / base).toFixed(2)} |`,
    );
  }
}

/** For each package the name of its module, and a program that makes one call with what it exports. */
const programs = (entry) => ({
  'binance-usdm': [specifierOf(entry), 'createClient', 'createClient().rest.serverTime()'],
  '@binance/derivatives-trading-usds-futures': [
    '@binance/derivatives-trading-usds-futures',
    'DerivativesTradingUsdsFutures',
    "new DerivativesTradingUsdsFutures({ configurationRestAPI: { apiKey: '' } }).restAPI.checkServerTime()",
  ],
  binance: ['binance', 'USDMClient', 'new USDMClient().getServerTime()'],
});

async function compareSizes(entry) {
  const { build: bundle } = await import('esbuild');
  console.log('\n| package | import ms | one-call program, minified kB | gzip kB |\n| --- | ---: | ---: | ---: |');
  for (const [name, [specifier, imported, call]] of Object.entries(programs(entry))) {
    const times = Array.from({ length: IMPORTS }, () => measureImport(specifier).wall);
    const { outputFiles } = await bundle({
      stdin: {
        contents: `import { ${imported} } from '${specifier}'; await ${call};`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      minify: true,
      write: false,
      platform: 'node',
      format: 'esm',
      external: name === 'binance-usdm' ? ['undici'] : [],
      logLevel: 'error',
    });
    const text = outputFiles[0].contents;
    console.log(
      `| ${name} | ${median(times).toFixed(1)} | ${(text.length / 1000).toFixed(0)}${name === 'binance-usdm' ? ' + undici' : ''} | ${(gzipSync(text).length / 1000).toFixed(0)} |`,
    );
  }
}

export async function comparePeers({ entry, build, server }) {
  await compareOrders(build, server);
  await compareSizes(entry);
}

export async function compareBuilds({ entries, pairs, server, limit }) {
  const clients = pairs.map((pair) => pair.map((build) => clientOf(build, server)));
  const calls = {
    'public GET': ({ rest }) => rest.bookTicker({ symbol: order.symbol }),
    'signed order': ({ rest }) => rest.newOrder(order),
  };
  const table = startTable('Calls over loopback TLS, CPU µs a call', 'call', limit);
  for (const [name, call] of Object.entries(calls)) {
    const measureWith = (client) => async () => (await measure(() => call(client), AGAINST_CALLS)).cpu;
    await table.row(
      name,
      clients.map((pair) => pair.map(measureWith)),
      AGAINST,
    );
  }
  const imports = entries.map((entry) => () => measureImport(specifierOf(entry)).cpu);
  await table.row('import, CPU ms', [imports], AGAINST_IMPORTS);
  return table.end();
}
