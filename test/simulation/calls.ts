// Calls of a run: reads and writes over REST and the WebSocket API, given up now and then.
import { isBinanceError } from '../../src/index.js';
import type { Cancelling } from './judge.js';
import type { Action } from './schedule.js';
import { textOf, TIME_OUT_MS, type World } from './world.js';

/** Its own time-out holds for a call over the WebSocket API, its repeat included. Unit: ms. */
const LONGEST_METHOD_MS = TIME_OUT_MS + 1;
/** A REST write may wait for a gate, be sent, and find that the clock is wrong. Unit: ms. */
const LONGEST_REST_WRITE_MS = 5000 + 2 * TIME_OUT_MS + 1;
/** A REST read is tried three times, each after a gate or a pause. Unit: ms. */
const LONGEST_REST_READ_MS = 3 * LONGEST_REST_WRITE_MS;
/** The clock is asked three times at the most. Unit: ms. */
const LONGEST_SYNC_MS = TIME_OUT_MS + 1;

/** Begins a call that may be given up, and judges when it ends. */
function begin<Value>(
  world: World,
  what: string,
  longestMs: number,
  cancelAfterMs: number | undefined,
  call: (options: { readonly signal: AbortSignal }) => Promise<Value>,
): Promise<Value> {
  const { judge, calls, signals, time } = world;
  const controller = new AbortController();
  const cancelling: Cancelling = { at: undefined };
  const cancel = () => {
    cancelling.at = time.exchange.monotonic();
    controller.abort();
  };
  signals.push(controller.signal);
  const promise = call({ signal: controller.signal });
  calls.add(promise);
  void judge.promised(what, promise, longestMs, cancelling).then(() => calls.delete(promise));
  if (cancelAfterMs === 0) cancel();
  else if (cancelAfterMs !== undefined) time.exchange.after(cancelAfterMs, cancel);
  return promise;
}

/** Some calls are given up soon, some after a while. */
const cancelAfter = (b: number) => (b % 4 === 0 ? b % 5 : b % 7 === 0 ? b % 1500 : undefined);

/** Nothing goes wrong, so a call fails only if it is given up, or the clock was set. */
function checkCalm(world: World, what: string, error: unknown, isCancelled: boolean, steps: number): void {
  if (!world.isCalm || isCancelled || world.isClosed) return;
  const isLate = isBinanceError(error) && 'code' in error && error.code === -1021;
  if (!isLate) return world.judge.fault(`${what} failed though nothing goes wrong: ${String(error)}`);
  if (world.lateAt === steps && world.steps === steps)
    world.judge.fault(`${what} was refused as late though the client knew that its clock is wrong`);
}

export function read(world: World, { a, b }: Action): void {
  if (world.isClosed) return;
  const { client, judge, log } = world;
  const isRest = a % 2 === 0;
  const params = { symbol: 'AUSDT', limit: 5 } as const;
  const api = isRest ? client.rest : client.websocketApi;
  const longestMs = isRest ? LONGEST_REST_READ_MS : LONGEST_METHOD_MS;
  const after = cancelAfter(b);
  begin(world, 'read', longestMs, after, (options) => api.orderBook(params, options)).catch((error: unknown) => {
    judge.said(textOf(error));
    log?.(`read: ${String(error)}`);
    checkCalm(world, 'read', error, after !== undefined, world.steps);
  });
}

export function write(world: World, { a, b }: Action): void {
  if (world.isClosed) return;
  const { client, judge, log, steps } = world;
  const { writes } = judge;
  const id = `write-${++world.writes}`;
  const isRest = a % 2 === 0;
  const params = { symbol: 'AUSDT', side: 'BUY', type: 'MARKET', quantity: '1', newClientOrderId: id } as const;
  const api = isRest ? client.rest : client.websocketApi;
  const longestMs = isRest ? LONGEST_REST_WRITE_MS : LONGEST_METHOD_MS;
  const after = cancelAfter(b);
  begin(world, `write ${id}`, longestMs, after, (options) => api.newOrder(params, options)).then(
    () => writes.verdict(id, 'done'),
    (error: unknown) => {
      judge.said(textOf(error));
      log?.(`${id}: ${String(error)}`);
      if (!isBinanceError(error) || !('execution' in error)) {
        writes.verdict(id, 'none');
        return judge.fault(`write ${id} failed with ${String(error)}`);
      }
      writes.verdict(id, String(error.execution));
      checkCalm(world, `write ${id}`, error, after !== undefined, steps);
      if ('code' in error && error.code === -1021) world.lateAt = world.steps;
    },
  );
}

export function sync(world: World): void {
  const { client, judge, calls } = world;
  const promise = client.clock.sync();
  calls.add(promise);
  void judge.promised('sync', promise, LONGEST_SYNC_MS).then(() => calls.delete(promise));
}
