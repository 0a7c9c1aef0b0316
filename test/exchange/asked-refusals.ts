// Refusals that a test asks for: calls of an operation or method are refused with one of its documented codes.
import { Refusal } from './refusal.js';
import type { Operation } from './document.js';

export type AskedRefusals = ReturnType<typeof createAskedRefusals>;

/** @param calls All operations and methods; those with the same id are one call over two wires. */
export function createAskedRefusals(calls: readonly Operation[]) {
  const asked = new Map<string, number>();
  return {
    /**
     * @throws {Error} The document does not list the code for the call.
     */
    set(id: string, code: number): void {
      const isDocumented = calls.some((call) => call.id === id && call.errorCodes.includes(code));
      if (!isDocumented) throw new Error(`x-error-codes of ${id} does not list ${code}`);
      asked.set(id, code);
    },
    /** @throws {Refusal} One was asked for. */
    check({ id }: Operation): void {
      const code = asked.get(id);
      if (code !== undefined) throw new Refusal(code);
    },
    reset: () => asked.clear(),
  };
}
