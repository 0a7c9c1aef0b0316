// `npm start`: the spec becomes a client, and the client trades with the loopback exchange. `-- --live` makes the public
// calls against production instead.
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createClient, ExchangeError, isBinanceError, type Client, type ClientOptions } from '../../src/index.js';
import { limitOrder } from '../support/orders.js';
import { startExchange } from './exchange.js';
import { streamsTour } from './tour-streams.js';

let calls = 0;

/** Makes a call and prints it with its result and time on one line. */
async function show<Result>(
  what: string,
  call: () => Promise<Result>,
  tell: (result: Result) => string,
): Promise<Result> {
  const start = performance.now();
  const result = await call();
  calls++;
  console.log(
    `  ${what.padEnd(34)} ${tell(result).padEnd(64)} ${(performance.now() - start).toFixed(1).padStart(6)} ms`,
  );
  return result;
}

/** Makes a call that must fail and prints its error. */
function showError(
  what: string,
  call: () => Promise<unknown>,
  tell: (error: ExchangeError) => string,
): Promise<ExchangeError> {
  const failing = async () => {
    const error = await call().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!isBinanceError(error)) throw new Error(`${what} should have failed`, { cause: error });
    return error as ExchangeError;
  };
  return show(what, failing, tell);
}

async function publicCalls({ rest }: Client): Promise<void> {
  console.log('\nMarket data');
  await show(
    'serverTime',
    () => rest.serverTime(),
    ({ serverTime }) => new Date(serverTime).toISOString(),
  );
  await show(
    'exchangeInfo',
    () => rest.exchangeInfo(),
    ({ symbols }) => `${symbols.length} symbols, first ${symbols[0]?.symbol}`,
  );
  await show(
    'orderBook',
    () => rest.orderBook({ symbol: 'BTCUSDT', limit: 5 }),
    ({ bids, asks }) => `bid ${bids[0]?.join(' × ')}, ask ${asks[0]?.join(' × ')}`,
  );
  await show(
    'klines',
    () => rest.klines({ symbol: 'BTCUSDT', interval: '1h', limit: 2 }),
    (bars) => `${bars.length} bars, last close ${bars.at(-1)?.[4]}`,
  );
}

async function signedCalls(
  connect: (options: ClientOptions) => Client,
  keys: { readonly [kind: string]: ClientOptions },
): Promise<void> {
  for (const [kind, key] of Object.entries(keys)) {
    console.log(`\nOrders, signed with ${kind}`);
    const { rest } = connect(key);
    const { orderId } = await show(
      'newOrder',
      () => rest.newOrder(limitOrder),
      (placed) => `${placed.side} ${placed.origQty} at ${placed.price}: ${placed.orderId} ${placed.status}`,
    );
    await show(
      'queryOrder',
      () => rest.queryOrder({ symbol: 'BTCUSDT', orderId }),
      (found) => `${found.orderId} ${found.status}`,
    );
    await show(
      'cancelOrder',
      () => rest.cancelOrder({ symbol: 'BTCUSDT', orderId }),
      (gone) => `${gone.orderId} ${gone.status}`,
    );
  }
}

async function failures(
  client: Client,
  fail: (fault: { status: number; body: string } | undefined) => void,
): Promise<void> {
  console.log('\nErrors');
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '5000' } as const;
  await showError(
    'newOrder, far too large',
    () => client.rest.newOrder(order),
    ({ code, codeName, execution }) => `${code} ${codeName}: ${execution}`,
  );
  await showError(
    'newOrder, both prices',
    // @ts-expect-error the compiler refuses it too
    () => client.rest.newOrder({ ...order, type: 'LIMIT', timeInForce: 'GTC', price: '59000', priceMatch: 'QUEUE' }),
    ({ message }) => message,
  );
  fail({ status: 503, body: '{"code":-1007,"msg":"Timeout waiting for response from backend server."}' });
  await showError(
    'newOrder, answer lost',
    () => client.rest.newOrder({ ...order, quantity: '0.010' }),
    ({ code, codeName, execution }) => `${code} ${codeName}: ${execution}, so not repeated`,
  );
  fail(undefined);
}

const live = process.argv.includes('--live');
if (live) {
  console.log('Production, public calls only');
  const client = createClient();
  try {
    await publicCalls(client);
    console.log(`\n${calls} calls; used weight of this minute: ${client.limits.usedWeight['1m'] ?? 'not told'}`);
  } catch (error) {
    if (!isBinanceError(error)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  } finally {
    await client.close();
  }
} else {
  console.log('Specification → client');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'codegen/generate.ts'], {
    encoding: 'utf8',
  });
  process.stdout.write(`${stdout.replace(/^/gm, '  ').trimEnd()}\n${stderr}`);
  if (status !== 0) process.exit(1);

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ed25519 = generateKeyPairSync('ed25519');
  const exchange = await startExchange({
    accounts: [
      { apiKey: 'hmac-key', verify: { kind: 'hmac', secret: 'secret' } },
      { apiKey: 'rsa-key', verify: { kind: 'rsa', publicKey: rsa.publicKey } },
      { apiKey: 'ed25519-key', verify: { kind: 'ed25519', publicKey: ed25519.publicKey } },
    ],
  });
  const clients: Client[] = [];
  const connect = (options: ClientOptions) => {
    const client = createClient({ environment: { urls: exchange.urls }, ca: exchange.certificate, ...options });
    clients.push(client);
    return client;
  };
  const keys = {
    HMAC: { apiKey: 'hmac-key', apiSecret: 'secret' },
    RSA: { apiKey: 'rsa-key', privateKey: rsa.privateKey },
    Ed25519: { apiKey: 'ed25519-key', privateKey: ed25519.privateKey },
  };
  console.log(`\nLoopback exchange at ${exchange.url}, checking every request and answer against the specification`);
  await publicCalls(connect({}));
  await signedCalls(connect, keys);
  const client = connect(keys.HMAC);
  await failures(client, (fault) => (fault ? exchange.answer('POST /fapi/v1/order', fault) : exchange.reset()));
  await streamsTour(exchange, connect, keys.HMAC);
  if (exchange.violations.length > 0) throw new Error(exchange.violations.join('\n'));

  console.log(
    `\n${calls} calls and ${exchange.sockets.opened} WebSockets over ${exchange.connections} connections, all as expected`,
  );
  await Promise.all(clients.map((one) => one.close()));
  await exchange.close();
}
