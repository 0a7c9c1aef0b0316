// What the program shows to a person: tables, colours, the screen of `watch`, completions, lines of curl.
import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { commands } from '../../src/cli/commands.js';
import { completionsOf } from '../../src/cli/completions.js';
import { csvOf, tableOf, timeText } from '../../src/cli/table.js';
import { startExchange, type Exchange } from '../exchange/exchange.js';
import { until } from '../support/until.js';
import { API_KEY, CERTIFICATE, createProgram, SECRET } from './program.js';

let exchange: Exchange;
let folder: string;
const { call, run, start, startOnTerminal, atExchange } = createProgram(() => exchange);

beforeAll(async () => {
  exchange = await startExchange({ accounts: [{ apiKey: API_KEY, verify: { kind: 'hmac', secret: SECRET } }] });
  folder = mkdtempSync(join(tmpdir(), 'binance-usdm-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await exchange.close();
});
afterEach(() => {
  exchange.reset();
  expect(exchange.violations).toEqual([]);
});

const ORDERS = JSON.stringify([
  { symbol: 'BTCUSDT', side: 'BUY', price: '9.50', realizedPnl: '-1.5', time: 1795637588209, tags: ['a'] },
  { symbol: 'ETHUSDT', side: 'SELL', price: '61000.00', realizedPnl: '2', time: 1795637588210, tags: [] },
]);
const LIMIT = '--symbol BTCUSDT --side BUY --type LIMIT --timeInForce GTC --quantity 0.010 --price 59000.0'.split(' ');

describe('tables', () => {
  const orders = JSON.parse(ORDERS) as { [key: string]: unknown }[];
  const options = { columns: undefined, width: 80, isLocal: false, paint: (_: unknown, text: string) => text };

  test.each([
    {
      what: 'a list',
      given: orders,
      more: {},
      wanted: [
        'symbol   side     price  realizedPnl                     time',
        'BTCUSDT  BUY       9.50         -1.5  2026-11-25 20:13:08.209',
        'ETHUSDT  SELL  61000.00            2  2026-11-25 20:13:08.210',
      ],
    },
    {
      what: 'a list with columns',
      given: orders,
      more: { columns: ['side', 'tags'] },
      wanted: ['side  tags', 'BUY   ["a"]', 'SELL  []'],
    },
    { what: 'one object', given: { serverTime: 5, x: 'y' }, more: {}, wanted: ['serverTime  5', 'x           y'] },
    {
      what: 'an order book, the best prices in the middle',
      given: {
        lastUpdateId: 1,
        bids: [
          ['9.9', '1'],
          ['9.8', '20'],
        ],
        asks: [
          ['10.0', '3'],
          ['10.1', '4'],
        ],
      },
      more: {},
      wanted: ['price  quantity', ' 10.1         4', ' 10.0         3', '', '  9.9         1', '  9.8        20'],
    },
  ])('$what', ({ given, more, wanted }) => {
    expect(tableOf(given, { ...options, ...more })!.lines).toEqual(wanted);
  });

  test('what is no table stays JSON', () => {
    expect(tableOf({ symbols: [{}] }, options)).toBeUndefined();
    expect(tableOf([], options)).toBeUndefined();
  });

  test('columns that do not fit are named', () => {
    const { lines, left } = tableOf(orders, { ...options, width: 30 })!;
    expect([lines[0], left]).toEqual(['symbol   side     price', ['realizedPnl', 'time']]);
  });

  test('times in UTC, or in the zone of the machine', () => {
    vi.stubEnv('TZ', 'Asia/Tokyo');
    const texts = [false, true].map((isLocal) => timeText(1795637588209, isLocal));
    vi.unstubAllEnvs();
    expect(texts).toEqual(['2026-11-25 20:13:08.209', '2026-11-26 05:13:08.209']);
  });

  test.each([
    {
      columns: undefined,
      wanted: [
        'symbol,side,price,realizedPnl,time,tags',
        'BTCUSDT,BUY,9.50,-1.5,1795637588209,"[""a""]"',
        'ETHUSDT,SELL,61000.00,2,1795637588210,[]',
      ],
    },
    { columns: ['price', 'symbol'], wanted: ['price,symbol', '9.50,BTCUSDT', '61000.00,ETHUSDT'] },
  ])('CSV with columns $columns', ({ columns, wanted }) => {
    expect(csvOf(orders, columns)).toEqual(wanted);
  });

  test.each([
    { flags: ['--columns', 'sid'], message: '--columns has sid, which the answer has not. Did you mean side' },
    { flags: ['--csv', '--table'], message: '--csv and --table exclude each other' },
    { flags: ['--utc', '--local'], message: '--utc and --local exclude each other' },
  ])('wrong usage: $flags', async ({ flags, message }) => {
    exchange.answer('GET /fapi/v1/openOrders', { body: ORDERS });
    const { code, err } = await call('openOrders', ...flags);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('on a terminal: as many columns as fit, coloured; NO_COLOR has none', async () => {
    exchange.answer('GET /fapi/v1/openOrders', { body: ORDERS });
    const coloured = startOnTerminal(['call', 'openOrders', ...atExchange()], 30);
    expect(await coloured.exit, coloured.out()).toBe(0);
    expect(coloured.out()).toContain('\x1b[32mBUY\x1b[39m');
    expect(coloured.out()).toContain('\x1b[31mSELL\x1b[39m');
    expect(coloured.out()).toContain('More columns, by --columns: realizedPnl, time');
    const plain = startOnTerminal(['call', 'openOrders', ...atExchange()], 80, { NO_COLOR: '1' });
    expect(await plain.exit).toBe(0);
    expect(plain.out()).not.toContain('\x1b');
    expect(plain.out()).toContain('BTCUSDT  BUY       9.50         -1.5  2026-11-25 20:13:08.209');
  });
});

test('watch draws book, trades, mark price and the time to the funding in place, and gives the cursor back', async () => {
  const watching = startOnTerminal(['watch', 'btcusdt', ...atExchange()], 100);
  const streams = () => exchange.sockets.open.flatMap((socket) => socket.streams);
  await until(() => streams().length === 3, 'three streams');
  const now = exchange.now();
  const levels = { b: [['60999.90', '1.5']], a: [['61000.10', '2.5']] };
  exchange.send('btcusdt@depth10@100ms', {
    e: 'depthUpdate',
    E: now,
    T: now,
    s: 'BTCUSDT',
    U: 1,
    u: 2,
    pu: 0,
    ...levels,
  });
  exchange.send('btcusdt@aggTrade', {
    e: 'aggTrade',
    E: now,
    a: 5,
    s: 'BTCUSDT',
    p: '61000.00',
    q: '0.125',
    f: 1,
    l: 2,
    T: now,
    m: true,
  });
  exchange.send('btcusdt@markPrice@1s', {
    e: 'markPriceUpdate',
    E: now,
    s: 'BTCUSDT',
    p: '61000.55',
    P: '61000.00',
    i: '61001.00',
    r: '0.00010000',
    T: now + 3_600_000,
  });
  for (const text of ['60999.90', '61000.10', '0.125', 'mark 61000.55', 'funding 0.0100 % in 00:59:'])
    await until(() => watching.out().includes(text), text);
  expect(watching.out()).toContain('\x1b[H');
  exchange.sockets.drop('public');
  await until(() => watching.out().includes('events may be missing'), 'the gap');
  watching.signal('SIGTERM');
  await watching.exit;
  await until(() => streams().length === 0, 'the end of the program');
});

test('watch off a terminal points to stream', async () => {
  const { code, err } = await run(['watch', 'BTCUSDT']);
  expect(code).toBe(2);
  expect(err).toContain('programs take `stream --json`');
});

describe('completions', () => {
  const complete = (...words: string[]) => completionsOf(words, commands);
  beforeAll(() => void vi.stubEnv('XDG_CACHE_HOME', folder));
  afterAll(() => void vi.unstubAllEnvs());

  test.each([
    [[''], ['call', 'stream', 'watch', 'record', 'errors', 'spec', 'completions']],
    [['call', 'newAlgo'], ['newAlgoOrder']],
    [['call', 'newOrder', '--si'], ['--side']],
    [
      ['call', 'newOrder', '--side', ''],
      ['BUY', 'SELL'],
    ],
    [['call', 'newOrder', '--reduceOnly', 't'], ['true']],
    [['call', '--websocket', 'queryO'], ['queryOrder']],
    [['call', 'newOrder', '--side', 'BUY', '--side'], []],
    [['stream', 'btcusdt@agg'], ['btcusdt@aggTrade']],
    [['stream', '!miniT'], ['!miniTicker@arr']],
    [['completions', 'z'], ['zsh']],
    [['record', '--o'], ['--out']],
  ])('%j', async (words, wanted) => {
    expect(await complete(...words)).toEqual(wanted);
  });

  test('symbols are those of the exchange, kept in a file', async () => {
    const { code, err } = await run(['completions', '--symbols', ...atExchange()], { XDG_CACHE_HOME: folder });
    expect([code, err]).toEqual([0, expect.stringContaining('symbols are in')]);
    const [symbol = ''] = readFileSync(join(folder, 'binance-usdm/symbols.txt'), 'utf8').split('\n');
    expect(await complete('call', 'orderBook', '--symbol', symbol.slice(0, 2))).toContain(symbol);
    expect(await complete('watch', symbol)).toEqual([symbol]);
  });

  test('the script for bash completes through the program', async () => {
    const { out } = await run(['completions', 'bash']);
    const program = `binance-usdm() { ${process.execPath} --import tsx src/cli/main.ts "$@"; }`;
    const line = `COMP_WORDS=(binance-usdm call newOrder --side ''); COMP_CWORD=4; _binance_usdm; echo "\${COMPREPLY[*]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', `${program}\n${out}\n${line}`], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['BUY SELL\n', '']);
  });
});

describe('without sending', () => {
  test('--dry-run needs no key, and says what is a placeholder', async () => {
    const { code, out, err } = await run(['call', 'newOrder', ...LIMIT, '--dry-run', ...atExchange()], {});
    expect(code).toBe(0);
    expect(out).toMatch(/^POST \S+\/fapi\/v1\/order\?symbol=BTCUSDT&\S+&signature=SIGNATURE\n$/);
    expect(err).toContain('API key and signature are placeholders');
    expect(exchange.requests).toEqual([]);
  });

  test.each([
    ['a signed order', ['newOrder', ...LIMIT], 'POST', '/fapi/v1/order', { status: 'NEW' }],
    ['a public call', ['orderBook', '--symbol', 'BTCUSDT'], 'GET', '/fapi/v1/depth', { bids: expect.any(Array) }],
  ])('--curl prints a line that a shell runs: %s', async (_, args, method, path, answer) => {
    const { code, out } = await run(['call', ...args, '--curl', ...atExchange()]);
    expect(code).toBe(0);
    expect(exchange.requests).toEqual([]);
    const env = { PATH: process.env['PATH']!, BINANCE_API_KEY: API_KEY, BINANCE_API_SECRET: SECRET };
    const line = out.replace('curl -sS', `curl -sS --cacert ${CERTIFICATE}`);
    const child = spawn('sh', ['-c', line], { env });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
    await new Promise((resolve) => child.on('close', resolve));
    expect(JSON.parse(text)).toMatchObject(answer);
    expect(exchange.requests[0]).toMatchObject({ method, path });
  });

  test('--curl does not pretend to sign with a private key', async () => {
    const path = join(folder, 'key.pem');
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const keys = { BINANCE_API_KEY: API_KEY, BINANCE_PRIVATE_KEY: path };
    const { code, err } = await run(['call', 'openOrders', '--curl'], keys);
    expect(code).toBe(2);
    expect(err).toContain('--curl signs with BINANCE_API_SECRET only');
  });
});

test('call --list takes words; a name that is none suggests what holds it', async () => {
  const { out } = await run(['call', '--list', 'order', 'book', '--json']);
  const listed = (JSON.parse(out) as { operation: string }[]).map(({ operation }) => operation);
  expect(listed).toContain('orderBook');
  expect(listed).not.toContain('newOrder');
  expect((await run(['call', '--list', 'nonsense'])).code).toBe(1);
  const { code, err } = await run(['call', 'algo']);
  expect(code).toBe(2);
  expect(err).toMatch(/algo is no operation\. Did you mean newAlgoOrder, cancelAlgoOrder/);
});

test('Ctrl-C in the middle of an order says that nobody knows, and ends with 3', async () => {
  exchange.answer('POST /fapi/v1/order', { delayMs: 5000, times: 1 });
  const running = start(['call', 'newOrder', ...LIMIT, '--newClientOrderId', 'grid-9', ...atExchange()]);
  await until(() => exchange.requests.length === 1, 'the order');
  running.signal('SIGINT');
  expect(await running.exit).toBe(3);
  expect(running.err()).toContain('It may have been carried out.');
  expect(running.err()).toContain('--origClientOrderId grid-9');
});
