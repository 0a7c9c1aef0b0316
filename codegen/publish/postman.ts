// A Postman collection (v2.1) of the REST operations: filled with the documented examples, signed before sending.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toJsonText, type JsonObject } from '../load/json.js';
import { textAt } from '../load/nodes.js';
import type { FieldModel, Model, OperationModel } from '../model/model.js';
import { restOperations } from './entries.js';
import { baseUrlOf } from './examples.js';
import { answerOf } from './json-schemas.js';

/** The collection: a folder a tag, a request an operation. Set the variables `apiKey` and `apiSecret` to use it. */
export function postmanCollection(model: Model, root: JsonObject): JsonObject {
  const [production] = model.servers;
  const nodes = new Map(restOperations(root).map(({ node }) => [String(node['operationId']), node]));
  const folders = model.groups.map(({ name, description }) => ({
    name,
    description,
    item: model.operations.filter(({ group }) => group === name).map(request),
  }));
  const script = readFileSync(new URL('postman-sign.js', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  return {
    info: {
      _postman_id: idOf('collection'),
      name: textAt(root, 'info', 'title')!,
      description: textAt(root, 'info', 'description')!,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    item: folders,
    event: [{ listen: 'prerequest', script: { type: 'text/javascript', exec: script } }],
    variable: [
      { key: 'baseUrl', value: production!.url },
      { key: 'apiKey', value: '' },
      { key: 'apiSecret', value: '' },
    ],
  };

  function request(operation: OperationModel): JsonObject {
    const { id, summary, description, method, path, host, auth, params, requestExample = {} } = operation;
    const query = params.map((param) => queryOf(param, requestExample));
    // The script signs what carries these two.
    if (auth === 'signature') query.push(variable('timestamp'), variable('signature'));
    const base = host === production!.host ? '{{baseUrl}}' : baseUrlOf(model, host);
    const sent: JsonObject = {
      method,
      header: auth === 'none' ? [] : [{ key: model.apiKeyHeader, value: '{{apiKey}}' }],
      url: { raw: `${base}${path}`, host: [base], path: path.split('/').slice(1), query },
      description: [summary, description].filter(Boolean).join('\n\n'),
    };
    return {
      id: idOf(id),
      name: id,
      request: sent,
      response: answerOf(nodes.get(id)!).examples.map((answer, index) => ({
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

function queryOf({ name, required, description = '' }: FieldModel, example: JsonObject): JsonObject {
  const value = example[name];
  return {
    key: name,
    value: value === undefined ? '' : typeof value === 'object' ? toJsonText(value) : String(value),
    description: `${required ? 'Required. ' : ''}${description}`,
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
