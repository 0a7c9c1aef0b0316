// One WebSocket of the exchange in memory, seen from the exchange.
import type { WebSocketEnd, WebSocketEvents, WebSocketLink } from '../network.js';
import type { TimeSource } from '../time.js';

/** A WebSocket that a client has opened. */
export interface ServerLink {
  readonly id: number;
  readonly url: string;
  /** Streams that it was asked for. */
  readonly streams: Set<string>;
  readonly isOpen: boolean;
  /** By monotonic time. Unit: ms. */
  readonly openedAt: number;
  /** How long a frame takes from the exchange to the client. Frames keep their order. Unit: ms. */
  latencyMs: number;
  /** Pings are answered, but no event goes out. */
  isStalled: boolean;
  /** Nothing goes through in either direction, and nobody learns of it. */
  isHalfOpen: boolean;
  /** Sends a frame, after a further while. `arrived` is called when the client has it. */
  send(text: string, moreMs?: number, arrived?: () => void): void;
  /** Ends it: 1006 without, any other code with a closing handshake. */
  end(code: number): void;
}

/** What the exchange does with what comes over a link. */
export interface LinkOwner {
  received(link: ServerLink, text: string): void;
  gone(link: ServerLink): void;
}

const ABNORMAL = 1006;
const NORMAL = 1000;

/** Both ends of a WebSocket: that of the exchange, and that of the client. It is open once `open` was called. */
export function createLink(id: number, url: string, events: WebSocketEvents, owner: LinkOwner, time: TimeSource) {
  let state: 'opening' | 'open' | 'over' = 'opening';
  let lastArrival = 0;
  /** What arrives at `lastArrival`, in order: frames, and whatever else happens. All of it shares one timer. */
  let batch: (string | (() => void))[] | undefined;
  let isTerminated = false;
  let openedAt = 0;

  /** In order, and after the latency of this moment. */
  function arrive(item: string | (() => void), moreMs = 0): void {
    const now = time.monotonic();
    const at = Math.max(lastArrival, now + link.latencyMs + moreMs);
    if (batch && at === lastArrival) return void batch.push(item);
    lastArrival = at;
    const items = (batch = [item]);
    time.after(at - now, () => {
      if (batch === items) batch = undefined;
      for (const one of items) {
        if (isTerminated || link.isHalfOpen) return;
        if (typeof one === 'string') events.message(one);
        else one();
      }
    });
  }

  function over(): void {
    if (state === 'over') return;
    state = 'over';
    owner.gone(link);
  }

  const link: ServerLink = {
    id,
    url,
    streams: new Set(),
    get isOpen() {
      return state === 'open';
    },
    get openedAt() {
      return openedAt;
    },
    latencyMs: 1,
    isStalled: false,
    isHalfOpen: false,
    send(text, moreMs, arrived) {
      if (state !== 'open') return;
      arrive(text, moreMs);
      if (arrived) arrive(arrived);
    },
    end(code) {
      if (state !== 'open') return;
      over();
      // A cut connection loses what was on its way.
      if (code === ABNORMAL) {
        isTerminated = true;
        time.after(0, () => events.closed({ code }));
      } else arrive(() => events.closed({ code }));
    },
  };

  const fromClient = (act: () => void) => {
    if (state !== 'open' || link.isHalfOpen) return;
    time.after(1, () => state === 'open' && !link.isHalfOpen && act());
  };
  const client: WebSocketLink = {
    send: (text) => fromClient(() => owner.received(link, text)),
    ping: (payload) => fromClient(() => arrive(() => events.ponged(payload))),
    close: () =>
      fromClient(() => {
        over();
        arrive(() => events.closed({ code: NORMAL }));
      }),
    terminate() {
      if (isTerminated) return;
      isTerminated = true;
      over();
      time.after(0, () => events.closed({ code: ABNORMAL }));
    },
  };

  /** Opens it, or refuses. */
  function open(): void {
    if (state !== 'opening') return;
    state = 'open';
    openedAt = time.monotonic();
    arrive(() => events.opened());
  }
  function refuse(end: WebSocketEnd): void {
    if (state !== 'opening') return;
    state = 'over';
    time.after(0, () => !isTerminated && events.closed(end));
  }
  return { link, client, open, refuse };
}
