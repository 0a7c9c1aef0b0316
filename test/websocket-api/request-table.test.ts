// The table of requests on virtual time: every way in which a request ends, and what is left then.
import { beforeEach, describe, expect, test } from 'vitest';
import { methods } from '../../src/index.js';
import type { Connection } from '../../src/sockets/connection.js';
import {
  createRequestTable,
  type PendingRequest,
  type RequestLimits,
  type RequestTable,
} from '../../src/websocket-api/request-table.js';
import { createVirtualTime, type VirtualTime } from '../support/virtual-time.js';

const connection = (): Connection => ({ isOpen: true, send() {}, abandon() {}, drained: async () => true });
const reply = { data: 1, status: 200, headers: {}, usedWeight: {}, orderCounts: {} };
let time: VirtualTime;
let table: RequestTable;
let why: Error | undefined;
let ends: number;
const errors = new Map<PendingRequest, unknown>();

beforeEach(() => {
  time = createVirtualTime();
  why = undefined;
  ends = 0;
  table = createRequestTable(
    time,
    () => why,
    () => ends++,
  );
});

function open(limits: Partial<RequestLimits> = {}): PendingRequest {
  const request = table.open(methods.newOrder, {
    signal: undefined,
    endsAt: 100,
    timeoutMs: 100,
    wasSent: false,
    ...limits,
  });
  request.reply.catch((error: unknown) => errors.set(request, error));
  return request;
}
function sent(over: Connection, limits?: Partial<RequestLimits>): PendingRequest {
  return Object.assign(open(limits), { connection: over, isSent: true });
}
async function errorOf(request: PendingRequest): Promise<unknown> {
  await request.reply.catch(() => {});
  return errors.get(request);
}

describe('ends', () => {
  test('with its answer; nothing is left', async () => {
    const one = connection();
    const request = sent(one);
    table.answer(table.find(request.id, one)!, reply);
    expect(await request.reply).toBe(reply);
    expect(table.find(request.id, one)).toBeUndefined();
    expect([time.timers, ends, request.end]).toEqual([0, 1, 'answered']);
  });

  test('when its time is over, not before', async () => {
    const request = sent(connection());
    await time.advance(99);
    expect(request.end).toBeUndefined();
    await time.advance(1);
    expect(await errorOf(request)).toMatchObject({ message: expect.stringContaining('no answer within 100 ms') });
    expect(errors.get(request)).toMatchObject({ execution: 'unknown' });
  });

  test('never, if it may wait for ever', async () => {
    const request = sent(connection(), { endsAt: Infinity, timeoutMs: Infinity });
    await time.advance(2 ** 40);
    expect([request.end, time.timers]).toEqual([undefined, 0]);
  });

  test('without a connection, and says why there is none', async () => {
    const request = open();
    void table.waitForConnection(request);
    why = new Error('Unexpected server response: 451');
    await time.advance(100);
    expect(await errorOf(request)).toMatchObject({
      message: expect.stringContaining('no connection within 100 ms (Unexpected server response: 451)'),
      execution: 'rejected',
      cause: why,
    });
  });

  test('while it is signed', async () => {
    const request = open();
    request.connection = connection();
    await time.advance(100);
    expect(await errorOf(request)).toMatchObject({
      message: expect.stringContaining('not sent within 100 ms'),
      execution: 'rejected',
    });
  });

  test.each([
    [false, 'rejected'],
    [true, 'unknown'],
  ])('when it is cancelled (sent: %s): %s, and the signal has no listener left', async (isSent, execution) => {
    const controller = new AbortController();
    const listeners = new Set<unknown>();
    const { signal } = controller;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (type: string, act: never, options: never) => (
      listeners.add(act),
      add(type, act, options)
    );
    signal.removeEventListener = (type: string, act: never) => (listeners.delete(act), remove(type, act));
    const request = isSent ? sent(connection(), { signal }) : open({ signal });
    const answered = sent(connection(), { signal });
    expect(listeners.size).toBe(2);
    table.answer(answered, reply);
    expect(listeners.size).toBe(1);
    controller.abort('enough');
    expect(await errorOf(request)).toMatchObject({ execution, cause: 'enough' });
    expect([listeners.size, time.timers]).toEqual([0, 0]);
  });

  test('at once if it was cancelled before', async () => {
    expect(await errorOf(open({ signal: AbortSignal.abort() }))).toMatchObject({ execution: 'rejected' });
    expect(time.timers).toBe(0);
  });

  test('with its connection, and no other does', async () => {
    const [one, other] = [connection(), connection()];
    const [lost, stays, signing] = [sent(one), sent(other), open()];
    signing.connection = one;
    table.lose(one, 'the connection was closed (code 1006)');
    expect(await errorOf(lost)).toMatchObject({ execution: 'unknown' });
    expect(await errorOf(signing)).toMatchObject({ execution: 'rejected' });
    expect([lost.end, signing.end, stays.end]).toEqual(['lost', 'lost', undefined]);
  });

  test('when all is closed', async () => {
    const [waits, isSent] = [open(), sent(connection())];
    table.close();
    expect(await errorOf(waits)).toMatchObject({ execution: 'rejected', message: expect.stringContaining('closed') });
    expect(await errorOf(isSent)).toMatchObject({ execution: 'unknown' });
    expect([time.timers, ends]).toEqual([0, 2]);
  });

  test('as unknown if the call was sent before', async () => {
    const request = open({ wasSent: true });
    await time.advance(100);
    expect(await errorOf(request)).toMatchObject({ execution: 'unknown' });
  });

  test('once', async () => {
    const request = sent(connection());
    table.answer(request, reply);
    table.refuse(request, new Error('late'));
    table.close();
    expect([await request.reply, ends]).toEqual([reply, 1]);
  });

  test.each([
    ['before', 'end'],
    ['after', 'signal'],
  ])('and aborts its signal, asked for %s', (order) => {
    const request = open();
    const early = order === 'before' ? request.signal : undefined;
    table.close();
    expect((early ?? request.signal).aborted).toBe(true);
  });
});

