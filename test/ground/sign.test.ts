// Signers and the options that ask for one.
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ed25519Signer, hmacSigner, isEd25519, privateKeySigner, rsaSigner, signerOf } from '../../src/sign.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const publicRsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const pem = (key: typeof rsa) => key.export({ type: 'pkcs8', format: 'pem' }) as string;
const encrypted = ed25519.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'word' }) as string;

const PAYLOAD = 'symbol=BTCUSDT&note=größe';
const HMAC = createHmac('sha256', 'größe').update(PAYLOAD).digest('hex');
const RSA = sign('sha256', Buffer.from(PAYLOAD), rsa).toString('base64');
const ED25519 = sign(null, Buffer.from(PAYLOAD), ed25519).toString('base64');

test.each<[string, string | undefined, unknown]>([
  ['HMAC', HMAC, hmacSigner('größe')(PAYLOAD)],
  ['RSA', RSA, rsaSigner(pem(rsa))(PAYLOAD)],
  ['RSA of a buffer', RSA, rsaSigner(Buffer.from(pem(rsa)))(PAYLOAD)],
  ['RSA of a key object', RSA, privateKeySigner(rsa)(PAYLOAD)],
  ['Ed25519', ED25519, ed25519Signer(pem(ed25519))(PAYLOAD)],
  ['Ed25519 of an encrypted key', ED25519, privateKeySigner(encrypted, 'word')(PAYLOAD)],
  ['the options: a secret', HMAC, signerOf({ apiSecret: 'größe' })!(PAYLOAD)],
  ['the options: a key', RSA, signerOf({ privateKey: pem(rsa) })!(PAYLOAD)],
  ['the options: an encrypted key', ED25519, signerOf({ privateKey: encrypted, passphrase: 'word' })!(PAYLOAD)],
  ['the options: a function', 'mine', signerOf({ sign: () => 'mine' })!(PAYLOAD)],
])('%s', (_, wanted, signature) => {
  expect(signature).toBe(wanted);
});

test('nothing to sign with is no signer', () => {
  expect(signerOf({})).toBe(undefined);
  expect(signerOf({ passphrase: 'word' })).toBe(undefined);
});

test('a session is logged on by Ed25519 alone', () => {
  expect([isEd25519(rsa), isEd25519(ed25519), isEd25519(encrypted, 'word')]).toEqual([false, true, true]);
});

describe('what is refused', () => {
  const EITHER = 'privateKey must be an RSA or Ed25519 private key';
  const FORM = 'privateKey must be a private key in PEM form, with its passphrase if it is encrypted';
  test.each<[string, () => unknown, string]>([
    [
      'two things to sign with',
      () => signerOf({ apiSecret: 'a', privateKey: rsa }),
      'apiSecret and privateKey exclude each other: give one of them',
    ],
    [
      'a secret and a function',
      () => signerOf({ apiSecret: 'a', sign: () => '' }),
      'apiSecret and sign exclude each other: give one of them',
    ],
    ['an empty secret', () => hmacSigner(''), 'apiSecret must be a text that is not empty'],
    ['an empty secret in the options', () => signerOf({ apiSecret: '' }), 'apiSecret must be a text that is not empty'],
    ['no PEM', () => privateKeySigner('key'), FORM],
    ['a public key', () => privateKeySigner(publicRsa), EITHER],
    ['a public key for RSA', () => rsaSigner(publicRsa), 'privateKey must be an RSA private key'],
    ['RSA for PSS alone', () => privateKeySigner(pss), EITHER],
    ['an Ed25519 key for RSA', () => rsaSigner(ed25519), 'privateKey must be an RSA private key'],
    ['an RSA key for Ed25519', () => ed25519Signer(rsa), 'privateKey must be an Ed25519 private key'],
    ['a wrong passphrase', () => isEd25519(encrypted, 'other'), FORM],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ name: 'ArgumentError', message }));
  });
});
