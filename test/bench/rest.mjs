// A signed order over loopback TLS: raw undici, this package and its peers, in one process and in turns.
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { DerivativesTradingUsdsFutures } from '@binance/derivatives-trading-usds-futures';
import { USDMClient } from 'binance';
import https from 'node:https';
import { Pool } from 'undici';
import { createClient } from '../../dist/src/index.js';

const [url] = process.argv.slice(2);
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

const pool = new Pool(url, { connections: 1 });
async function raw() {
  const query = `${new URLSearchParams(order)}&timestamp=${Date.now()}`;
  const signature = createHmac('sha256', apiSecret).update(query).digest('hex');
  const { body } = await pool.request({
    method: 'POST',
    path: `/fapi/v1/order?${query}&signature=${signature}`,
    headers: { 'X-MBX-APIKEY': apiKey },
  });
  return body.json();
}

const ours = createClient({ environment: { urls: { fapi: url } }, apiKey, apiSecret });
const httpsAgent = new https.Agent({ keepAlive: true });
const connector = new DerivativesTradingUsdsFutures({
  configurationRestAPI: { apiKey, apiSecret, basePath: url, keepAlive: true, httpsAgent },
});
const tiagosiebler = new USDMClient(
  { api_key: apiKey, api_secret: apiSecret, baseUrl: url, disableTimeSync: true, keepAlive: true },
  { httpsAgent },
);

const clients = {
  'undici Pool.request': raw,
  'binance-usdm': () => ours.rest.newOrder(order),
  '@binance/derivatives-trading-usds-futures': async () =>
    (await connector.restAPI.newOrder({ ...order, quantity: 0.01, price: 59000 })).data(),
  binance: () => tiagosiebler.submitNewOrder(order),
};

const ROUNDS = 7;
const CALLS = 1000;
const WARM_UP = 3000;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function measure(call, count) {
  globalThis.gc();
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i++) await call();
  const wall = Number(process.hrtime.bigint() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / count, wall: wall / count };
}

const results = new Map();
for (const [name, call] of Object.entries(clients)) {
  const answer = await call();
  if (String(answer.orderId) !== '283194212001') throw new Error(`${name} gave another answer`);
  await measure(call, WARM_UP);
  results.set(name, []);
}
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, call] of Object.entries(clients)) results.get(name).push(await measure(call, CALLS));
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

const programs = {
  'binance-usdm': `import { createClient } from '../../dist/src/index.js'; await createClient().rest.serverTime();`,
  '@binance/derivatives-trading-usds-futures': `import { DerivativesTradingUsdsFutures } from '@binance/derivatives-trading-usds-futures'; await new DerivativesTradingUsdsFutures({ configurationRestAPI: { apiKey: '' } }).restAPI.checkServerTime();`,
  binance: `import { USDMClient } from 'binance'; await new USDMClient().getServerTime();`,
};
console.log('\n| package | import ms | one-call program, minified kB | gzip kB |\n| --- | ---: | ---: | ---: |');
for (const [name, program] of Object.entries(programs)) {
  const [statement] = program.split(';');
  const script = `const start = performance.now(); await ${statement.replace(/import .* from ('.*')/, 'import($1)')}; console.log(performance.now() - start);`;
  const times = Array.from({ length: 9 }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname })),
  );
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname },
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
await Promise.all([ours.close(), pool.close()]);
process.exit();
