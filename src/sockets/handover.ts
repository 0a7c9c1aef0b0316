// Two connections with the same streams become one, without an event lost or doubled.
import type { Connection } from './socket.js';

/** An event with what tells it from others. */
interface KeyedEvent {
  /** The stream that it belongs to. */
  readonly stream: string;
  readonly key: string;
  deliver(): void;
}

/** How long both connections are listened to. Unit: ms. */
interface HandoverTimes {
  readonly overlapMs: number;
  /** How long to wait for a stream whose first event on the new connection the old one has not shown yet. */
  readonly longestMs: number;
}

/** See {@link createHandover}. */
export interface Handover {
  /** Whether messages of a connection are to be held back. */
  holds(connection: Connection): boolean;
  /** Whether events have to pass through here. */
  readonly isActive: boolean;
  /** Whether both connections are listened to. */
  readonly isOverlap: boolean;
  /** Delivers an event of the connection in use, unless the old connection has shown it. */
  pass(event: KeyedEvent): void;
  /** Keeps an event of the new connection. */
  hold(event: KeyedEvent): void;
  /** Before the new connection subscribes. */
  begin(to: Connection): void;
  /** Waits, then hands out what only the new connection has seen. Returns streams for which nothing proves that all is there. */
  finish(): Promise<string[]>;
  /** A connection ended meanwhile. */
  lost(connection: Connection): void;
  /** Forgets a handover that has come to nothing. */
  cancel(): void;
}

/**
 * While two connections are open, the old one's events are handed out and noted, and the new one's are held back. In the
 * end the held ones follow that the old one has not shown. An event that both have shown proves that none is missing
 * between them. The new connection may lag behind the old one, so what it repeats is dropped for a while yet.
 */
export function createHandover({ overlapMs, longestMs }: HandoverTimes): Handover {
  let next: Connection | undefined;
  let held: KeyedEvent[] = [];
  const shown = new Set<string>();
  const firsts = new Map<string, string>();
  /** Keys of the old connection that the new one may still repeat, and until when. */
  let echoes = new Set<string>();
  let echoesEnd = 0;
  let wake: (() => void) | undefined;
  let oldIsLost = false;

  function reset(): void {
    next = undefined;
    held = [];
    shown.clear();
    firsts.clear();
    oldIsLost = false;
  }
  const unproven = () => [...firsts].filter(([, key]) => !shown.has(key)).map(([stream]) => stream);
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    holds: (connection) => connection === next,
    get isActive() {
      return next !== undefined || echoes.size > 0;
    },
    get isOverlap() {
      return next !== undefined;
    },
    pass(event) {
      if (next) shown.add(event.key);
      else if (Date.now() > echoesEnd) echoes.clear();
      else if (echoes.delete(event.key)) return;
      event.deliver();
    },
    hold(event) {
      if (!firsts.has(event.stream)) firsts.set(event.stream, event.key);
      held.push(event);
    },
    begin(to) {
      reset();
      next = to;
    },
    async finish() {
      const end = Date.now() + longestMs;
      await pause(overlapMs);
      while (!oldIsLost && next && unproven().length > 0 && Date.now() < end) await pause(Math.min(overlapMs, 50));
      const missing = oldIsLost ? unproven() : [];
      const rest = held.filter(({ key }) => !shown.delete(key));
      echoes = new Set(shown);
      echoesEnd = Date.now() + longestMs;
      reset();
      for (const event of rest) event.deliver();
      return missing;
    },
    lost(connection) {
      if (!next) return;
      if (connection === next) reset();
      else oldIsLost = true;
      wake?.();
    },
    cancel() {
      reset();
      wake?.();
    },
  };
}
