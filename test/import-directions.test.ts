// Dependencies point one way: spec → codegen → generated → src → user; within src from the top to the ground.
import { describe, expect, test } from 'vitest';
import { importsOf, sourcesIn, type Import } from './support/sources.js';

/** The levels of src, the highest first: imports go to the same level or below. */
const LEVELS = ['program', 'top', 'feature', 'wing', 'ground'] as const;

/** The level of each file of src, or of a whole folder. A door is one file of the top. */
const PLACES: { readonly [place: string]: (typeof LEVELS)[number] } = {
  'cli/': 'program',

  'index.ts': 'top',
  'client.ts': 'top',
  'client-sockets.ts': 'top',
  'socket-settings.ts': 'top',
  'method-calls.ts': 'top',
  'rest.ts': 'top',
  'websocket-api.ts': 'top',
  'streams.ts': 'top',
  'decode.ts': 'top',
  'fetch.ts': 'top',
  'oauth.ts': 'top',

  'order-book/': 'feature',
  'account/': 'feature',
  'rate-budget/': 'feature',
  'settle/': 'feature',
  'symbol-rules/': 'feature',
  'history/': 'feature',
  'testing/': 'feature',
  'oauth/': 'feature',

  'rest/': 'wing',
  'websocket-api/': 'wing',
  'streams/': 'wing',
  'sockets/': 'wing',
  'decode/': 'wing',

  'calls.ts': 'ground',
  'check.ts': 'ground',
  'clock.ts': 'ground',
  'decimal.ts': 'ground',
  'drift.ts': 'ground',
  'environments.ts': 'ground',
  'error-catalogue.ts': 'ground',
  'errors.ts': 'ground',
  'gates.ts': 'ground',
  'json.ts': 'ground',
  'keys.ts': 'ground',
  'limits.ts': 'ground',
  'nearest.ts': 'ground',
  'network.ts': 'ground',
  'network/': 'ground',
  'notices.ts': 'ground',
  'option-checks.ts': 'ground',
  'options.ts': 'ground',
  'product.ts': 'ground',
  'response.ts': 'ground',
  'rows.ts': 'ground',
  'settings.ts': 'ground',
  'sign-browser.ts': 'ground',
  'sign.ts': 'ground',
  'subscriptions.ts': 'ground',
  'time.ts': 'ground',
  'traffic.ts': 'ground',
};

/** The wings that a wing knows. Features know each other not at all. */
const WINGS: { readonly [wing: string]: readonly string[] } = {
  'rest/': [],
  'decode/': [],
  'sockets/': [],
  'websocket-api/': ['sockets/'],
  'streams/': ['sockets/', 'decode/'],
};

/**
 * Files that hand rows and texts of generated/ to users, and what several of them hand out; others take types from it at the
 * most.
 */
const DOORS = [
  'index',
  'rest',
  'websocket-api',
  'streams',
  'decode',
  'fetch',
  'oauth',
  'error-catalogue',
  'cli/call-help',
].map((name) => `src/${name}.ts`);

/** What generated code takes from src: the types of its rows, and the functions that scan messages. */
const SEAM = ['calls', 'decode/scanner', 'product', 'rows', 'subscriptions'].map((name) => `src/${name}.ts`);

const imports = ['codegen', 'generated', 'src'].flatMap((folder) => importsOf(sourcesIn(folder)));
const importsFrom = (folder: string) => imports.filter(({ from }) => from.startsWith(folder));
const isOwn = (path: string) => /^(codegen|generated|spec|src|test)\//.test(path);

/** `from → to`, each pair once. */
const pairs = (found: readonly Import[]) => [...new Set(found.map(({ from, to }) => `${from} → ${to}`))].sort();

/** The file or folder of the table in which a file of src stands. */
const placeOf = (path: string) => path.slice('src/'.length).replace(/\/.*/, '/');
const rank = (place: string) => LEVELS.indexOf(PLACES[place]!);

function goesDown({ from, to }: Import): boolean {
  const [own, other] = [placeOf(from), placeOf(to)];
  if (own === other) return true;
  if (other === 'testing/') return false;
  if (PLACES[own] === 'feature' && PLACES[other] === 'feature') return false;
  if (PLACES[own] === 'wing' && PLACES[other] === 'wing') return WINGS[own]!.includes(other);
  return rank(own) <= rank(other);
}

describe('folders', () => {
  test('codegen imports only itself', () => {
    const own = importsFrom('codegen/').filter(({ to }) => isOwn(to));
    expect(own.length).toBeGreaterThan(10);
    expect(pairs(own.filter(({ to }) => !to.startsWith('codegen/')))).toEqual([]);
  });

  test('generated imports itself, and of src rows and the scanner', () => {
    const own = importsFrom('generated/').filter(({ to }) => isOwn(to));
    expect(pairs(own.filter(({ to }) => !to.startsWith('generated/') && !SEAM.includes(to)))).toEqual([]);
    expect(SEAM.filter((file) => !own.some(({ to }) => to === file))).toEqual([]);
  });

  test('what generated code takes from src leads nowhere else', () => {
    const further = imports.filter(({ from, to }) => SEAM.includes(from) && isOwn(to) && !SEAM.includes(to));
    expect(pairs(further)).toEqual([]);
  });

  test('src imports itself and generated', () => {
    const own = importsFrom('src/').filter(({ to }) => isOwn(to));
    expect(own.length).toBeGreaterThan(10);
    expect(pairs(own.filter(({ to }) => !/^(src|generated)\//.test(to)))).toEqual([]);
  });
});

describe('levels of src', () => {
  test('each file has one', () => {
    const places = new Set([...sourcesIn('src').keys()].map(placeOf));
    expect([...places].filter((place) => !(place in PLACES))).toEqual([]);
  });

  test('imports go down', () => {
    const own = importsFrom('src/').filter(({ to }) => to.startsWith('src/'));
    expect(pairs(own.filter((one) => !goesDown(one)))).toEqual([]);
  });

  test('only index and the doors take values from generated', () => {
    const values = importsFrom('src/').filter(({ to, isTypeOnly }) => to.startsWith('generated/') && !isTypeOnly);
    expect(pairs(values.filter(({ from }) => !DOORS.includes(from)))).toEqual([]);
  });

  test.each([
    ['src/client.ts', 'src/rest/caller.ts', true],
    ['src/client.ts', 'src/order-book/book.ts', true],
    ['src/rest.ts', 'src/rest/caller.ts', true],
    ['src/rest/caller.ts', 'src/rest.ts', false],
    ['src/rest/caller.ts', 'src/sockets/socket.ts', false],
    ['src/sockets/socket.ts', 'src/rest/caller.ts', false],
    ['src/streams/shard.ts', 'src/sockets/socket.ts', true],
    ['src/account/account.ts', 'src/streams/names.ts', true],
    ['src/account/account.ts', 'src/order-book/book.ts', false],
    ['src/client.ts', 'src/testing/exchange.ts', false],
    ['src/testing/exchange.ts', 'src/testing/faults.ts', true],
    ['src/errors.ts', 'src/rest/caller.ts', false],
    ['src/client.ts', 'src/cli/main.ts', false],
  ])('%s imports %s: %s', (from, to, isAllowed) => {
    expect(goesDown({ from, to, isTypeOnly: true })).toBe(isAllowed);
  });
});
