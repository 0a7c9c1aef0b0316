// The door `binance-usdm/oauth`: tokens by which an application acts for users of the exchange.
import { oauthFacts } from '../generated/oauth.js';
import { checkUrl } from './environments.js';
import { ArgumentError } from './errors.js';
import { checkKey } from './keys.js';
import { createRequestNetwork } from './network/node.js';
import { checkAll, COMMON_CHECKS, isPause, REST_CHECKS, type Checks } from './option-checks.js';
import type { RestOptions } from './options.js';
import { OAuthError, shownText } from './oauth/error.js';
import { exchangeCode, loadLibrary, refreshTokens, serverOf, type EndpointSettings } from './oauth/token-endpoint.js';
import { createTokenSource, type OAuthTokens, type TokenSource } from './oauth/token-source.js';
import type { OAuthFacts } from './product.js';
import { systemTime } from './time.js';

export { ArgumentError, BinanceError, DecodeError, isBinanceError, TransportError } from './errors.js';
export type { HttpAnswer, HttpRequest, Network, PreparedTarget } from './network.js';
export type { WebSocketEnd, WebSocketEvents, WebSocketLink } from './network.js';
export { OAuthError, type OAuthErrorFacts } from './oauth/error.js';
export type { OAuthTokens, TokenSource } from './oauth/token-source.js';
export type { TimeSource } from './time.js';

/** What an application may be allowed to do. Others than the known ones are passed on. */
export type OAuthScope = (typeof oauthFacts.scopes)[number] | (string & {});

/** Options of {@link createOAuth}. */
export interface OAuthOptions extends Pick<
  RestOptions,
  'timeoutMs' | 'ca' | 'proxy' | 'dispatcher' | 'fetch' | 'time' | 'network'
> {
  /** Id that the exchange gave the application. */
  readonly clientId: string;
  /** Its secret, sent beside the code verifier. Left out where it could not be kept, as in an app or a page. */
  readonly clientSecret?: string;
  /** Where the user is sent back to, exactly as it was registered with the exchange. */
  readonly redirectUri: string;
  /** Scheme and host in place of those of the exchange's authorization server, e.g. of one for tests. */
  readonly baseUrl?: string;
  /**
   * How long before it expires an access token is refreshed; half its life where that is shorter. Unit: ms. Default: 60000.
   */
  readonly refreshBeforeMs?: number;
  /**
   * Called with each refreshed pair of tokens before it is used, so that it can be stored: the old refresh token may be worth
   * nothing by then. What it throws goes to whoever asked for the token.
   */
  readonly onRefresh?: (tokens: OAuthTokens) => void | Promise<void>;
}

/** An authorization that was begun. Keep it in the session of the user, and nowhere else. */
export interface PendingAuthorization {
  /** Where to send the user's browser. */
  readonly url: string;
  /** Comes back with the redirect, which proves that this user began it. */
  readonly state: string;
  /** Proves to the server that whoever has the code is whoever began it. It is a secret. */
  readonly codeVerifier: string;
}

/** Asks users for their consent, and the exchange for tokens. */
export interface OAuth {
  /**
   * Begins an authorization. Nothing is sent.
   *
   * @param scopes What the application asks for.
   */
  authorize(scopes: readonly OAuthScope[]): Promise<PendingAuthorization>;
  /**
   * Exchanges the code that the user came back with. A code can be exchanged once.
   *
   * @param callback URL of the redirect, or its path and query.
   * @param pending What {@link OAuth.authorize} gave for this user.
   * @throws {ArgumentError} The redirect is no answer to this authorization, by its state: nothing was sent.
   * @throws {OAuthError} The user or the server refused.
   * @throws {TransportError} No answer came. If `execution` is `unknown`, the code may be used up: begin again.
   * @throws {DecodeError} The answer is no answer of a token endpoint.
   */
  exchange(callback: string | URL, pending: Pick<PendingAuthorization, 'state' | 'codeVerifier'>): Promise<TokenSource>;
  /**
   * A source of tokens that were stored.
   *
   * @throws {ArgumentError} They are not what {@link TokenSource.reveal} gave.
   */
  restore(tokens: OAuthTokens): TokenSource;
  /** Closes connections once the requests on their way are answered. */
  close(): Promise<void>;
}

