// Examples that can be copied: the documented requests as curl and as calls of the TypeScript client.
import { toJsonText, type Json, type JsonObject } from '../load/load.js';
import { follow } from './entries.js';

/** A REST call with curl; signed ones take the key from the environment and sign with openssl. */
export function curlExample(root: JsonObject, path: string, method: string, operation: JsonObject): string {
  const header = (root['components'] as { [section: string]: { [name: string]: JsonObject } })['securitySchemes']![
    'apiKey'
  ]!['name'];
  const [server] = (operation['servers'] ?? root['servers']) as JsonObject[];
  const [schemes = {}] = (operation['security'] ?? []) as JsonObject[];
  const query = Object.entries(operation['x-request-example'] as JsonObject)
    .map(([name, value]) => `${name}=${encoded(value)}`)
    .join('&');
  const url = `${String(server!['url'])}${path}`;
  const verb = method === 'get' ? '' : ` -X ${method.toUpperCase()}`;
  const key = 'apiKey' in schemes ? ` \\\n  -H "${String(header)}: $API_KEY"` : '';
  if (!('signature' in schemes)) return `curl${verb} "${url}${query && `?${query}`}"${key}`;
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
export function restTypeScript(root: JsonObject, operation: JsonObject): string {
  const flags = ((operation['parameters'] ?? []) as JsonObject[])
    .map((parameter) => follow(root, parameter))
    .filter((parameter) => isFlag(follow(root, parameter['schema'] as JsonObject)))
    .map(({ name }) => String(name));
  return call(`client.rest.${String(operation['operationId'])}`, operation['x-request-example'] as JsonObject, flags);
}

/** A WebSocket API method with the client; what the client itself sets is left out. */
export function methodTypeScript(root: JsonObject, id: string, example: JsonObject): string {
  const setByClient = new Set<string>();
  const flags: string[] = [];
  const schemas = (root['components'] as JsonObject)['schemas'] as { [name: string]: JsonObject };
  for (const schema of Object.values(schemas).flatMap((one) => [one, ...((one['allOf'] ?? []) as JsonObject[])])) {
    for (const [name, node] of Object.entries((schema['properties'] ?? {}) as { [name: string]: JsonObject })) {
      if (node['x-set-by-client']) setByClient.add(name);
      if (isFlag(node)) flags.push(name);
    }
  }
  const params = Object.entries((example['params'] ?? {}) as JsonObject).filter(([name]) => !setByClient.has(name));
  return call(`client.websocketApi.${id}`, Object.fromEntries(params), flags);
}

/** A subscription to a stream with the client, with the parameters that it must have. */
export function streamTypeScript(root: JsonObject, id: string, channel: JsonObject): string {
  const params = streamParameters(root, channel).map(([name, value]) => [name, value.toUpperCase(), value] as const);
  const lower = (name: string) => !follow(root, parameterOf(channel, name))['x-letter-case'];
  const given = params.map(([name, upper, value]) => [name, lower(name) ? value : upper]);
  const written = given.length > 0 ? `${literal(Object.fromEntries(given) as JsonObject, [], '')}, ` : '{}, ';
  return `const subscription = await client.streams.${id}(${written}(event) => console.log(event));`;
}

/** A stream with curl, which speaks WebSocket since 8.11. */
export function streamCurl(root: JsonObject, channel: JsonObject): string {
  const server = follow(root, (channel['servers'] as JsonObject[])[0]!);
  const name = streamParameters(root, channel)
    .reduce((address, [key, value]) => address.replace(`{${key}}`, value), String(channel['address']))
    .replace(/\{\w+\}/g, '');
  return `curl --no-buffer '${String(server['protocol'])}://${String(server['host'])}${String(server['pathname'])}/ws/${name}'`;
}

const parameterOf = (channel: JsonObject, name: string) =>
  (channel['parameters'] as { [name: string]: JsonObject })[name]!;

/** Parameters without default and an example value of each. */
function streamParameters(root: JsonObject, channel: JsonObject): [string, string][] {
  return Object.entries((channel['parameters'] ?? {}) as { [name: string]: JsonObject })
    .map(([name, node]): [string, JsonObject] => [name, follow(root, node)])
    .filter(([, node]) => node['default'] === undefined)
    .map(([name, node]) => [name, String(((node['examples'] ?? node['enum']) as Json[])[0])]);
}

/** Booleans that the exchange wants as text are booleans of the client. */
const isFlag = (schema: JsonObject) => String(schema['enum']) === 'true,false';

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
