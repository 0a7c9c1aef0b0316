// Signers: text in, signature out. Each holds its secret in a closure, out of reach of logs and inspection.
import { createHmac, createPrivateKey, createSecretKey, sign, type KeyObject } from 'node:crypto';
import { ArgumentError } from './errors.js';

/** Signs the exact text that will be sent. */
export type Signer = (payload: string) => string;

/** A signer that takes its time, e.g. a key vault. */
export type AsyncSigner = (payload: string) => Promise<string>;

/** A private key: PEM text, or a key object of `node:crypto`. */
export type PrivateKey = string | Buffer | KeyObject;

/**
 * HMAC-SHA256, hexadecimal.
 *
 * @param apiSecret The secret that belongs to the API key.
 * @throws {ArgumentError} The secret is empty.
 * @see https://developers.binance.com/docs/derivatives/usds-margined-futures/general-info
 */
export function hmacSigner(apiSecret: string): Signer {
  if (typeof apiSecret !== 'string' || apiSecret === '')
    throw new ArgumentError('apiSecret', 'must be a text that is not empty');
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
