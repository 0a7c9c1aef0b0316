// The seam to the network: how HTTP requests are carried and WebSockets opened. The implementations stand in `network/`.

/** Target and headers of a request, as they are sent. */
export interface PreparedTarget {
  /** Path and query, to the byte. */
  readonly target: string;
  readonly headers: { readonly [name: string]: string };
}

/** An HTTP request. It has no body: parameters travel in the query. */
export interface HttpRequest {
  /** Scheme, host and port, e.g. `https://fapi.binance.com`. */
  readonly origin: string;
  readonly method: string;
  /**
   * Makes target and headers, which signs the request. Called once, when a connection is there that takes the request at
   * once. As long as it has not returned, nothing was sent; if it throws, nothing ever is.
   */
  prepare(): PreparedTarget | Promise<PreparedTarget>;
  /** What ends the request; the promise then rejects with its reason. A function, because a signal costs more than all the rest. */
  signal(): AbortSignal;
  /** The same at less cost: calls the function, in place of the one before, when the request is to end; at once if it is. */
  onEnd(act: (reason: unknown) => void): void;
  /** Whether the answer may be so large that it is worth asking for a compressed one. */
  readonly mayBeLarge: boolean;
  /** Most bytes of the decoded body; a longer one is an {@link OversizedBody}. */
  readonly maxBodyBytes: number;
}

/** What came back, its body decoded. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
}

/** The body of an answer is longer than the request allows. */
export class OversizedBody extends Error {
  override readonly name = 'OversizedBody';
}

/** What a WebSocket reports to its owner. After `closed` nothing follows. */
export interface WebSocketEvents {
  opened(): void;
  /** A text frame. */
  message(text: string): void;
  /** A ping: a sign of life. */
  pinged(): void;
  /** The answer to a ping of ours, with its payload. */
  ponged(payload: string): void;
  /** It is over, or was never opened. `code` is the close code, 1006 without a closing handshake. */
  closed(end: WebSocketEnd): void;
}

/** How a WebSocket ended. */
export interface WebSocketEnd {
  readonly code: number;
  /** Why, where it was not a close frame: an error of the network, or a refused handshake. */
  readonly error?: Error;
  /** Status of the answer that refused the handshake. */
  readonly status?: number;
  /** Headers of that answer, names in lower case. */
  readonly headers?: { readonly [name: string]: string };
}

/** One WebSocket. None of its functions throws, whatever its state. */
export interface WebSocketLink {
  send(text: string): void;
  /** Asks for a sign of life. Absent where the platform cannot send pings. */
  readonly ping?: (payload: string) => void;
  /** Starts the closing handshake. */
  close(): void;
  /** Ends it without handshake; `closed` follows. */
  terminate(): void;
}

/** How a network connects. The first four are for the default network of Node.js only. */
export interface NetworkOptions {
  /** Most connections to one host. Default: 32. */
  readonly connections?: number | undefined;
  /** URL of an HTTP proxy for requests. */
  readonly proxy?: string | undefined;
  /** Agent of `node:http` that opens WebSockets. */
  readonly agent?: object | undefined;
  /** undici dispatcher that carries all requests. It is not closed. */
  readonly dispatcher?: object | undefined;
  /** Certificate authorities to trust, PEM, instead of the system's. */
  readonly ca?: string | undefined;
  /** Carries all requests instead of the platform's own. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Carries requests and opens WebSockets. */
export interface Network {
  /** Redirects are not followed: a signed request belongs to one address. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  open(url: string, events: WebSocketEvents): WebSocketLink;
  /** Closes idle connections now, and others once their answer is there. WebSockets are closed by their owners. */
  close(): Promise<void>;
}
