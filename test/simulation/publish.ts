// Events that the exchange sends: each stream has its own numbers.
import { fill, STREAMS } from './streams.js';
import type { World } from './world.js';

/** Stands for the user data stream among names of streams, and begins the names of its connections. */
export const USER_DATA = 'userData';

/** The exchange sends the next event of a stream. */
export function publish({ counts, time, exchange, judge, log }: World, name: string): void {
  const number = (counts.get(name) ?? 0) + 1;
  counts.set(name, number);
  log?.(`publish ${name} ${number}`);
  const now = time.exchange.now();
  const stream = STREAMS.find((one) => one.name === name);
  const isKeptBack = stream
    ? exchange.publish(name, stream.event(number, now))
    : exchange.publishUserData(fill(number, now));
  judge.published(name, number, isKeptBack);
}
