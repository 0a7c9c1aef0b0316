// What nobody waits for: a notice with a hook, one warning a kind without one, and never the end of the process.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createNotifier, type Notice } from '../src/notices.js';
import { openMemoryWorld, outcomeOf, type MemoryWorld } from './support/memory-exchange.js';

const failure = (place: string, text = 'broken'): Notice => ({ kind: 'error', place, error: new Error(text) });
const STATE: Notice = { kind: 'state', connection: 'market-1', state: 'open', reason: undefined };

/** Hands notices to a hook, or to none. Returns what was warned of. */
async function warningsOf(notices: readonly Notice[], hook?: (notice: Notice) => unknown): Promise<string[]> {
  const warnings: string[] = [];
  const notify = createNotifier(hook, (text) => warnings.push(text));
  for (const notice of notices) notify(notice);
  await Promise.resolve();
  return warnings;
}
const OTHERS = 'give onNotice to hear of all such failures; this one is not repeated';
const HOOK = 'further failures of this hook are not reported';

describe('without a hook', () => {
  test('failures are warned of, once a place', async () => {
    const given = [failure('a'), failure('a', 'again'), failure('b')];
    expect(await warningsOf(given)).toEqual([
      `binance-usdm: a: Error: broken (${OTHERS})`,
      `binance-usdm: b: Error: broken (${OTHERS})`,
    ]);
  });

  test('anything else is not', async () => {
    expect(await warningsOf([STATE])).toEqual([]);
  });

  test('what is thrown and no error is not shown', async () => {
    expect(await warningsOf([{ kind: 'error', place: 'a', error: 'SECRET' }])).toEqual([
      `binance-usdm: a: something that is no error was thrown (${OTHERS})`,
    ]);
  });
});

describe('with a hook', () => {
  test('it is called with all, and nothing is warned of', async () => {
    const seen: Notice[] = [];
    const given = [STATE, failure('a'), failure('a')];
    expect(await warningsOf(given, (notice) => seen.push(notice))).toEqual([]);
    expect(seen).toEqual(given);
  });

  test.each([
    [
      'throws',
      (): unknown => {
        throw new Error('mine');
      },
    ],
    ['rejects', (): unknown => Promise.reject(new Error('mine'))],
  ])('one that %s is warned of once', async (_, hook) => {
    const warnings = await warningsOf([STATE, STATE], hook);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([`binance-usdm: onNotice: Error: mine (${HOOK})`]);
  });
});

test('a warning that cannot be written harms nobody', () => {
  const notify = createNotifier(undefined, () => {
    throw new Error('no output');
  });
  expect(() => notify(failure('a'))).not.toThrow();
});

describe('a client without onNotice survives, and warns once', () => {
  let world: MemoryWorld;
  let warnings: string[];
  const onWarning = ({ message }: Error) => void warnings.push(message);

  beforeEach(() => {
    warnings = [];
    process.on('warning', onWarning);
    world = openMemoryWorld();
  });
  afterEach(async () => {
    void world.client.close();
    await world.time.advance(1000);
    process.off('warning', onWarning);
  });

  const connect = () => world.connect({ onNotice: undefined as never });
  const MINUTE = 60_000;

  /** Each makes something fail in the background of a client. */
  const FAULTS: readonly [what: string, warning: RegExp, act: (client: ReturnType<typeof connect>) => Promise<void>][] =
    [
      [
        'a broken frame of a stream',
        /^binance-usdm: market-1: DecodeError/,
        async (client) => {
          void client.streams.aggTrade({ symbol: 'BTCUSDT' }, () => {});
          await world.time.advance(100);
          for (const text of ['<html>', '[', '{}x']) world.links()[0]!.send(text);
        },
      ],
      [
        'a handler that throws',
        /^binance-usdm: handler of aggTrade: Error: mine/,
        async (client) => {
          const handler = (): unknown => Promise.reject(new Error('mine'));
          void client.streams.aggTrade({ symbol: 'BTCUSDT' }, handler);
          await world.time.advance(100);
          for (const id of [1, 2])
            world.exchange.publish(
              'btcusdt@aggTrade',
              `{"e":"aggTrade","E":${id},"a":${id},"s":"BTCUSDT","p":"1","q":"1","nq":"1","f":1,"l":1,"T":1,"m":true}`,
            );
        },
      ],
      [
        'a listenKey that cannot be kept alive',
        /^binance-usdm: keepaliveUserDataStream: ExchangeError/i,
        async (client) => {
          void client.userData(() => {});
          await world.time.advance(100);
          world.plan('call', ...Array.from({ length: 9 }, () => ({ name: 'unavailable' }) as const));
          await world.time.advance(31 * MINUTE);
        },
      ],
      [
        'a listenKey that cannot be ended',
        /^binance-usdm: closeUserDataStream: ExchangeError/i,
        async (client) => {
          const opened = outcomeOf(client.userData(() => {}, { closesListenKey: true }));
          await world.time.advance(100);
          world.plan('call', ...Array.from({ length: 9 }, () => ({ name: 'unavailable' }) as const));
          void (opened.current as { close(): Promise<void> }).close();
          await world.time.advance(MINUTE);
        },
      ],
      [
        'a broken frame of user data',
        /^binance-usdm: userData: DecodeError/,
        async (client) => {
          void client.userData(() => {});
          await world.time.advance(100);
          for (const text of ['<html>', '[']) world.links()[0]!.send(text);
        },
      ],
      [
        'a frame of the WebSocket API that nobody asked for',
        /^binance-usdm: websocketApi/,
        async (client) => {
          void client.websocketApi.orderBook({ symbol: 'BTCUSDT' }).catch(() => {});
          await world.time.advance(100);
          for (const text of ['<html>', '{"hello":1}']) world.links()[0]!.send(text);
        },
      ],
    ];

  test.each(FAULTS)('%s', async (_, warning, act) => {
    const client = connect();
    await act(client);
    await world.time.advance(100);
    void client.close();
    await world.time.advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });
});
