// What can go wrong, by name: in the exchange in memory, in tests, and in what is practised against later.

/** Faults of the moment in which a WebSocket is opened. */
export const CONNECT_FAULTS = [
  'refused',
  'dns',
  'certificate',
  'slow',
  'hanging',
  'banned',
  'limited',
  'forbidden',
  'unavailable',
  'busy',
] as const;

/** Faults of one message on its way to one connection. */
export const MESSAGE_FAULTS = ['doubled', 'repeated', 'broken'] as const;

/** Faults of the answer to a control message. */
export const CONTROL_FAULTS = ['late', 'lost', 'refused', 'refusedWithoutId', 'wrongId'] as const;

/** Faults of a call: over REST, or over the WebSocket API. */
export const CALL_FAULTS = [
  'refused',
  'slow',
  'lostBefore',
  'lostAfter',
  'banned',
  'limited',
  'limitedOrders',
  'unknown',
  'timedOut',
  'unavailable',
  'throttled',
  'late',
] as const;

/** Faults of the listenKey. */
export const LISTEN_KEY_FAULTS = ['empty', 'replaced', 'refused'] as const;

/** What happens to an open connection at any moment. */
export const LINK_FAULTS = ['cut', 'closed', 'halfOpen', 'stalled', 'delayed', 'shutdown'] as const;

/** What can go wrong with a call. */
export type CallFault = (typeof CALL_FAULTS)[number];

/** Where a fault can strike, with its names. */
export interface FaultNames {
  readonly connect: (typeof CONNECT_FAULTS)[number];
  readonly message: (typeof MESSAGE_FAULTS)[number];
  readonly control: (typeof CONTROL_FAULTS)[number];
  readonly call: CallFault;
  readonly listenKey: (typeof LISTEN_KEY_FAULTS)[number];
}

/** Decides what goes wrong: the name of a fault, with the time that it takes where it takes one, or nothing. Unit: ms. */
export type Fate = <Point extends keyof FaultNames>(
  point: Point,
) => { readonly name: FaultNames[Point]; readonly ms: number } | undefined;
