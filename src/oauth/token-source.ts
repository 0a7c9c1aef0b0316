// Hands out an access token that holds, and refreshes it before it expires.
import { TransportError } from '../errors.js';
import type { TimeSource } from '../time.js';
import { OAuthError } from './error.js';

/** Tokens as they are stored. Whoever has them acts for the user: keep them as you keep secrets. */
export interface OAuthTokens {
  readonly accessToken: string;
  /** Absent where the server gave none: the user has to be asked again once the access token has expired. */
  readonly refreshToken?: string;
  /** When the access token expires. Unit: ms since the Unix epoch. Absent where the server did not say. */
  readonly expiresAt?: number;
}

/** Gives access tokens of one user. Neither inspection nor JSON of it shows a token. */
export interface TokenSource {
  /**
   * The access token; a new one if it is about to expire. Calls at the same time share one request. While the token in hand still
   * holds, a refresh that got no answer is no error: it is tried again when half of the time that is left is over.
   *
   * @throws {OAuthError} The refresh was refused; `invalid_grant`: ask the user again.
   * @throws {TransportError} The token has expired and no answer came.
   * @throws {DecodeError} The answer is no answer of a token endpoint.
   */
  accessToken(): Promise<string>;
  /** Both tokens, to store and to `restore` later. */
  reveal(): OAuthTokens;
}

/** What a token source is made with. */
export interface TokenSourceSettings {
  readonly time: TimeSource;
  /** Unit: ms. */
  readonly refreshBeforeMs: number;
  readonly refresh: (refreshToken: string) => Promise<OAuthTokens>;
  readonly onRefresh: ((tokens: OAuthTokens) => unknown) | undefined;
}

/** Tokens in use. */
interface Held {
  readonly tokens: OAuthTokens;
  /** How long the access token still holds. Unit: ms. */
  left(): number;
  /** The token is refreshed when less than this is left. Unit: ms. */
  readonly margin: number;
}

/** Makes a token source. */
export function createTokenSource(tokens: OAuthTokens, settings: TokenSourceSettings): TokenSource {
  const { time, refreshBeforeMs, refresh, onRefresh } = settings;
  let held = hold(tokens);
  let flight: Promise<void> | undefined;

  /** Both clocks count: the wall clock may be set back, and the other one stands still while the machine sleeps. */
  function hold(tokens: OAuthTokens): Held {
    const { expiresAt = Infinity } = tokens;
    const lifetime = expiresAt - time.now();
    const end = time.monotonic() + lifetime;
    const left = () => Math.min(expiresAt - time.now(), end - time.monotonic());
    return { tokens, left, margin: Math.min(refreshBeforeMs, lifetime / 2) };
  }

  async function renew(): Promise<void> {
    const { refreshToken } = held.tokens;
    if (refreshToken === undefined) {
      if (held.left() > 0) return;
      const description = 'the access token has expired, and there is no refresh token: ask the user again';
      throw new OAuthError({ operation: 'refresh', status: undefined, error: 'invalid_grant', description });
    }
    try {
      held = hold(await refresh(refreshToken));
    } catch (error) {
      if (!(error instanceof TransportError && held.left() > 0)) throw error;
      held = { ...held, margin: held.left() / 2 };
      return;
    }
    await onRefresh?.(held.tokens);
  }

  return {
    async accessToken() {
      if (held.left() > held.margin) return held.tokens.accessToken;
      flight ??= renew().finally(() => (flight = undefined));
      await flight;
      return held.tokens.accessToken;
    },
    reveal: () => held.tokens,
  };
}
