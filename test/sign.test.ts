import { createHmac, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ArgumentError, ed25519Signer, hmacSigner, rsaSigner } from '../src/index.js';
import { privateKeySigner } from '../src/sign.js';

const payload = 'symbol=BTCUSDT&side=BUY&timestamp=1591702613943';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const pem = (key: typeof rsa.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }) as string;

test('HMAC-SHA256 in hexadecimal', () => {
  expect(hmacSigner('secret')(payload)).toBe(createHmac('sha256', 'secret').update(payload).digest('hex'));
});

test('RSA PKCS#1 v1.5 in base64', () => {
  const signature = Buffer.from(rsaSigner(pem(rsa.privateKey))(payload), 'base64');
  expect(verify('sha256', Buffer.from(payload), rsa.publicKey, signature)).toBe(true);
});

test('Ed25519 in base64', () => {
  const signature = Buffer.from(ed25519Signer(ed25519.privateKey)(payload), 'base64');
  expect(verify(null, Buffer.from(payload), createPublicKey(ed25519.privateKey), signature)).toBe(true);
});

test('an encrypted key needs its passphrase', () => {
  const encrypted = ed25519.privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'open sesame',
  }) as string;
  expect(ed25519Signer(encrypted, 'open sesame')(payload)).toBe(ed25519Signer(ed25519.privateKey)(payload));
  expect(() => ed25519Signer(encrypted, 'wrong')).toThrow(ArgumentError);
  expect(() => ed25519Signer(encrypted)).toThrow(
    'privateKey must be a private key in PEM form, with its passphrase if it is encrypted',
  );
});

test('the signer follows the kind of key', () => {
  expect(privateKeySigner(pem(rsa.privateKey))(payload)).toBe(rsaSigner(rsa.privateKey)(payload));
  expect(privateKeySigner(pem(ed25519.privateKey))(payload)).toBe(ed25519Signer(ed25519.privateKey)(payload));
});

describe('refuses', () => {
  test.each([
    ['an empty secret', () => hmacSigner(''), 'apiSecret'],
    ['an Ed25519 key for RSA', () => rsaSigner(ed25519.privateKey), 'privateKey must be an RSA private key'],
    ['an RSA key for Ed25519', () => ed25519Signer(pem(rsa.privateKey)), 'privateKey must be an Ed25519 private key'],
    ['a public key', () => privateKeySigner(rsa.publicKey), 'privateKey must be an RSA or Ed25519 private key'],
    [
      'a key of another kind',
      () => privateKeySigner(generateKeyPairSync('x25519').privateKey),
      'privateKey must be an RSA or Ed25519 private key',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

test('a signer shows nothing of its secret', () => {
  const shown = [hmacSigner('top-secret'), ed25519Signer(ed25519.privateKey)].map((signer) =>
    inspect(signer, { depth: 9, showHidden: true }),
  );
  expect(shown.join()).not.toContain('top-secret');
  expect(shown.join()).not.toContain('PRIVATE');
});
