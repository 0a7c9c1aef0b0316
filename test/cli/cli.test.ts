// The program, as a process of its own, against the loopback exchange.
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { methods, operations } from '../../src/index.js';
import { startExchange, type Exchange } from '../exchange/exchange.js';
import { until } from '../support/until.js';
import { API_KEY, createProgram, linesOf, SECRET, type Run } from './program.js';

const ID = '8389765519993908929';
const TRADE = 'btcusdt@aggTrade';

let exchange: Exchange;
let folder: string;

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

const { start, run, call, atExchange } = createProgram(() => exchange);

const LIMIT = '--symbol BTCUSDT --side BUY --type LIMIT --timeInForce GTC --quantity 0.010 --price 59000.0'.split(' ');
const MARKET = '--symbol BTCUSDT --side BUY --type MARKET'.split(' ');
const trade = (id: number) =>
  `{"e":"aggTrade","E":1788220800000,"a":${id},"s":"BTCUSDT","p":"61000.00","q":"0.120","nq":"0.120","f":1,"l":1,"T":1788220800000,"m":false}`;

/** Sends trades until the process has ended. */
async function feed(running: Run, from = 1): Promise<number | null> {
  let id = from;
  const timer = setInterval(() => exchange.send(TRADE, trade(id++)), 10);
  return running.exit.finally(() => clearInterval(timer));
}

