// Errors: codes of the exchange, and HTTP statuses.

/** What an answer means for the same request; the spec explains each. */
export const RETRY_WORDS = [
  'no',
  'wait',
  'backoff',
  'sync-clock',
  'after-window',
  'check-first',
  'new-key',
  'done',
  'by-variant',
] as const;
type RetryWord = (typeof RETRY_WORDS)[number];

/** What an answer holds back: the calls that share its limit, those that count as orders, or everything from the IP address. */
export const GATES = ['weight', 'orders', 'ban'] as const;
type Gate = (typeof GATES)[number];

export interface ErrorModel {
  readonly code: number;
  readonly name: string;
  /** Names that it was seen under too. */
  readonly otherNames?: readonly string[];
  readonly kind: string;
  readonly retry: RetryWord;
  readonly closes: Gate | undefined;
  readonly executed: 'no' | 'unknown' | 'no change needed' | undefined;
  readonly messages: readonly string[];
  readonly advice: string | undefined;
  readonly since?: string;
  readonly doubtful?: string;
}

export interface HttpErrorModel {
  readonly id: string;
  readonly status: string;
  readonly meaning: string;
  readonly retry: RetryWord;
  readonly closes: Gate | undefined;
  readonly executed: 'no' | 'unknown' | undefined;
  readonly advice: string | undefined;
  /** Told apart by code or message. */
  readonly variants: readonly {
    readonly id: string;
    readonly message: string;
    readonly codes: readonly number[];
    readonly executed: 'no' | 'unknown';
    readonly retry: RetryWord;
    readonly advice: string | undefined;
  }[];
}
