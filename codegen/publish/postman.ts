// A Postman collection (v2.1) of the REST operations, filled with the documented examples and signed before sending, and an
// environment each for testnet and production.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toJsonText, type JsonObject } from '../load/json.js';
import { textAt } from '../load/nodes.js';
import type { FieldModel, Model, OperationModel } from '../model/model.js';
import { restOperations } from './entries.js';
import { answerOf } from './json-schemas.js';

/**
 * The collection: a folder a tag, a request an operation. It calls the testnet until the environment for production is chosen;
 * `apiKey` and `apiSecret` belong into an environment.
 */
export function postmanCollection(model: Model, root: JsonObject): JsonObject {
  const nodes = new Map(restOperations(root).map(({ node }) => [String(node['operationId']), node]));
  const folders = model.groups.map(({ name, description }) => ({
    name,
    description,
    item: model.operations
      .filter(({ group }) => group === name)
      .map((operation) => itemOf(operation, nodes.get(operation.id)!, model)),
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
    variable: [...variablesOf(model, 'testnet'), { key: 'apiKey', value: '' }, { key: 'apiSecret', value: '' }],
  };
}

/** The environments to choose from, by name: base URLs, and a place for a key and its secret. */
export function postmanEnvironments(model: Model): Map<string, JsonObject> {
  const names = [...new Set(restServers(model).map(({ environment }) => environment))];
  return new Map(
    names.map((name) => [
      name,
      {
        id: idOf(`environment/${name}`),
        name: `Binance USDⓈ-M Futures ${name}`,
        values: [
          ...variablesOf(model, name).map((variable) => ({ ...variable, type: 'default', enabled: true })),
          ...['apiKey', 'apiSecret'].map((key) => ({ key, value: '', type: 'secret', enabled: true })),
        ],
        _postman_variable_scope: 'environment',
      },
    ]),
  );
}

const restServers = ({ servers, operations }: Model) =>
  servers.filter(({ host }) => operations.some((operation) => operation.host === host));

/** The variable that holds the base URL of a host. */
const urlVariable = (host: string): string => `${host}Url`;

/** Base URLs of an environment; what it does not serve gets a name that leads nowhere and says so. */
function variablesOf(model: Model, environment: string): { key: string; value: string }[] {
  const servers = restServers(model);
  return [...new Set(servers.map(({ host }) => host))].map((host) => {
    const server = servers.find((one) => one.host === host && one.environment === environment);
    return { key: urlVariable(host), value: server?.url ?? `https://${host}-is-not-on-${environment}.invalid` };
  });
}

function itemOf(operation: OperationModel, node: JsonObject, model: Model): JsonObject {
  const { id, summary, description, method, path, host, auth, params, requestExample = {} } = operation;
  const query = params.map((param) => queryOf(param, requestExample));
  // The script signs what carries these two.
  if (auth === 'signature') query.push(variable('timestamp'), variable('signature'));
  const base = `{{${urlVariable(host)}}}`;
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
    response: answerOf(node).examples.map((answer, index) => ({
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
