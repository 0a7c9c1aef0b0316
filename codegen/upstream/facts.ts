// What a version of the official package says, in terms that a spec can be compared with: names and types, no text.

/** Fields by their path, e.g. `assets[].asset`; their type, and `?` behind it where a field may be absent. */
export interface FieldFacts {
  readonly [path: string]: string;
}

/** What is sent and what comes back. */
export interface CallFacts {
  readonly params: FieldFacts;
  readonly answer: FieldFacts;
}

/**
 * A version of the package. Calls are named as they are sent: `POST /fapi/v1/order`, `order.place`; streams by the form
 * of their name with parameters in angle brackets; events of user data by their type.
 */
export interface PackageFacts {
  readonly version: string;
  readonly operations: { readonly [call: string]: CallFacts };
  readonly methods: { readonly [method: string]: CallFacts };
  readonly streams: { readonly [name: string]: CallFacts };
  readonly events: { readonly [type: string]: CallFacts };
}

/** The parts of {@link PackageFacts}. */
export const SIDES = ['operations', 'methods', 'streams', 'events'] as const;
export type Side = (typeof SIDES)[number];