const CHECKS: Checks<OAuthOptions> = {
  timeoutMs: COMMON_CHECKS.timeoutMs,
  ca: COMMON_CHECKS.ca,
  time: COMMON_CHECKS.time,
  network: COMMON_CHECKS.network,
  proxy: REST_CHECKS.proxy,
  dispatcher: REST_CHECKS.dispatcher,
  fetch: REST_CHECKS.fetch,
  clientId: checkKey,
  clientSecret: checkKey,
  redirectUri(value, option) {
    if (typeof value !== 'string' || !URL.canParse(value) || value.includes('#'))
      throw new ArgumentError(option, 'must be a URL without fragment');
  },
  baseUrl: checkUrl,
  refreshBeforeMs: isPause,
  onRefresh: COMMON_CHECKS.onNotice,
};

const TOKEN_CHECKS: Checks<OAuthTokens> = { accessToken: checkKey, refreshToken: checkKey, expiresAt: isPause };

/**
 * Makes what lets an application act for users of the exchange: OAuth 2.0 with the authorization code flow and PKCE. **Only close
 * partners of the exchange can use it**: nobody else is given a client id. Needs the package `oauth4webapi`, which is loaded at
 * first use.
 *
 * @throws {ArgumentError} Options are unknown, missing, or have a wrong value.
 * @see https://www.rfc-editor.org/rfc/rfc7636
 */
export function createOAuth(options: OAuthOptions): OAuth {
  checkAll(options, CHECKS);
  const { clientId, clientSecret, redirectUri, baseUrl, time = systemTime, timeoutMs = 10_000 } = options;
  for (const option of ['clientId', 'redirectUri'] as const)
    if (options[option] === undefined) throw new ArgumentError(option, 'is missing');
  const facts = baseUrl === undefined ? oauthFacts : movedTo(checkUrl(baseUrl, 'baseUrl'), oauthFacts);
  const network = options.network ?? createRequestNetwork(options);
  const settings: EndpointSettings = { facts, clientId, clientSecret, redirectUri, time, network, timeoutMs };
  const sourceOf = (tokens: OAuthTokens) =>
    createTokenSource(tokens, {
      time,
      refreshBeforeMs: options.refreshBeforeMs ?? 60_000,
      refresh: (refreshToken) => refreshTokens(settings, refreshToken),
      onRefresh: options.onRefresh,
    });

  return {
    async authorize(scopes) {
      const library = await loadLibrary();
      const [state, codeVerifier] = [library.generateRandomState(), library.generateRandomCodeVerifier()];
      const url = new URL(facts.authorizationUrl);
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        state,
        scope: scopes.join(facts.scopeSeparator),
        code_challenge: await library.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      }).toString();
      return { url: url.href, state, codeVerifier };
    },
    async exchange(callback, { state, codeVerifier }) {
      checkKey(state, 'state');
      checkKey(codeVerifier, 'codeVerifier');
      const parameters = await validCallback(settings, callback, state);
      return sourceOf(await exchangeCode(settings, parameters, codeVerifier));
    },
    restore(tokens) {
      checkAll(tokens, TOKEN_CHECKS);
      checkKey(tokens.accessToken, 'accessToken');
      return sourceOf(tokens);
    },
    close: () => network.close(),
  };
}

/** Facts of the same server at another place. */
function movedTo(baseUrl: string, facts: OAuthFacts): OAuthFacts {
  const moved = (url: string) => baseUrl + new URL(url).pathname;
  return {
    ...facts,
    authorizationUrl: moved(facts.authorizationUrl),
    tokenUrl: moved(facts.tokenUrl),
    refreshUrl: moved(facts.refreshUrl),
  };
}

/** Parameters of a redirect that answers this authorization and brings a code. */
async function validCallback(
  { facts, clientId, redirectUri }: EndpointSettings,
  callback: string | URL,
  state: string,
): Promise<URLSearchParams> {
  const library = await loadLibrary();
  const refuse = (rule: string): never => {
    throw new ArgumentError('callback', rule);
  };
  if (!URL.canParse(String(callback), redirectUri)) refuse('must be the URL that the user came back with');
  const { searchParams } = new URL(callback, redirectUri);
  try {
    const valid = library.validateAuthResponse(
      serverOf(facts, facts.tokenUrl),
      { client_id: clientId },
      searchParams,
      state,
    );
    return valid.get('code') ? valid : refuse('must hold a code');
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    if (!(error instanceof library.AuthorizationResponseError))
      return refuse(`must answer this authorization: ${(error as Error).message}`);
    const description = shownText(error.error_description, []);
    throw new OAuthError({ operation: 'authorize', status: undefined, error: shownText(error.error, []), description });
  }
}
