// Calls the loopback exchange with the clients that other tools made: base URL in, facts by tool out.
import * as heyApi from './hey-api/sdk.gen';
import { createClient } from './hey-api/client';
import * as oazapfts from './oazapfts';
import * as orval from './orval/api';
import { Api } from './swagger';
import { createApiClient } from './zod';

const baseUrl = process.argv[2]!;
const facts: { [tool: string]: object } = {};

const client = createClient({ baseUrl });
const options = { client, throwOnError: true } as const;
facts['hey-api'] = {
  serverTime: (await heyApi.serverTime(options)).data.serverTime,
  bid: (await heyApi.orderBook({ ...options, query: { symbol: 'BTCUSDT', limit: 5 } })).data.bids[0],
  bookTicker: (await heyApi.bookTicker({ ...options, query: { symbol: 'BTCUSDT' } })).data,
};

/** The data of an answer that is one. */
function dataOf<Answer extends { status: number; data: unknown }>(
  answer: Answer,
): Extract<Answer, { status: 200 }>['data'] {
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.data));
  return answer.data;
}

oazapfts.defaults.baseUrl = baseUrl;
facts['oazapfts'] = {
  serverTime: dataOf(await oazapfts.serverTime()).serverTime,
  bid: dataOf(await oazapfts.orderBook('BTCUSDT', { limit: 5 })).bids[0],
  bookTicker: dataOf(await oazapfts.bookTicker({ $symbol: 'BTCUSDT' })),
};

const zodios = createApiClient(baseUrl);
facts['openapi-zod-client'] = {
  serverTime: (await zodios.serverTime()).serverTime,
  bid: (await zodios.orderBook({ queries: { symbol: 'BTCUSDT', limit: 5 } })).bids[0],
  bookTicker: await zodios.bookTicker({ queries: { symbol: 'BTCUSDT' } }),
};

const { fapi } = new Api({ baseUrl });
facts['swagger-typescript-api'] = {
  serverTime: (await fapi.serverTime()).data.serverTime,
  bid: (await fapi.orderBook({ symbol: 'BTCUSDT', limit: 5 })).data.bids[0],
  bookTicker: (await fapi.bookTicker({ symbol: 'BTCUSDT' })).data,
};

// orval's functions know paths only.
const given = globalThis.fetch;
globalThis.fetch = (path, init) => given(`${baseUrl}${String(path)}`, init);
facts['orval'] = {
  serverTime: dataOf(await orval.serverTime()).serverTime,
  bid: dataOf(await orval.orderBook({ symbol: 'BTCUSDT', limit: 5 })).bids[0],
  bookTicker: dataOf(await orval.bookTicker({ symbol: 'BTCUSDT' })),
};
console.log(JSON.stringify(facts));
