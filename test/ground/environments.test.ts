import { describe, expect, test } from 'vitest';
import { baseUrlsOf, checkUrl } from '../../src/environments.js';

const known = {
  production: { fapi: 'https://fapi.example' },
  testnet: { fapi: 'https://test.example' },
};

describe('an environment', () => {
  test('by its name is that of the spec', () => {
    expect(baseUrlsOf(known, 'testnet')).toBe(known.testnet);
  });

  test('of own base URLs holds those that are given', () => {
    const urls = { fapi: 'https://own.example/', market: 'wss://own.example/market', papi: undefined as never };
    expect(baseUrlsOf(known, { urls })).toEqual({ fapi: 'https://own.example', market: 'wss://own.example/market' });
  });

  test.each<[string, unknown]>([
    ['an unknown name', 'sandbox'],
    ['a name that every object has', 'toString'],
    ['nothing', null],
    ['a number', 7],
    ['an object without URLs', {}],
    ['URLs that are null', { urls: null }],
    ['URLs that are a text', { urls: 'https://host' }],
  ])('is not %s', (_, environment) => {
    expect(() => baseUrlsOf(known, environment as string)).toThrow(
      expect.objectContaining({
        name: 'ArgumentError',
        parameter: 'environment',
        rule: "must be 'production', 'testnet' or { urls: { … } }",
      }),
    );
  });

  test('names the host whose URL cannot be used', () => {
    expect(() => baseUrlsOf(known, { urls: { fapi: 'fapi.example' } })).toThrow(
      expect.objectContaining({ parameter: 'environment.urls.fapi' }),
    );
  });
});

describe('a base URL', () => {
  test.each([
    ['https://host', 'https://host'],
    ['https://host/', 'https://host'],
    ['https://host/path//', 'https://host/path'],
    ['wss://host/ws', 'wss://host/ws'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.1.22.255', 'http://127.1.22.255'],
    ['http://[::1]:80', 'http://[::1]:80'],
    ['ws://localhost:1', 'ws://localhost:1'],
    ['http://localhost', 'http://localhost'],
  ])('%s is used as %s, each time', (url, used) => {
    expect([checkUrl(url, 'url'), checkUrl(url, 'url')]).toEqual([used, used]);
  });

  const SCHEME = 'must be an https or wss URL with its scheme, e.g. https://host';
  const PLAIN = 'must be an https or wss URL; plain http and ws are for loopback addresses only';
  const PASSWORD = 'must not hold a user or password';
  const BARE = 'must be a base URL: without query, fragment and blanks';
  test.each<[unknown, string]>([
    [undefined, SCHEME],
    [7, SCHEME],
    ['', SCHEME],
    ['host', SCHEME],
    ['host:80', SCHEME],
    ['https:host', SCHEME],
    ['https://', SCHEME],
    [' https://host', SCHEME],
    ['http://host', PLAIN],
    ['ws://host', PLAIN],
    ['ftp://localhost', PLAIN],
    ['http://127.0.0.1.host', PLAIN],
    ['http://localhost.host', PLAIN],
    ['https://user@host', PASSWORD],
    ['https://:password@host', PASSWORD],
    ['https://host?a=1', BARE],
    ['https://host?', BARE],
    ['https://host#a', BARE],
    ['https://host#', BARE],
    ['https://host/ ', BARE],
  ])('%j is refused', (url, rule) => {
    expect(() => checkUrl(url, 'baseUrl')).toThrow(
      expect.objectContaining({ name: 'ArgumentError', parameter: 'baseUrl', rule, message: `baseUrl ${rule}` }),
    );
  });
});
