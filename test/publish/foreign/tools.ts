// What the tests of foreign tools share: where things are, and how programs run.
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '../../../src/index.js';
import { expect } from 'vitest';
import { startExchange, type Exchange } from '../../exchange/exchange.js';

/** The tools' own package, and the programs that use what they make. */
export const TOOLS = resolve('test/foreign');
/** What is made, the publication among it. */
export const WORK = resolve('dist/foreign');
export const SPEC = join(WORK, 'spec');
/** openapi-generator; it holds the libraries that its clients need, too. */
export const JAR = join(TOOLS, 'node_modules/@openapitools/openapi-generator-cli/bin/openapi-generator.jar');
export const CERTIFICATE = resolve('test/exchange/certificate.pem');
/** Where Debian's packages are: another python3 may come first in the path. */
export const PYTHON = '/usr/bin/python3';
/** Beyond 2^53 − 1, so a double would change it. */
export const ORDER_ID = '4611686018427387905';

const started = promisify(execFile);

interface RunOptions {
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
  /** What the program reads from its standard input. */
  readonly input?: string;
}

/** Runs a program to its end, and gives what it prints. A failure holds its output. */
export async function run(command: string, args: readonly string[], { cwd, env, input = '' }: RunOptions = {}) {
  const running = started(command, [...args], { maxBuffer: 1 << 26, cwd, env: { ...process.env, ...env } });
  running.child.stdin!.end(input);
  try {
    return (await running).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args[0]} failed: ${`${stderr}${stdout}`.slice(0, 4000)}`, { cause: error });
  }
}

/** Runs a tool of `test/foreign`. */
export const tool = (name: string, ...args: string[]) =>
  run(join(TOOLS, 'node_modules/.bin', name), args, { cwd: WORK });

/** A loopback exchange with an order whose id no double can hold. */
export async function exchangeWithOrder(): Promise<Exchange> {
  const exchange = await startExchange();
  exchange.setNextOrderId(BigInt(ORDER_ID));
  const client = createClient({
    environment: { urls: exchange.urls },
    ca: exchange.certificate,
    apiKey: 'key',
    apiSecret: 'secret',
  });
  const limit = { type: 'LIMIT', timeInForce: 'GTC', quantity: '0.010', price: '59000.0' } as const;
  await client.rest.newOrder({ symbol: 'BTCUSDT', side: 'BUY', ...limit });
  await client.close();
  return exchange;
}

/** What the exchange answers to the public calls that every foreign client makes. */
export const ANSWERS = {
  serverTime: expect.any(Number),
  bid: ['4.00000000', '431.00000000'],
  bookTicker: expect.objectContaining({ symbol: 'BTCUSDT', bidPrice: '4.00000000' }),
};
