// Every documented code of every call: the loopback exchange answers with it, and the client names it.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadSpec } from '../../codegen/load/documents.js';
import { buildModel } from '../../codegen/model/build.js';
import type { CallModel } from '../../codegen/model/model.js';
import { ExchangeError, type Client } from '../../src/index.js';
import { closeClients, openClient } from '../support/client.js';
import { startExchange, type Exchange } from './exchange.js';

const { operations, methods } = buildModel(loadSpec('spec'));

let exchange: Exchange;
beforeAll(async () => void (exchange = await startExchange()));
beforeEach(() => exchange.reset());
afterEach(closeClients);
afterAll(async () => {
  await exchange.close();
  expect(exchange.violations).toEqual([]);
});

/** The codes that a call answers with, each asked for once. */
async function codesOf(calls: object, { id, errorCodes, params, requestExample = {} }: CallModel): Promise<number[]> {
  // What the client sets by itself is left to it.
  const sent = Object.fromEntries(params.map(({ name }) => [name, requestExample[name]]));
  const call = (calls as { [id: string]: (params: object) => Promise<unknown> })[id]!;
  const seen: number[] = [];
  for (const code of errorCodes) {
    exchange.reset(); // limits and orders of one call are no business of the next
    exchange.refuse(id, code);
    const error = await call(sent).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ExchangeError);
    seen.push((error as ExchangeError).code!);
  }
  return seen;
}

const openHere = (): Client => openClient(exchange, { apiKey: 'key', apiSecret: 'secret', repeats: 0 });

describe('REST', () => {
  test.each(operations.filter(({ errorCodes }) => errorCodes.length > 0))('$id', async (operation) => {
    expect(await codesOf(openHere().rest, operation)).toEqual(operation.errorCodes);
  });
});

describe('the WebSocket API', () => {
  const withoutSession = methods.filter(({ errorCodes, security }) => errorCodes.length > 0 && security !== 'SIGNED');
  test.each(withoutSession)('$id', async (method) => {
    expect(await codesOf(openHere().websocketApi, method)).toEqual(method.errorCodes);
  });
});

test('a code that the call does not list cannot be asked for', () => {
  expect(() => exchange.refuse('ping', -4161)).toThrow('x-error-codes of ping does not list -4161');
});
