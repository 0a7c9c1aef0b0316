// How long to wait before the next attempt.

/** Unit of the times: ms. */
export interface Pauses {
  /** First pause. */
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
}

/** The pause before an attempt: it doubles with each failure, and chance takes up to half of it off. Unit: ms. */
export function pauseMs({ reconnectMinMs, reconnectMaxMs, random }: Pauses, failures: number): number {
  return Math.min(reconnectMaxMs, reconnectMinMs * 2 ** Math.min(failures - 1, 30)) * (1 - random() / 2);
}
