// The streams of one connection become those that are wanted, whatever changes while answers are on their way.
import { beforeEach, expect, test } from 'vitest';
import { ExchangeError } from '../../src/errors.js';
import type { Connection } from '../../src/sockets/connection.js';
import type { Control } from '../../src/streams/control.js';
import { createReconciler, type Reconciler } from '../../src/streams/reconcile.js';
import { createVirtualTime, type VirtualTime } from '../support/virtual-time.js';

/** A control message that waits for its answer. */
interface Request {
  readonly text: string;
  accept(): void;
  refuse(error?: Error): void;
}

let time: VirtualTime;
let wanted: Set<string>;
let requests: Request[];
let said: string[];
let reconciler: Reconciler;

const REFUSAL = new ExchangeError('Invalid request', {
  operation: 'SUBSCRIBE',
  status: 400,
  code: 2,
  codeName: undefined,
  execution: 'rejected',
  retry: undefined,
  retryAfterMs: undefined,
  advice: undefined,
});

beforeEach(() => {
  time = createVirtualTime();
  wanted = new Set();
  requests = [];
  said = [];
  const control: Control = {
    request: (method, names) =>
      new Promise((resolve, reject) => {
        const text = `${method} ${names.length > 3 ? names.length : names.join(' ')}`;
        requests.push({ text, accept: resolve, refuse: (error = REFUSAL) => reject(error) });
      }),
    answer() {},
    end() {},
  };
  const connection = { abandon: (reason: string) => void said.push(`abandoned: ${reason}`) } as Connection;
  const streams = {
    wanted: () => wanted,
    isWanted: (name: string) => wanted.has(name),
    asked: () => {},
    accepted: (name: string) => said.push(`accepted ${name}`),
    refused: (name: string) => said.push(`refused ${name}`),
  };
  reconciler = createReconciler(connection, control, streams, time);
});

/** Wants these from now on. */
async function want(...names: readonly string[]): Promise<void> {
  for (const name of names) if (!wanted.has(name)) reconciler.askAgain(name);
  wanted = new Set(names);
  reconciler.sync();
  await time.advance(0);
}
async function answer(act: (request: Request) => void): Promise<void> {
  act(requests.at(-1)!);
  await time.advance(0);
}
const accept = () => answer((request) => request.accept());
const texts = () => requests.map(({ text }) => text);

test('what is wanted in one turn is asked for in one message', async () => {
  wanted = new Set(['a']);
  reconciler.sync();
  wanted.add('b');
  reconciler.sync();
  await time.advance(0);
  await accept();
  expect(texts()).toEqual(['SUBSCRIBE a b']);
  expect(said).toEqual(['accepted a', 'accepted b']);
});

test('names are sent by 256', async () => {
  await want(...Array.from({ length: 600 }, (_, n) => `s${n}`));
  expect(texts()).toEqual(['SUBSCRIBE 256', 'SUBSCRIBE 256', 'SUBSCRIBE 88']);
});

test('a stream that was given up is unsubscribed when its late answer comes', async () => {
  await want('a');
  await want();
  expect(texts()).toEqual(['SUBSCRIBE a']);
  await accept();
  expect(texts()).toEqual(['SUBSCRIBE a', 'UNSUBSCRIBE a']);
});

test('a stream that is wanted again while its end is on its way is asked for again', async () => {
  await want('a');
  await accept();
  await want();
  await want('a');
  expect(texts()).toEqual(['SUBSCRIBE a', 'UNSUBSCRIBE a']);
  await accept();
  await accept();
  expect(texts()).toEqual(['SUBSCRIBE a', 'UNSUBSCRIBE a', 'SUBSCRIBE a']);
  expect(said).toEqual(['accepted a', 'accepted a']);
});

test('a stream that is given up and wanted again before its answer stays, and is accepted with it', async () => {
  await want('a');
  await want();
  await want('a');
  await accept();
  expect(texts()).toEqual(['SUBSCRIBE a']);
  expect(said).toEqual(['accepted a']);
});

test('a stream that is closed and asked for anew in one turn is accepted again, and others are not', async () => {
  await want('a', 'b');
  await accept();
  said = [];
  reconciler.askAgain('a');
  await time.advance(0);
  expect(texts()).toEqual(['SUBSCRIBE a b']);
  expect(said).toEqual(['accepted a']);
});

test('so is one while another answer is on its way', async () => {
  await want('a');
  await accept();
  await want('a', 'b');
  await want('b');
  expect(texts().at(-1)).toBe('UNSUBSCRIBE a');
  await accept();
  said = [];
  await want('a', 'b');
  await accept();
  expect(said).toEqual(['accepted a']);
});

test('a refused UNSUBSCRIBE deletes nothing: the stream is still there when it is wanted again', async () => {
  await want('a');
  await accept();
  await want();
  await answer((request) => request.refuse());
  said = [];
  await want('a');
  expect(texts()).toEqual(['SUBSCRIBE a', 'UNSUBSCRIBE a']);
  expect(said).toEqual(['accepted a']);
});

test('a bad name among 256 costs a bisection, and no other stream', async () => {
  const names = Array.from({ length: 256 }, (_, n) => `s${n}`);
  await want(...names);
  const messages = () => requests.length;
  const left = [...requests];
  const holdsBad = new Map([[left[0]!, names]]);
  for (let request = left.shift(); request; request = left.shift()) {
    const own = holdsBad.get(request)!;
    const before = messages();
    if (own.includes('s77')) request.refuse();
    else request.accept();
    await time.advance(0);
    const half = Math.ceil(own.length / 2);
    const parts = [own.slice(0, half), own.slice(half)];
    requests.slice(before).forEach((next, index) => {
      holdsBad.set(next, parts[index]!);
      left.push(next);
    });
  }
  expect(messages()).toBe(1 + 2 * 8);
  expect(said.filter((text) => text.startsWith('refused'))).toEqual(['refused s77']);
  expect(said.filter((text) => text.startsWith('accepted'))).toHaveLength(255);
});

test('a refused stream is asked for again once it is wanted anew', async () => {
  await want('a');
  await answer((request) => request.refuse());
  await want('a');
  expect(texts()).toEqual(['SUBSCRIBE a']);
  reconciler.askAgain('a');
  await want('a');
  expect(texts()).toEqual(['SUBSCRIBE a', 'SUBSCRIBE a']);
});

test('without an answer the connection is given up', async () => {
  await want('a');
  await answer((request) => request.refuse(new Error('no answer within 10 ms')));
  expect(said).toEqual(['abandoned: no answer within 10 ms']);
});

test('it has settled when no answer is on its way', async () => {
  await want('a');
  let isSettled = false;
  void reconciler.settled().then(() => (isSettled = true));
  await time.advance(0);
  expect(isSettled).toBe(false);
  await accept();
  expect(isSettled).toBe(true);
});

test('after its end it rejects, and says and sends nothing', async () => {
  await want('a');
  const settled = reconciler.settled();
  reconciler.end('the connection was lost');
  await expect(settled).rejects.toThrow('the connection was lost');
  await expect(reconciler.settled()).rejects.toThrow('the connection was lost');
  await answer((request) => request.refuse(new Error('late')));
  await want('b');
  expect(texts()).toEqual(['SUBSCRIBE a']);
  expect(said).toEqual([]);
});
