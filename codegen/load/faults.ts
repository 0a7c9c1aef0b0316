// Collects the faults of a reading, so that one run reports all of them.
import { SpecError, SpecFaults } from './spec-error.js';

export type Faults = ReturnType<typeof createFaults>;

/** A list of faults, each of which is kept once. */
function createFaults() {
  const found = new Map<string, SpecError>();
  function note(fault: SpecError): void {
    for (const one of fault instanceof SpecFaults ? fault.faults : [fault]) {
      if (!found.has(one.message)) found.set(one.message, one);
    }
  }
  /** The result of a reading, or `undefined` and a fault that is kept. */
  function attempt<Result>(read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      note(error);
      return undefined;
    }
  }
  return {
    note,
    attempt,
    /** The results of what can be read of a list. */
    each: <Item, Result>(items: readonly Item[], read: (item: Item) => Result): Result[] =>
      items.flatMap((item) => attempt(() => [read(item)]) ?? []),
    list: (): SpecError[] => [...found.values()],
    /** Ends the run with all faults, if there are any. */
    throwIfAny(): void {
      const [first, ...more] = found.values();
      if (first) throw more.length === 0 ? first : new SpecFaults([first, ...more]);
    },
  };
}

/** The result of a reading that goes on after faults, unless there were any. */
export function withAllFaults<Result>(read: (faults: Faults) => Result): Result {
  const faults = createFaults();
  const result = faults.attempt(() => [read(faults)] as const);
  faults.throwIfAny();
  return result![0];
}
