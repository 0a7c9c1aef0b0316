// The lines of a soak, one a day or a minute, and what must stay the same from line to line.
import type { Notice } from '../../src/index.js';
import type { Fault, Track } from './soak-judge.js';

/** What is counted from notices. */
interface Counts {
  gaps: number;
  rotations: number;
  reconnects: number;
}

/** The state at the end of a period. */
interface Line {
  readonly label: string;
  /** Of the listenKey. */
  readonly renewals: number;
  readonly timers: number;
  readonly links: number;
}

export interface Report {
  readonly counts: Counts;
  readonly notice: (notice: Notice) => void;
  /** Prints a line about the time since the last one. */
  line(line: Line): void;
  /** Compares all lines with the first one. */
  conclude(): void;
}

/** Most by which the heap may differ between two lines. Unit: MB. */
const FLAT_MB = 5;
const COLUMNS = [
  '',
  'events',
  'per s',
  'gaps',
  'missing',
  'rotations',
  'reconnects',
  'renewals',
  'heap MB',
  'timers',
  'links',
];

/** @param timerPlay By how many the timers may differ. */
export function createReport(
  tracks: () => readonly Track[],
  print: (text: string) => void,
  fault: Fault,
  timerPlay = 0,
): Report {
  const counts: Counts = { gaps: 0, rotations: 0, reconnects: 0 };
  const states = new Map<string, string>();
  const lines: { heapMb: number; timers: number; links: number }[] = [];
  let before = { ...counts, events: 0, missing: 0, at: performance.now() };
  const row = (cells: readonly (string | number)[]) =>
    print(cells.map((cell, index) => String(cell).padStart(index === 0 ? 10 : COLUMNS[index]!.length + 2)).join(' '));

  return {
    counts,
    notice(notice) {
      if (notice.kind === 'gap') counts.gaps++;
      if (notice.kind !== 'state') return;
      const { connection, state } = notice;
      if (state === 'rotating') counts.rotations++;
      if (state === 'reconnecting' && states.get(connection) !== state) counts.reconnects++;
      states.set(connection, state);
    },
    line({ label, renewals, timers, links }) {
      if (lines.length === 0) row(COLUMNS);
      for (let times = 0; times < 2; times++) globalThis.gc?.();
      const heapMb = process.memoryUsage().heapUsed / 1e6;
      lines.push({ heapMb, timers, links });
      const sum = (of: (track: Track) => number) => tracks().reduce((total, track) => total + of(track), 0);
      const now = { ...counts, events: sum((t) => t.received), missing: sum((t) => t.missing), at: performance.now() };
      const events = now.events - before.events;
      row([
        label,
        events,
        Math.round((events / (now.at - before.at)) * 1000),
        now.gaps - before.gaps,
        now.missing - before.missing,
        now.rotations - before.rotations,
        now.reconnects - before.reconnects,
        renewals,
        heapMb.toFixed(1),
        timers,
        links,
      ]);
      before = now;
    },
    conclude() {
      const [first, ...others] = lines;
      for (const [index, { heapMb, timers, links }] of others.entries()) {
        const where = `line ${index + 2}`;
        const grown = heapMb - first!.heapMb;
        if (globalThis.gc && Math.abs(grown) > FLAT_MB)
          fault(`${where}: the heap differs by ${grown.toFixed(1)} MB from the first measure`);
        if (Math.abs(timers - first!.timers) > timerPlay)
          fault(`${where}: ${timers} timers instead of ${first!.timers}`);
        if (links !== first!.links) fault(`${where}: ${links} connections instead of ${first!.links}`);
      }
    },
  };
}