describe('waiting for a connection', () => {
  test('lasts until there is one', async () => {
    const request = open();
    let isAwake = false;
    void table.waitForConnection(request).then(() => (isAwake = true));
    await time.advance(50);
    expect(isAwake).toBe(false);
    table.wake();
    await time.advance(0);
    expect(isAwake).toBe(true);
  });

  test('ends with the request', async () => {
    const request = open();
    const waits = table.waitForConnection(request);
    await time.advance(100);
    await waits;
    await table.waitForConnection(request);
    expect(request.end).toBe('timedOut');
  });
});

describe('whose an answer is', () => {
  test('only over the connection that the request was sent over, and only once it was sent', () => {
    const [one, other] = [connection(), connection()];
    const request = sent(one);
    const unsent = Object.assign(open(), { connection: one });
    expect(table.find(request.id, one)).toBe(request);
    expect(table.find(request.id, other)).toBeUndefined();
    expect(table.find(unsent.id, one)).toBeUndefined();
  });

  test('a request that was given up is known until its answer has come', async () => {
    const one = connection();
    const request = sent(one);
    await time.advance(100);
    expect(table.rowOf(request.id)).toBe(methods.newOrder);
    expect(table.takeGivenUp(request.id, connection())).toBeUndefined();
    expect(table.takeGivenUp(request.id, one)).toBe(methods.newOrder);
    expect(table.takeGivenUp(request.id, one)).toBeUndefined();
  });

  test('of those that were given up the newest thousand are known', async () => {
    const one = connection();
    const requests = Array.from({ length: 1001 }, () => sent(one));
    await time.advance(100);
    const known = requests.map(({ id }) => table.rowOf(id) !== undefined);
    expect([known[0], known[1], known.at(-1), known.filter(Boolean).length]).toEqual([false, true, true, 1000]);
    table.lose(one, 'gone');
    expect(requests.some(({ id }) => table.rowOf(id) !== undefined)).toBe(false);
  });

  test('one without an id is that of the only request, unless another was given up', async () => {
    const one = connection();
    const first = sent(one, { endsAt: 50 });
    expect(table.onlyOneSentOver(one)).toBe(first);
    const second = sent(one);
    expect(table.onlyOneSentOver(one)).toBeUndefined();
    await time.advance(50);
    expect([first.end, second.end, table.onlyOneSentOver(one)]).toEqual(['timedOut', undefined, undefined]);
    table.takeGivenUp(first.id, one);
    expect(table.onlyOneSentOver(one)).toBe(second);
  });
});
