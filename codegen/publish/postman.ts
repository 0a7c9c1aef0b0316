// A Postman collection (v2.1) of the REST operations: filled with the documented examples, signed before sending.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toJsonText, type Json, type JsonObject } from '../load/load.js';
import { answerOf } from './json-schemas.js';

type Named = { readonly [name: string]: JsonObject };

/** The collection: a folder a tag, a request an operation. Set the variables `apiKey` and `apiSecret` to use it. */
export function postmanCollection(root: JsonObject): JsonObject {
  const info = root['info'] as JsonObject;
  const [production] = root['servers'] as JsonObject[];
  const parameters = (root['components'] as { [section: string]: Named })['parameters']!;
  const header = (root['components'] as { [section: string]: Named })['securitySchemes']!['apiKey']!['name']!;
  const operations = Object.entries(root['paths'] as { [path: string]: Named }).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const folders = (root['tags'] as JsonObject[]).map(({ name, description }) => ({
    name: name!,
    description: description!,
    item: operations
      .filter(({ operation }) => (operation['tags'] as Json[]).includes(name!))
      .map(({ path, method, operation }) => request(path, method, operation)),
  }));
  const script = readFileSync(new URL('postman-sign.js', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  return {
    info: {
      _postman_id: idOf('collection'),
      name: info['title']!,
      description: info['description']!,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    item: folders,
    event: [{ listen: 'prerequest', script: { type: 'text/javascript', exec: script } }],
    variable: [
      { key: 'baseUrl', value: production!['url']! },
      { key: 'apiKey', value: '' },
      { key: 'apiSecret', value: '' },
    ],
  };

  function request(path: string, method: string, operation: JsonObject): JsonObject {
    const id = String(operation['operationId']);
    const example = operation['x-request-example'] as JsonObject;
    const [schemes = {}] = (operation['security'] ?? []) as JsonObject[];
    const [ownServer] = (operation['servers'] ?? []) as JsonObject[];
    const query = ((operation['parameters'] ?? []) as JsonObject[])
      .map((node) => (node['$ref'] ? parameters[String(node['$ref']).split('/').at(-1)!]! : node))
      .filter((parameter) => !parameter['x-set-by-client'])
      .map((parameter) => queryOf(parameter, example));
    // The script signs what carries these two.
    if ('signature' in schemes) query.push(variable('timestamp'), variable('signature'));
    const url = {
      raw: `${ownServer ? String(ownServer['url']) : '{{baseUrl}}'}${path}`,
      host: [ownServer ? ownServer['url']! : '{{baseUrl}}'],
      path: path.split('/').slice(1),
      query,
    };
    const sent: JsonObject = {
      method: method.toUpperCase(),
      header: 'apiKey' in schemes ? [{ key: header, value: '{{apiKey}}' }] : [],
      url,
      description: [operation['summary'], operation['description']].filter(Boolean).join('\n\n'),
    };
    return {
      id: idOf(id),
      name: id,
      request: sent,
      response: answerOf(operation).examples.map((answer, index) => ({
        id: idOf(`${id}/${index}`),
        name: `example ${index + 1}`,
        originalRequest: sent,
        status: 'OK',
        code: 200,
        header: [{ key: 'Content-Type', value: 'application/json' }],
        body: toJsonText(answer, 2),
      })),
    };
  }
}

const variable = (key: string): JsonObject => ({ key, value: `{{${key}}}` });

function queryOf(parameter: JsonObject, example: JsonObject): JsonObject {
  const name = String(parameter['name']);
  const value = example[name];
  return {
    key: name,
    value: value === undefined ? '' : typeof value === 'object' ? toJsonText(value) : String(value),
    description: `${parameter['required'] ? 'Required. ' : ''}${String(parameter['description'] ?? '')}`,
    ...(value === undefined && { disabled: true }),
  };
}

/** A UUID made from a name, so that the same collection is written each time. */
function idOf(name: string): string {
  const hex = createHash('sha256').update(`binance-usdm/${name}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
