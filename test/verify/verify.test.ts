// Recorded traffic against the spec: every kind of difference is found.
import { describe, expect, test } from 'vitest';
import { readSpec, verify, type VerifyOptions } from '../../codegen/verify.js';
import { captureOf, found as foundIn, record as recordAt } from './spec-copies.js';
import { examples } from './spec-examples.js';

const spec = readSpec('spec');
const MARKET = 'wss://fstream.binance.com/market/stream';
const PUBLIC = 'wss://fstream.binance.com/public/stream';
const REST = 'https://fapi.binance.com';
const BOOK_TICKER =
  '{"e":"bookTicker","u":8912345678901,"s":"BTCUSDT","b":"1.0","B":"2.0","a":"3.0","A":"4.0","T":1788220800123,"E":1788220800124}';

const record = (source: string, text: string, more: object = {}) =>
  recordAt(source, text, '2026-11-20T10:00:00.000Z', more);

/** What is found in lines, in short: kind, places, detail. */
const found = async (lines: string | readonly string[], options?: VerifyOptions) =>
  foundIn(await verify([captureOf([lines].flat())], spec, options));

test('every example of the spec is as the spec says', async () => {
  const { proposals, counts } = await verify([captureOf(examples(spec))], spec);
  expect(proposals.map(({ difference }) => difference)).toEqual([]);
  expect(counts.checked).toBeGreaterThan(190);
  expect([...counts.other]).toEqual([]);
});

