// Messages of the user data stream: each is read once, and its events go to the feed.
import { decodeMessage, type UnknownEvent } from '../decode/decode.js';
import type { Drift } from '../drift.js';
import { DecodeError } from '../errors.js';
import type { Connection } from '../sockets/connection.js';
import type { Continuity } from '../sockets/continuity.js';
import { USER_DATA, type UserDataEvent, type UserDataFeedSettings } from './user-data-feed.js';

/**
 * Makes what takes the messages of all connections.
 *
 * @param leave Called when the exchange announces that it is about to cut the connection.
 */
export function createUserDataReader(
  feed: Continuity,
  { facts, notify, redact, onDrift }: UserDataFeedSettings & { readonly onDrift: (drift: Drift) => void },
  leave: () => void,
): (text: string, connection: Connection) => void {
  const { shutdownEvent } = facts.userDataStreams;
  const lastTexts = new WeakMap<Connection, string>();
  const reporting = {
    /** An announced cut is no drift. */
    onDrift(drift: Drift) {
      if (drift.kind === 'unknown-event' && drift.event === shutdownEvent) leave();
      else onDrift({ ...drift, sample: redact(drift.sample) });
    },
  };
  const isShutdown = (event: UserDataEvent) =>
    event.eventType === 'unknown' && (event as UnknownEvent).raw.includes(`"${shutdownEvent}"`);

  return (text, connection) => {
    if (lastTexts.get(connection) === text) return;
    lastTexts.set(connection, text);
    let message;
    try {
      message = decodeMessage(text, facts.userDataDecoders, reporting);
    } catch (error) {
      feed.damage(connection, 'a message could not be read');
      const safe = new DecodeError(USER_DATA, redact((error as Error).message));
      return notify({ kind: 'error', place: USER_DATA, error: safe });
    }
    const events = message.events ?? (message.event ? [message.event] : []);
    for (const event of events as readonly UserDataEvent[]) if (!isShutdown(event)) feed.receive(event, connection);
  };
}
