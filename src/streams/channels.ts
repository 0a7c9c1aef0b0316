// What is said over each connection of a socket with streams.
import type { Connection } from '../sockets/connection.js';
import { createControl, type Control, type ControlSettings } from './control.js';
import { createReconciler, type Reconciler, type StreamSet } from './reconcile.js';

/** What is said over one connection. */
interface Channel {
  readonly control: Control;
  readonly reconciler: Reconciler;
  /** The last message: an exact repetition of it says nothing new, since every event has its time. */
  lastText: string;
}

/** See {@link createChannels}. */
export interface Channels {
  of(connection: Connection): Channel | undefined;
  open(connection: Connection, streams: StreamSet): Channel;
  /** Makes the streams of all connections those that are wanted; `renewed` is asked for anew. */
  sync(renewed?: string): void;
  /** Nothing more is said over a connection. */
  end(connection: Connection, reason: string): void;
  endAll(reason: string): void;
}

/** The channels of one socket. */
export function createChannels(settings: ControlSettings): Channels {
  const channels = new Map<Connection, Channel>();
  /** The one that nearly every message comes over. */
  let newest: Connection | undefined;
  let newestChannel: Channel | undefined;

  function finish({ control, reconciler }: Channel, reason: string): void {
    control.end(reason);
    reconciler.end(reason);
  }

  return {
    of: (connection) => (connection === newest ? newestChannel : channels.get(connection)),
    open(connection, streams) {
      const control = createControl(connection, settings);
      const reconciler = createReconciler(connection, control, streams, settings.time);
      const channel = { control, reconciler, lastText: '' };
      channels.set(connection, channel);
      [newest, newestChannel] = [connection, channel];
      return channel;
    },
    sync(renewed) {
      for (const { reconciler } of channels.values()) {
        if (renewed === undefined) reconciler.sync();
        else reconciler.askAgain(renewed);
      }
    },
    end(connection, reason) {
      const channel = channels.get(connection);
      channels.delete(connection);
      if (connection === newest) newest = newestChannel = undefined;
      if (channel) finish(channel, reason);
    },
    endAll(reason) {
      for (const channel of channels.values()) finish(channel, reason);
    },
  };
}
