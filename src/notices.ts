// What the client says about itself through its one hook.
import type { Gap } from './subscriptions.js';
import type { CountedDrift } from './drift.js';

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
  /** How old the newest event of a connection was when it came, by the exchange's clock. Every 10 s. Unit: ms. */
  | { readonly kind: 'latency'; readonly connection: string; readonly latencyMs: number }
  /** A call has a parameter that the spec does not know, but much like one that it does. It was sent. Once a parameter. */
  | { readonly kind: 'parameter'; readonly operation: string; readonly parameter: string; readonly nearest: string }
  /** Something failed that no caller waits for: a handler threw, a listenKey could not be kept alive, a frame was broken. */
  | { readonly kind: 'error'; readonly place: string; readonly error: unknown };

/** Takes notices. It never throws. */
export type Notify = (notice: Notice) => void;

/** Calls a function of the caller's. What it throws, or rejects with later, is handed over and harms nobody else. */
export function callHook(hook: () => unknown, failed: (error: unknown) => void): void {
  try {
    const result = hook();
    if (typeof result === 'object' && result !== null && 'then' in result)
      Promise.resolve(result as PromiseLike<unknown>).then(undefined, failed);
  } catch (error) {
    failed(error);
  }
}

/**
 * Hands notices to a hook. Without one they are dropped, but for one warning for each place where something failed that nobody
 * waits for; so does a hook that fails.
 *
 * @param warn Writes a warning of the process.
 */
export function createNotifier(hook: ((notice: Notice) => unknown) | undefined, warn: (text: string) => void): Notify {
  const warned = new Set<string>();
  const warnOnce = (place: string, error: unknown, what: string) => {
    if (warned.has(place)) return;
    warned.add(place);
    const text = error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no error was thrown';
    callHook(
      () => warn(`binance-usdm: ${place}: ${text} (${what})`),
      () => {},
    );
  };
  return (notice) => {
    if (hook)
      return callHook(
        () => hook(notice),
        (error) => warnOnce('onNotice', error, 'further failures of this hook are not reported'),
      );
    if (notice.kind === 'error')
      warnOnce(notice.place, notice.error, 'give onNotice to hear of all such failures; this one is not repeated');
  };
}