describe('differences', () => {
  const inBook = (from: string, to: string) => BOOK_TICKER.replace(from, to);
  test.each<[what: string, lines: string | string[], found: string[]]>([
    ['nothing', BOOK_TICKER, []],
    ['keys in another order', '{"E":1,"e":"markPriceUpdate","s":"BTCUSDT","p":"1","i":"1","P":"1","r":"","T":0}', []],
    ['an unknown field', inBook('"u"', '"zz":1,"u"'), ['unknown-field events.BookTickerEvent zz']],
    ['a missing field', inBook('"b":"1.0",', ''), ['missing-field events.BookTickerEvent b']],
    ['a wrong type', inBook('"1.0"', '1.0'), ['type events.BookTickerEvent b']],
    ['text that is no decimal', inBook('"1.0"', '"high"'), ['type events.BookTickerEvent b']],
    ['a number that is too long', inBook('8912345678901', '8912345678901234567'), ['type events.BookTickerEvent u']],
    [
      'an unknown value',
      '{"e":"riskLevelChange","E":1,"u":"1","s":"PANIC","eq":"1","ae":"1","m":"1"}',
      ['unknown-enum-value events.RiskLevelChangeEvent s PANIC'],
    ],
    ['an unknown event', '{"e":"somethingNew","E":1}', ['unknown-event events somethingNew']],
    ['an unknown event in a list', '[{"e":"somethingNew","E":1}]', ['unknown-event events somethingNew']],
    [
      'an envelope',
      `{"stream":"btcusdt@bookTicker","data":${inBook('"u"', '"zz":1,"u"')}}`,
      ['unknown-field events.BookTickerEvent zz'],
    ],
    [
      'an event without its type, by the name of its stream',
      `{"stream":"btcusdt@bookTicker","data":${inBook('"e":"bookTicker",', '')}}`,
      ['missing-field events.BookTickerEvent e'],
    ],
    [
      'the wrong route',
      record(MARKET, `{"stream":"btcusdt@bookTicker","data":${BOOK_TICKER}}`),
      ['wrong-route streams.bookTicker market'],
    ],
    [
      'the wrong route, by name',
      JSON.stringify({ source: 'market', data: JSON.parse(BOOK_TICKER) as object }),
      ['wrong-route events.BookTickerEvent market'],
    ],
    ['the right route', record(PUBLIC, BOOK_TICKER), []],
    ['no route', record('wss://fstream.binance.com/ws', BOOK_TICKER), []],
    [
      'a market event over the route of user data',
      record('wss://localhost:8443/private/ws', '{"e":"listenKeyExpired","E":"1","listenKey":"***"}'),
      [],
    ],
    ['no JSON', record(PUBLIC, '{"e":'), [`malformed ${PUBLIC}`]],
    ['an unknown error', '{"code":-9999,"msg":"Something new."}', ['unknown-error errors -9999']],
    [
      'a known error',
      record(`${REST}/fapi/v1/order`, '{"code":-2019,"msg":"Margin is insufficient."}', { status: 400, method: 'GET' }),
      [],
    ],
    [
      'an answer',
      record(`GET ${REST}/fapi/v1/time`, '{"serverTime":"1"}', { status: 200 }),
      ['type rest.serverTime serverTime'],
    ],
    [
      'nested in an answer',
      record(`${REST}/fapi/v1/depth?symbol=X`, '{"lastUpdateId":1,"E":1,"T":1,"bids":[["1","2","3"]],"asks":[]}', {
        status: 200,
      }),
      ['type rest.orderBook bids[]'],
    ],
    [
      'an answer of the WebSocket API, by its request',
      [
        record('wss://ws-fapi.binance.com/ws-fapi/v1', '{"id":7,"method":"ticker.price","params":{}}', {
          direction: 'sent',
        }),
        record(
          'wss://ws-fapi.binance.com/ws-fapi/v1',
          '{"id":7,"status":200,"result":[{"symbol":"X","price":"1","time":1,"new":true}]}',
        ),
      ],
      ['unknown-field websocketApi.tickerPrice new'],
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await found(lines)).toEqual(expected);
  });

  test('the same difference is told once, with its count, times, samples and first place', async () => {
    const lines = [1, 2, 3, 4, 5].map((number) =>
      record(PUBLIC, BOOK_TICKER.replace('"u"', `"zz":"${number}.5","u"`), { time: `2026-11-2${number}T00:00:00Z` }),
    );
    const file = captureOf(lines);
    const { proposals, counts } = await verify([file], spec);
    expect(counts.checked).toBe(5);
    const [{ difference }] = proposals as [(typeof proposals)[0]];
    expect(difference).toMatchObject({
      count: 5,
      first: '2026-11-21T00:00:00.000Z',
      last: '2026-11-25T00:00:00.000Z',
      example: `${file}:1`,
    });
    expect([...difference.samples]).toEqual(['"1.5"', '"2.5"', '"3.5"']);
  });

  test('lines of an answer, by the name of its call', async () => {
    const line = '{"lastUpdateId":1,"E":1,"T":1,"bids":[],"asks":[],"depth":5}';
    expect(await found(line)).toEqual([]);
    expect(await found(line, { operation: 'orderBook' })).toEqual(['unknown-field rest.orderBook depth']);
    expect(await found(line, { operation: 'websocketApi.orderBook' })).toEqual([
      'unknown-field websocketApi.orderBook depth',
    ]);
    await expect(found(line, { operation: 'orderBok' })).rejects.toThrow(/orderBok/);
  });

  test('HAR: answers of REST, in base64 too, and frames of WebSockets', async () => {
    const entry = (url: string, method: string, text: string, more: object = {}) => ({
      startedDateTime: '2026-11-20T10:00:00.000Z',
      request: { method, url },
      response: { status: 200, content: { text, ...more } },
    });
    const time = '{"serverTime":1,"zone":"UTC"}';
    const har = {
      log: {
        entries: [
          entry(`${REST}/fapi/v1/time`, 'GET', time),
          entry(`${REST}/fapi/v1/time`, 'GET', Buffer.from(time).toString('base64'), { encoding: 'base64' }),
          entry('https://www.example.com/app.js', 'GET', 'let a;'),
          {
            ...entry(PUBLIC, 'GET', ''),
            _webSocketMessages: [
              {
                type: 'send',
                time: 1788220800,
                opcode: 1,
                data: '{"method":"SUBSCRIBE","params":["btcusdt@bookTicker"],"id":1}',
              },
              { type: 'receive', time: 1788220800.5, opcode: 1, data: BOOK_TICKER.replace('"u"', '"zz":1,"u"') },
            ],
          },
        ],
      },
    };
    for (const text of [JSON.stringify(har), JSON.stringify(har, null, 2)]) {
      const { proposals, counts } = await verify([captureOf([text])], spec);
      expect(proposals.map(({ difference: { count, places } }) => [count, ...places])).toEqual([
        [2, 'rest.serverTime zone'],
        [1, 'events.BookTickerEvent zz'],
      ]);
      expect(proposals[1]!.difference.first).toBe('2026-09-01T00:00:00.500Z');
      expect(counts).toMatchObject({ checked: 3, control: 1 });
    }
  });
});

describe('a capture that begins with a byte order mark', () => {
  const changed = BOOK_TICKER.replace('"u"', '"zz":1,"u"');
  test.each([
    ['a line', `\uFEFF${changed}\r\n${BOOK_TICKER}\r\n`, 2],
    ['a record', `\uFEFF${record(PUBLIC, changed)}\n`, 1],
    ['a document of several lines', `\uFEFF${JSON.stringify(JSON.parse(changed), null, 2)}`, 1],
  ])('%s', async (_, text, checked) => {
    const { proposals, counts } = await verify([captureOf([text])], spec);
    expect(proposals.map(({ difference: { kind, detail, places } }) => [kind, ...places, detail])).toEqual([
      ['unknown-field', 'events.BookTickerEvent zz', undefined],
    ]);
    expect(counts.checked).toBe(checked);
    expect([...counts.other]).toEqual([]);
  });
});
