// Path items of an OpenAPI document to operations of the model.
import type { JsonObject } from '../load/load.js';
import type { FieldModel, OperationModel, SchemaModel, ServerModel } from './model.js';
import { CALL_WORDS, callReader } from './read-calls.js';
import type { TypeReader } from './read-schemas.js';
import { lastStep, type Reader } from './reader.js';

const OPERATION_WORDS = `${CALL_WORDS} operationId tags servers security parameters responses x-weight-pool x-quota x-pagination x-request-example`;
const PARAMETER_WORDS =
  'name in required description schema example x-since x-deprecated-since x-removed x-corrected x-set-by-client deprecated';
const PAGINATION_WORDS = 'by params field maxLimit maxSpanMs keepsMs order inclusive note';

/** What an operation may refer to. */
interface Surroundings {
  readonly parameters: JsonObject;
  readonly schemas: ReadonlyMap<string, SchemaModel>;
  readonly tags: readonly string[];
  readonly weightPools: readonly string[];
  readonly securitySchemes: readonly string[];
  /** Host of operations that have no servers of their own. */
  readonly host: string;
}

/** Servers with an environment; others are alternatives for people. */
export function serversOf(reader: Reader, node: JsonObject): ServerModel[] {
  return (reader.list(node, 'servers') as JsonObject[])
    .filter((server) => server['x-environment'] !== undefined)
    .map((server) => ({
      host: reader.text(server, 'x-host'),
      environment: reader.text(server, 'x-environment'),
      url: reader.text(server, 'url'),
    }));
}

/** Reads one operation of a path. */
export function operationReader(reader: Reader, types: TypeReader, around: Surroundings) {
  const { factsOf, answerOf } = callReader(reader, around.schemas);
  return function operationOf(path: string, method: string, node: JsonObject): OperationModel {
    reader.known(node, OPERATION_WORDS, 'an operation');
    const params = paramsOf(node);
    return {
      ...factsOf(node, params),
      id: reader.text(node, 'operationId'),
      group: reader.word(node, 'tags', around.tags),
      method: method.toUpperCase(),
      path,
      host: serversOf(reader, node)[0]?.host ?? around.host,
      auth: authOf(node),
      weightPool:
        node['x-weight-pool'] === undefined ? undefined : reader.word(node, 'x-weight-pool', around.weightPools),
      quota: reader.list(node, 'x-quota') as unknown as OperationModel['quota'],
      pagination:
        node['x-pagination'] === undefined ? undefined : paginationOf(reader.object(node, 'x-pagination'), params),
      params,
      answer: answerAt(node, params),
      requestExample: node['x-request-example'],
    };
  };

  function paramsOf(node: JsonObject): FieldModel[] {
    const fields = (reader.list(node, 'parameters') as JsonObject[]).flatMap((entry) => {
      const reference = reader.optionalText(entry, '$ref');
      const shared = reference === undefined ? undefined : lastStep(reference);
      const parameter = shared === undefined ? entry : reader.object(around.parameters, shared);
      reader.known(parameter, PARAMETER_WORDS, 'a parameter');
      if (parameter['in'] !== 'query') reader.fail(parameter, 'every parameter travels in the query');
      if (parameter['x-set-by-client'] === true) return [];
      const schema = reader.object(parameter, 'schema');
      const name = reader.text(parameter, 'name');
      const field = types.fieldOf(name, schema, parameter['required'] === true, parameter, parameter);
      return [shared === undefined ? field : { ...field, shared }];
    });
    const doubled = fields.find(({ name }, index) => fields.findIndex((other) => other.name === name) !== index);
    if (doubled) reader.fail(node, `parameter ${doubled.name} stands twice`);
    return fields;
  }

  function authOf(node: JsonObject): OperationModel['auth'] {
    const [schemes = {}] = reader.list(node, 'security') as JsonObject[];
    reader.known(schemes, around.securitySchemes.join(' '), 'security');
    return 'signature' in schemes ? 'signature' : 'apiKey' in schemes ? 'key' : 'none';
  }

  function paginationOf(node: JsonObject, params: readonly FieldModel[]): NonNullable<OperationModel['pagination']> {
    reader.known(node, PAGINATION_WORDS, 'paging');
    for (const name of Object.values(reader.object(node, 'params'))) {
      if (!params.some((param) => param.name === name)) reader.fail(node, `there is no parameter ${String(name)}`);
    }
    return node;
  }

  function answerAt(node: JsonObject, params: readonly FieldModel[]): OperationModel['answer'] {
    const responses = reader.object(node, 'responses');
    reader.known(responses, '200 default', 'responses');
    const success = reader.object(responses, '200');
    reader.known(success, 'description content', 'a response');
    const content = reader.object(reader.object(success, 'content'), 'application/json');
    reader.known(content, 'schema example examples', 'an answer');
    return answerOf(types.typeOf(content['schema'], content), content, params);
  }
}
