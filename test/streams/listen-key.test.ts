// The life of a listenKey on virtual time: kept alive, tried again, replaced, given up, and ended only on request.
import { beforeEach, describe, expect, test } from 'vitest';
import { usdm } from '../../generated/product.js';
import type { CallOperation } from '../../src/calls.js';
import { ExchangeError, TransportError } from '../../src/errors.js';
import type { Notice } from '../../src/notices.js';
import { createListenKey } from '../../src/streams/listen-key.js';
import { createVirtualTime, type VirtualTime } from '../support/virtual-time.js';

const MINUTE = 60_000;
const { start: START, keepAlive: KEEP_ALIVE, close: CLOSE, lifetimeMs } = usdm.userDataStreams.listenKey;

let time: VirtualTime;
let notices: Notice[];
/** What was called, and when. Unit: min. */
let calls: string[];
let said: string[];
/** What calls answer: a function is called, an error thrown. */
let answers: { [operation: string]: unknown };
let keysInUse: Map<string, number>;

const error = (code: number) =>
  new ExchangeError('no', {
    operation: KEEP_ALIVE.id,
    status: 400,
    code,
    codeName: undefined,
    execution: 'rejected',
    retry: undefined,
    retryAfterMs: undefined,
    advice: undefined,
  });

beforeEach(() => {
  time = createVirtualTime();
  notices = [];
  calls = [];
  said = [];
  keysInUse = new Map();
  answers = { [START.id]: { listenKey: 'one' }, [KEEP_ALIVE.id]: { listenKey: 'one' }, [CLOSE.id]: {} };
});

const create = () =>
  createListenKey(
    {
      facts: usdm,
      time,
      random: () => 0,
      reconnectMaxMs: 4 * MINUTE,
      keepAliveMs: 30 * MINUTE,
      keysInUse,
      notify: (notice) => notices.push(notice),
      call: (async (row: { readonly id: string }) => {
        calls.push(`${row.id} ${+(time.monotonic() / MINUTE).toFixed(2)}`);
        const answer = answers[row.id];
        if (answer instanceof Error) throw answer;
        return answer;
      }) as unknown as CallOperation,
    },
    (reason) => said.push(reason),
    (needsConnection) => said.push(`replaced${needsConnection ? ', needs a connection' : ''}`),
  );

