// Signers: text in, signature out. Each holds its secret in a closure, out of reach of logs and inspection.
import { createHmac, createPrivateKey, createSecretKey, sign, type KeyObject } from 'node:crypto';
import { ArgumentError } from './errors.js';
import { checkKey, checkSigningOptions } from './keys.js';

export type { AsyncSigner, Signer } from './keys.js';
import type { AsyncSigner, Signer } from './keys.js';

/** A private key: PEM text, or a key object of `node:crypto`. */
export type PrivateKey = string | Buffer | KeyObject;

/**
 * HMAC-SHA256, hexadecimal.
 *
 * @param apiSecret The secret that belongs to the API key.
 * @throws {ArgumentError} The secret is empty, or holds a blank, a line end or a byte order mark.
 * @see https://developers.binance.com/docs/derivatives/usds-margined-futures/general-info
 */
export function hmacSigner(apiSecret: string): Signer {
  checkKey(apiSecret, 'apiSecret');
  const key = createSecretKey(apiSecret, 'utf8');
  return (payload) => createHmac('sha256', key).update(payload).digest('hex');
}

/**
 * RSASSA-PKCS1-v1_5 with SHA-256, base64.
 *
 * @param privateKey RSA key whose public half is registered with the API key.
 * @param passphrase Of an encrypted key.
 * @throws {ArgumentError} The key cannot be read, or is no RSA key.
 */
export function rsaSigner(privateKey: PrivateKey, passphrase?: string): Signer {
  const key = readKey(privateKey, passphrase, 'rsa');
  return (payload) => sign('sha256', Buffer.from(payload), key).toString('base64');
}

/**
 * Ed25519, base64.
 *
 * @param privateKey Ed25519 key whose public half is registered with the API key.
 * @param passphrase Of an encrypted key.
 * @throws {ArgumentError} The key cannot be read, or is no Ed25519 key.
 */
export function ed25519Signer(privateKey: PrivateKey, passphrase?: string): Signer {
  const key = readKey(privateKey, passphrase, 'ed25519');
  return (payload) => sign(null, Buffer.from(payload), key).toString('base64');
}

/** What a client may be given to sign with. */
export interface SigningOptions {
  /** Secret of an HMAC key. */
  readonly apiSecret?: string | undefined;
  readonly privateKey?: PrivateKey | undefined;
  readonly passphrase?: string | undefined;
  readonly sign?: Signer | AsyncSigner | undefined;
}

/**
 * The signer that the options ask for, if any.
 *
 * @throws {ArgumentError} They ask for several, or a key cannot be read.
 */
export function signerOf({
  apiSecret,
  privateKey,
  passphrase,
  sign,
}: SigningOptions): Signer | AsyncSigner | undefined {
  checkSigningOptions({ apiSecret, privateKey, sign });
  if (sign) return sign;
  if (apiSecret !== undefined) return hmacSigner(apiSecret);
  return privateKey === undefined ? undefined : privateKeySigner(privateKey, passphrase);
}

/** The signer that fits a private key. */
export function privateKeySigner(privateKey: PrivateKey, passphrase?: string): Signer {
  const key = readKey(privateKey, passphrase);
  return key.asymmetricKeyType === 'rsa' ? rsaSigner(key) : ed25519Signer(key);
}

/** Whether a private key is of the kind that logs sessions on. */
export function isEd25519(privateKey: PrivateKey, passphrase?: string): boolean {
  return readKey(privateKey, passphrase).asymmetricKeyType === 'ed25519';
}

function readKey(privateKey: PrivateKey, passphrase: string | undefined, wanted?: 'rsa' | 'ed25519'): KeyObject {
  let key: KeyObject;
  try {
    key =
      typeof privateKey === 'string' || Buffer.isBuffer(privateKey)
        ? createPrivateKey({ key: privateKey, format: 'pem', ...(passphrase !== undefined && { passphrase }) })
        : privateKey;
  } catch {
    throw new ArgumentError('privateKey', 'must be a private key in PEM form, with its passphrase if it is encrypted');
  }
  const type = key.type === 'private' ? key.asymmetricKeyType : undefined;
  if (wanted === undefined ? type !== 'rsa' && type !== 'ed25519' : type !== wanted) {
    throw new ArgumentError(
      'privateKey',
      `must be ${wanted === undefined ? 'an RSA or Ed25519' : wanted === 'rsa' ? 'an RSA' : 'an Ed25519'} private key`,
    );
  }
  return key;
}
