// Connections: hosts, lifetimes, what opens a user data stream, sessions, and how requests are signed.

/** How the exchange treats a WebSocket connection. */
export interface ConnectionModel {
  /** Which of an environment's hosts serves it, and the path below it; where all its streams share one. */
  readonly host?: string;
  readonly address?: string;
  /** Age at which the exchange cuts it. Unit: ms. */
  readonly lifetimeMs: number;
  readonly pingIntervalMs?: number;
  readonly pongTimeoutMs?: number;
  /** Event by which the exchange says that it is about to end the connection. */
  readonly shutdownEvent?: string;
  readonly maxStreamsPerConnection?: number;
  readonly maxControlMessagesPerSecond?: number;
  readonly maxPingPongFramesPerSecond?: number;
  readonly handshakeWeight?: number;
  /** Endpoints by their form. */
  readonly paths?: {
    readonly [form: string]: { readonly path: string; readonly withStreams?: string; readonly combined?: boolean };
  };
  readonly note?: string;
  readonly listenKey?: ListenKeyModel;
  readonly session?: SessionModel;
}

/** What opens a user data stream. */
export interface ListenKeyModel {
  readonly lifetimeMs: number;
  readonly keepAliveIntervalMs: number;
  /** Operations that start, extend and end it. */
  readonly start: string;
  readonly keepAlive: string;
  readonly close: string;
  readonly unknownKeyError: number;
  readonly expiredEvent: string;
  /** Whom a key belongs to. */
  readonly scope?: string;
}

/** A logon that makes signatures unnecessary. */
export interface SessionModel {
  /** Method that begins it. */
  readonly logon: string;
  /** Method that ends it. */
  readonly logout?: string;
  readonly keyTypes: readonly string[];
  readonly impliedParameters: readonly string[];
  readonly revokedStatus: number;
  readonly note?: string;
}

/** How parameters are signed. */
export interface SigningModel {
  readonly sortedBy: 'name';
  readonly leavesOut: readonly string[];
  readonly percentEncoded: boolean;
  readonly encodings: { readonly [keyType: string]: 'hex' | 'base64' };
}

/** How the exchange treats the connections of each kind of document that the spec has. */
export interface Connections {
  readonly marketStreams?: ConnectionModel;
  readonly userDataStreams?: ConnectionModel & Required<Pick<ConnectionModel, 'host' | 'address' | 'listenKey'>>;
  readonly websocketApi?: ConnectionModel & Required<Pick<ConnectionModel, 'host' | 'session'>>;
}

/** Base URL of a host, e.g. `fapi`, in one environment. */
export interface ServerModel {
  readonly host: string;
  readonly environment: string;
  readonly url: string;
  readonly observed?: string;
}
