// Examples that can be copied: the documented requests as curl and as calls of the TypeScript client.
import { toJsonText, type Json, type JsonObject } from '../load/json.js';
import type { CallModel, MethodModel, Model, OperationModel, StreamModel } from '../model/model.js';

/** Base URL of the host that serves something, in production. */
const baseUrlOf = ({ servers }: Model, host: string): string => servers.find((server) => server.host === host)!.url;

/** A REST call with curl; signed ones take the key from the environment and sign with openssl. */
export function curlExample(model: Model, { path, method, host, auth, requestExample }: OperationModel): string {
  const query = Object.entries(requestExample ?? {})
    .map(([name, value]) => `${name}=${encoded(value)}`)
    .join('&');
  const url = `${baseUrlOf(model, host)}${path}`;
  const verb = method === 'GET' ? '' : ` -X ${method}`;
  const key = auth === 'none' ? '' : ` \\\n  -H "${model.apiKeyHeader}: $API_KEY"`;
  if (auth !== 'signature') return `curl${verb} "${url}${query && `?${query}`}"${key}`;
  return [
    `query="${query && `${query}&`}timestamp=$(date +%s)000"`,
    `signature=$(printf %s "$query" | openssl dgst -sha256 -hmac "$API_SECRET" | sed 's/.* //')`,
    `curl${verb} "${url}?$query&signature=$signature"${key}`,
  ].join('\n');
}

/** Percent-encoding that needs no care inside double quotes of a shell. */
function encoded(value: Json): string {
  const text = typeof value === 'object' ? toJsonText(value) : String(value);
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A REST call with the client. */
export const restTypeScript = (operation: OperationModel): string =>
  call(`client.rest.${operation.id}`, operation.requestExample ?? {}, flagsOf(operation));

/** A WebSocket API method with the client; what the client itself sets is left out. */
export function methodTypeScript(method: MethodModel): string {
  const names = new Set(method.params.map(({ name }) => name));
  const params = Object.entries(method.requestExample ?? {}).filter(([name]) => names.has(name));
  return call(`client.websocketApi.${method.id}`, Object.fromEntries(params), flagsOf(method));
}

/** A subscription to a stream with the client, with the parameters that it must have. */
export function streamTypeScript({ id, params }: StreamModel): string {
  const given = params.flatMap(({ name, required, lowerCase, example = '' }) =>
    required ? [[name, lowerCase ? example.toUpperCase() : example] as const] : [],
  );
  const written = given.length > 0 ? literal(Object.fromEntries(given), [], '') : '{}';
  return `const subscription = await client.streams.${id}(${written}, (event) => console.log(event));`;
}

/** A stream with curl, which speaks WebSocket since 8.11. */
export function streamCurl(model: Model, { address, params, route }: StreamModel): string {
  const name = params.reduce(
    (text, { name: param, required, example = '' }) => text.replace(`{${param}}`, required ? example : ''),
    address,
  );
  return `curl --no-buffer '${baseUrlOf(model, route)}/ws/${name}'`;
}

/** Booleans that the exchange wants as text are booleans of the client. */
const flagsOf = ({ params }: CallModel): string[] =>
  params.filter(({ type }) => type.kind === 'flag').map(({ name }) => name);

function call(name: string, params: JsonObject, flags: readonly string[]): string {
  const written = Object.keys(params).length > 0 ? literal(params, flags, '') : '';
  return `const answer = await ${name}(${written});`;
}

/** A value as TypeScript source; long integers as text, as the client takes them. */
function literal(value: Json, flags: readonly string[], indent: string): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (typeof value === 'bigint') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object'))
      return `[${value.map((item) => literal(item, flags, '')).join(', ')}]`;
    return `[\n${value.map((item) => `${deeper}${literal(item, flags, deeper)},\n`).join('')}${indent}]`;
  }
  const entries = Object.entries(value).map(
    ([key, item]) => `${key}: ${flags.includes(key) ? String(item) : literal(item, flags, deeper)}`,
  );
  const line = `{ ${entries.join(', ')} }`;
  return line.length <= 60 ? line : `{\n${entries.map((entry) => `${deeper}${entry},\n`).join('')}${indent}}`;
}
