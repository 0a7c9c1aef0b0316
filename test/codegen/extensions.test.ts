// Every extension of the spec is read word by word: a mistyped key or a value of another type stops the run and names the place.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadAsyncApi, loadOpenApi, loadSpec, type SpecDocument } from '../../codegen/load/documents.js';
import { SpecError } from '../../codegen/load/spec-error.js';
import { buildModel } from '../../codegen/model/build.js';

let folder: string;
beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'spec-')), 'spec');
  cpSync('spec', folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const OPENAPI = 'openapi/openapi.yaml';
const TRADE = 'openapi/paths/trade.yaml';
const DATA = 'openapi/paths/market-data.yaml';
const CONVERT = 'openapi/paths/convert.yaml';
const STREAMS = 'asyncapi/market-streams.yaml';
const USER_DATA = 'asyncapi/user-data-streams.yaml';
const SOCKET = 'asyncapi/websocket-api.yaml';
const EVENTS = 'components/market-events.yaml';

/** A file, a text in it, what takes its place, and what has to be said of it. */
type Slip = readonly [extension: string, file: string, from: string, to: string, problem: string];

const present = loadSpec('spec');

/** Whether a document may hold something of a file; the components of events are in that of their streams. */
const readsFile = ({ name }: SpecDocument, file: string): boolean =>
  file.startsWith('openapi/') || file === 'components/parameters.yaml'
    ? name === 'openapi'
    : file.includes(name) ||
      (file === EVENTS && name === 'market-streams') ||
      (file.includes('user-events') && name === 'user-data-streams');

const reloaded = ({ name }: SpecDocument) => (name === 'openapi' ? loadOpenApi(folder) : loadAsyncApi(folder, name));

/** The fault that the spec has after an edit. */
function faultOf(file: string, from: string, to: string): SpecError {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  try {
    buildModel(present.map((document) => (readsFile(document, file) ? reloaded(document) : document)));
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  } finally {
    writeFileSync(path, text);
  }
  throw new Error('nothing was refused');
}

const slips: readonly Slip[] = [
  [
    'x-timing',
    OPENAPI,
    'recvWindowMaxMs: 60000',
    'recvWindowMaxSec: 60',
    'unknown word "recvWindowMaxSec" in x-timing',
  ],
  ['x-timing', OPENAPI, 'aheadMaxMs: 1000', "aheadMaxMs: '1000'", 'aheadMaxMs must be a number'],
  ['x-timing', OPENAPI, 'serverTime: serverTime', 'serverTime: clock', 'serverTime of x-timing names clock'],
  ['x-product', OPENAPI, 'x-product: usdm', 'x-product: 1', 'x-product must be text'],
  ['x-limit-headers', OPENAPI, 'retryAfter: Retry-After', 'retryafter: Retry-After', 'unknown word "retryafter"'],
  ['x-limit-headers', OPENAPI, 'retryAfter: Retry-After', 'retryAfter: 5', 'retryAfter must be text'],
  ['x-oauth', OPENAPI, 'scopeSeparator:', 'scopeseparator:', 'unknown word "scopeseparator" in x-oauth'],
  ['x-oauth', OPENAPI, 'pkce: S256', 'pkce: plain', 'pkce must be one of S256'],
  ['x-oauth', OPENAPI, 'tokenParametersIn: query', 'tokenParametersIn: body', 'tokenParametersIn must be one of query'],
  ['x-oauth', OPENAPI, 'authorize: [response_type', 'begin: [response_type', 'unknown word "begin" in parameters of'],
  ['x-oauth', OPENAPI, 'tokenUrl: https:', 'tokenUrl: http:', 'tokenUrl must be an https URL'],
  ['x-weight-pools', OPENAPI, 'windowSeconds: 300', 'window: 300', 'unknown word "window" in a weight pool'],
  ['x-weight-pools', OPENAPI, 'limit: 500', "limit: '500'", 'limit must be a number'],
  ['x-weight-pool', DATA, 'x-weight-pool: ', 'x-weight-pool: un', 'x-weight-pool must be one of'],
  ['x-quota', CONVERT, 'limit: 360, window', 'limit: 360, windows', 'unknown word "windows" in a quota'],
  ['x-quota', CONVERT, 'window: hour', 'window: hours', 'window must be one of minute, hour, day, month'],
  ['x-weight', DATA, 'tiers: [[', 'tiers: [[1, 2, 3], [', 'tiers must be pairs of numbers'],
  ['x-weight', DATA, 'by: limit', 'by: limits', 'there is no parameter limits'],
  ['x-order-weight', TRADE, '10s: 1', "10s: '1'", '10s must be a number'],
  ['x-retry', TRADE, 'x-retry: verify', 'x-retry: verfy', 'x-retry must be one of safe, verify, never'],
  ['x-pagination', DATA, 'maxSpanMs: 3600000', 'maxSpanMS: 3600000', 'unknown word "maxSpanMS" in paging'],
  ['x-pagination', DATA, 'params: { id: fromId', 'params: { id: fromID', 'there is no parameter fromID'],
  ['x-pagination', DATA, "field: '[].a'", "field: '[].aa'", 'field [].aa leads to nothing in the answer'],
  ['x-pagination', DATA, 'order: ascending', 'order: rising', 'order must be one of ascending, descending'],
  ['x-param-rules', TRADE, 'when: { type: [LIMIT] }', 'when: { type: [LIMITT] }', 'names type LIMITT, a value that'],
  ['x-param-rules', TRADE, 'when: { type: [LIMIT] }', 'when: { typ: [LIMIT] }', 'names typ, which is no parameter'],
  ['x-param-rules', TRADE, "'closePosition=true'", "'closePosition=yes'", 'names closePosition yes, a value that'],
  ['x-param-rules', TRADE, "scope: 'batchOrders[]'", "scope: 'batchOrder[]'", 'scope batchOrder[] is no list'],
  [
    'x-param-rules',
    TRADE,
    'require: [timeInForce, quantity]',
    'requires: [quantity]',
    'unknown word "requires" in a rule',
  ],
  [
    'x-param-rules',
    TRADE,
    'requireOneOf: [[price], [priceMatch]]',
    'requireOneOf: [price, priceMatch]',
    'must be a list of lists',
  ],
  [
    'x-verify-with',
    SOCKET,
    'x-verify-with: [queryAlgoOrder]',
    'x-verify-with: [askOrder]',
    'names askOrder, which is no call',
  ],
  [
    'x-connection',
    STREAMS,
    'lifetimeMs: 86400000',
    'lifeTimeMs: 86400000',
    'unknown word "lifeTimeMs" in x-connection',
  ],
  ['x-connection', SOCKET, 'handshakeWeight: 5', 'handshakeWeight: five', 'handshakeWeight must be a number'],
  ['x-connection', STREAMS, 'combined: true }', 'combined: yes }', 'combined must be true or false'],
  ['x-listen-key', USER_DATA, 'keepAliveIntervalMs', 'keepAliveMs', 'unknown word "keepAliveMs" in x-listen-key'],
  [
    'x-listen-key',
    USER_DATA,
    'start: startUserDataStream',
    'start: startStream',
    'start of x-listen-key names startStream',
  ],
  ['x-listen-key', USER_DATA, 'unknownKeyError: -1125', "unknownKeyError: '-1125'", 'unknownKeyError must be a number'],
  ['x-session', SOCKET, 'revokedStatus: 401', 'revokedState: 401', 'unknown word "revokedState" in x-session'],
  ['x-session', SOCKET, 'logon: sessionLogon', 'logon: login', 'logon of x-session names login'],
  ['x-session', SOCKET, 'logout: sessionLogout', 'logout: leave', 'logout of x-session names leave'],
  [
    'x-signing',
    SOCKET,
    'percentEncoded: false',
    'percentEncoding: false',
    'unknown word "percentEncoding" in x-signing',
  ],
  ['x-signing', SOCKET, 'HMAC: hex', 'HMAC: hexa', 'HMAC must be one of hex, base64'],
  ['x-control-errors', STREAMS, 'x-control-errors:\n  - code:', 'x-control-errors:\n  - kode:', 'unknown word "kode"'],
  [
    'x-stream-patterns',
    STREAMS,
    "x-stream-patterns: ['{symbol}@bookTicker']",
    "x-stream-patterns: ['{symbol}@bookticker']",
    'is no form of the address',
  ],
  [
    'x-update-speed-ms',
    STREAMS,
    "x-update-speed-ms: { '!bookTicker': 5000 }",
    "x-update-speed-ms: { '!book': 5000 }",
    'names !book, which is none',
  ],
  [
    'x-silence-ms',
    STREAMS,
    "'{symbol}@markPrice': 15000",
    "'{symbol}@markPrices': 15000",
    'names {symbol}@markPrices, which is none',
  ],
  ['x-order-book', STREAMS, 'first: U, last: u', 'first: V, last: u', 'first names V, which is no key'],
  ['x-order-book', STREAMS, 'snapshot: orderBook', 'snapshot: book', 'snapshot of x-order-book names book'],
  ['x-letter-case', STREAMS, 'x-letter-case: lower', 'x-letter-case: lowr', 'x-letter-case must be one of lower'],
  ['x-also', 'components/user-events.yaml', 'x-also: [', 'x-also: [text, ', 'x-also must be one of'],
  ['x-name', EVENTS, 'x-name: aggTradeId', 'x-name: default', 'the name "default" is a word that generated code needs'],
  [
    'x-set-by-client',
    'components/parameters.yaml',
    'x-set-by-client: true',
    'x-set-by-client: yes',
    'must be true or false',
  ],
];

describe('a slip stops the run and names file, pointer, line and column', () => {
  test.each(slips)('%s, %s: %s', (_, file, from, to, problem) => {
    const { message, position } = faultOf(file, from, to);
    expect(message).toContain(problem);
    expect(message).toMatch(/^spec\/[\w./-]+\.yaml#.* \(line \d+, column \d+\)\n\n.+\n *\^/);
    expect(position?.line).toBeGreaterThan(0);
  });

  test('the position is that of the key', () => {
    const line =
      readFileSync(`spec/${OPENAPI}`, 'utf8')
        .split('\n')
        .findIndex((text) => text.startsWith('x-timing:')) + 1;
    const { position } = faultOf(OPENAPI, 'x-timing: { recvWindowDefaultMs', 'x-timing: { recvWindow');
    expect(position).toMatchObject({ line, column: 'x-timing: { '.length + 1 });
  });
});
