// generated/oauth.ts: where and how an application asks for tokens.
import type { Model } from '../model/model.js';
import { constant, type GeneratedFile } from './source.js';

/** Emits the facts of the authorization code flow, if the exchange offers it. */
export function emitOAuth({ oauth }: Model): GeneratedFile[] {
  if (!oauth) return [];
  const { authorizationUrl, tokenUrl, refreshUrl, scopeSeparator } = oauth;
  const facts = { authorizationUrl, tokenUrl, refreshUrl, scopeSeparator, scopes: Object.keys(oauth.scopes) };
  const doc = 'Where an application asks for tokens, how it writes a list of scopes, and which there are.';
  return [{ path: 'oauth.ts', statements: [constant('oauthFacts', facts, { doc, isExact: true })] }];
}
