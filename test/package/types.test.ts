// What TypeScript makes of the installed package, from 5.0 to 7, under every way to resolve modules.
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { methods, operations, marketStreams } from '../../src/index.js';
import { doors, installPackage, run, type Project } from './project.js';

/** Programs of the compilers. Those of other versions stand in folders of their own. */
const compilers = {
  '5.0': 'node_modules/compiler-5.0/node_modules/typescript/bin/tsc',
  '5.9': 'node_modules/typescript/bin/tsc',
  '6': 'node_modules/compiler-6/node_modules/typescript/bin/tsc',
  '7': 'node_modules/compiler-7/node_modules/typescript/bin/tsc',
};
type Version = keyof typeof compilers;

/** A compiler takes seconds. */
vi.setConfig({ testTimeout: 120_000 });

let project: Project;

beforeAll(() => {
  project = installPackage({ installed: ['@types/node', 'undici-types'] });
  project.write({ 'package.json': '{}' });
}, 120_000);
afterAll(() => project.remove());

/** What the compiler has to say about a file. */
function compile(version: Version, file: string, options: object, text: string): string {
  const config = `tsconfig.${version}.${file}.json`;
  const compilerOptions = { strict: true, target: 'es2022', lib: ['es2022'], types: ['node'], ...options };
  project.write({ [file]: text, [config]: JSON.stringify({ compilerOptions, files: [file] }) });
  const { stdout, stderr } = run(process.execPath, [resolve(compilers[version]), '-p', config], project.folder);
  return stdout + stderr;
}

/** Uses values and types of every door. */
const USE = `
import { createClient, isBinanceError } from 'binance-usdm';
import type { Kline, PlacedOrder, SymbolInfo } from 'binance-usdm';
import { decodeMarketMessage, type AggTradeEvent } from 'binance-usdm/decode';
import { createSubscriber, aggTrade, type AggTradeStreamParams } from 'binance-usdm/streams';
import { createMethodCaller, newOrder, type NewOrderParams, type OrderModifyResult } from 'binance-usdm/websocket-api';
import { createOAuth, type TokenSource } from 'binance-usdm/oauth';
import { createCaller, klines as klinesRow, type KlinesParams, type NewOrderParams as RestOrderParams } from 'binance-usdm/rest';
export const order = (): Promise<PlacedOrder> =>
  createClient().rest.newOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.002' });
export const closes = (klines: readonly Kline[]): string[] => klines.map((kline) => kline[4]);
export const symbolOf = (info: SymbolInfo, change: OrderModifyResult): string => info.symbol + change.cumQty;
export const price = (text: string): string | undefined => {
  const { event } = decodeMarketMessage(text);
  return event?.eventType === 'aggTrade' ? event.price : undefined;
};
const params: AggTradeStreamParams = { symbol: 'btcusdt' };
export const trades = createSubscriber().subscribe(aggTrade, params, (event: AggTradeEvent) => event.price);
export const call = (params: NewOrderParams) => createClient().callMethod(newOrder, params);
export const called = (params: NewOrderParams): Promise<{ orderId: string }> => createMethodCaller().call(newOrder, params);
const interval: KlinesParams = { symbol: 'BTCUSDT', interval: '1m' };
export const bars = (): Promise<Kline[]> => createCaller().call(klinesRow, interval);
export const restOrder: RestOrderParams = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' };
export const tokens = (code: string): Promise<TokenSource> =>
  createOAuth({ clientId: 'id', redirectUri: 'https://host/' }).exchange(code, { state: '', codeVerifier: '' });
export const known = (error: unknown): boolean => isBinanceError(error);
// @ts-expect-error a side is BUY or SELL
createClient().rest.newOrder({ symbol: 'BTCUSDT', side: 'LONG', type: 'MARKET', quantity: '0.002' });
`;

/** Uses the one door whose types come from another package, too. */
const USE_FETCH = `
import { createFetchClient } from 'binance-usdm/fetch';
export const book = async (): Promise<string | undefined> => {
  const { data } = await createFetchClient().GET('/fapi/v1/depth', { params: { query: { symbol: 'BTCUSDT' } } });
  return data?.bids[0]?.[0];
};
`;

const node10 = { module: 'commonjs', moduleResolution: 'node' };
const node16 = { module: 'node16', moduleResolution: 'node16' };
const nodenext = { module: 'nodenext', moduleResolution: 'nodenext' };
const bundler = { module: 'esnext', moduleResolution: 'bundler' };

test.each<[string, Version, string, object]>([
  ['node10', '5.0', 'node10.ts', node10],
  ['node10', '5.9', 'node10.ts', node10],
  ['node16 from CommonJS', '5.9', 'node16.cts', node16],
  ['node16 from CommonJS', '7', 'node16.cts', node16],
  ['nodenext', '5.9', 'nodenext.mts', nodenext],
  ['nodenext', '7', 'nodenext.mts', nodenext],
  ['bundler', '5.0', 'bundler.ts', bundler],
  ['bundler', '5.9', 'bundler.ts', bundler],
  ['bundler', '6', 'bundler.ts', bundler],
  ['bundler', '7', 'bundler.ts', bundler],
])('under %s with TypeScript %s a program that uses every door compiles', (_, version, file, options) => {
  for (const door of doors) expect(USE + USE_FETCH).toContain(`'${door}'`);
  // Declarations of openapi-fetch are not for a compiler as old as 5.0: it must not check them.
  const isOld = version === '5.0';
  const both = isOld ? USE : USE + USE_FETCH;
  expect(compile(version, file, { ...options, noEmit: true }, both)).toBe('');
  if (isOld) expect(compile(version, file, { ...options, noEmit: true, skipLibCheck: true }, USE_FETCH)).toBe('');
});

/** Exports the result of every call and stream, as a package of somebody else's would. */
function everything(): string {
  const lines = [`import { createClient, marketStreams, methods, operations } from 'binance-usdm';`];
  lines.push('const client = createClient();', 'export declare const any: any;');
  for (const id of Object.keys(operations)) {
    lines.push(`export const rest_${id} = async () => client.rest.${id}(any);`);
    lines.push(`export const row_${id} = async () => client.call(operations.${id}, any);`);
    lines.push(`export const bound_${id} = client.rest.${id};`);
  }
  for (const id of Object.keys(methods)) {
    lines.push(`export const socket_${id} = async () => client.websocketApi.${id}(any);`);
    lines.push(`export const method_${id} = async () => client.callMethod(methods.${id}, any);`);
    lines.push(`export const boundMethod_${id} = client.websocketApi.${id};`);
  }
  for (const id of Object.keys(marketStreams)) {
    lines.push(
      `export async function* stream_${id}() { for await (const event of client.streams.${id}(any)) yield event; }`,
    );
    lines.push(`export const iterable_${id} = client.streams.${id}(any);`);
    lines.push(`export const boundStream_${id} = client.streams.${id};`);
    lines.push(`export const streamRow_${id} = marketStreams.${id};`);
  }
  return lines.join('\n');
}

test.each<[string, Version, string, object]>([
  ['nodenext', '5.9', 'everything.mts', nodenext],
  ['node10', '5.0', 'everything.ts', node10],
  ['bundler', '7', 'everything.ts', bundler],
])('under %s with TypeScript %s a package can export every result', (name, version, file, options) => {
  const emission = { declaration: true, composite: true, outDir: join('out', `${name}-${version}`) };
  expect(compile(version, file, { ...options, ...emission }, everything())).toBe('');
});
