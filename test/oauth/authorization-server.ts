// An authorization server on a loopback address: strict about all that the spec and RFC 6749 and 7636 ask for.
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadSpec } from '../../codegen/load/documents.js';
import { buildModel } from '../../codegen/model/build.js';

export const facts = buildModel(loadSpec('spec')).oauth!;

/** An application that the server knows. */
export interface Registration {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly redirectUri: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: { readonly [name: string]: string };
}

interface Grant {
  readonly scope: string;
  readonly challenge: string;
}

/** Life of an access token. Unit: s. */
export const LIFETIME = 600;

const refusal = (error: string, description: string): Answer => ({
  status: error === 'invalid_client' ? 401 : 400,
  body: JSON.stringify({ error, error_description: description }),
});

export async function startAuthorizationServer(registration: Registration) {
  const codes = new Map<string, Grant>();
  const refreshTokens = new Set<string>();
  const issued: string[] = [];
  const requests: URLSearchParams[] = [];
  const planned: (Answer | 'silence' | 'cut')[] = [];

  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://server');
    if (url.pathname === new URL(facts.authorizationUrl).pathname && request.method === 'GET') {
      response.writeHead(302, { location: consent(url.searchParams) }).end();
      return;
    }
    requests.push(url.searchParams);
    const plan = planned.shift();
    if (plan === 'silence') return;
    if (plan === 'cut') return void request.socket.destroy();
    const { status, body, headers } = plan ?? token(request, url);
    response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers }).end(body);
  });

  /** What a user who agrees is sent back with. Throws, as a test must notice, where the page would show an error. */
  function consent(sent: URLSearchParams): string {
    for (const name of facts.parameters.authorize) if (!sent.get(name)) throw new Error(`${name} is missing`);
    const wanted = { response_type: 'code', client_id: registration.clientId, redirect_uri: registration.redirectUri };
    for (const [name, value] of Object.entries({ ...wanted, code_challenge_method: facts.pkce }))
      if (sent.get(name) !== value) throw new Error(`${name} is wrong`);
    if (sent.size !== facts.parameters.authorize.length) throw new Error('there are other parameters');
    const code = randomUUID();
    issued.push(code);
    codes.set(code, { scope: sent.get('scope')!, challenge: sent.get('code_challenge')! });
    return `${registration.redirectUri}?${new URLSearchParams({ code, state: sent.get('state')! }).toString()}`;
  }

  function token({ method, headers }: IncomingMessage, { pathname, searchParams: sent }: URL): Answer {
    if (method !== 'POST' || pathname !== new URL(facts.tokenUrl).pathname) return { status: 404, body: '{}' };
    if (headers['content-length'] !== '0') return refusal('invalid_request', 'parameters belong into the query');
    const step = sent.get('grant_type') === 'refresh_token' ? 'refresh' : 'exchange';
    const isPublic = registration.clientSecret === undefined;
    const names = facts.parameters[step].filter((name) => !(isPublic && name === 'client_secret'));
    if ([...sent.keys()].sort().join() !== [...names].sort().join())
      return refusal('invalid_request', `not the parameters ${names.join()}`);
    if (
      sent.get('client_id') !== registration.clientId ||
      sent.get('client_secret') !== (registration.clientSecret ?? null)
    )
      return refusal('invalid_client', `the secret ${sent.get('client_secret')} is wrong`);
    if (step === 'refresh') {
      const old = sent.get('refresh_token')!;
      return refreshTokens.delete(old) ? tokens() : refusal('invalid_grant', `${old} is used up`);
    }
    const code = sent.get('code')!;
    const grant = codes.get(code);
    codes.delete(code);
    if (!grant) return refusal('invalid_grant', `the code ${code} is unknown or used up`);
    if (sent.get('redirect_uri') !== registration.redirectUri) return refusal('invalid_grant', 'another redirect_uri');
    const verifier = sent.get('code_verifier')!;
    if (createHash('sha256').update(verifier).digest('base64url') !== grant.challenge)
      return refusal('invalid_grant', `${verifier} is not the verifier`);
    return tokens();
  }

  function tokens(): Answer {
    const [access, refresh] = [`access-${randomUUID()}`, `refresh-${randomUUID()}`];
    issued.push(access, refresh);
    refreshTokens.add(refresh);
    return { status: 200, body: tokenAnswer({ access_token: access, refresh_token: refresh }) };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Parameters of each request for tokens. */
    requests,
    /** Every code and token that was given out. */
    issued,
    /** Answers the next request for tokens: with this, never, or by cutting the connection. */
    plan: (answer: Answer | 'silence' | 'cut') => void planned.push(answer),
    /** Ends the life of every refresh token. */
    revoke: () => refreshTokens.clear(),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
export type AuthorizationServer = Awaited<ReturnType<typeof startAuthorizationServer>>;

/** A token answer. */
export const tokenAnswer = (fields: object): string =>
  JSON.stringify({ token_type: 'bearer', expires_in: LIFETIME, ...fields });
