// Who calls, when, and whether the signature is over the very bytes that arrived.
import { createHmac, timingSafeEqual, verify as verifySignature, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { SpecDocument } from './document.js';
import { Refusal } from './refusal.js';

/** A key that the exchange knows. All keys belong to one account. */
export interface Account {
  apiKey: string;
  verify: { kind: 'hmac'; secret: string } | { kind: 'rsa' | 'ed25519'; publicKey: KeyObject | string };
}

export function findAccount(
  accounts: readonly Account[],
  headers: IncomingHttpHeaders,
  { apiKeyHeader }: SpecDocument,
): Account {
  return accountOf(accounts, headers[apiKeyHeader]);
}

/** The account of an API key. */
export function accountOf(accounts: readonly Account[], key: unknown): Account {
  if (typeof key !== 'string' || !/^[\x21-\x7e]+$/.test(key)) throw new Refusal(-2014);
  const account = accounts.find(({ apiKey }) => apiKey === key);
  if (!account) throw new Refusal(-2015);
  return account;
}

/** Accepted when `timestamp < now + 1000` and `now - timestamp <= recvWindow`. */
export function checkTimestamp(params: ReadonlyMap<string, string>, now: number, { timing }: SpecDocument): void {
  const integer = (name: string) => (/^\d{1,16}$/.test(params.get(name) ?? '') ? Number(params.get(name)) : undefined);
  const timestamp = integer('timestamp');
  if (timestamp === undefined) throw new Refusal(-1102, 'timestamp');
  const recvWindow = integer('recvWindow') ?? timing.recvWindowDefaultMs;
  if (timestamp >= now + timing.aheadMaxMs || now - timestamp > recvWindow) throw new Refusal(-1021);
}

/** The signature is the last parameter of the query or of the body; everything before it is signed as it stands. */
export function checkSignature(query: string, body: string, account: Account): void {
  const inBody = split(body);
  const inQuery = split(query);
  if (inBody) verify(query + inBody.signed, inBody.signature, account);
  else if (inQuery) verify(inQuery.signed + body, inQuery.signature, account);
  else if (/(^|&)signature=/.test(query) || /(^|&)signature=/.test(body)) throw new Refusal(-1022);
  else throw new Refusal(-1102, 'signature');
}

function split(text: string): { signed: string; signature: string } | undefined {
  const found = /^(?:(.*)&)?signature=([^&]*)$/s.exec(text);
  return found ? { signed: found[1] ?? '', signature: decodeURIComponent(found[2]!) } : undefined;
}

/** Refuses a signature that is not that of the account over just this text. */
export function verify(payload: string, signature: string, { verify }: Account): void {
  const bytes = Buffer.from(payload);
  if (verify.kind === 'hmac') {
    const wanted = createHmac('sha256', verify.secret).update(bytes).digest();
    if (/^[0-9a-f]{64}$/i.test(signature) && timingSafeEqual(Buffer.from(signature, 'hex'), wanted)) return;
  } else if (/^[A-Za-z0-9+/]+={0,2}$/.test(signature) && signature.length % 4 === 0) {
    const digest = verify.kind === 'rsa' ? 'sha256' : null;
    if (verifySignature(digest, bytes, verify.publicKey, Buffer.from(signature, 'base64'))) return;
  }
  throw new Refusal(-1022);
}
