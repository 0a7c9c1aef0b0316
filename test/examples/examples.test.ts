// The example programs, run as a reader would run them, against the loopback exchange.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startExchange, type Exchange } from '../exchange/exchange.js';
import { closeClients, openClient } from '../support/client.js';
import { until } from '../support/until.js';

let exchange: Exchange;
const folder = mkdtempSync(join(tmpdir(), 'binance-usdm-examples-'));
const running = new Set<ChildProcess>();

beforeAll(async () => {
  exchange = await startExchange();
});
beforeEach(() => exchange.reset());
afterEach(() => {
  for (const program of running) program.kill('SIGKILL');
  expect(exchange.violations).toEqual([]);
});
afterAll(async () => {
  await closeClients();
  await exchange.close();
  rmSync(folder, { recursive: true });
});

interface Program {
  /** What it has printed so far. */
  readonly output: string;
  /** Waits until it has printed a text. */
  prints(text: string): Promise<void>;
  /** Presses Ctrl-C, where it does not end by itself, and waits for its end. */
  ends(how?: 'by Ctrl-C'): Promise<{ code: number; output: string }>;
}

/** Starts an example. `binance-usdm` is the client on the loopback exchange. */
function start(name: string, args: readonly string[] = [], env: { [name: string]: string } = {}): Program {
  const example = [`test/examples/${name}.ts`, ...args];
  const program = spawn(process.execPath, ['--import', 'tsx', ...example], {
    env: {
      ...process.env,
      ...env,
      TSX_TSCONFIG_PATH: 'test/examples/loopback/tsconfig.json',
      EXCHANGE: JSON.stringify({ urls: exchange.urls, ca: exchange.certificate }),
      BINANCE_API_KEY: 'key',
      BINANCE_API_SECRET: 'secret',
    },
  });
  running.add(program);
  const end = once(program, 'close').then(([code]) => code as number);
  void end.finally(() => running.delete(program));
  let output = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (data) => (output += String(data)));
  return {
    get output() {
      return output;
    },
    prints: (text) => until(() => output.includes(text), `'${text}' in: ${output}`),
    async ends(how) {
      if (how) program.kill('SIGINT');
      const code = await end;
      return { code, output };
    },
  };
}

const bookTicker = (symbol: string, bid: string, ask: string) => ({
  e: 'bookTicker',
  u: 1,
  s: symbol,
  b: bid,
  B: '1.000',
  a: ask,
  A: '2.000',
  T: exchange.now(),
  E: exchange.now(),
});

test('top-of-book shows the best prices of each symbol', async () => {
  const program = start('top-of-book', ['BTCUSDT', 'ETHUSDT']);
  await program.prints('watching 2 symbols');
  exchange.send('btcusdt@bookTicker', bookTicker('BTCUSDT', '60999.90', '61000.00'));
  exchange.send('ethusdt@bookTicker', bookTicker('ETHUSDT', '2999.90', '3000.00'));
  await program.prints('ETHUSDT');
  const { code, output } = await program.ends('by Ctrl-C');
  expect(code).toBe(0);
  expect(output).toMatch(/^BTCUSDT +1\.000 × 60999\.90 61000\.00 × 2\.000$/m);
  expect(output).toMatch(/^ETHUSDT +1\.000 × 2999\.90 3000\.00 × 2\.000$/m);
});

test('order-book keeps the ladder by snapshot and diffs, and builds it anew after a gap', async () => {
  const program = start('order-book', ['BTCUSDT']);
  await program.prints('BTCUSDT at update');
  const snapshot = Number(/at update (\d+)/.exec(program.output)![1]);
  const diff = (from: number, to: number, previous: number, bids: string[][], asks: string[][]) => ({
    e: 'depthUpdate',
    E: exchange.now(),
    T: exchange.now(),
    s: 'BTCUSDT',
    U: from,
    u: to,
    pu: previous,
    b: bids,
    a: asks,
  });
  exchange.send('btcusdt@depth', diff(snapshot + 1, snapshot + 3, snapshot, [['0.5', '7.000']], [['9999999.0', '8']]));
  await program.prints(`BTCUSDT at update ${snapshot + 3}`);
  const reads = () => exchange.requests.filter(({ path }) => path === '/fapi/v1/depth').length;
  const before = reads();
  exchange.sockets.drop('public');
  await until(() => reads() > before, 'a new snapshot');
  expect((await program.ends('by Ctrl-C')).code).toBe(0);
});

