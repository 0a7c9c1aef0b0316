// The subscriptions of a soak: with handlers or iterated, and opened again whenever they end.
import type { Client, Subscription } from '../../src/index.js';
import type { TimeSource } from '../../src/time.js';
import type { Fault, Reader, Track } from './soak-judge.js';
import type { SimulatedStream } from './streams.js';

interface SubscriptionOptions {
  readonly client: Client;
  readonly time: TimeSource;
  readonly fault: Fault;
  readonly streams: readonly SimulatedStream[];
}

/** Every one of so many streams is iterated, the others have handlers. */
const ITERATED_EVERY = 20;
const AGAIN_MS = 1000;

/** @param track Counts a promise as long as it has not ended. */
export function createSubscriptions(
  { client, time, fault, streams }: SubscriptionOptions,
  tracks: readonly Track[],
  track: <Value>(promise: Promise<Value>) => Promise<Value>,
) {
  const closers: ((() => Promise<unknown>) | undefined)[] = [];

  /** Until it succeeds: whatever the exchange refuses now it may accept later. */
  async function open(index: number): Promise<void> {
    for (;;) {
      const reader = tracks[index]!.read();
      try {
        const begin = index % ITERATED_EVERY === ITERATED_EVERY - 1 ? iterate : handle;
        closers[index] = await track(begin(index, reader));
        return;
      } catch {
        reader.close();
        await new Promise<void>((resolve) => time.after(AGAIN_MS, resolve));
      }
    }
  }

  async function handle(index: number, reader: Reader): Promise<() => Promise<unknown>> {
    const stream = streams[index]!;
    const handler = (event: object) => reader.event(stream.numberOf(event));
    const subscription: Subscription = await stream.subscribe(client, handler, { onGap: reader.gap });
    reader.accepted();
    return () => (reader.close(), subscription.close());
  }

  async function iterate(index: number, reader: Reader): Promise<() => Promise<unknown>> {
    const stream = streams[index]!;
    const events = stream.iterate(client, { onGap: reader.gap });
    let isWanted = true;
    await events.ready;
    reader.accepted();
    void (async () => {
      for await (const event of events) if (isWanted) reader.event(stream.numberOf(event));
    })().catch(() => {
      // The exchange has refused the stream after a reconnect, which ends an iteration.
      reader.close();
      if (isWanted) renew(index);
    });
    return () => {
      isWanted = false;
      reader.close();
      return events.close();
    };
  }

  function renew(index: number): void {
    const close = closers[index];
    if (!close) return;
    closers[index] = undefined;
    void track(close()).catch((error: unknown) => fault(`close of ${streams[index]!.name}: ${String(error)}`));
    void open(index);
  }

  return { open, renew };
}
