// What the client tells about itself through its one hook.
import type { Gap } from './rows.js';
import type { CountedDrift } from './decode/drift.js';

/**
 * State of a connection. `connecting`: for the first time; `open`: in use; `rotating`: in use while the one that takes its
 * place is made ready; `reconnecting`: lost, tried again and again; `closed`: for good.
 */
export type SocketState = 'connecting' | 'open' | 'rotating' | 'reconnecting' | 'closed';

/** Something worth knowing that no call or subscription returns. Holds no key, secret or listenKey. */
export type Notice =
  /** A connection changed its state. `connection` is its name, e.g. `market-1`. */
  | {
      readonly kind: 'state';
      readonly connection: string;
      readonly state: SocketState;
      readonly reason: string | undefined;
    }
  /** Events may be missing. */
  | ({ readonly kind: 'gap' } & Gap)
  /** The exchange sent what the spec does not know. `drift` is the kind of difference. */
  | ({ readonly kind: 'drift'; readonly drift: CountedDrift['kind'] } & Omit<CountedDrift, 'kind'>)
  /** A stream that was accepted has been silent for longer than it should. Unit: ms. */
  | { readonly kind: 'silence'; readonly stream: string; readonly silentMs: number }
  /** How old the newest event of a connection was when it came, by the exchange's clock. Told every 10 s. Unit: ms. */
  | { readonly kind: 'latency'; readonly connection: string; readonly latencyMs: number }
  /** Something failed that no caller waits for: a handler threw, a listenKey could not be kept alive, a frame was broken. */
  | { readonly kind: 'error'; readonly place: string; readonly error: unknown };

/** Tells notices. Without a hook errors are thrown where nothing can catch them, so that none is lost. */
export function createNotifier(hook: ((notice: Notice) => void) | undefined): (notice: Notice) => void {
  return (notice) => {
    if (hook) return hook(notice);
    if (notice.kind !== 'error') return;
    queueMicrotask(() => {
      throw notice.error;
    });
  };
}
