// A call that is shown and not sent: what would go over the wire, or a line of curl that does the same.
import { baseUrlsOf } from '../environments.js';
import { ArgumentError } from '../errors.js';
import { environments, prepareWebSocketRequest } from '../index.js';
import { prepareRequest } from '../rest.js';
import type { Method, Operation } from '../rows.js';
import { signerOf } from '../sign.js';
import { curlLine, PLACEHOLDER } from './curl.js';
import { clientOptions, type Given } from './options.js';
import { note, print } from './terminal.js';

type Row = Operation<any> | Method<any>;

/** Where the call goes, and with which keys; what is not set is a placeholder. */
function readContext(row: Row, given: Given) {
  const options = clientOptions(given);
  const signer = signerOf(options);
  const lacks = [
    row.auth !== 'none' && options.apiKey === undefined ? 'API key' : '',
    row.auth === 'signature' && !signer ? 'signature' : '',
  ].filter((what) => what !== '');
  return {
    apiKey: options.apiKey ?? 'API_KEY',
    signer: signer ?? (() => PLACEHOLDER),
    baseUrls: baseUrlsOf(environments, options.environment ?? 'production'),
    hasPrivateKey: options.privateKey !== undefined,
    isKeySet: options.apiKey !== undefined,
    /** Said of what could not be filled in. */
    gaps: lacks.length === 0 ? '' : ` Without keys in the environment, ${lacks.join(' and ')} are placeholders.`,
  };
}

function baseUrlOf(row: Operation, baseUrls: { readonly [host: string]: string }): string {
  const baseUrl = baseUrls[row.host];
  if (baseUrl === undefined)
    throw new ArgumentError('environment', `has no ${row.host} host, which this call needs`, row.id);
  return baseUrl;
}

/** Prints what would be sent, signed. */
export async function dryRun(row: Row, params: object, given: Given): Promise<number> {
  const { apiKey, signer, baseUrls, gaps, isKeySet } = readContext(row, given);
  const context = { apiKey, signer, timestamp: Date.now() };
  if (!('path' in row)) {
    const frame = await prepareWebSocketRequest(row, params, { ...context, id: 1 });
    const shown = isKeySet ? frame.replace(JSON.stringify(apiKey), '"***"') : frame;
    print(
      given.has('json') ? JSON.stringify({ operation: row.id, url: baseUrls['websocketApi'], frame: shown }) : shown,
    );
    note(`Nothing was sent.${gaps}`);
    return 0;
  }
  const baseUrl = baseUrlOf(row, baseUrls);
  const { method, url, headers } = await prepareRequest(row, params, { ...context, baseUrl });
  const names = Object.keys(headers);
  print(given.has('json') ? JSON.stringify({ operation: row.id, method, url, headers: names }) : `${method} ${url}`);
  const needed = names.length > 0 ? ` The request also needs the header ${names.join(', ')}: the API key.` : '';
  note(`Nothing was sent.${needed}${gaps}`);
  return 0;
}

/**
 * Prints the call as a line for a shell.
 *
 * @throws {ArgumentError} It is a call of the WebSocket API, or is signed by a private key.
 */
export function printCurl(row: Row, params: object, given: Given): number {
  if (!('path' in row)) throw new ArgumentError('--curl', 'is for REST calls: leave --websocket out', row.id);
  const { baseUrls, hasPrivateKey } = readContext(row, given);
  const context = { apiKey: 'API_KEY', signer: () => PLACEHOLDER, timestamp: 0 };
  const request = prepareRequest(row, params, { ...context, baseUrl: baseUrlOf(row, baseUrls) });
  print(curlLine(row, request, hasPrivateKey));
  return 0;
}