describe('call', () => {
  test('a public call: readable JSON on stdout, nothing on stderr, no colours', async () => {
    const { code, out, err } = await call('orderBook', '--symbol', 'BTCUSDT', '--limit', '5');
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ bids: [['4.00000000', '431.00000000']] });
    expect(out.split('\n').length).toBeGreaterThan(5);
    expect(out).not.toContain('\x1b');
    expect(exchange.requests[0]).toMatchObject({ query: 'symbol=BTCUSDT&limit=5' });
  });

  test('an order as it was typed, and its id to the digit, over REST and the WebSocket API', async () => {
    exchange.setNextOrderId(BigInt(ID));
    const placed = await call('newOrder', ...LIMIT, '--newClientOrderId', 'grid-1', '--json');
    expect([placed.code, placed.err]).toEqual([0, '']);
    expect(placed.out.split('\n')).toHaveLength(2);
    expect(JSON.parse(placed.out)).toMatchObject({
      operation: 'newOrder',
      status: 200,
      data: { orderId: ID, status: 'NEW', price: '59000.0' },
      orderCounts: { '10s': 1 },
    });
    expect(exchange.requests[0]!.query).toMatch(/&quantity=0\.010&price=59000\.0&newClientOrderId=grid-1&timestamp=/);
    const found = await call('queryOrder', '--symbol', 'BTCUSDT', '--orderId', ID, '--websocket', '--json');
    expect([found.code, found.err]).toEqual([0, '']);
    expect(JSON.parse(found.out)).toMatchObject({ operation: 'queryOrder', data: { orderId: ID } });
    expect(exchange.frames.at(-1)!.text).toContain(`"orderId":${ID},`);
  });

  test('a refused order ends with 1, a lost answer with 3 and the call that finds out', async () => {
    const refused = await call('newOrder', ...MARKET, '--quantity', '9999999', '--json');
    expect([refused.code, refused.err]).toEqual([1, '']);
    expect(JSON.parse(refused.out)).toMatchObject({
      operation: 'newOrder',
      error: { name: 'ExchangeError', code: -2019, execution: 'rejected', advice: expect.any(String) },
    });
    exchange.answer('POST /fapi/v1/order', { cut: 'before', executed: true, times: 1 });
    const lost = await call('newOrder', ...MARKET, '--quantity', '0.010', '--newClientOrderId', 'grid-2');
    expect([lost.code, lost.out]).toEqual([3, '']);
    expect(lost.err).toMatch(
      /binance-usdm call queryOrder --url fapi=\S+ .* --symbol BTCUSDT --origClientOrderId grid-2\n/,
    );
    expect(exchange.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test('a read that fails ends with 1: there is nothing to find out', async () => {
    exchange.answer('GET /fapi/v1/openOrders', { status: 503, body: '{"code":-1007,"msg":"Timeout"}' });
    const { code, err } = await call('openOrders');
    expect(code).toBe(1);
    expect(err).not.toContain('Do not repeat');
  });

  test('a batch of which a part was refused ends with 4', async () => {
    const good =
      '{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","quantity":"0.010","price":"59000.0"}';
    const bad = '{"symbol":"BTCUSDT","side":"BUY","type":"MARKET","quantity":"9999999"}';
    const { code, out, err } = await call('placeBatchOrders', '--batchOrders', `[${good},${bad}]`);
    expect(code).toBe(4);
    expect(JSON.parse(out)).toMatchObject([{ status: 'NEW' }, { code: -2019 }]);
    expect(err).toContain('1 of 2 elements were refused');
    const wrong = await call(
      'placeBatchOrders',
      '--batchOrders',
      good.replace(/^/, '[').replace('BUY', 'LONG').concat(']'),
    );
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('batchOrders[0].side must be one of BUY, SELL');
  });

  test('ids in lists keep their digits', async () => {
    await call('cancelBatchOrders', '--symbol', 'BTCUSDT', '--orderIdList', `[${ID},1]`);
    expect(decodeURIComponent(exchange.requests[0]!.query)).toContain(`orderIdList=[${ID},1]&`);
  });

  test.each([
    [['newOrdr'], 'newOrdr is no operation. Did you mean newOrder?'],
    [['openOrders', '--websocket'], 'openOrders is no WebSocket API method, which are orderBook, '],
    [['newOrder', ...MARKET], 'newOrder: quantity is required when type is MARKET'],
    [['orderBook', 'BTCUSDT'], 'BTCUSDT belongs to no parameter'],
    [['orderBook', '--symbol', 'A', '--symbol', 'B'], '--symbol must be given once'],
    [['serverTime', '--timeout', 'soon'], '--timeout must be a number of ms'],
    [
      ['serverTime', '--url', 'fappi=https://localhost'],
      'the host one of fapi, papi, public, market, private, websocketApi',
    ],
  ])('wrong usage: %j', async (args, message) => {
    const { code, out, err } = await call(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(exchange.requests).toEqual([]);
  });

  test('an unknown parameter is sent, with a warning that names the nearest', async () => {
    const { err } = await call('openOrders', '--simbol', 'BTCUSDT');
    expect(err).toContain('simbol is no documented parameter of openOrders; it is sent as it is. Did you mean symbol?');
    expect(exchange.requests[0]!.query).toMatch(/^simbol=BTCUSDT&/);
  });

  test('--dry-run sends nothing, and its signature is that of an independent HMAC', async () => {
    const { code, out } = await call('newOrder', ...LIMIT, '--timestamp', '1591702613943', '--dry-run');
    expect(code).toBe(0);
    const [, payload, signature] = /^POST \S+\/fapi\/v1\/order\?(\S+)&signature=(\w{64})\n$/.exec(out)!;
    expect(payload).toMatch(/^symbol=BTCUSDT&.*&price=59000\.0&timestamp=1591702613943$/);
    expect(signature).toBe(createHmac('sha256', SECRET).update(payload!).digest('hex'));
    const frame = JSON.parse(
      (await call('queryOrder', '--symbol', 'A', '--orderId', '1', '--dry-run', '--websocket')).out,
    );
    const { signature: given, ...params } = frame.params;
    expect(params.apiKey).toBe('***');
    const signed = Object.entries({ ...params, apiKey: API_KEY }).map(([name, value]) => `${name}=${String(value)}`);
    expect(given).toBe(createHmac('sha256', SECRET).update(signed.join('&')).digest('hex'));
    expect(exchange.requests).toEqual([]);
  });

  test('a wrong clock is set right before the call on demand', async () => {
    exchange.setClockOffset(60_000);
    const late = await call('newOrder', ...LIMIT);
    expect(late.code).toBe(1);
    expect(late.err).toContain('repeat the call with --sync-clock');
    expect((await call('newOrder', ...LIMIT, '--sync-clock')).code).toBe(0);
  });

  test('the list and the help of a call hold what the rows hold', async () => {
    const { out } = await run(['call', '--list', '--json']);
    const listed = JSON.parse(out) as { operation: string; security: string; weight: number }[];
    expect(listed.map(({ operation }) => operation)).toEqual(Object.keys(operations));
    expect(listed.find(({ operation }) => operation === 'newOrder')).toMatchObject({
      security: 'TRADE',
      method: 'POST',
    });
    const help = (await run(['call', 'newOrder', '--help'])).out;
    for (const name of Object.keys(operations.newOrder.params)) expect(help).toContain(`--${name} `);
    expect(help).toContain('With type LIMIT: timeInForce, quantity must be sent; price or priceMatch must be sent.');
    expect(help).toContain('queryOrder tells the outcome');
    const flags = [...(await run(['call', '--help'])).out.matchAll(/^ {2}--([\w-]+)/gm)].map(([, flag]) => flag);
    const params = Object.values({ ...operations, ...methods }).flatMap((row) => Object.keys(row.params));
    expect(flags).toContain('timeout');
    expect(params.filter((name) => flags.includes(name))).toEqual([]);
  });
});

describe('secrets', () => {
  test.each(['--apiSecret', '--api-key', '--privateKey', '--signature'])(
    '%s is refused, and not repeated',
    async (flag) => {
      const { code, out, err } = await call('openOrders', `${flag}=${'hidden'.repeat(5)}`);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(`${flag} is never a flag`);
      expect(err).not.toContain('hidden');
      expect(exchange.requests).toEqual([]);
    },
  );

  test('without keys, a signed call says which variables to set; a key in place of its path is not printed', async () => {
    const { code, err } = await run(['call', 'openOrders', ...atExchange()], {});
    expect(code).toBe(2);
    expect(err).toContain('BINANCE_API_KEY and BINANCE_API_SECRET');
    const pem = await run(['call', 'openOrders'], { BINANCE_API_KEY: API_KEY, BINANCE_PRIVATE_KEY: `PEM ${SECRET}` });
    expect(pem.code).toBe(2);
    expect(pem.err).toContain('BINANCE_PRIVATE_KEY must be the path of a file');
  });
});

describe('what the exchange sends cannot steer a terminal', () => {
  const STEERING = '\x1b]0;title\x07\x1b[2J\u202e\x9b1m';
  /** What a terminal would act on; a line break is not. */
  // oxlint-disable-next-line no-control-regex
  const ACTS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/;

  test.each([[[]], [['--json']]])('in an answer %j', async (flags) => {
    const body = JSON.stringify([{ symbol: `BTC${STEERING}`, price: '1', time: 1 }]);
    exchange.answer('GET /fapi/v2/ticker/price', { status: 200, body, times: 1 });
    const { code, out, err } = await call('tickerPriceV2', ...flags);
    expect(code).toBe(0);
    expect(out).toContain(String.raw`BTC\u001b]0;title\u0007\u001b[2J`);
    expect(out + err).not.toMatch(ACTS);
    expect(JSON.stringify(JSON.parse(out))).toContain(JSON.stringify(STEERING).slice(1, -1));
  });

  test.each([[[]], [['--json']]])('in a refusal %j', async (flags) => {
    const body = JSON.stringify({ code: -1121, msg: `Invalid${STEERING}\nerror: none` });
    exchange.answer('GET /fapi/v2/ticker/price', { status: 400, body, times: 1 });
    const { code, out, err } = await call('tickerPriceV2', ...flags);
    expect(code).toBe(1);
    expect(out + err).toContain(String.raw`Invalid\u001b]0;title`);
    expect(out + err).not.toMatch(ACTS);
    // A line break of the exchange begins no line that looks like one of the program.
    expect(out + err).not.toMatch(/^error: none/m);
  });

  test.each([[[]], [['--json']], [['--raw']]])('in an event and in what is said of it %j', async (flags) => {
    const running = start(['stream', TRADE, '--count', '1', ...flags, ...atExchange()]);
    const odd = JSON.stringify({ ...JSON.parse(trade(1)), s: `BTC${STEERING}`, [`z${STEERING}`]: STEERING });
    const timer = setInterval(() => exchange.send(TRADE, odd), 10);
    expect(await running.exit.finally(() => clearInterval(timer))).toBe(0);
    expect(running.out()).toContain(String.raw`\u001b[2J`);
    expect(running.err()).toContain('drift: ');
    expect(running.out() + running.err()).not.toMatch(ACTS);
  });
});

describe('listenKeys', () => {
  test.each([
    ['for people', []],
    ['as JSON', ['--json']],
    ['over the WebSocket API', ['--websocket']],
  ])('are never printed: %s', async (_, flags) => {
    const { code, out, err } = await call('startUserDataStream', ...flags);
    expect(code).toBe(0);
    expect(out).toMatch(/"listenKey": ?"\*\*\*"/);
    expect(out + err).not.toMatch(/[A-Za-z\d]{60,}/);
    expect(err).toContain('Keys are shown as ***.');
  });
});

describe('stream', () => {
  test('--count events as JSON, then the end; notices on stderr', async () => {
    const running = start(['stream', 'BTCUSDT@aggTrade', '--count', '3', '--json', ...atExchange()]);
    expect(await feed(running)).toBe(0);
    const [first] = running.lines();
    expect(running.lines()).toEqual(
      [0, 1, 2].map((index) => ({
        stream: TRADE,
        event: expect.objectContaining({ eventType: 'aggTrade', aggTradeId: first.event.aggTradeId + index }),
      })),
    );
    expect(running.err()).toContain('market-1: open\n');
    expect(exchange.sockets.open).toEqual([]);
  });

  test('a gap is told after a loss, wire keys stay, and SIGTERM ends with 0', async () => {
    const running = start(['stream', TRADE, '--raw', ...atExchange()]);
    const over = feed(running);
    await until(() => running.out().includes('\n'), 'the first event');
    exchange.sockets.drop('market');
    await until(() => running.err().includes('gap: '), 'the gap');
    running.signal('SIGTERM');
    expect(await over).toBe(0);
    expect(running.err()).toContain(`gap: ${TRADE}: events may be missing: the connection was closed (code 1006)`);
    expect(running.out()).toMatch(/^\d{4}-\S+Z btcusdt@aggTrade aggTrade e=aggTrade E=1788220800000 a=\d+ s=BTCUSDT/);
    expect(running.out()).not.toContain('\x1b');
  });

  test('events of the account, without its listenKey', async () => {
    const running = start(['stream', 'userData', '--json', '--count', '2', ...atExchange()]);
    await until(() => exchange.sockets.open.length === 1, 'the connection');
    const [before] = exchange.sockets.open;
    exchange.sendUserEvent(
      `{"e":"TRADE_LITE","E":1,"T":1,"s":"BTCUSDT","q":"1","p":"1","m":true,"c":"a","S":"BUY","L":"1","l":"1","t":7,"i":${ID}}`,
    );
    exchange.expireListenKey();
    expect(await running.exit).toBe(0);
    expect(running.lines()).toMatchObject([
      { stream: 'userData', event: { eventType: 'TRADE_LITE', orderId: ID } },
      { event: { eventType: 'listenKeyExpired', listenKey: '***' } },
    ]);
    expect(running.out() + running.err()).not.toContain(before!.url.split('/ws/')[1]);
    expect(exchange.requests.map(({ method }) => method)).not.toContain('DELETE'); // it is not ours alone
  });

  test('a refused subscription ends with 1, an unknown name with 2', async () => {
    exchange.sockets.fault('market', { kind: 'refuseSubscription', code: 2, msg: 'Invalid request: no such stream' });
    const refused = await run(['stream', TRADE, ...atExchange()]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('Invalid request: no such stream');
    const unknown = await run(['stream', 'btcusdt@agTrade', ...atExchange()]);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('Did you mean btcusdt@aggTrade');
  });

  test('it ends after --for, and when its reader is gone', async () => {
    expect(await feed(start(['stream', TRADE, '--for', '300ms', ...atExchange()]))).toBe(0);
    const running = start(['stream', TRADE, ...atExchange()]);
    const over = feed(running);
    await until(() => running.out() !== '', 'the first event');
    running.closeOutput();
    expect(await over).toBe(0);
  });
});

describe('record', () => {
  test('streams, calls and user data to a file of the owner; SIGINT loses nothing; a second run appends', async () => {
    const file = join(folder, 'all.ndjson');
    const what = [
      '--stream',
      TRADE,
      '--user-data',
      '--call',
      'orderBook --symbol BTCUSDT --limit 5',
      '--every',
      '100ms',
    ];
    const running = start(['record', ...what, '--out', file, ...atExchange()]);
    const isOpen = (stream: RegExp) =>
      exchange.sockets.open.some(({ streams }) => streams.some((one) => stream.test(one)));
    await until(() => isOpen(/@aggTrade/) && isOpen(/^\w{64}$/), 'both streams');
    const listenKey = exchange.sockets.open.find(({ route }) => route === 'private')!.url.split('/ws/')[1]!;
    let last = 0;
    for (; last < 200; last++) exchange.send(TRADE, trade(last + 1));
    await call('newOrder', ...LIMIT);
    await until(() => exchange.requests.filter(({ path }) => path.endsWith('/depth')).length >= 3, 'the third call');
    running.signal('SIGINT');
    expect(await running.exit).toBe(0);
    expect(running.out()).toBe('');
    expect(running.err()).toMatch(/\n\d+ records, 0\.\d\d MB, 2 streams, \d+ calls in \d+\.\d s to /);

    const text = readFileSync(file, 'utf8');
    const records = linesOf(text);
    expect(running.err()).toContain(`\n${records.length} records, `);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const secret of [API_KEY, SECRET, listenKey]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/signature=(?!\*\*\*)/);
    const trades = records.filter((one) => one.text.includes(`"stream":"${TRADE}"`)).map((one) => one.text);
    expect(trades).toEqual(Array.from({ length: last }, (_, id) => `{"stream":"${TRADE}","data":${trade(id + 1)}}`));
    expect(records.filter(({ text }) => text.includes('ORDER_TRADE_UPDATE'))).toHaveLength(1);
    expect(records.find(({ source, status }) => source.includes('/depth?') && status === 200)).toMatchObject({
      direction: 'received',
      method: 'GET',
      text: expect.stringContaining('"lastUpdateId"'),
    });

    const again = await run(['record', '--call', 'serverTime', '--out', file, ...atExchange()]);
    expect(again.code).toBe(0);
    expect(linesOf(readFileSync(file, 'utf8'))).toHaveLength(records.length + 2);
  });

  test('--count ends it to the record, on stdout', async () => {
    const running = start(['record', '--stream', TRADE, '--count', '7', ...atExchange()]);
    expect(await feed(running)).toBe(0);
    expect(running.lines()).toHaveLength(7);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk is told, with what is lost', async () => {
    const running = start(['record', '--stream', TRADE, '--out', '/dev/full', ...atExchange()]);
    expect(await feed(running)).toBe(1);
    expect(running.err()).toMatch(/0 records.*\nerror: the output failed: ENOSPC.*\nAt least \d+ records are lost/);
  });

  test('lengths beyond what a timer takes do not end it, nor repeat a call, at once', async () => {
    const running = start([
      'record',
      '--stream',
      TRADE,
      '--call',
      'serverTime',
      '--every',
      '40d',
      '--for',
      '1000d',
      ...atExchange(),
    ]);
    const over = feed(running);
    await until(() => running.lines().length > 20, 'records');
    running.signal('SIGTERM');
    expect(await over).toBe(0);
    expect(exchange.requests.map(({ path }) => path)).toEqual(['/fapi/v1/time']);
  });

  test.each<[args: string[], message: string]>([
    [['--call', 'newOrder --symbol BTCUSDT'], '--call must be a call that only reads, which newOrder does not'],
    [['--call', 'countdownCancelAll --symbol BTCUSDT'], 'which countdownCancelAll does not'],
    [[], 'record needs something to record'],
    [['--stream', TRADE, '--every', '1s'], '--every is for --call'],
    ...['10', '0s', '-5s', '0.5ms', '1e3s', 'NaN', '1w', '', '999999999999999d'].map((text): [string[], string] => [
      ['--stream', TRADE, `--for=${text}`],
      '--for must be a duration from 1ms on, such as 500ms, 10s, 5m, 2h or 30d',
    ]),
    [['--call', 'serverTime', '--every', '0s'], '--every must be a duration from 1ms on'],
    [['--stream', TRADE, '--out', '/nowhere/file'], '--out must be a file that can be written'],
  ])('wrong usage: %j', async (args, message) => {
    const { code, err } = await run(['record', ...args, ...atExchange()]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(exchange.requests).toEqual([]);
  });
});

describe('errors', () => {
  test.each([['-2019'], ['2019'], ['MARGIN_NOT_SUFFICIEN']])('%s', async (name) => {
    const { code, out } = await run(['errors', name, '--json']);
    expect(code).toBe(0);
    expect(linesOf(out)).toMatchObject([
      { code: '-2019', name: 'MARGIN_NOT_SUFFICIEN', executed: 'no', advice: expect.stringContaining('margin') },
    ]);
  });

  test('in words: by words, for an order that may stand, and all', async () => {
    expect((await run(['errors', '-1007'])).out).toMatch(/^-1007 TIMEOUT\n(.*\n)* {2}executed {2}nobody knows/);
    expect((await run(['errors', 'listenkey'])).out).toMatch(/^-1125 /m);
    expect((await run(['errors'])).out.split('\n').length).toBeGreaterThan(200);
    const unknown = await run(['errors', '-2099']);
    expect(unknown.code).toBe(1);
    expect(unknown.err).toMatch(/^There is no error 2099\. The closest are -20\d\d, -20\d\d, -20\d\d\.$/m);
  });
});

describe('help', () => {
  test('each command has its help, with examples and exit codes', async () => {
    const top = await run(['--help']);
    expect(top.code).toBe(0);
    const commands = [...new Set([...top.out.matchAll(/^ {2}binance-usdm (\w+)/gm)].map(([, name]) => name!))];
    expect(commands).toEqual(['call', 'stream', 'watch', 'record', 'errors', 'spec', 'completions']);
    for (const command of commands) {
      const { code, out } = await run([command, '--help']);
      expect(code).toBe(0);
      expect(out).toMatch(/^Examples:\n {2}binance-usdm /m);
      expect(out).toContain('Exit codes: 0 ');
      // What draws on a terminal has no form for programs.
      expect(out.includes('--json'), command).toBe(command !== 'watch');
    }
  });

  test('no command or an unknown one ends with 2, --version with the version', async () => {
    const nothing = await run([]);
    expect([nothing.code, nothing.out]).toEqual([2, '']);
    expect(nothing.err).toContain('binance-usdm call');
    const unknown = await run(['recrod', '--json']);
    expect([unknown.code, JSON.parse(unknown.out).error.name]).toEqual([2, 'ArgumentError']);
    expect(unknown.out).toContain('Did you mean record?');
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect((await run(['--version'])).out).toBe(`${version}\n`);
  });
});
