// Messages of a socket with streams: each is read once, and its events go to their feed.
import { decodeMessage, type Message, type UnknownEvent } from '../decode/decode.js';
import type { Drift } from '../drift.js';
import type { Notice } from '../notices.js';
import type { EventDecoder } from '../rows.js';
import type { Connection } from '../sockets/connection.js';
import type { Channels } from './channels.js';
import type { Feed } from './feed.js';

/** What receiving needs of its shard. */
export interface Receiver {
  /** Name of the socket. */
  readonly name: string;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly decoders: ReadonlyMap<string, EventDecoder>;
  readonly channels: Channels;
  readonly notify: (notice: Notice) => void;
  readonly reporting: { readonly onDrift: (drift: Drift) => void };
}

/** The stream that a message names, also one that cannot be read whole. */
const STREAM_OF = /^\{"stream":"([^"\\]+)"/;

/** Takes a message. */
export function receive(receiver: Receiver, text: string, connection: Connection): void {
  const { channels, feeds } = receiver;
  const channel = channels.of(connection);
  const message = read(receiver, text, connection);
  if (!message) return;
  if (message.reply) return channel?.control.answer(message.reply);
  if (channel) {
    if (text === channel.lastText) return;
    channel.lastText = text;
  }
  const feed = feeds.get(message.stream ?? '');
  if (!feed) return;
  if (message.event) take(message.event, feed, connection);
  else for (const event of message.events ?? []) take(event as object, feed, connection);
}

/** What a message holds. One that cannot be read may have been an event of its stream, or of any. */
function read(receiver: Receiver, text: string, connection: Connection): Message<unknown> | undefined {
  try {
    return decodeMessage(text, receiver.decoders, receiver.reporting);
  } catch (error) {
    const named = receiver.feeds.get(STREAM_OF.exec(text)?.[1] ?? '');
    for (const { continuity } of named ? [named] : receiver.feeds.values())
      continuity.damage(connection, 'a message could not be read');
    receiver.notify({ kind: 'error', place: receiver.name, error });
    return undefined;
  }
}

function take(event: object, feed: Feed, connection: Connection): void {
  // An event that nobody knows is drift, and no reason to believe that one is missing.
  if ((event as UnknownEvent).eventType !== 'unknown') feed.continuity.receive(event, connection);
}
