// Streams by the names that the exchange knows, and `userData` for the events of the account.
import { buildStream, marketStreams, streamOf, streams, type Client } from '../index.js';
import type { Stream } from '../rows.js';
import type { Subscribe } from '../subscriptions.js';
import { ArgumentError } from '../errors.js';
import { didYouMean } from './terminal.js';

/** Stands for the events of the account among the names of streams. */
export const USER_DATA = 'userData';

/** Names for examples, made like all others so that they are never out of date. */
export const exampleNames = {
  trades: streams.aggTrade({ symbol: 'BTCUSDT' }).name,
  quotes: streams.bookTicker({ symbol: 'BTCUSDT' }).name,
};

/** Every form of a stream's name. */
export const namePatterns: readonly { readonly pattern: string; readonly stream: Stream }[] = (
  Object.values(marketStreams) as Stream[]
).flatMap((stream) => stream.patterns.map(({ pattern }) => ({ pattern, stream })));

/**
 * The name as the exchange writes it, its symbol in lower case.
 *
 * @throws {ArgumentError} No documented stream has a name of that form.
 */
export function streamName(given: string): string {
  if (given === USER_DATA) return given;
  try {
    const { stream, params } = streamOf(given);
    return buildStream(stream, params).name;
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const forms = namePatterns.map(({ pattern }) => pattern.replaceAll(/\{\w+\}/g, given.split('@')[0]!));
    throw new ArgumentError(given, `is no name of a stream.${didYouMean(given, forms)} See: stream --list`);
  }
}

/**
 * Subscribes to streams.
 *
 * @returns Resolves once all are accepted.
 */
export async function subscribeAll(
  client: Client,
  names: readonly string[],
  handler: (stream: string, event: object) => void,
): Promise<void> {
  const methods = client.streams as unknown as { readonly [id: string]: Subscribe<object, object> };
  await Promise.all(
    names.map(async (name): Promise<unknown> => {
      const take = (event: object) => handler(name, event);
      // The listenKey belongs to the whole account: to look on must not end it for other programs.
      if (name === USER_DATA) return client.userData(take, { onUnknown: take, closesListenKey: false });
      const { stream, params } = streamOf(name);
      return methods[stream.id]!(params, take);
    }),
  );
}