describe('a key', () => {
  test('is kept alive each half of its life', async () => {
    const key = create();
    expect(await key.start()).toBe('one');
    await time.advance(65 * MINUTE);
    expect(calls).toEqual([`${START.id} 0`, `${KEEP_ALIVE.id} 30`, `${KEEP_ALIVE.id} 60`]);
    await key.stop(false);
    expect(time.timers).toBe(0);
  });

  test('that was started again lives from then on', async () => {
    const key = create();
    await key.start();
    await time.advance(20 * MINUTE);
    await key.start();
    await time.advance(29 * MINUTE);
    expect(calls.filter((call) => call.startsWith(KEEP_ALIVE.id))).toEqual([]);
    await time.advance(MINUTE);
    expect(calls.at(-1)).toBe(`${KEEP_ALIVE.id} 50`);
  });

  test('that cannot be kept alive is tried again with growing pauses until its life is over', async () => {
    const key = create();
    await key.start();
    answers[KEEP_ALIVE.id] = new TransportError(KEEP_ALIVE.id, 'the connection failed', 'unknown');
    await time.advance(lifetimeMs + 5 * MINUTE);
    const at = calls.slice(1).map((call) => Number(call.split(' ')[1]));
    const pauses = at.slice(1).map((minute, index) => Math.round((minute - at[index]!) * 60));
    expect(pauses.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
    expect(Math.max(...pauses)).toBe(240);
    expect(at.slice(0, -1).every((minute) => minute < lifetimeMs / MINUTE)).toBe(true);
    expect(said).toEqual(['the listenKey is gone']);
    expect(notices).toHaveLength(at.length);
    expect(time.timers).toBe(0);
  });

  test('that was kept alive after failures lives from then on', async () => {
    const key = create();
    await key.start();
    answers[KEEP_ALIVE.id] = new TransportError(KEEP_ALIVE.id, 'the connection failed', 'unknown');
    await time.advance(30 * MINUTE);
    answers[KEEP_ALIVE.id] = { listenKey: 'one' };
    await time.advance(MINUTE);
    calls = [];
    await time.advance(30 * MINUTE);
    expect(calls).toEqual([`${KEEP_ALIVE.id} 60.02`]);
    expect(said).toEqual([]);
  });

  test('that the exchange does not know is gone at once', async () => {
    const key = create();
    await key.start();
    answers[KEEP_ALIVE.id] = error(usdm.userDataStreams.listenKey.unknownKeyError);
    await time.advance(30 * MINUTE);
    expect(said).toEqual(['the listenKey is gone']);
    expect(time.timers).toBe(0);
  });

  test.each([[{}], [{ listenKey: '' }], [{ listenKey: null }], [null], ['text']])(
    'is not read from the answer %j',
    async (answer) => {
      answers[START.id] = answer;
      await expect(create().start()).rejects.toMatchObject({ name: 'DecodeError', operation: START.id });
      expect(time.timers).toBe(0);
    },
  );

  test.each([[{}], [{ listenKey: '' }], [{ listenKey: null }], [null]])(
    'stays where the answer to a keep-alive is %j',
    async (answer) => {
      const key = create();
      await key.start();
      answers[KEEP_ALIVE.id] = answer;
      await time.advance(61 * MINUTE);
      expect(said).toEqual([]);
      expect(notices).toEqual([]);
    },
  );

  test('that comes with a keep-alive is used: it needs a connection of its own', async () => {
    const key = create();
    await key.start();
    answers[KEEP_ALIVE.id] = { listenKey: 'two' };
    await time.advance(30 * MINUTE);
    expect(said).toEqual(['replaced, needs a connection']);
  });

  test('that comes with a start in place of another has a connection already', async () => {
    const key = create();
    await key.start();
    answers[START.id] = { listenKey: 'two' };
    expect(await key.start()).toBe('two');
    expect(said).toEqual(['replaced']);
    expect([...keysInUse]).toEqual([['two', 1]]);
  });

  test('never stands in a notice', async () => {
    answers[START.id] = { listenKey: 'SECRET' };
    const key = create();
    await key.start();
    answers[KEEP_ALIVE.id] = error(-1000);
    await time.advance(40 * MINUTE);
    expect(notices.length).toBeGreaterThan(0);
    expect(JSON.stringify(notices)).not.toContain('SECRET');
  });
});

describe('at the end', () => {
  test('a key is not ended by default: it belongs to the account', async () => {
    const key = create();
    await key.start();
    await key.stop(false);
    expect(calls).toEqual([`${START.id} 0`]);
    expect([...keysInUse]).toEqual([]);
  });

  test('it is ended where that is asked for, once', async () => {
    const key = create();
    await key.start();
    await key.stop(true);
    await key.stop(true);
    expect(calls.slice(1)).toEqual([`${CLOSE.id} 0`]);
  });

  test('but not while another stream of the client uses it', async () => {
    const [one, two] = [create(), create()];
    await one.start();
    await two.start();
    await one.stop(true);
    expect(calls.filter((call) => call.startsWith(CLOSE.id))).toEqual([]);
    await two.stop(true);
    expect(calls.at(-1)).toBe(`${CLOSE.id} 0`);
  });

  test('a key that cannot be ended is a notice', async () => {
    const key = create();
    await key.start();
    answers[CLOSE.id] = error(-1000);
    await key.stop(true);
    expect(notices).toMatchObject([{ kind: 'error', place: CLOSE.id, error: { code: -1000 } }]);
  });

  test('an answer that is still on its way starts nothing anew', async () => {
    const key = create();
    await key.start();
    let answer!: (value: unknown) => void;
    answers[KEEP_ALIVE.id] = new Promise((resolve) => (answer = resolve));
    await time.advance(30 * MINUTE);
    await key.stop(false);
    answer({ listenKey: 'two' });
    await time.advance(0);
    expect(said).toEqual([]);
    expect(time.timers).toBe(0);
  });
});
