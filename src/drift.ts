// What the exchange sends but the spec does not know, and how often that is reported.

/** One difference between a message and the spec. */
export interface Drift {
  readonly kind: 'unknown-event' | 'unknown-field' | 'missing-field' | 'type' | 'unknown-enum-value';
  /** Type of the event as it stands in the text, e.g. `aggTrade`; empty if it has none. */
  readonly event: string;
  /** Where it is: wire keys from the event on, e.g. `o.X` or `b[]`; empty for the event itself. */
  readonly path: string;
  /** JSON text of the value, or of the message; cut off after 200 characters. Empty where the value is missing. */
  readonly sample: string;
}

/** {@link Drift} with how often it was seen since it was last reported, this time included. */
export interface CountedDrift extends Drift {
  readonly count: number;
}

const LONGEST_SAMPLE = 200;

/** The text of a value as far as a report shows it. */
export function sampleOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > LONGEST_SAMPLE ? `${text.slice(0, LONGEST_SAMPLE)}…` : text;
}

/** How long the same difference is only counted after it was reported. Unit: ms. */
const QUIET_MS = 60_000;
/** Most differences that are counted apart, so that a broken feed cannot fill the memory. */
const MOST_KEPT = 1000;

/** Reports each difference at once when it is new, then at most once a minute with its count. */
export function limitDrift(report: (drift: CountedDrift) => void, now: () => number): (drift: Drift) => void {
  const known = new Map<string, { reportedAt: number; count: number }>();
  return (drift) => {
    const value = drift.kind === 'unknown-enum-value' ? drift.sample : '';
    const key = `${drift.kind} ${drift.event} ${drift.path} ${value}`;
    let entry = known.get(key);
    if (!entry) {
      if (known.size >= MOST_KEPT) known.clear();
      known.set(key, (entry = { reportedAt: -Infinity, count: 0 }));
    }
    entry.count++;
    if (now() - entry.reportedAt < QUIET_MS) return;
    entry.reportedAt = now();
    const { count } = entry;
    entry.count = 0;
    report({ ...drift, count });
  };
}
