// What the exchange remembers between calls, as one table from operation to handler.
import type { Json, JsonObject } from '../../codegen/load.js';
import { createAlgoOrders } from './algo-orders.js';
import { viewOf } from './answers.js';
import type { SpecDocument } from './document.js';
import { createListenKeys } from './listen-keys.js';
import { createOrders } from './orders.js';
import type { Params } from './parameters.js';
import { Refusal } from './refusal.js';

/** Executes a call whose parameters are in order; `documented` gives the answer of the document. */
export type Handlers = { [operationId: string]: (params: Params, documented: () => Json) => Json };

/** What the handlers share. */
export interface Ledger {
  readonly now: () => number;
  /** Counts up. Order and algo order ids come from one sequence. */
  readonly nextId: () => bigint;
  /** What the answer of an operation shows of a record. */
  readonly view: (operationId: string, record: JsonObject) => JsonObject;
  /** The result, or the body of the error that the exchange answers instead. */
  readonly refused: (act: () => JsonObject) => JsonObject;
}

/** Beyond 2^53, so that a client that reads ids as doubles is found out. */
const FIRST_ID = 4_611_686_018_427_387_905n;

export function createState(now: () => number, document: SpecDocument) {
  const operations = new Map([...document.operations.values()].map((operation) => [operation.id, operation]));
  let next = FIRST_ID;
  const ledger: Ledger = {
    now,
    nextId: () => next++,
    view: (id, record) => viewOf(operations.get(id)!, record, document),
    refused(act) {
      try {
        return act();
      } catch (error) {
        if (error instanceof Refusal) return document.errorBody(error);
        throw error;
      }
    },
  };
  const parts = [createOrders(ledger), createAlgoOrders(ledger), createListenKeys(now)];
  const handlers: Handlers = Object.assign(
    { serverTime: () => ({ serverTime: now() }) },
    ...parts.map((part) => part.handlers),
  );
  return {
    handlers,
    setNextId: (id: bigint) => void (next = id),
    reset(): void {
      next = FIRST_ID;
      for (const part of parts) part.reset();
    },
  };
}
