// What a refused handshake holds back, and for how long.
import { expect, test } from 'vitest';
import { streamFacts } from '../../generated/streams/facts.js';
import { createConnectHold } from '../../src/sockets/connect-hold.js';
import { ConnectionError } from '../../src/sockets/connection-error.js';
import { createVirtualTime } from '../support/virtual-time.js';

type Refusal = readonly [status: number | undefined, retryAfter?: string];

/** How long the next attempt waits after these refusals, one after the other. Unit: ms. */
async function waitAfter(refusals: readonly Refusal[]): Promise<number> {
  const time = createVirtualTime();
  const hold = createConnectHold(streamFacts, time);
  const { signal } = new AbortController();
  let startedAt = 0;
  let waitedMs = -1;
  for (const [status, retryAfter] of refusals) {
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    hold.failed(
      new ConnectionError('refused', status === undefined ? { code: 1006 } : { code: 1006, status, headers }),
    );
    startedAt = time.monotonic();
    waitedMs = -1;
    void hold.wait(signal).then(() => (waitedMs = time.monotonic() - startedAt));
    await time.advance(600_000);
  }
  return waitedMs;
}

test.each<[string, readonly Refusal[], number]>([
  ['a ban for as long as it says', [[418, '120']], 120_000],
  ['a limit for as long as it says', [[429, '3']], 3000],
  ['a ban that does not say for how long for a growing pause', [[418], [418], [418]], 4000],
  [
    'a ban of no seconds for a growing pause',
    [
      [418, '0'],
      [418, '0'],
    ],
    2000,
  ],
  ['at most for two minutes', Array.from({ length: 12 }, (): Refusal => [429]), 120_000],
  ['the pause starts small again after a time', [[418], [418], [418, '5'], [418]], 1000],
  ['other refusals for nothing', [[451, '60']], 0],
  ['what was no answer for nothing', [[undefined]], 0],
])('it holds back %s', async (_, refusals, want) => {
  expect(await waitAfter(refusals)).toBe(want);
});

test('whoever waits goes on when it is closed', async () => {
  const time = createVirtualTime();
  const hold = createConnectHold(streamFacts, time);
  const closing = new AbortController();
  hold.failed(new ConnectionError('refused', { code: 1006, status: 418, headers: { 'retry-after': '60' } }));
  let isOver = false;
  void hold.wait(closing.signal).then(() => (isOver = true));
  await time.advance(1000);
  expect(isOver).toBe(false);
  closing.abort();
  await time.advance(0);
  expect(isOver).toBe(true);
  expect(time.timers).toBe(0);
});