test('klines-of-a-month writes CSV and asks for the whole month', async () => {
  const { code, output } = await start('klines-of-a-month', ['BTCUSDT', '2026-10']).ends();
  expect(code).toBe(0);
  const [head, first] = output.split('\n');
  expect(head).toBe('openTime,open,high,low,close,volume');
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z(,[\d.]+){5}$/);
  const { query } = exchange.requests.find(({ path }) => path === '/fapi/v1/klines')!;
  expect(Object.fromEntries(new URLSearchParams(query))).toMatchObject({
    startTime: String(Date.UTC(2026, 9, 1)),
    endTime: String(Date.UTC(2026, 10, 1) - 1),
  });
});

test('klines-of-a-month takes the pages one after the other, each bar once', async () => {
  const quarter = 900_000;
  const bar = (index: number) => [
    Date.UTC(2026, 9, 1) + index * quarter,
    '1',
    '1',
    '1',
    '1',
    '1',
    0,
    '1',
    1,
    '1',
    '1',
    '0',
  ];
  const page = (from: number, count: number) => JSON.stringify(Array.from({ length: count }, (_, i) => bar(from + i)));
  exchange.answer('GET /fapi/v1/klines', { body: page(0, 1000), delayMs: 500, times: 1 });
  const program = start('klines-of-a-month', ['BTCUSDT', '2026-10']);
  await until(() => exchange.requests.length === 1, 'the first page');
  exchange.answer('GET /fapi/v1/klines', { body: page(1000, 3), times: 1 });
  const lines = (await program.ends()).output.trim().split('\n').slice(1);
  expect(new Set(lines).size).toBe(1003);
});

test('maker places, amends and cancels', async () => {
  const { code, output } = await start('maker').ends();
  expect(code, output).toBe(0);
  expect(output).toMatch(/^placed \d+ NEW 59000\.0\namended \d+ NEW 58900\.0\ncanceled \d+ CANCELED\n$/);
});

test.each([
  { executed: true, wanted: /outcome unknown, looking for the order\nplaced \d+ NEW/, code: 0, orders: 1 },
  {
    executed: false,
    wanted: /outcome unknown, looking for the order\n[\s\S]*the order was not placed/,
    code: 1,
    orders: 1,
  },
])('maker finds out about an unknown outcome (executed: $executed)', async ({ executed, wanted, code, orders }) => {
  exchange.answer('POST /fapi/v1/order', { cut: 'before', executed, times: 1 });
  const end = await start('maker').ends();
  expect(end.output).toMatch(wanted);
  expect(end.code).toBe(code);
  const sent = exchange.requests.filter(({ method, path }) => method === 'POST' && path === '/fapi/v1/order');
  expect(sent).toHaveLength(orders);
});

/** The symbol that the exchange lists. */
async function listedSymbol(): Promise<string> {
  const { symbols } = await openClient(exchange).rest.exchangeInfo();
  exchange.reset();
  return symbols[0]!.symbol;
}

test('stop-and-take-profit puts both beside the position, at prices that the symbol has', async () => {
  const symbol = await listedSymbol();
  exchange.answer('GET /fapi/v1/premiumIndex', { body: '{"symbol":"BTCUSDT","markPrice":"60000.12345678"}' });
  const { code, output } = await start('stop-and-take-profit', [symbol]).ends();
  expect(code, output).toBe(0);
  expect(output).toMatch(/^bought 0\.010 at a mark price of 60000\.12345678$/m);
  expect(output).toMatch(/^stop loss \d+ at 59400(\.\d{1,5})?$/m);
  expect(output).toMatch(/^take profit \d+ at 60600(\.\d{1,5})?$/m);
});

