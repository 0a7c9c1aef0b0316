// Gates by themselves: what closes them, for whom, and until when.
import { describe, expect, test } from 'vitest';
import { ExchangeError } from '../../src/errors.js';
import { connectPools, createGates, poolsOf, type ClosingFacts } from '../../src/gates.js';
import type { Operation } from '../../src/rows.js';
import { createVirtualTime } from '../support/virtual-time.js';

const facts: ClosingFacts = {
  errors: {
    names: { '-1003': 'TOO_MANY_REQUESTS', '-1015': 'TOO_MANY_ORDERS', '-2010': 'REJECTED' },
    facts: { '-1003': { closes: 'weight' }, '-1015': { closes: 'orders' } },
  },
  httpErrors: [
    { id: 'http-418', status: '418', retry: 'after-window', closes: 'ban' },
    { id: 'http-429', status: '429', retry: 'after-window', closes: 'weight' },
    { id: 'http-4xx', status: '4XX', retry: 'no' },
  ],
};

const HOST = ['fapi'];
const ORDERS = ['fapi', 'fapi orders'];
const FUNDING = ['fapi', 'fapi funding'];
const OTHER = ['papi'];

function refusal(status: number, code: number | undefined, retryAfterMs?: number, message = 'No.'): ExchangeError {
  const rest = { codeName: undefined, execution: 'rejected', retry: undefined, advice: undefined } as const;
  return new ExchangeError(message, { operation: 'call', status, code, retryAfterMs, ...rest });
}

function createWorld(longestPauseMs = 5000) {
  const time = createVirtualTime();
  const closing = new AbortController();
  // The exchange is a second ahead of this machine.
  const gates = createGates(facts, time, () => time.now() + 1000, longestPauseMs, closing.signal);
  const opens = () => [HOST, ORDERS, FUNDING, OTHER].map((pools) => gates.opensInMs(pools));
  return { time, closing, gates, opens };
}

describe('pools', () => {
  const row = { host: 'papi', weightPool: undefined } as unknown as Operation;
  const time = { serverTime: { host: 'fapi' } as Operation<any, any> };
  test.each<[Partial<Operation>, string[]]>([
    [{ host: 'papi' }, ['papi']],
    [{ host: 'papi', weightPool: 'funding' }, ['papi', 'papi funding']],
    [{ host: 'papi', orderWeight: { '1m': 1 } }, ['papi', 'papi orders']],
    [{ host: 'papi', weightPool: 'funding', orderWeight: { '1m': 1 } }, ['papi', 'papi funding', 'papi orders']],
    [{ host: undefined as never }, ['fapi']],
    [{ host: undefined as never, orderWeight: {} }, ['fapi', 'fapi orders']],
  ])('%j takes from %j', (facts, pools) => {
    expect(poolsOf({ ...row, ...facts }, time)).toEqual(pools);
  });

  test('a connect takes from the host that tells the time', () => {
    expect(connectPools(time)).toEqual(['fapi']);
  });
});

describe('closing', () => {
  test.each<[string, ExchangeError, string[], number[]]>([
    ['a refusal that closes nothing', refusal(400, -2010, 9000), HOST, [0, 0, 0, 0]],
    ['a refusal without code', refusal(400, undefined, 9000), HOST, [0, 0, 0, 0]],
    ['too much weight', refusal(429, undefined, 9000), HOST, [9000, 9000, 9000, 0]],
    ['too much weight, by its code', refusal(400, -1003, 9000), HOST, [9000, 9000, 9000, 0]],
    ['too much weight of an order', refusal(429, -1003, 9000), ORDERS, [9000, 9000, 9000, 0]],
    ['too much weight of a separate pool', refusal(429, -1003, 9000), FUNDING, [0, 0, 9000, 0]],
    ['an unknown code does not speak against the status', refusal(429, -2010, 9000), HOST, [9000, 9000, 9000, 0]],
    ['too many orders: cancels pass', refusal(429, -1015, 9000), ORDERS, [0, 9000, 0, 0]],
    ['too many orders, told to another call', refusal(400, -1015, 9000), HOST, [0, 9000, 0, 0]],
    ['a ban', refusal(418, -1003, 9000), FUNDING, [9000, 9000, 9000, 0]],
    ['a ban is no matter of orders', refusal(418, -1015, 9000), ORDERS, [9000, 9000, 9000, 0]],
    [
      'a time in the text, by the exchange’s clock',
      refusal(418, -1003, undefined, 'banned until 1788220809000.'),
      HOST,
      [8000, 8000, 8000, 0],
    ],
    ['the later of two times', refusal(418, -1003, 9000, 'until 1788220809000'), HOST, [9000, 9000, 9000, 0]],
    [
      'the later of two times, the other way',
      refusal(418, -1003, 7000, 'until 1788220809000'),
      HOST,
      [8000, 8000, 8000, 0],
    ],
    ['a longer number is no time', refusal(418, -1003, undefined, 'id 17882208090000'), HOST, [1000, 1000, 1000, 0]],
    ['a time that is over', refusal(418, -1003, undefined, 'until 1788220800000'), HOST, [1000, 1000, 1000, 0]],
    ['no time at all', refusal(429, -1003), HOST, [1000, 1000, 1000, 0]],
    ['a time of 0', refusal(429, -1003, 0), HOST, [1000, 1000, 1000, 0]],
    ['nobody’s answer', refusal(418, -1003, 9000), [], [0, 0, 0, 0]],
  ])('%s', (_, error, pools, wanted) => {
    const { gates, opens } = createWorld();
    gates.heed(error, pools);
    expect(opens()).toEqual(wanted);
    expect([HOST, ORDERS, FUNDING, OTHER].map((one) => gates.isClosed(one))).toEqual(wanted.map((ms) => ms > 0));
  });

  test('a ban in a separate pool closes that pool too', () => {
    const { gates } = createWorld();
    gates.heed(refusal(418, -1003, 9000), FUNDING);
    expect(gates.opensInMs(['fapi funding'])).toBe(9000);
    expect(gates.opensInMs(['fapi orders'])).toBe(0);
  });

  test('an earlier time does not shorten a later one', async () => {
    const { gates, time } = createWorld();
    gates.heed(refusal(418, -1003, 9000), HOST);
    await time.advance(1000);
    gates.heed(refusal(429, -1003, 2000), HOST);
    expect(gates.opensInMs(HOST)).toBe(8000);
  });

  test('pauses without a time double up to two minutes, and start small after an answer', async () => {
    const { gates, time } = createWorld();
    const pauses = [];
    for (let n = 0; n < 9; n++) {
      gates.heed(refusal(429, -1003), HOST);
      pauses.push(gates.opensInMs(HOST));
      await time.advance(gates.opensInMs(HOST));
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 120_000, 120_000]);
    gates.passed(HOST);
    gates.heed(refusal(429, -1003), HOST);
    expect(gates.opensInMs(HOST)).toBe(1000);
  });

  test('a closing with a time starts them small too', async () => {
    const { gates, time } = createWorld();
    for (const retryAfterMs of [undefined, undefined, 500]) {
      gates.heed(refusal(429, -1003, retryAfterMs), HOST);
      await time.advance(gates.opensInMs(HOST));
    }
    gates.heed(refusal(429, -1003), HOST);
    expect(gates.opensInMs(HOST)).toBe(1000);
  });

  test('an answer of a call that was on its way opens nothing', async () => {
    const { gates, time } = createWorld();
    gates.passed(HOST);
    gates.heed(refusal(429, -1003, 1000), HOST);
    await time.advance(999);
    gates.passed(HOST);
    expect(gates.isClosed(HOST)).toBe(true);
    await time.advance(1);
    expect(gates.isClosed(HOST)).toBe(false);
  });
});

