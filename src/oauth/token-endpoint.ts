// Asks the token endpoint, by means of oauth4webapi over the network of this package.
import type { Client, CustomFetchOptions, TokenEndpointResponse } from 'oauth4webapi';
import { ArgumentError, DecodeError, describeFailure, TransportError } from '../errors.js';
import { OversizedBody, type Network } from '../network.js';
import type { OAuthFacts } from '../product.js';
import type { TimeSource } from '../time.js';
import { OAuthError, shownText } from './error.js';
import type { OAuthTokens } from './token-source.js';

/** What requests for tokens share. */
export interface EndpointSettings {
  readonly facts: OAuthFacts;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly redirectUri: string;
  readonly time: TimeSource;
  readonly network: Network;
  /** Unit: ms. */
  readonly timeoutMs: number;
}

export type Library = typeof import('oauth4webapi');

/**
 * The library, loaded at first use.
 *
 * @throws {ArgumentError} It is not installed.
 */
export async function loadLibrary(): Promise<Library> {
  try {
    return await import('oauth4webapi');
  } catch {
    throw new ArgumentError('oauth4webapi', 'must be installed beside binance-usdm: npm install oauth4webapi');
  }
}

/** No token answer comes near this size. Unit: bytes. */
const MOST_BODY_BYTES = 1024 * 1024;

/** Statuses whose answers have no body. */
const WITHOUT_BODY = [204, 205, 304];

/** The authorization server as the library wants it described. */
export const serverOf = ({ authorizationUrl }: OAuthFacts, tokenUrl: string) => ({
  issuer: new URL(authorizationUrl).origin,
  token_endpoint: tokenUrl,
});

/**
 * Exchanges the code of a redirect for tokens.
 *
 * @param callback Parameters of the redirect, validated by the library.
 */
export async function exchangeCode(
  settings: EndpointSettings,
  callback: URLSearchParams,
  codeVerifier: string,
): Promise<OAuthTokens> {
  const { facts, redirectUri } = settings;
  const secrets = [callback.get('code') ?? undefined, codeVerifier];
  return request(settings, 'exchange', secrets, async (library, client, auth, options) => {
    const server = serverOf(facts, facts.tokenUrl);
    const answer = await library.authorizationCodeGrantRequest(
      server,
      client,
      auth,
      callback,
      redirectUri,
      codeVerifier,
      options,
    );
    return library.processAuthorizationCodeResponse(server, client, answer);
  });
}

/** Exchanges a refresh token for new tokens. Without a new refresh token in the answer the old one goes on. */
export async function refreshTokens(settings: EndpointSettings, refreshToken: string): Promise<OAuthTokens> {
  const { facts } = settings;
  const tokens = await request(settings, 'refresh', [refreshToken], async (library, client, auth, options) => {
    const server = serverOf(facts, facts.refreshUrl);
    const answer = await library.refreshTokenGrantRequest(server, client, auth, refreshToken, options);
    return library.processRefreshTokenResponse(server, client, answer);
  });
  return { refreshToken, ...tokens };
}

type Ask = (
  library: Library,
  client: Client,
  auth: ReturnType<Library['None']>,
  options: object,
) => Promise<TokenEndpointResponse>;

/** Sends one request, and makes errors of this package of whatever goes wrong: those of the library hold answers. */
async function request(
  settings: EndpointSettings,
  operation: string,
  secrets: readonly (string | undefined)[],
  ask: Ask,
): Promise<OAuthTokens> {
  const { clientId, clientSecret, time } = settings;
  const library = await loadLibrary();
  const auth = clientSecret === undefined ? library.None() : library.ClientSecretPost(clientSecret);
  let status: number | undefined;
  const carry = carrierOf(settings, operation);
  const options = {
    // Plain http is for loopback addresses alone, which was checked before.
    [library.allowInsecureRequests]: true,
    [library.customFetch]: async (url: string, init: CustomFetchOptions<'POST', URLSearchParams>) => {
      const response = await carry(url, init);
      status = response.status;
      return response;
    },
  };
  const start = time.now();
  try {
    const answer = await ask(library, { client_id: clientId }, auth, options);
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = answer;
    return {
      accessToken,
      ...(refreshToken !== undefined && { refreshToken }),
      ...(expiresIn !== undefined && { expiresAt: start + expiresIn * 1000 }),
    };
  } catch (error) {
    if (error instanceof TransportError || error instanceof DecodeError) throw error;
    const { message } = error as Error;
    if (status === undefined) throw error;
    if (status === 200) throw new DecodeError(operation, `the answer is no token: ${message}`);
    const refusal = error instanceof library.ResponseBodyError ? error : undefined;
    throw new OAuthError({
      operation,
      status,
      error: shownText(refusal?.error, []),
      description: shownText(refusal?.error_description, [...secrets, clientSecret]),
    });
  }
}

/** Carries requests of the library: parameters in the query, as the exchange documents it, no redirect, an end in time. */
function carrierOf({ network, time, timeoutMs }: EndpointSettings, operation: string) {
  return async (
    url: string,
    { method, body, headers }: CustomFetchOptions<'POST', URLSearchParams>,
  ): Promise<Response> => {
    const { origin, pathname } = new URL(url);
    const { 'content-type': _, ...rest } = headers;
    const end = new AbortController();
    const problem = `no answer within ${timeoutMs} ms`;
    let isSent = false;
    let onEnd = (_: unknown): void => {};
    end.signal.addEventListener('abort', () => onEnd(end.signal.reason));
    const cancel = time.after(timeoutMs, () => end.abort(new Error(problem)));
    try {
      const answer = await network.send({
        origin,
        method,
        prepare() {
          end.signal.throwIfAborted();
          isSent = true;
          return { target: `${pathname}?${body.toString()}`, headers: rest };
        },
        signal: () => end.signal,
        onEnd(act) {
          onEnd = act;
          if (end.signal.aborted) act(end.signal.reason);
        },
        mayBeLarge: false,
        maxBodyBytes: MOST_BODY_BYTES,
      });
      const { status } = answer;
      return new Response(WITHOUT_BODY.includes(status) ? null : answer.text, { status, headers: answer.headers });
    } catch (error) {
      if (error instanceof OversizedBody) throw new DecodeError(operation, error.message);
      const execution = isSent ? 'unknown' : 'rejected';
      throw new TransportError(operation, end.signal.aborted ? problem : describeFailure(error), execution);
    } finally {
      cancel();
    }
  };
}
