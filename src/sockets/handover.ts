// Hands feeds over from an old connection to its successor: when it is proven that nothing is missing, or its time is over.
import { sleep, type TimeSource } from '../time.js';
import type { Connection } from './connection.js';
import type { Continuity } from './continuity.js';

/** Unit of all times: ms. */
export interface HandoverSettings {
  readonly time: TimeSource;
  /** How long both connections are compared at least. */
  readonly overlapMs: number;
  /** How long to look for a proof, and how late the new connection may repeat what the old one has shown. */
  readonly timeoutMs: number;
}

/** See {@link createHandover}. */
export interface Handover {
  /** Waits for proofs, then lets the new connection take over. Resolves when the old one may be closed. */
  readonly finish: (from: Connection, to: Connection) => Promise<void>;
  /** A connection is gone: its feeds go on over the other one, if there is one. */
  lose(connection: Connection, reason: string): void;
  stop(): void;
}

/** Whatever the time-outs are: events are not held back for longer. Unit: ms. */
const LONGEST_PROOF_MS = 30_000;
/** How often proofs are looked for. Unit: ms. */
const LOOK_MS = 50;
const UNPROVEN = 'nothing proves that the new connection goes on where the old one ended';

/** Hands over the feeds of one socket. */
export function createHandover(
  { time, overlapMs, timeoutMs }: HandoverSettings,
  feeds: () => readonly Continuity[],
): Handover {
  const proofMs = Math.min(timeoutMs, LONGEST_PROOF_MS);
  let cancelEchoes = () => {};
  let cancelSettling = () => {};
  const stopped = new AbortController();

  /** What a new connection may repeat is known for a while; what is not proven then never will be. */
  function settleLater(): void {
    cancelEchoes();
    cancelSettling();
    if (stopped.signal.aborted) return;
    cancelSettling = time.after(proofMs, () => feeds().forEach((feed) => feed.settle()));
    cancelEchoes = time.after(2 * proofMs, () => feeds().forEach((feed) => feed.forgetEchoes()));
  }

  return {
    async finish(from, to) {
      const { signal } = stopped;
      const deadline = time.monotonic() + proofMs;
      let isQuiet = false;
      let hasPings = true;
      const drain = async () => {
        isQuiet = await from.drained();
        hasPings = isQuiet || !from.isOpen;
      };
      void drain();
      await sleep(time, overlapMs, signal);
      const isProven = () => feeds().every((feed) => feed.canSwitch(isQuiet));
      while (from.isOpen && to.isOpen && time.monotonic() < deadline && !isProven() && !signal.aborted)
        await sleep(time, Math.min(overlapMs, LOOK_MS), signal);
      // Where the platform sends no pings, a long silence has to do as a sign that nothing is on its way.
      if (from.isOpen && to.isOpen) for (const feed of feeds()) feed.switchTo(to, isQuiet || !hasPings, UNPROVEN);
      settleLater();
    },
    lose(connection, reason) {
      for (const feed of feeds()) feed.lose(connection, reason);
      settleLater();
    },
    stop() {
      stopped.abort();
      cancelEchoes();
      cancelSettling();
    },
  };
}
