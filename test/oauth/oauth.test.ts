// The door `/oauth` against an authorization server that checks everything.
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOAuth, type OAuthOptions, type OAuthTokens } from '../../src/oauth.js';
import { createVirtualTime, type VirtualTime } from '../support/virtual-time.js';
import {
  facts,
  LIFETIME,
  startAuthorizationServer,
  tokenAnswer,
  type AuthorizationServer,
} from './authorization-server.js';

const application = {
  clientId: 'a28f296f2cbe6c64',
  clientSecret: 'secret-of-the-application',
  redirectUri: 'https://domain.example/oauth/callback',
};

let server: AuthorizationServer;
let time: VirtualTime;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  server = await startAuthorizationServer(application);
  time = createVirtualTime();
});
afterEach(async () => {
  server.close();
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

function open(options: Partial<OAuthOptions> = {}) {
  const oauth = createOAuth({ ...application, baseUrl: server.url, time, ...options });
  opened.push(oauth);
  return oauth;
}

/** What a user does who agrees: follows the URL, and is sent back. */
async function agree(url: string): Promise<string> {
  const { status, headers } = await fetch(url, { redirect: 'manual' });
  expect(status).toBe(302);
  return headers.get('location')!;
}

/** Tokens of a user who has agreed. */
async function granted(options: Partial<OAuthOptions> = {}) {
  const oauth = open(options);
  const pending = await oauth.authorize(['user:openId', 'create:apikey']);
  return oauth.exchange(await agree(pending.url), pending);
}

/** What a promise is rejected with. */
const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => error as Error,
  );

describe('the way to tokens', () => {
  test('a user agrees, the code is exchanged, and the access token is there', async () => {
    const tokens = await granted();
    expect(await tokens.accessToken()).toMatch(/^access-/);
    expect(tokens.reveal()).toEqual({
      accessToken: server.issued[1],
      refreshToken: server.issued[2],
      expiresAt: time.now() + LIFETIME * 1000,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('the URL is that of the spec, with what the spec names and a challenge of its own each time', async () => {
    const oauth = createOAuth(application);
    const [first, second] = await Promise.all([oauth.authorize(['user:openId', 'other']), oauth.authorize([])]);
    const url = new URL(first.url);
    expect(url.origin + url.pathname).toBe(facts.authorizationUrl);
    expect([...url.searchParams.keys()]).toEqual(facts.parameters.authorize);
    expect(url.searchParams.get('scope')).toBe('user:openId,other');
    expect(url.searchParams.get('state')).toBe(first.state);
    expect(first.url).not.toContain(first.codeVerifier);
    expect(first.codeVerifier).toMatch(/^[\w-]{43,128}$/);
    expect(new Set([first.state, second.state, first.codeVerifier, second.codeVerifier]).size).toBe(4);
  });

  test('an application without a secret proves itself by the verifier', async () => {
    const { clientSecret: _, ...withoutSecret } = application;
    server.close();
    server = await startAuthorizationServer(withoutSecret);
    const oauth = createOAuth({ ...withoutSecret, baseUrl: server.url });
    opened.push(oauth);
    const pending = await oauth.authorize(['user:openId']);
    const tokens = await oauth.exchange(await agree(pending.url), pending);
    expect(await tokens.accessToken()).toBe(server.issued[1]);
  });

  test.each<[string, (url: string) => string | URL]>([
    ['a URL', (url) => new URL(url)],
    ['its text', (url) => url],
    ['its path and query, as servers give it', (url) => url.slice(url.indexOf('/oauth'))],
  ])('the redirect is given as %s', async (_, shape) => {
    const oauth = open();
    const pending = await oauth.authorize(['user:openId']);
    const tokens = await oauth.exchange(shape(await agree(pending.url)), pending);
    expect(await tokens.accessToken()).toBe(server.issued[1]);
  });
});

describe('what is refused', () => {
  test.each<[string, (callback: URL) => void]>([
    ['the state of another authorization', ({ searchParams }) => searchParams.set('state', 'other')],
    ['no state', ({ searchParams }) => searchParams.delete('state')],
    ['two states', ({ searchParams }) => searchParams.append('state', 'other')],
    ['no code', ({ searchParams }) => searchParams.delete('code')],
    ['another issuer', ({ searchParams }) => searchParams.set('iss', 'https://other.example')],
  ])('a redirect with %s, before anything is sent', async (_, change) => {
    const oauth = open();
    const pending = await oauth.authorize(['user:openId']);
    const callback = new URL(await agree(pending.url));
    change(callback);
    const error = await failure(oauth.exchange(callback, pending));
    expect(error).toMatchObject({ name: 'ArgumentError', parameter: 'callback' });
    expect(server.requests).toEqual([]);
  });

  test('a user who says no', async () => {
    const oauth = open();
    const pending = await oauth.authorize(['user:openId']);
    const answer = new URLSearchParams({
      error: 'access_denied',
      error_description: 'not\u001b[31m now',
      state: pending.state,
    });
    const error = await failure(oauth.exchange(`/oauth/callback?${answer.toString()}`, pending));
    expect(error).toMatchObject({
      name: 'OAuthError',
      operation: 'authorize',
      error: 'access_denied',
      description: 'not[31m now',
      status: undefined,
      message: 'authorize: access_denied: not[31m now',
    });
  });

  test('a code that was exchanged already', async () => {
    const oauth = open();
    const pending = await oauth.authorize(['user:openId']);
    const callback = await agree(pending.url);
    await oauth.exchange(callback, pending);
    expect(await failure(oauth.exchange(callback, pending))).toMatchObject({
      name: 'OAuthError',
      operation: 'exchange',
      error: 'invalid_grant',
      status: 400,
      description: 'the code *** is unknown or used up',
    });
  });

  test('a verifier of another authorization', async () => {
    const oauth = open();
    const pending = await oauth.authorize(['user:openId']);
    const { codeVerifier } = await oauth.authorize(['user:openId']);
    const error = await failure(oauth.exchange(await agree(pending.url), { ...pending, codeVerifier }));
    expect(error).toMatchObject({ error: 'invalid_grant', description: '*** is not the verifier' });
  });

  test('a wrong client secret, which the error does not repeat', async () => {
    const pending = await open().authorize(['user:openId']);
    const oauth = open({ clientSecret: 'not-the-secret' });
    const error = await failure(oauth.exchange(await agree(pending.url), pending));
    expect(error).toMatchObject({ error: 'invalid_client', status: 401, description: 'the secret *** is wrong' });
  });

  test('another redirect URI than that of the authorization', async () => {
    const oauth = open();
    const pending = await oauth.authorize(['user:openId']);
    const other = open({ redirectUri: 'https://domain.example/oauth/callback/' });
    const error = await failure(other.exchange(await agree(pending.url), pending));
    expect(error).toMatchObject({ error: 'invalid_grant', description: 'another redirect_uri' });
  });

  test.each<[string, Partial<OAuthOptions>, string]>([
    ['no client id', { clientId: undefined as never }, 'clientId'],
    ['no redirect URI', { redirectUri: undefined as never }, 'redirectUri'],
    ['a redirect URI that is no URL', { redirectUri: '/oauth/callback' }, 'redirectUri'],
    ['a redirect URI with a fragment', { redirectUri: 'https://host/#a' }, 'redirectUri'],
    ['a secret with a line end', { clientSecret: 'secret\n' }, 'clientSecret'],
    ['plain http to another machine', { baseUrl: 'http://host' }, 'baseUrl'],
    ['a margin below 0', { refreshBeforeMs: -1 }, 'refreshBeforeMs'],
    ['a hook that is no function', { onRefresh: 'store' as never }, 'onRefresh'],
    ['an unknown option', { clientID: 'id' } as never, 'clientID'],
  ])('%s', (_, options, parameter) => {
    expect(() => createOAuth({ ...application, ...options })).toThrow(
      expect.objectContaining({ name: 'ArgumentError', parameter }),
    );
  });

  test.each<[string, object, string]>([
    ['no access token', {}, 'accessToken'],
    ['an access token of another type', { accessToken: 7 }, 'accessToken'],
    ['a time that is none', { accessToken: 'a', expiresAt: '2026' }, 'expiresAt'],
    ['names of the wire', { access_token: 'a' }, 'access_token'],
  ])('stored tokens with %s', (_, tokens, parameter) => {
    expect(() => open().restore(tokens as OAuthTokens)).toThrow(
      expect.objectContaining({ name: 'ArgumentError', parameter }),
    );
  });
});

describe('the refresh', () => {
  test('comes before the token expires, once for all who ask, and again before the next one does', async () => {
    const stored: OAuthTokens[] = [];
    const tokens = await granted({ onRefresh: (fresh) => void stored.push(fresh) });
    const first = await tokens.accessToken();
    await time.advance(LIFETIME * 1000 - 60_001);
    expect(await tokens.accessToken()).toBe(first);

    await time.advance(1);
    const [one, two] = await Promise.all([tokens.accessToken(), tokens.accessToken()]);
    expect([one, two]).toEqual([server.issued[3], server.issued[3]]);
    expect(server.requests).toHaveLength(2);
    expect(stored).toEqual([
      { accessToken: server.issued[3], refreshToken: server.issued[4], expiresAt: time.now() + LIFETIME * 1000 },
    ]);

    await time.advance(LIFETIME * 1000 - 60_000);
    expect(await tokens.accessToken()).toBe(server.issued[5]);
    expect(server.requests.map((sent) => sent.get('refresh_token'))).toEqual([
      null,
      server.issued[2],
      server.issued[4],
    ]);
  });

  test('comes at half the life of a token that lives shorter than twice the margin', async () => {
    const tokens = await granted({ refreshBeforeMs: LIFETIME * 1000 });
    const first = await tokens.accessToken();
    await time.advance(LIFETIME * 500 - 1);
    expect(await tokens.accessToken()).toBe(first);
    await time.advance(1);
    expect(await tokens.accessToken()).not.toBe(first);
  });

  test('goes by the clock that says less is left', async () => {
    let slept = 0;
    let setBack = 0;
    const clocks = {
      now: () => time.now() + slept - setBack,
      monotonic: () => time.monotonic(),
      after: time.after.bind(time),
    };
    const tokens = await granted({ time: clocks });
    const first = await tokens.accessToken();
    slept = LIFETIME * 1000;
    const second = await tokens.accessToken();
    expect(second).not.toBe(first);
    setBack = 3_600_000;
    await time.advance(LIFETIME * 1000);
    expect(await tokens.accessToken()).not.toBe(second);
  });

  test('keeps the refresh token where the answer has no new one', async () => {
    const tokens = await granted();
    const { refreshToken } = tokens.reveal();
    server.plan({ status: 200, body: tokenAnswer({ access_token: 'next' }) });
    await time.advance(LIFETIME * 1000);
    expect(await tokens.accessToken()).toBe('next');
    expect(tokens.reveal().refreshToken).toBe(refreshToken);
  });

  test('goes on from tokens that were stored', async () => {
    const stored = JSON.parse(JSON.stringify((await granted()).reveal())) as OAuthTokens;
    await time.advance(LIFETIME * 1000);
    expect(await open().restore(stored).accessToken()).toBe(server.issued[3]);
  });

  test('never comes for a token without an end', async () => {
    const tokens = open().restore({ accessToken: 'endless', refreshToken: 'refresh' });
    await time.advance(1e12);
    expect(await tokens.accessToken()).toBe('endless');
    expect(server.requests).toEqual([]);
  });

  test('that is refused says that the user must be asked again', async () => {
    const tokens = await granted();
    await time.advance(LIFETIME * 1000 - 60_000);
    server.revoke();
    expect(await failure(tokens.accessToken())).toMatchObject({
      name: 'OAuthError',
      operation: 'refresh',
      error: 'invalid_grant',
      description: '*** is used up',
    });
  });

  test('without a refresh token is none: the access token is handed out until it has expired', async () => {
    const tokens = open().restore({ accessToken: 'access', expiresAt: time.now() + 1000 });
    await time.advance(999);
    expect(await tokens.accessToken()).toBe('access');
    await time.advance(1);
    expect(await failure(tokens.accessToken())).toMatchObject({ error: 'invalid_grant', status: undefined });
    expect(server.requests).toEqual([]);
  });

  test('without an answer is no error while the token holds, and is tried again when half of the rest is over', async () => {
    const tokens = await granted();
    const first = await tokens.accessToken();
    await time.advance(LIFETIME * 1000 - 60_000);
    server.plan('cut');
    expect(await tokens.accessToken()).toBe(first);
    expect(server.requests).toHaveLength(2);
    await time.advance(29_999);
    expect(await tokens.accessToken()).toBe(first);
    expect(server.requests).toHaveLength(2);
    server.plan('cut');
    await time.advance(1);
    expect(await tokens.accessToken()).toBe(first);
    expect(server.requests).toHaveLength(3);
    await time.advance(30_000);
    server.plan('cut');
    expect(await failure(tokens.accessToken())).toMatchObject({ name: 'TransportError', execution: 'unknown' });
    expect(await tokens.accessToken()).toBe(server.issued[3]);
  });

  test('whose tokens could not be stored fails for whoever asked, and is not repeated', async () => {
    const tokens = await granted({ onRefresh: () => Promise.reject(new Error('the disk is full')) });
    await time.advance(LIFETIME * 1000);
    expect(await failure(tokens.accessToken())).toMatchObject({ message: 'the disk is full' });
    expect(await tokens.accessToken()).toBe(server.issued[3]);
    expect(server.requests).toHaveLength(2);
  });
});

describe('answers that are none', () => {
  test.each<[string, { status: number; body: string; headers?: { [name: string]: string } }, object]>([
    ['a page', { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }, { name: 'DecodeError' }],
    ['broken JSON', { status: 200, body: '{"access_token":"secret' }, { name: 'DecodeError' }],
    ['no access token', { status: 200, body: tokenAnswer({}) }, { name: 'DecodeError' }],
    [
      'a token of another type',
      { status: 200, body: tokenAnswer({ access_token: 'a', token_type: 'mac' }) },
      { name: 'DecodeError' },
    ],
    [
      'a life that is no number',
      { status: 200, body: tokenAnswer({ access_token: 'a', expires_in: 'long' }) },
      { name: 'DecodeError' },
    ],
    ['nothing', { status: 204, body: '' }, { name: 'OAuthError', status: 204, error: undefined }],
    [
      'a redirect',
      { status: 302, body: '', headers: { location: 'https://other.example' } },
      { name: 'OAuthError', status: 302 },
    ],
    [
      'a failure',
      { status: 503, body: '{"code":"000001"}' },
      { name: 'OAuthError', status: 503, message: 'refresh: HTTP 503' },
    ],
    ['an answer that is too long', { status: 200, body: ' '.repeat(1024 * 1024 + 1) }, { name: 'DecodeError' }],
  ])('%s', async (_, answer, error) => {
    server.plan(answer);
    const tokens = open().restore({ accessToken: 'old', refreshToken: 'refresh', expiresAt: time.now() });
    expect(await failure(tokens.accessToken())).toMatchObject(error);
  });

  test('silence ends in time', async () => {
    server.plan('silence');
    const tokens = open({ timeoutMs: 3000 }).restore({ accessToken: 'old', refreshToken: 'refresh', expiresAt: 0 });
    const error = failure(tokens.accessToken());
    while (server.requests.length === 0) await new Promise(setImmediate);
    await time.advance(3000);
    expect(await error).toMatchObject({
      name: 'TransportError',
      operation: 'refresh',
      problem: 'no answer within 3000 ms',
      execution: 'unknown',
    });
    expect(time.timers).toBe(0);
  });

  test('nobody there: nothing was sent', async () => {
    const tokens = open().restore({ accessToken: 'old', refreshToken: 'refresh', expiresAt: 0 });
    server.close();
    expect(await failure(tokens.accessToken())).toMatchObject({ name: 'TransportError', execution: 'rejected' });
  });
});

test('no token, code, verifier or secret shows in what is inspected, written as JSON, or thrown', async () => {
  const oauth = open();
  const pending = await oauth.authorize(['user:openId']);
  const callback = await agree(pending.url);
  const tokens = await oauth.exchange(callback, pending);
  const seen: unknown[] = [oauth, tokens, await failure(oauth.exchange(callback, pending))];
  await time.advance(LIFETIME * 1000);
  server.plan({ status: 400, body: JSON.stringify({ error: 'invalid_grant', error_description: server.issued[2] }) });
  seen.push(await failure(tokens.accessToken()));
  server.plan({ status: 200, body: tokenAnswer({ access_token: 7, id_token: server.issued[1] }) });
  seen.push(await failure(tokens.accessToken()));
  server.plan('cut');
  seen.push(await failure(tokens.accessToken()));

  const shown = seen.flatMap((value) => [
    inspect(value, { depth: Infinity, showHidden: true }),
    JSON.stringify(value),
    value instanceof Error ? `${value.stack}${inspect(value.cause)}` : '',
  ]);
  const secrets = [...server.issued, pending.codeVerifier, application.clientSecret];
  expect(secrets).toHaveLength(5);
  for (const secret of secrets) expect(shown.filter((text) => text.includes(secret))).toEqual([]);
});