test('stop-and-take-profit protects an entry whose answer was lost', async () => {
  const symbol = await listedSymbol();
  exchange.answer('POST /fapi/v1/order', { cut: 'before', executed: true, times: 1 });
  const { code, output } = await start('stop-and-take-profit', [symbol]).ends();
  expect(code, output).toBe(0);
  expect(output).toMatch(/^bought 0\.010 at/m);
  expect(output).toMatch(/^stop loss \d+ at/m);
  expect(exchange.requests.filter(({ method, path }) => method === 'POST' && path === '/fapi/v1/order')).toHaveLength(
    1,
  );
});

test('stop-and-take-profit closes the position if there can be no stop', async () => {
  const symbol = await listedSymbol();
  const refusal = { status: 400, body: '{"code":-2021,"msg":"Order would immediately trigger."}' };
  exchange.answer('POST /fapi/v1/algoOrder', refusal);
  const { code, output } = await start('stop-and-take-profit', [symbol]).ends();
  expect(code).toBe(1);
  expect(output).toContain('no stop loss, so the position is closed');
  const orders = exchange.requests.filter(({ path }) => path === '/fapi/v1/order').map(({ query }) => query);
  expect(orders).toHaveLength(2);
  expect(orders[1]).toContain('side=SELL&type=MARKET&quantity=0.010&reduceOnly=true');
});

test('account-watcher tells orders, and reads the account anew after a gap', async () => {
  const program = start('account-watcher');
  await program.prints('watching');
  const trader = start('maker');
  await program.prints('CANCELED CANCELED');
  expect((await trader.ends()).code).toBe(0);
  exchange.sockets.drop('private');
  await program.prints('events may be missing');
  expect((await program.ends('by Ctrl-C')).code).toBe(0);
});

test('recorder writes each trade and each gap', async () => {
  const path = join(folder, 'trades.ndjson');
  const program = start('recorder', [path, 'BTCUSDT']);
  await program.prints('recording BTCUSDT');
  const trade = (a: number) => ({
    e: 'aggTrade',
    E: exchange.now(),
    a,
    s: 'BTCUSDT',
    p: '61000.00',
    q: '0.120',
    f: a,
    l: a,
    T: exchange.now(),
    m: false,
  });
  exchange.send('btcusdt@aggTrade', trade(1));
  await until(() => readFileSync(path, 'utf8').includes('"aggTradeId":1'), 'the first trade');
  exchange.sockets.drop('market');
  await until(
    () => exchange.sockets.open.some(({ streams }) => streams.includes('btcusdt@aggTrade')),
    'the stream again',
  );
  await until(() => exchange.send('btcusdt@aggTrade', trade(5)) > 0, 'somebody who listens');
  await until(() => readFileSync(path, 'utf8').includes('"aggTradeId":5'), 'the second trade');
  const { code, output } = await program.ends('by Ctrl-C');
  expect(code).toBe(0);
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { [key: string]: unknown });
  expect(rows.map(({ aggTradeId, gap }) => aggTradeId ?? (gap ? 'gap' : '?'))).toEqual([1, 'gap', 5]);
  expect(output).toContain(`2 trades in ${path}`);
});

test('order-service tells wrong, refused and unknown apart', async () => {
  const program = start('order-service', [], { PORT: '0' });
  await program.prints('listening on');
  const url = /listening on (\S+)/.exec(program.output)![1]!;
  const post = async (body: object) => {
    const response = await fetch(`${url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as { [key: string]: unknown } };
  };
  const order = {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.010',
    price: '59000.0',
  };
  const placed = await post(order);
  expect(placed).toMatchObject({ status: 201, body: { status: 'NEW' } });
  expect(await post({ ...order, timeInForce: undefined })).toMatchObject({
    status: 400,
    body: { execution: 'rejected' },
  });
  expect(await post({ ...order, quantity: '5000' })).toMatchObject({ status: 422, body: { execution: 'rejected' } });
  exchange.answer('POST /fapi/v1/order', { cut: 'before', times: 1 });
  expect(await post(order)).toMatchObject({ status: 504, body: { execution: 'unknown' } });
  const canceled = await fetch(`${url}/orders/BTCUSDT/${String(placed.body['orderId'])}`, { method: 'DELETE' });
  expect(canceled.status).toBe(200);
  expect(await (await fetch(`${url}/orders/BTCUSDT`)).json()).toEqual([]);
  expect((await program.ends('by Ctrl-C')).code).toBe(0);
});
