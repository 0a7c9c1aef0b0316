// Options that a client is made with: durations that make sense, and those that are refused by name.
import { describe, expect, test } from 'vitest';
import { createClient, type ClientOptions } from '../src/index.js';
import { openMemoryWorld, outcomeOf } from './support/memory-exchange.js';

const MAY_BE_NEVER = ['timeoutMs', 'subscribeTimeoutMs', 'heartbeatMs', 'rotateAfterMs'] as const;
const FINITE = ['overlapMs', 'reconnectMinMs', 'reconnectMaxMs'] as const;

describe.each([...MAY_BE_NEVER, ...FINITE])('%s', (option) => {
  const rule = MAY_BE_NEVER.includes(option as never)
    ? 'must be a number above 0, in ms, or Infinity for never'
    : 'must be a number above 0, in ms';

  test.each([NaN, 0, -1, -Infinity, '1000', null])('%s is refused', (value) => {
    expect(() => createClient({ [option]: value })).toThrow(
      expect.objectContaining({ name: 'ArgumentError', parameter: option, rule }),
    );
  });

  test.each([0.5, 2 ** 31, 2 ** 40])('%d is taken', (value) => {
    expect(() => createClient({ [option]: value })).not.toThrow();
  });
});

test.each(MAY_BE_NEVER)('%s may be Infinity', (option) => {
  expect(() => createClient({ [option]: Infinity })).not.toThrow();
});
test.each(FINITE)('%s may not be Infinity', (option) => {
  expect(() => createClient({ [option]: Infinity })).toThrow(expect.objectContaining({ parameter: option }));
});

describe('times on their way', () => {
  const DAY = 86_400_000;
  /** What a stream goes through in so many days. */
  async function live(options: ClientOptions, days: number) {
    const world = openMemoryWorld({ heartbeatMs: DAY, ...options });
    const accepted = outcomeOf(world.client.streams.aggTrade({ symbol: 'BTCUSDT' }, () => {}));
    await world.time.advance(days * DAY);
    const connects = world.log.filter((line) => line.startsWith('connect')).length;
    void world.client.close();
    await world.time.advance(1000);
    return { accepted: accepted.current, connects, states: world.notices };
  }

  test('Infinity everywhere: accepted, and never replaced', async () => {
    const never = Object.fromEntries(MAY_BE_NEVER.map((option) => [option, Infinity]));
    const { accepted, connects } = await live(never, 40);
    expect(accepted).toMatchObject({ stream: 'btcusdt@aggTrade' });
    expect(connects).toBe(1);
  });

  test('more than 2^31 ms is that long, and no shorter', async () => {
    const { connects } = await live({ rotateAfterMs: 26 * DAY, timeoutMs: 26 * DAY }, 25);
    expect(connects).toBe(1);
    expect((await live({ rotateAfterMs: 26 * DAY }, 27)).connects).toBe(2);
  });
});
