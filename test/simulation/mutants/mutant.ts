// A fault put into the client on purpose, and the rule of the judge that must notice it.
import type { Edit } from '../bundle.js';

/** Rules of the judge, by what it says. */
export const RULES = {
  /** Each event once and in order, or a gap before the next one. */
  order: /missing|twice|should come|the gaps before|a gap after/,
  /** No silence that nobody tells of. */
  silence: /is owed for|never came/,
  /** No gap without a reason. */
  reason: /a gap though nothing goes wrong/,
  /** Promises end in time. */
  promise: /took \d+ ms|never ended|after it was given up/,
  /** Nothing fails in the background. */
  background: /nobody (waits for|catches)/,
  /** Nothing is sent before the time told. */
  pause: /before the time told/,
  /** No more messages, connects and streams than documented. */
  limits: /control messages in a second|streams on one connection|too many connects|is not given up/,
  /** Connections are replaced in time. */
  rotation: /was to be replaced/,
  /** After the end nothing comes, and nothing is left. */
  end: /are left|has not ended|after the end/,
  /** Writes are sent once, and what is said of them is true. */
  writes: /write .* (was sent|was carried out|was not carried out|was never sent)/,
  /** No secret is told. */
  secrets: /a secret in/,
  /** Where nothing goes wrong every call succeeds. */
  calm: /though nothing goes wrong|though the client knew/,
  any: /./,
} as const;

export interface Mutant extends Edit {
  readonly what: string;
  readonly rule: keyof typeof RULES;
  /** The first seed that is tried, where it takes long to come to one that finds it. */
  readonly firstSeed?: number;
}
