// Times in which a client was asked to send nothing, and what it sends nevertheless.
import type { TimeSource } from '../time.js';

/** What must not be sent in a pause: anything, or nothing that counts as an order. */
type PauseScope = 'all' | 'orders';

/** See {@link createPauses}. */
export interface Pauses {
  /** Whether the IP address is banned now. */
  readonly isBanned: boolean;
  /** By monotonic time. Unit: ms. */
  readonly bannedUntil: number;
  /** Attempts that came in a pause which the client knew of. */
  readonly attempts: number;
  ban(): void;
  /** The client has the answer that asks it to wait until then, by monotonic time. Unit: ms. */
  told(until: number, scope: PauseScope): void;
  /** Something has come from the client. */
  count(what: string, isOrder: boolean): void;
}

/** Unit: ms. */
const BAN_MS = 7000;
/** What was sent before the answer came may still be on its way. Unit: ms. */
const ON_ITS_WAY_MS = 1;

export function createPauses(time: TimeSource, log: ((what: string) => void) | undefined): Pauses {
  const known: { readonly from: number; readonly until: number; readonly scope: PauseScope }[] = [];
  let bannedUntil = 0;
  let attempts = 0;
  return {
    get isBanned() {
      return time.monotonic() < bannedUntil;
    },
    get bannedUntil() {
      return bannedUntil;
    },
    get attempts() {
      return attempts;
    },
    ban() {
      if (time.monotonic() >= bannedUntil) bannedUntil = time.monotonic() + BAN_MS;
    },
    told(until, scope) {
      const now = time.monotonic();
      while (known.length > 0 && known[0]!.until <= now) known.shift();
      known.push({ from: now, until, scope });
    },
    count(what, isOrder) {
      const now = time.monotonic();
      const isInPause = known.some(
        ({ from, until, scope }) => now > from + ON_ITS_WAY_MS && now < until && (isOrder || scope === 'all'),
      );
      if (!isInPause) return;
      attempts++;
      log?.(`too early: ${what}`);
    },
  };
}
