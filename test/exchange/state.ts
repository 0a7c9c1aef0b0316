// What the exchange remembers between calls, as one table from operation to handler.
import type { Json, JsonObject } from '../../codegen/load/json.js';
import { createAlgoOrders } from './algo-orders.js';
import { viewOf } from './answers.js';
import type { SpecDocument } from './document.js';
import type { ListenKeys } from './listen-keys.js';
import { createOrders } from './orders.js';
import type { Params } from './parameters.js';
import { Refusal } from './refusal.js';

/** Executes a call whose parameters are in order; `documented` gives the answer of the document. */
export type Handlers = { [operationId: string]: (params: Params, documented: () => Json) => Json };

/** What the answer of an operation shows of a record. REST and the WebSocket API show different fields. */
export type View = (operationId: string, record: JsonObject) => JsonObject;

/** Sends the event of a type to those who listen to the account. `record` holds fields by their readable names. */
export type Publish = (eventType: string, record: JsonObject) => void;

/** What the handlers share. */
export interface Ledger {
  readonly now: () => number;
  /** Counts up. Order and algo order ids come from one sequence. */
  readonly nextId: () => bigint;
  readonly publish: Publish;
  /** The result, or the body of the error that the exchange answers instead. */
  readonly refused: (act: () => JsonObject) => JsonObject;
}

/** Beyond 2^53, so that a client that reads ids as doubles is found out. */
const FIRST_ID = 4_611_686_018_427_387_905n;

export type State = ReturnType<typeof createState>;

export function createState(now: () => number, document: SpecDocument, listenKeys: ListenKeys, publish: Publish) {
  let next = FIRST_ID;
  const ledger: Ledger = {
    now,
    nextId: () => next++,
    publish,
    refused(act) {
      try {
        return act();
      } catch (error) {
        if (error instanceof Refusal) return document.errorBody(error);
        throw error;
      }
    },
  };
  const parts = [createOrders(ledger), createAlgoOrders(ledger), listenKeys];
  return {
    /** The handlers, answering as one document describes its operations. */
    handlersOf({ operations, resolve }: Pick<SpecDocument, 'operations' | 'resolve'>): Handlers {
      const byId = new Map([...operations.values()].map((operation) => [operation.id, operation]));
      const view: View = (id, record) => viewOf(byId.get(id)!, record, { resolve });
      return Object.assign(
        { serverTime: () => ({ serverTime: now() }) },
        ...parts.map((part) => part.handlers(view)),
      ) as Handlers;
    },
    setNextId: (id: bigint) => void (next = id),
    reset(): void {
      next = FIRST_ID;
      for (const part of parts) part.reset();
    },
  };
}
