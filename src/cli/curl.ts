// A call as a line for a shell: curl, signed by openssl with the keys of the environment.
import { ArgumentError } from '../errors.js';
import type { PreparedRequest } from '../rest.js';
import type { Operation } from '../rows.js';

/** Stands for the signature in a request that the line signs itself. */
export const PLACEHOLDER = 'SIGNATURE';

/**
 * The line. It holds no secret: key and secret are variables of the shell.
 *
 * @param request The call, prepared with {@link PLACEHOLDER} for its signature and timestamp 0.
 * @throws {ArgumentError} The call is signed by a private key, which this line cannot do.
 */
export function curlLine(row: Operation, { method, url, headers }: PreparedRequest, hasPrivateKey: boolean): string {
  const parts = ['curl', '-sS', ...(method === 'GET' ? [] : ['-X', method])];
  for (const name of Object.keys(headers)) parts.push('-H', `"${name}: $BINANCE_API_KEY"`);
  if (row.auth !== 'signature') return [...parts, quoted(url)].join(' ');
  if (hasPrivateKey)
    throw new ArgumentError('--curl', 'signs with BINANCE_API_SECRET only; use --dry-run with a private key', row.id);
  const [address = '', query = ''] = url.split('?');
  const payload = query.replace(`&signature=${PLACEHOLDER}`, '').replace('timestamp=0', 'timestamp=');
  const sign = 'openssl dgst -sha256 -hmac "$BINANCE_API_SECRET" -hex | sed "s/.* //"';
  return (
    `q=${quoted(payload)}"$(($(date +%s) * 1000))"; ` +
    [...parts, `${quoted(`${address}?`)}"$q&signature=$(printf %s "$q" | ${sign})"`].join(' ')
  );
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
