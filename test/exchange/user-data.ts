// The user data stream of the one account of this exchange: its listenKey and its events.
import { toJsonText, type Json, type JsonObject } from '../../codegen/load/json.js';
import { fieldsOf, type UserDataDocument } from './async-document.js';
import { createListenKeys } from './listen-keys.js';
import type { Publish } from './state.js';
import type { Streams } from './streams.js';

export type UserData = ReturnType<typeof createUserData>;

/** @param violations Receives the events that break their schema. */
export function createUserData(
  document: UserDataDocument,
  now: () => number,
  streams: Pick<Streams, 'deliver'>,
  violations: string[],
) {
  const { resolve, events } = document;
  const listenKeys = createListenKeys(now, document.listenKeyLifetimeMs, (listenKey) => {
    tell(listenKey, document.listenKeyExpired, { listenKey });
  });

  /** Fields of a record under the keys of the wire; required ones that it lacks come from the example. */
  function shown(schema: JsonObject, record: JsonObject, example: JsonObject): JsonObject {
    const payload: JsonObject = {};
    for (const { key, schema: property, required } of fieldsOf(schema, resolve)) {
      const value = property['const'] ?? record[property['x-name'] as string];
      if (value === undefined) {
        if (required) payload[key] = example[key]!;
      } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        payload[key] = shown(property, value, example[key] as JsonObject);
      } else {
        payload[key] = value;
      }
    }
    return payload;
  }

  function faultOf(type: unknown, payload: Json): string | undefined {
    const event = events.get(String(type));
    if (!event) return `the specification has no event of the type '${String(type)}'`;
    const fault = document.validate(event.payload, payload);
    return fault && `not a ${String(type)} event: ${fault.instancePath} ${fault.message}`;
  }

  function tell(listenKey: string, type: string, record: JsonObject): void {
    const { payload: schema, example } = events.get(type)!;
    const payload = shown(schema, { eventTime: now(), ...record }, example);
    const fault = faultOf(type, payload);
    if (fault === undefined) streams.deliver(listenKey, toJsonText(payload), type);
    else violations.push(fault);
  }

  /** Without a listenKey nobody listens. */
  const publish: Publish = (type, record) => {
    const { current } = listenKeys;
    if (current !== undefined) tell(current, type, record);
  };

  return {
    listenKeys,
    publish,

    /** Sends what tests make up: an object must be an event of the document, a text may be anything. */
    send(payload: object | string): number {
      const { current } = listenKeys;
      const type = typeof payload === 'string' ? undefined : (payload as { e?: string }).e;
      const fault = typeof payload === 'string' ? undefined : faultOf(type, payload as Json);
      if (fault !== undefined) throw new Error(fault);
      if (current === undefined) return 0;
      return streams.deliver(current, typeof payload === 'string' ? payload : toJsonText(payload), type);
    },
  };
}
