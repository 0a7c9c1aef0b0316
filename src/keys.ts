// Keys and signers, as far as they need no cryptography.
import { ArgumentError } from './errors.js';

/** Signs the exact text that will be sent. */
export type Signer = (payload: string) => string;

/** A signer that takes its time, e.g. a key vault. */
export type AsyncSigner = (payload: string) => Promise<string>;

/**
 * Refuses a key or secret that was cut out of a file with more than itself.
 *
 * @throws {ArgumentError} It is no text, empty, or holds a blank, a line end or a byte order mark. Names the option, not the key.
 */
export function checkKey(key: unknown, option: string): void {
  if (typeof key !== 'string' || key === '') throw new ArgumentError(option, 'must be a text that is not empty');
  if (/[\s\uFEFF\0]/.test(key))
    throw new ArgumentError(option, 'must not hold blanks, line ends or a byte order mark: cut them off');
}

/** @throws {ArgumentError} More than one thing to sign with is given. */
export function checkSigningOptions(options: { readonly [option: string]: unknown }): void {
  const given = Object.keys(options).filter((name) => options[name] !== undefined);
  if (given.length > 1) throw new ArgumentError(given.join(' and '), 'exclude each other: give one of them');
}
