// Misbehaviour of WebSocket connections on request.
import type { JsonObject } from '../../codegen/load/json.js';
import type { Route } from './async-document.js';

/** What goes wrong on a route. Without `times` it goes on until it is replaced or ended. */
export type SocketFault =
  /** The handshake is answered with HTTP 503. */
  | { kind: 'refuse'; times?: number }
  /** The handshake is never answered. */
  | { kind: 'hang'; times?: number }
  /** Connections that are open now stay so, but read and write nothing any more, pings included. */
  | { kind: 'halfOpen' }
  /** Replies to control messages come late. */
  | { kind: 'delayAcknowledgement'; ms: number }
  /** SUBSCRIBE is answered with an error. */
  | { kind: 'refuseSubscription'; code: number; msg: string }
  /** Control messages are confirmed, but no event is sent. */
  | { kind: 'silent' }
  /** Each event comes twice. */
  | { kind: 'duplicate' }
  /** The events of each pair change places. */
  | { kind: 'reorder' }
  /** Each frame comes late. */
  | { kind: 'slow'; ms: number }
  /** Before each event comes a frame with this text. */
  | { kind: 'malformed'; text: string }
  /** Before each event comes this one, in the combined envelope where that is on. */
  | { kind: 'unknownEvent'; payload: JsonObject }
  /** WebSocket API: requests (of one method) take effect but are not answered. */
  | { kind: 'noAnswer'; method?: string; times?: number }
  /** WebSocket API: requests take effect, then the connection is destroyed. */
  | { kind: 'dropAfterRequest'; times?: number };

type Kind = SocketFault['kind'];
type Of<K extends Kind> = Extract<SocketFault, { kind: K }>;

export type SocketFaults = ReturnType<typeof createSocketFaults>;

/** Faults by route. That of a route goes before that of `*`. */
export function createSocketFaults() {
  const faults = new Map<Route | '*', { fault: SocketFault; left: number }>();
  const keyOf = (route: Route) => (faults.has(route) ? route : '*');
  const of = (route: Route) => (faults.size === 0 ? undefined : faults.get(keyOf(route))?.fault);
  return {
    /** The fault of a route. */
    of,

    /** The fault of a route if it is of this kind and hits this case. It counts as having happened. */
    take<K extends Kind>(route: Route, kind: K, hits: (fault: Of<K>) => boolean = () => true): boolean {
      const entry = faults.get(keyOf(route));
      if (entry?.fault.kind !== kind || !hits(entry.fault as Of<K>)) return false;
      entry.left -= 1;
      if (entry.left <= 0) faults.delete(keyOf(route));
      return true;
    },

    set(route: Route | '*', fault: SocketFault | undefined): void {
      if (fault) faults.set(route, { fault, left: ('times' in fault ? fault.times : undefined) ?? Infinity });
      else faults.delete(route);
    },

    reset: () => faults.clear(),
  };
}
