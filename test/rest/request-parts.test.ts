// The bytes of a request, on facts and rows of its own.
import { describe, expect, test } from 'vitest';
import { prepare, signQuery, writeRequest, type RequestContext, type RequestFacts } from '../../src/rest/request.js';
import type { Operation } from '../../src/rows.js';

const facts: RequestFacts = {
  apiKeyHeader: 'X-KEY',
  environments: { production: { fapi: 'https://fapi.example' }, testnet: { test: 'https://test.example' } },
  timing: { recvWindowDefaultMs: 5000, recvWindowMaxMs: 60_000, aheadMaxMs: 1000 },
};
const open: Operation = {
  id: 'ping',
  method: 'GET',
  path: '/v1/ping',
  host: 'fapi',
  security: 'NONE',
  auth: 'none',
  retry: 'safe',
  params: { symbol: { type: 'string' }, side: { type: 'string', enum: ['BUY'] } },
  answer: { shape: 'object' },
};
const keyed: Operation = { ...open, id: 'listen', auth: 'key' };
const signed: Operation = { ...open, id: 'order', method: 'POST', path: '/v1/order', auth: 'signature' };

const context: RequestContext = { apiKey: 'key', signer: (payload) => `<${payload}>`, timestamp: 7 };
const signature = (payload: string) => `${payload}&signature=${encodeURIComponent(`<${payload}>`)}`;

describe('a request', () => {
  test.each<[string, Operation, object, RequestContext, string, object]>([
    ['open, without parameters', open, {}, {}, 'https://fapi.example/v1/ping', {}],
    [
      'open, with a key that it does not need',
      open,
      { symbol: 'A' },
      context,
      'https://fapi.example/v1/ping?symbol=A',
      {},
    ],
    ['with a key', keyed, {}, { apiKey: 'key' }, 'https://fapi.example/v1/ping', { 'X-KEY': 'key' }],
    ['open, with a recvWindow that it does not need', open, {}, { recvWindow: 5 }, 'https://fapi.example/v1/ping', {}],
    [
      'signed, without parameters',
      signed,
      {},
      context,
      `https://fapi.example/v1/order?${signature('timestamp=7')}`,
      { 'X-KEY': 'key' },
    ],
    [
      'signed',
      signed,
      { symbol: 'A' },
      context,
      `https://fapi.example/v1/order?${signature('symbol=A&timestamp=7')}`,
      { 'X-KEY': 'key' },
    ],
    [
      'signed, with a recvWindow',
      signed,
      { symbol: 'A' },
      { ...context, recvWindow: 60_000 },
      `https://fapi.example/v1/order?${signature('symbol=A&recvWindow=60000&timestamp=7')}`,
      { 'X-KEY': 'key' },
    ],
    [
      'signed, with a recvWindow of 0 and nothing else',
      signed,
      {},
      { ...context, recvWindow: 0 },
      `https://fapi.example/v1/order?${signature('recvWindow=0&timestamp=7')}`,
      { 'X-KEY': 'key' },
    ],
    [
      'signed, with recvWindow and timestamp as parameters',
      signed,
      { recvWindow: 5, timestamp: 9 },
      { ...context, recvWindow: 70_000, timestamp: undefined },
      `https://fapi.example/v1/order?${signature('recvWindow=5&timestamp=9')}`,
      { 'X-KEY': 'key' },
    ],
    ['to another place', open, {}, { baseUrl: 'http://localhost:1/' }, 'http://localhost:1/v1/ping', {}],
    ['unchecked', open, { side: 'HOLD' }, { validate: false }, 'https://fapi.example/v1/ping?side=HOLD', {}],
  ])('%s', (_, operation, params, given, url, headers) => {
    expect(prepare(facts, operation, params, given)).toEqual({ method: operation.method, url, headers });
  });

  test('a signer may take its time', async () => {
    const slow = { ...context, signer: async (payload: string) => `<${payload}>` };
    const promise = prepare(facts, signed, {}, slow);
    expect(promise).toBeInstanceOf(Promise);
    expect(await promise).toEqual(prepare(facts, signed, {}, context));
  });

  test.each<[string, Operation, object, RequestContext, string]>([
    ['no key', keyed, {}, {}, 'listen: apiKey is required: this call sends an API key'],
    [
      'no key for a signed call',
      signed,
      {},
      { ...context, apiKey: undefined },
      'order: apiKey is required: this call sends an API key',
    ],
    [
      'a key with a line end',
      keyed,
      {},
      { apiKey: 'key\n' },
      'apiKey must not hold blanks, line ends or a byte order mark: cut them off',
    ],
    ['no signer', signed, {}, { ...context, signer: undefined }, 'order: signer is required: this call is signed'],
    [
      'no timestamp',
      signed,
      {},
      { ...context, timestamp: undefined },
      'order: timestamp must be an integer, in ms since the Unix epoch',
    ],
    [
      'a timestamp that is no integer',
      signed,
      {},
      { ...context, timestamp: 1.5 },
      'order: timestamp must be an integer, in ms since the Unix epoch',
    ],
    [
      'a signature as a parameter',
      signed,
      { signature: 'a' },
      context,
      'order: signature is made by the signer and cannot be a parameter',
    ],
    [
      'a recvWindow below 0',
      signed,
      {},
      { ...context, recvWindow: -1 },
      'order: recvWindow must be from 0 to 60000 ms',
    ],
    [
      'a recvWindow that is too long',
      signed,
      {},
      { ...context, recvWindow: 60_001 },
      'order: recvWindow must be from 0 to 60000 ms',
    ],
    [
      'a recvWindow that is no number',
      signed,
      {},
      { ...context, recvWindow: NaN },
      'order: recvWindow must be from 0 to 60000 ms',
    ],
    ['a host that is not known', { ...open, host: 'test' }, {}, {}, 'ping: baseUrl is required: test is no known host'],
    [
      'a base URL that cannot be used',
      open,
      {},
      { baseUrl: 'host' },
      'baseUrl must be an https or wss URL with its scheme, e.g. https://host',
    ],
    ['a parameter that breaks a rule', open, { side: 'HOLD' }, {}, 'ping: side must be one of BUY'],
    ['parameters that are none', open, [], {}, 'ping: params must be an object of parameters by name'],
  ])('%s is refused', (_, operation, params, given, message) => {
    expect(() => prepare(facts, operation, params, given)).toThrow(
      expect.objectContaining({ name: 'ArgumentError', message }),
    );
  });

  test('facts without production need a base URL', () => {
    expect(() => prepare({ ...facts, environments: {} }, open, {}, {})).toThrow('ping: baseUrl is required');
  });
});

test('a request is written once, and signed as often as it is sent', () => {
  const written = writeRequest(facts, signed, { symbol: 'A' }, { ...context, recvWindow: 5 });
  expect(written).toMatchObject({
    baseUrl: 'https://fapi.example',
    params: { symbol: 'A' },
    query: 'symbol=A&recvWindow=5',
    headers: { 'X-KEY': 'key' },
    hasTimestamp: false,
  });
  expect(signQuery(written, 8, 'order')).toBe(signature('symbol=A&recvWindow=5&timestamp=8'));
  expect(signQuery(written, 9, 'order')).toBe(signature('symbol=A&recvWindow=5&timestamp=9'));
});

test('what is not signed needs no time', () => {
  const written = writeRequest(facts, keyed, { timestamp: 5 }, { ...context, recvWindow: 5 });
  expect(written).toMatchObject({ query: 'timestamp=5', signer: undefined, hasTimestamp: false });
  expect(signQuery(written, undefined, 'listen')).toBe('timestamp=5');
});