describe('waiting', () => {
  const ended = (promise: Promise<void>) => {
    const end: { is?: 'open' | Error } = {};
    promise.then(
      () => (end.is = 'open'),
      (error: Error) => (end.is = error),
    );
    return end;
  };

  test('an open gate is passed at once', async () => {
    const { gates, time } = createWorld();
    gates.heed(refusal(429, -1003, 1000), OTHER);
    await gates.wait('call', HOST, undefined);
    expect(time.timers).toBe(0);
  });

  test('a gate is waited for that opens in time, to the ms', async () => {
    const { gates, time } = createWorld(5000);
    gates.heed(refusal(429, -1003, 5000), HOST);
    const end = ended(gates.wait('call', HOST, undefined));
    await time.advance(4999);
    expect(end.is).toBe(undefined);
    await time.advance(1);
    expect(end.is).toBe('open');
  });

  test('the one that opens last counts, whichever comes first', async () => {
    for (const pools of [FUNDING, FUNDING.toReversed()]) {
      const { gates, time } = createWorld();
      gates.heed(refusal(429, -1003, 3000), HOST);
      gates.heed(refusal(429, -1003, 2000), FUNDING);
      expect(gates.opensInMs(pools)).toBe(3000);
      const end = ended(gates.wait('call', pools, undefined));
      await time.advance(2999);
      expect(end.is).toBe(undefined);
      await time.advance(1);
      expect(end.is).toBe('open');
    }
  });

  test('one that opens too late is told at once', async () => {
    const { gates, time } = createWorld(5000);
    const closed = refusal(429, -1003, 5001);
    gates.heed(closed, HOST);
    const end = ended(gates.wait('newOrder', HOST, undefined));
    await time.advance(0);
    expect(end.is).toMatchObject({
      name: 'TransportError',
      message: 'newOrder: held back, as the exchange has asked to wait: 5001 ms are left. Nothing was sent.',
      execution: 'rejected',
      retryAfterMs: 5001,
    });
    expect((end.is as Error).cause).toBe(closed);
    const patient = ended(gates.wait('newOrder', HOST, undefined, 5001));
    await time.advance(5001);
    expect(patient.is).toBe('open');
  });

  test('one that is closed again meanwhile is waited for again', async () => {
    const { gates, time } = createWorld();
    gates.heed(refusal(429, -1003, 1000), HOST);
    const end = ended(gates.wait('call', HOST, undefined));
    await time.advance(500);
    gates.heed(refusal(429, -1003, 2000), HOST);
    await time.advance(1999);
    expect(end.is).toBe(undefined);
    await time.advance(1);
    expect(end.is).toBe('open');
  });

  test('a caller may give up', async () => {
    const { gates, time } = createWorld();
    gates.heed(refusal(429, -1003, 1000), HOST);
    const caller = new AbortController();
    const end = ended(gates.wait('call', HOST, caller.signal));
    await time.advance(1);
    caller.abort(new Error('mine'));
    await time.advance(1);
    expect(end.is).toMatchObject({ message: 'call: the call was cancelled. Nothing was sent.', execution: 'rejected' });
    expect(((end.is as Error).cause as Error).message).toBe('mine');
    expect(time.timers).toBe(0);
  });

  test('the end of the client ends it', async () => {
    const { gates, time, closing } = createWorld();
    gates.heed(refusal(429, -1003, 1000), HOST);
    const end = ended(gates.wait('call', HOST, new AbortController().signal));
    closing.abort();
    await time.advance(1);
    expect(end.is).toMatchObject({ message: 'call: the client was closed. Nothing was sent.', execution: 'rejected' });
    expect(time.timers).toBe(0);
  });
});
