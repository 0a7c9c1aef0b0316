// The loopback exchange itself, over plain HTTPS: what it accepts and refuses must not depend on our client.
import {
  constants,
  createHmac,
  createPrivateKey,
  createSign,
  generateKeyPairSync,
  sign as signBytes,
} from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadOpenApi } from '../../codegen/load/documents.js';
import { toJsonText, type Json, type JsonObject } from '../../codegen/load/json.js';
import { until } from '../support/until.js';
import { startExchange, type Exchange, type ExchangeRequest, type Fault } from './exchange.js';
import { answerValidator } from './schemas.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
/** Public sample of the official documentation. */
const SAMPLE = {
  apiKey: 'dbefbc809e3e83c283a984c3a1459732ea7db1360ca80c5c2c8867408d28cc83',
  secret: '2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9',
};
const hmac = (payload: string, secret = 'secret') => createHmac('sha256', secret).update(payload).digest('hex');

let exchange: Exchange;
let agent: Agent;
beforeAll(async () => {
  exchange = await startExchange({
    accounts: [
      { apiKey: 'hmac-key', verify: { kind: 'hmac', secret: 'secret' } },
      { apiKey: 'rsa-key', verify: { kind: 'rsa', publicKey: rsa.publicKey } },
      {
        apiKey: 'ed25519-key',
        verify: { kind: 'ed25519', publicKey: ed25519.publicKey.export({ type: 'spki', format: 'pem' }) as string },
      },
      { apiKey: SAMPLE.apiKey, verify: { kind: 'hmac', secret: SAMPLE.secret } },
    ],
  });
  agent = new Agent({ keepAlive: true, ca: exchange.certificate });
});
beforeEach(() => exchange.reset());
afterAll(async () => {
  agent.destroy();
  await exchange.close();
  expect(exchange.violations).toEqual([]);
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json: any;
}

/** @param target Path and query, sent as it is. */
function call(method: string, target: string, { apiKey = '', body = '', trust = agent } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(apiKey && { 'X-MBX-APIKEY': apiKey }),
      ...(body && { 'Content-Type': 'application/x-www-form-urlencoded' }),
    };
    const { hostname, port } = new URL(exchange.url);
    const sent = request({ hostname, port, path: target, method, agent: trust, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('error', reject).on('end', () => {
        resolve({ status: response.statusCode!, headers: response.headers, text, json: jsonOf(text) });
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** Ids beyond 2^53 are rounded here: look for them in the text. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A signed call with the HMAC key. */
function signed(method: string, path: string, query = ''): Promise<Answer> {
  const payload = `${query}${query && '&'}timestamp=${exchange.now()}`;
  return call(method, `${path}?${payload}&signature=${hmac(payload)}`, { apiKey: 'hmac-key' });
}

const LIMIT = 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=59000.0';
const place = (more = '', order = LIMIT) => signed('POST', '/fapi/v1/order', `${order}${more}`);
const FIRST_ID = '4611686018427387905';

describe('connections', () => {
  test('are encrypted with a certificate that must be trusted', async () => {
    await expect(call('GET', '/fapi/v1/time', { trust: new Agent() })).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED/),
    });
  });

  test('are kept alive and counted', async () => {
    const before = exchange.connections;
    const own = new Agent({ keepAlive: true, maxSockets: 1, ca: exchange.certificate });
    for (let i = 0; i < 5; i++) await call('GET', '/fapi/v1/time', { trust: own });
    own.destroy();
    expect(exchange.connections - before).toBe(1);
  });
});

describe('requests', () => {
  test('are recorded as they were received', async () => {
    await call('GET', '/fapi/v1/klines?symbol=BTCUSDT&interval=%31h', { apiKey: 'hmac-key' });
    const received: ExchangeRequest = {
      method: 'GET',
      path: '/fapi/v1/klines',
      query: 'symbol=BTCUSDT&interval=%31h',
      headers: expect.objectContaining({ 'x-mbx-apikey': 'hmac-key' }),
      body: '',
      at: expect.closeTo(Date.now(), -4),
    };
    expect(exchange.requests).toEqual([received]);
  });

  test('of unknown paths and methods find nothing', async () => {
    expect((await call('GET', '/fapi/v1/nothing')).status).toBe(404);
    expect((await call('DELETE', '/fapi/v1/time')).status).toBe(405);
  });
});

describe('keys and signatures', () => {
  const rsaSign = (payload: string) =>
    createSign('RSA-SHA256')
      .update(payload)
      .sign({ key: rsa.privateKey, padding: constants.RSA_PKCS1_PADDING }, 'base64');
  const ed25519Sign = (payload: string) =>
    signBytes(
      null,
      Buffer.from(payload),
      createPrivateKey(ed25519.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    ).toString('base64');
  const upperCaseHmac = (payload: string) => hmac(payload).toUpperCase();

  test.each([
    ['hmac-key', hmac],
    ['hmac-key', upperCaseHmac],
    ['rsa-key', rsaSign],
    ['ed25519-key', ed25519Sign],
  ])('%s: the right signature is accepted, another is not', async (apiKey, sign) => {
    const payload = `symbol=BTCUSDT&timestamp=${exchange.now()}`;
    const send = (text: string, signature: string) =>
      call('GET', `/fapi/v1/openOrders?${text}&signature=${encodeURIComponent(signature)}`, { apiKey });
    expect(await send(payload, sign(payload))).toMatchObject({ status: 200, json: [] });
    expect(await send(`${payload}&limit=1`, sign(payload))).toMatchObject({ status: 400, json: { code: -1022 } });
    expect(await send(payload, sign(`${payload} `))).toMatchObject({ status: 400, json: { code: -1022 } });
    expect(await send(payload, 'no-signature')).toMatchObject({ status: 400, json: { code: -1022 } });
  });

  test.each([
    [
      'query',
      'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943&signature=3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9',
      '',
    ],
    [
      'body',
      '',
      'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943&signature=3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9',
    ],
    [
      'query and body',
      'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC',
      'quantity=1&price=9000&recvWindow=5000&timestamp=1591702613943&signature=30baaf0fab549bbeda7f5ef201898b34122da25fd23c646cac2c529aebe670a4',
    ],
  ])('the documented signature over %s is accepted', async (_, query, body) => {
    exchange.setClockOffset(1_591_702_613_943 - Date.now());
    expect(await call('POST', `/fapi/v1/order?${query}`, { apiKey: SAMPLE.apiKey, body })).toMatchObject({
      status: 200,
      json: { price: '9000' },
    });
  });

  test('a key must be sent and known', async () => {
    expect(await call('POST', '/fapi/v1/listenKey')).toMatchObject({ status: 401, json: { code: -2014 } });
    expect(await call('POST', '/fapi/v1/listenKey', { apiKey: 'HMAC-KEY' })).toMatchObject({
      status: 401,
      json: { code: -2015 },
    });
    expect(await call('POST', '/fapi/v1/listenKey', { apiKey: 'hmac-key' })).toMatchObject({ status: 200 });
  });

  test('a signature must be sent, and last', async () => {
    const payload = `timestamp=${exchange.now()}`;
    const target = '/fapi/v1/openOrders';
    expect(await call('GET', `${target}?${payload}`, { apiKey: 'hmac-key' })).toMatchObject({
      status: 400,
      json: { code: -1102, msg: expect.stringContaining("'signature'") },
    });
    expect(await call('GET', `${target}?signature=${hmac(payload)}&${payload}`, { apiKey: 'hmac-key' })).toMatchObject({
      json: { code: -1022 },
    });
  });

  test.each([
    [-6000, '', -1021],
    [-4000, '', 0],
    [-4000, '&recvWindow=3000', -1021],
    [-50_000, '&recvWindow=60000', 0],
    [900, '', 0],
    [1500, '', -1021],
    [0, '&recvWindow=60001', -1130],
  ])('a timestamp %d ms off, %s: %d', async (offset, window, code) => {
    const payload = `timestamp=${exchange.now() + offset}${window}`;
    const { json } = await call('GET', `/fapi/v1/openOrders?${payload}&signature=${hmac(payload)}`, {
      apiKey: 'hmac-key',
    });
    expect(code === 0 ? json : json.code).toEqual(code === 0 ? [] : code);
  });

  test('its clock can be set', async () => {
    exchange.setClockOffset(-86_400_000);
    expect((await call('GET', '/fapi/v1/time')).json.serverTime).toBeLessThan(Date.now() - 86_000_000);
  });
});

describe('parameters', () => {
  test.each([
    ['symbol=BTCUSDT&interval=', -1105, "Parameter 'interval' was empty."],
    ['symbol=BTCUSDT&interval', -1105, "Parameter 'interval' was empty."],
    ['symbol=BTCUSDT&&interval=1h', -1100, ''],
    ['symbol=BTCUSDT&interval=1h&', -1100, ''],
    ['symbol=BTCUSDT&interval=1h&symbol=ETHUSDT', -1101, ''],
    ['symbol=BTC+USDT&interval=1h', -1100, ''],
    ['symbol=%20BTCUSDT&interval=1h', -1100, ''],
    ['symbol=BTC%2&interval=1h', -1100, ''],
    ['symbol=BTC%FF&interval=1h', -1100, ''],
    ['symbol="BTCUSDT"&interval=1h', -1100, ''],
    ['symbol=BTCUSDT', -1102, "Mandatory parameter 'interval' was not sent, was empty/null, or malformed."],
    ['symbol=BTCUSDT&interval=1s', -1120, 'Invalid interval.'],
    ['symbol=btcusdt&interval=1h', -1121, 'Invalid symbol.'],
    ['symbol=BTCUSDT&interval=1h&limit=5.0', -1100, ''],
    ['symbol=BTCUSDT&interval=1h&limit=1e2', -1100, ''],
    ['symbol=BTCUSDT&interval=1h&limit=99999', -1130, "Data sent for parameter 'limit' is not valid."],
    ['symbol=BTCUSDT&interval=1h&startTime=9007199254740992', -1130, ''],
  ])('klines?%s: %d %s', async (query, code, msg) => {
    const { status, json } = await call('GET', `/fapi/v1/klines?${query}`);
    expect({ status, code: json.code, msg: json.msg }).toEqual({ status: 400, code, msg: msg || expect.any(String) });
  });

  test.each([
    [LIMIT.replace('BUY', 'LONG'), -1117],
    [LIMIT.replace('type=LIMIT', 'type=ICEBERG'), -1116],
    [LIMIT.replace('type=LIMIT', 'type=STOP_MARKET'), -4120],
    [LIMIT.replace('GTC', 'DAY'), -1115],
    [LIMIT.replace('0.010', '1e-2'), -1100],
    [LIMIT.replace('0.010', '.01'), -1100],
    [LIMIT.replace('0.010', '0'), -4003],
    [LIMIT.replace('0.010', '1000'), -2019],
    [LIMIT.replace('&price=59000.0', ''), -1102],
    [LIMIT.replace('&timeInForce=GTC', ''), -1102],
    [`${LIMIT}&priceMatch=QUEUE`, -1106],
    [`${LIMIT}&newClientOrderId=%23`, -4015],
    [LIMIT.replace('GTC', 'GTD'), -1102],
  ])('newOrder?%s: %d', async (query, code) => {
    expect(await place('', query)).toMatchObject({ status: 400, json: { code } });
  });

  test('that the document does not know are ignored', async () => {
    expect((await call('GET', '/fapi/v1/time?brandNew=%E2%98%83')).status).toBe(200);
  });

  test.each([
    ['9223372036854775807', -2013],
    ['9223372036854775808', -1130],
    ['99999999999999999999', -1100],
  ])('of 64 bits are read exactly: %s', async (orderId, code) => {
    expect((await signed('GET', '/fapi/v1/order', `symbol=BTCUSDT&orderId=${orderId}`)).json.code).toBe(code);
  });

  test.each([
    [[], -4082],
    [[{ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1' }], -1102],
    [[{ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price: '1' }], -1130],
    [[{ symbol: 'BTCUSDT', side: 'LONG', type: 'MARKET', quantity: '1' }], -1117],
    ['[{"symbol":', -1130],
  ])('of a batch are checked one by one: %j', async (batch, code) => {
    const text = typeof batch === 'string' ? batch : JSON.stringify(batch);
    expect(await signed('POST', '/fapi/v1/batchOrders', `batchOrders=${encodeURIComponent(text)}`)).toMatchObject({
      status: 400,
      json: { code },
    });
  });
});

describe('limits', () => {
  const used = ({ headers }: Answer) => Number(headers['x-mbx-used-weight-1m']);

  test('weights are summed in the documented header', async () => {
    let sum = 0;
    const costs = async (weight: number, answer: Promise<Answer>) => expect(used(await answer)).toBe((sum += weight));
    await costs(1, call('GET', '/fapi/v1/time'));
    await costs(1, call('GET', '/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=99'));
    await costs(2, call('GET', '/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=100'));
    await costs(5, call('GET', '/fapi/v1/klines?symbol=BTCUSDT&interval=1h')); // 500 is the default
    await costs(10, call('GET', '/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=1500'));
    await costs(1, signed('GET', '/fapi/v1/openOrders', 'symbol=BTCUSDT'));
    await costs(40, signed('GET', '/fapi/v1/openOrders'));
    exchange.setClockOffset(60_000);
    sum = 0;
    await costs(1, call('GET', '/fapi/v1/time'));
  });

  test('too much weight is refused', async () => {
    exchange.weightLimit = 2;
    await call('GET', '/fapi/v1/time');
    expect((await call('GET', '/fapi/v1/time')).status).toBe(200);
    const refused = await call('GET', '/fapi/v1/time');
    expect(refused).toMatchObject({ status: 429, json: { code: -1003, msg: expect.stringContaining('2 requests') } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(50);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  test('orders are counted, refused ones are not', async () => {
    const counts = ({ headers }: Answer) => [headers['x-mbx-order-count-10s'], headers['x-mbx-order-count-1m']];
    expect(counts(await place())).toEqual(['1', '1']);
    expect(counts(await place('', LIMIT.replace('0.010', '5000')))).toEqual([undefined, undefined]);
    expect(counts(await place())).toEqual(['2', '2']);
    exchange.setClockOffset(10_000);
    expect(counts(await place())).toEqual(['1', '3']);
  });
});

describe('orders', () => {
  const order = (method: string, query: string) => signed(method, '/fapi/v1/order', `symbol=BTCUSDT&${query}`);

  test('live from placing to cancelling, ids in full digits', async () => {
    const placed = await place('&newClientOrderId=one');
    expect(placed.text).toContain(`"orderId":${FIRST_ID},`);
    expect(placed.json).toMatchObject({
      symbol: 'BTCUSDT',
      status: 'NEW',
      price: '59000.0',
      origQty: '0.010',
      clientOrderId: 'one',
    });
    expect(await place('&newClientOrderId=one')).toMatchObject({ status: 400, json: { code: -4116 } });
    expect((await order('GET', `orderId=${FIRST_ID}`)).json).toMatchObject({ clientOrderId: 'one', status: 'NEW' });
    expect((await order('GET', 'orderId=4611686018427387904')).json).toMatchObject({ code: -2013 });
    expect((await order('PUT', 'side=BUY&quantity=0.020&price=58000&origClientOrderId=one')).json).toMatchObject({
      price: '58000',
      origQty: '0.020',
    });
    expect((await signed('GET', '/fapi/v1/openOrders')).json).toMatchObject([{ clientOrderId: 'one', price: '58000' }]);
    expect((await order('DELETE', 'origClientOrderId=one')).json).toMatchObject({ status: 'CANCELED' });
    expect(await order('DELETE', 'origClientOrderId=one')).toMatchObject({ status: 400, json: { code: -2011 } });
    expect((await signed('GET', '/fapi/v1/openOrders')).json).toEqual([]);
    expect((await signed('GET', '/fapi/v1/openOrder', 'symbol=BTCUSDT&origClientOrderId=one')).json.code).toBe(-2013);
    expect((await signed('GET', '/fapi/v1/allOrders', 'symbol=BTCUSDT')).json).toMatchObject([
      { clientOrderId: 'one', status: 'CANCELED' },
    ]);
  });

  test('at the market are filled', async () => {
    const { json } = await place('', 'symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.5&newOrderRespType=RESULT');
    expect(json).toMatchObject({ status: 'FILLED', executedQty: '0.5', side: 'SELL' });
    expect((await signed('GET', '/fapi/v1/openOrders')).json).toEqual([]);
  });

  test('that are only tested are not placed', async () => {
    expect((await signed('POST', '/fapi/v1/order/test', LIMIT)).status).toBe(200);
    expect((await signed('GET', '/fapi/v1/openOrders')).json).toEqual([]);
  });

  test('get ids from where a test wants them', async () => {
    exchange.setNextOrderId(9n);
    expect([(await place()).json.orderId, (await place()).json.orderId]).toEqual([9, 10]);
  });

  test('of a batch succeed and fail on their own', async () => {
    const one = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.010',
      price: '59000',
    };
    const batch = encodeURIComponent(JSON.stringify([one, { ...one, quantity: '5000' }]));
    const placed = await signed('POST', '/fapi/v1/batchOrders', `batchOrders=${batch}`);
    expect(placed).toMatchObject({ status: 200, json: [{ status: 'NEW' }, { code: -2019 }] });
    const ids = encodeURIComponent(`[${FIRST_ID},1]`);
    const canceled = await signed('DELETE', '/fapi/v1/batchOrders', `symbol=BTCUSDT&orderIdList=${ids}`);
    expect(canceled).toMatchObject({ status: 200, json: [{ status: 'CANCELED' }, { code: -2011 }] });
  });

  test('are all cancelled at once', async () => {
    await place();
    await place('', LIMIT.replace('BTCUSDT', 'ETHUSDT'));
    expect((await signed('DELETE', '/fapi/v1/allOpenOrders', 'symbol=BTCUSDT')).json.code).toBe(200);
    expect((await signed('GET', '/fapi/v1/openOrders')).json).toMatchObject([{ symbol: 'ETHUSDT' }]);
  });

  test('with a trigger live on their own', async () => {
    const stop =
      'algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=58000&quantity=0.010&clientAlgoId=stop';
    const placed = await signed('POST', '/fapi/v1/algoOrder', stop);
    expect(placed.text).toContain(`"algoId":${FIRST_ID},`);
    expect(placed.json).toMatchObject({ algoStatus: 'NEW', orderType: 'STOP_MARKET', triggerPrice: '58000' });
    expect((await signed('GET', '/fapi/v1/openAlgoOrders')).json).toHaveLength(1);
    expect((await signed('DELETE', '/fapi/v1/algoOrder', 'clientAlgoId=stop')).json).toMatchObject({
      clientAlgoId: 'stop',
    });
    expect((await signed('DELETE', '/fapi/v1/algoOrder', 'clientAlgoId=stop')).json.code).toBe(-2011);
    expect((await signed('GET', '/fapi/v1/algoOrder', `algoId=${FIRST_ID}`)).json.algoStatus).toBe('CANCELED');
  });
});

test('a listenKey stays the same until it is closed', async () => {
  const listenKey = (method: string) => call(method, '/fapi/v1/listenKey', { apiKey: 'hmac-key' });
  expect((await listenKey('PUT')).json.code).toBe(-1125);
  const first = (await listenKey('POST')).json.listenKey as string;
  expect((await listenKey('POST')).json.listenKey).toBe(first);
  expect((await listenKey('DELETE')).json).toEqual({});
  expect((await listenKey('POST')).json.listenKey).not.toBe(first);
  exchange.setClockOffset(3_600_001);
  expect((await listenKey('PUT')).json.code).toBe(-1125);
});

describe('faults', () => {
  const time = () => call('GET', '/fapi/v1/time');

  test('replace status, headers and body, as often as told', async () => {
    exchange.answer('GET /fapi/v1/time', { status: 503, body: '<html>', headers: { 'Retry-After': '3' }, times: 2 });
    expect(await time()).toMatchObject({ status: 503, text: '<html>', headers: { 'retry-after': '3' } });
    expect((await time()).status).toBe(503);
    expect((await time()).status).toBe(200);
  });

  test('stay until they are replaced or forgotten, and * means any route', async () => {
    exchange.answer('*', { status: 500, body: '' });
    exchange.answer('GET /fapi/v1/time', { body: '{"serverTime":' });
    expect(await call('GET', '/fapi/v1/time')).toMatchObject({ status: 200, text: '{"serverTime":' });
    expect((await call('GET', '/fapi/v1/ping')).status).toBe(500);
    exchange.reset();
    expect((await time()).json.serverTime).toBeTypeOf('number');
  });

  test('delay an answer that is otherwise true', async () => {
    exchange.answer('GET /fapi/v1/time', { delayMs: 100 });
    const start = performance.now();
    expect((await time()).json.serverTime).toBeTypeOf('number');
    expect(performance.now() - start).toBeGreaterThan(95);
  });

  test.each(['before', 'headers', 'body'] as const)('cut the connection: %s', async (cut) => {
    exchange.answer('GET /fapi/v1/time', { cut });
    await expect(time()).rejects.toMatchObject({
      code: 'ECONNRESET',
      message: cut === 'before' ? 'socket hang up' : 'aborted',
    });
  });

  test.each<[Fault, number]>([
    [{ status: 503, body: '' }, 0],
    [{ status: 503, body: '', executed: true }, 1],
    [{ cut: 'before' }, 0],
    [{ cut: 'body', executed: true }, 1],
  ])('stop the call or let it take effect: %j', async (fault, placed) => {
    exchange.answer('POST /fapi/v1/order', fault);
    await place().catch(() => undefined);
    expect((await signed('GET', '/fapi/v1/openOrders')).json).toHaveLength(placed);
  });

  test('do not outlive the exchange', async () => {
    const other = await startExchange();
    other.answer('*', { delayMs: 60_000 });
    const open = new Promise((resolve) =>
      request(`${other.url}/fapi/v1/time`, { ca: other.certificate }).on('error', resolve).end(),
    );
    await until(() => other.requests.length > 0, 'the request');
    await other.close();
    expect(await open).toBeInstanceOf(Error);
  });
});

describe('the document', () => {
  const { root } = loadOpenApi('spec');
  const operations = Object.entries(root['paths'] as { [path: string]: { [method: string]: JsonObject } }).flatMap(
    ([path, item]) =>
      Object.entries(item).map(([method, node]) => ({
        id: node['operationId'] as string,
        method: method.toUpperCase(),
        path,
        node,
      })),
  );
  /** No such order, nothing to cancel, no listenKey: the call itself is right. */
  const STATE_CODES = [-2013, -2011, -1125];

  test.each(operations)('$id: the documented request is accepted', async ({ method, path, node }) => {
    const example = (node['x-request-example'] ?? {}) as JsonObject;
    const text = (value: Json) => (typeof value === 'object' ? toJsonText(value) : String(value));
    const query = Object.entries(example)
      .map(([name, value]) => `${name}=${encodeURIComponent(text(value))}`)
      .join('&');
    const { status, json } = await signed(method, path, query);
    if (status !== 200) expect(STATE_CODES, JSON.stringify(json)).toContain(json?.code);
  });

  test.each(operations)('$id: the documented answers are true to their schema', ({ node }) => {
    const content = (node as any)['responses']['200']['content']['application/json'] as {
      example?: Json;
      examples?: { [name: string]: { value: Json } };
    };
    const examples = [
      ...(content.example === undefined ? [] : [content.example]),
      ...Object.values(content.examples ?? {}).map(({ value }) => value),
    ];
    expect(examples).not.toEqual([]);
    for (const example of examples) expect(answerValidator(root, node)(example)).toEqual([]);
  });
});
