// Says whether a run was right. It shares no code with the client: it knows what the exchange sent, and what the client said.
import { createStreamJudge, type StreamJudge } from './judge-streams.js';
import { createWrites, type Writes } from './judge-writes.js';

/** When the caller gave a promise up, if it did. Unit: ms. */
export interface Cancelling {
  at: number | undefined;
}

export interface Judge extends Omit<StreamJudge, 'conclude'> {
  /** Before the client is closed, after every stream has sent a last event and all had time to come. */
  concludeStreams(): void;
  readonly faults: readonly string[];
  fault(what: string): void;
  readonly writes: Omit<Writes, 'conclude'>;
  /** A promise of the client's that must end in time, and at once where it is given up. Unit: ms. */
  promised<Value>(
    what: string,
    promise: Promise<Value>,
    longestMs: number,
    cancelling?: Cancelling,
  ): Promise<Value | undefined>;
  /** A text that left the client: an error, a notice, a record. */
  said(text: string): void;
  /** At the end, when no call can be on its way. */
  conclude(): void;
}

/** What a judge has to know of a run. */
export interface JudgeOptions {
  /** Unit: ms. */
  readonly now: () => number;
  /** What no text may hold. */
  readonly secrets: readonly RegExp[];
  /** Nothing goes wrong. */
  readonly isCalm: boolean;
}

/** Whoever gives a promise up is not kept waiting for longer. Unit: ms. */
const LONGEST_CANCELLING_MS = 5;

export function createJudge({ now, secrets, isCalm }: JudgeOptions): Judge {
  const faults: string[] = [];
  const open = new Map<number, string>();
  let promises = 0;
  const fault = (what: string) => void faults.push(`${now()} ${what}`);
  const writes = createWrites(fault);
  const streams = createStreamJudge(now, fault, isCalm);

  function checkEnd(what: string, begun: number, longestMs: number, { at: givenUp }: Cancelling): void {
    const ms = now() - begun;
    if (ms > longestMs) fault(`${what} took ${ms} ms of ${longestMs}`);
    const afterMs = givenUp === undefined ? 0 : now() - Math.max(givenUp, begun);
    if (afterMs > LONGEST_CANCELLING_MS) fault(`${what} ended ${afterMs} ms after it was given up`);
  }

  const { conclude: concludeStreams, ...ofStreams } = streams;
  return {
    ...ofStreams,
    faults,
    fault,
    writes,
    promised(what, promise, longestMs, cancelling = { at: undefined }) {
      const id = promises++;
      const begun = now();
      open.set(id, what);
      const ended = () => {
        open.delete(id);
        checkEnd(what, begun, longestMs, cancelling);
      };
      return promise.then(
        (value) => (ended(), value),
        () => (ended(), undefined),
      );
    },
    said(text) {
      for (const secret of secrets) if (secret.test(text)) fault(`a secret in: ${text.slice(0, 300)}`);
    },
    concludeStreams,
    conclude() {
      writes.conclude();
      for (const what of open.values()) fault(`${what} never ended`);
    },
  };
}
