// What the runtime has to know of a product of the exchange: one generated row of facts, and the rows of its own calls.
import type { ErrorList, EventDecoder, HttpErrorRow, Method, Operation, Stream } from './rows.js';

/** What a REST call needs to know of its product. */
export interface RestFacts {
  /** Base URLs by environment and host. */
  readonly environments: { readonly [environment: string]: { readonly [host: string]: string } };
  /** Header that carries the API key. */
  readonly apiKeyHeader: string;
  /** Headers, or their beginnings, that tell how much of the limits is used. */
  readonly limitHeaders: { readonly usedWeight: string; readonly orderCount: string; readonly retryAfter: string };
  /** How the exchange judges the timestamp of a signed call. Unit: ms. */
  readonly timing: {
    readonly recvWindowDefaultMs: number;
    readonly recvWindowMaxMs: number;
    readonly aheadMaxMs: number;
  };
  readonly errors: ErrorList;
  /** What an HTTP status means, the narrower entries first. */
  readonly httpErrors: readonly HttpErrorRow[];
  /** What to do about an error, by code, or by the id of the HTTP status. Left out where size counts. */
  readonly advice?: { readonly [code: string]: string };
  /** The call that tells the exchange's time. */
  readonly serverTime: Operation<any, { readonly serverTime: number }>;
}

/** How the exchange treats a WebSocket connection. */
interface ConnectionFacts {
  /** Age at which the exchange cuts it. Unit: ms. */
  readonly lifetimeMs: number;
  /** Type of the event that announces a cut before that age. */
  readonly shutdownEvent?: string;
}

/** What market streams need to know of their product. */
export interface StreamFacts {
  readonly marketStreams: ConnectionFacts & {
    readonly maxStreamsPerConnection: number;
    readonly maxControlMessagesPerSecond: number;
    /** Path of the endpoint that tells the stream of each message. */
    readonly paths: { readonly combined: { readonly path: string } };
    /** How a refused handshake says that a limit was hit, and for how long. */
    readonly handshake: { readonly limitStatuses: readonly number[]; readonly retryAfterHeader: string };
  };
  /** Refusals of control messages, with advice. Left out where size counts. */
  readonly controlErrors?: readonly ControlErrorRow[];
}

/** One refusal of a control message. */
export interface ControlErrorRow {
  readonly code: number;
  readonly message: string;
  readonly advice: string;
}

/** What the user data stream needs to know of its product. */
export interface UserDataFacts {
  readonly userDataStreams: ConnectionFacts & {
    /** Which of an environment's hosts serves it. */
    readonly host: string;
    /** Path below the host, the listenKey in braces. */
    readonly address: string;
    readonly listenKey: {
      readonly lifetimeMs: number;
      readonly keepAliveIntervalMs: number;
      readonly unknownKeyError: number;
      readonly expiredEvent: string;
      readonly start: Operation<any, { readonly listenKey: string }>;
      readonly keepAlive: Operation<any, any>;
      readonly close: Operation<any, any>;
    };
  };
  readonly userDataDecoders: ReadonlyMap<string, EventDecoder>;
  /** Name of the handler of each type of event. */
  readonly userDataHandlerNames: { readonly [eventType: string]: string };
}

/** What the WebSocket API needs to know of its product. */
export interface WebSocketApiFacts {
  readonly websocketApi: ConnectionFacts & {
    /** Which of an environment's hosts serves it. */
    readonly host: string;
    readonly session: {
      readonly logon: Method<any, any>;
      /** Id of the method that ends a session. */
      readonly logout?: string;
      readonly revokedStatus: number;
    };
  };
}

/** What an application that acts for users needs to know of the exchange's authorization server. */
export interface OAuthFacts {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly refreshUrl: string;
  /** Stands between two scopes. */
  readonly scopeSeparator: string;
}

/** A product of the exchange: its facts, its rows, and its methods by name. */
export interface Product<Rest = unknown, Streams = unknown, Methods = unknown, UserDataReceiver = unknown>
  extends RestFacts, StreamFacts, UserDataFacts, WebSocketApiFacts {
  /** E.g. `usdm`. */
  readonly name: string;
  readonly controlErrors: readonly ControlErrorRow[];
  /** Separate limits that several calls share. */
  readonly weightPools: {
    readonly [name: string]: { readonly limit: number; readonly windowSeconds: number; readonly scope: string };
  };
  readonly operations: { readonly [id: string]: Operation<any, any> };
  readonly streams: { readonly [id: string]: Stream<any, any> };
  readonly methods: { readonly [id: string]: Method<any, any> };
  /** Never set: it only carries the types of the methods that a client has for each row. */
  readonly types?: {
    readonly rest: Rest;
    readonly streams: Streams;
    readonly methods: Methods;
    readonly userDataReceiver: UserDataReceiver;
  };
}
