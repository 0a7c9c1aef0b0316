// Path items of an OpenAPI document to operations of the model.
import { lastStep, type JsonObject } from '../load/json.js';
import { callRule, parameterRule, sharedRule } from './allowed-names.js';
import type { FieldModel, OperationModel, SchemaModel } from './model.js';
import { CALL_WORDS, callReader } from './read-calls.js';
import { serversIn } from './read-connections.js';
import { paginationOf } from './read-pagination.js';
import type { TypeReader } from './read-schemas.js';
import { present, type Reader } from './reader.js';

const OPERATION_WORDS = `${CALL_WORDS} operationId tags servers security parameters responses x-weight-pool x-quota x-pagination x-request-example`;
const PARAMETER_WORDS =
  'name in required description schema example x-since x-deprecated-since x-removed x-replacement x-corrected x-observed x-doubtful x-set-by-client deprecated';
const QUOTA_WINDOWS = ['minute', 'hour', 'day', 'month'] as const;

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

/** Servers of the OpenAPI document or of one of its operations. */
export const restServers = (reader: Reader, node: JsonObject) =>
  serversIn(reader, reader.objects(node, 'servers'), (server) => reader.text(server, 'url'));

/** Reads one operation of a path. */
export function operationReader(reader: Reader, types: TypeReader, around: Surroundings) {
  const { factsOf, answerOf } = callReader(reader, around.schemas);
  return function operationOf(path: string, method: string, node: JsonObject): OperationModel {
    reader.known(node, OPERATION_WORDS, 'an operation');
    const params = paramsOf(node);
    const facts = {
      ...factsOf(node, params),
      id: reader.allowed(node, reader.text(node, 'operationId'), callRule, 'operationId'),
      group: reader.word(node, 'tags', around.tags),
      method: method.toUpperCase(),
      path,
      host: restServers(reader, node)[0]?.host ?? around.host,
      auth: authOf(reader, node, around.securitySchemes),
      weightPool:
        node['x-weight-pool'] === undefined ? undefined : reader.word(node, 'x-weight-pool', around.weightPools),
      quota: quotaOf(reader, node),
    };
    const answer = answerAt(node, params);
    const paging = reader.optionalObject(node, 'x-pagination');
    return {
      ...facts,
      pagination: paging && paginationOf(reader, paging, params, answer.type, around.schemas),
      params,
      answer,
      requestExample: reader.optionalObject(node, 'x-request-example'),
    };
  };

  function paramsOf(node: JsonObject): FieldModel[] {
    const fields = reader.objects(node, 'parameters').flatMap((entry) => {
      const reference = reader.optionalText(entry, '$ref');
      const shared =
        reference === undefined ? undefined : reader.allowed(entry, lastStep(reference), sharedRule, '$ref');
      const parameter = shared === undefined ? entry : reader.object(around.parameters, shared);
      reader.known(parameter, PARAMETER_WORDS, 'a parameter');
      if (parameter['in'] !== 'query') reader.fail(parameter, 'every parameter travels in the query', 'in');
      if (reader.flag(parameter, 'x-set-by-client')) return [];
      const schema = reader.object(parameter, 'schema');
      const name = reader.allowed(parameter, reader.text(parameter, 'name'), parameterRule, 'name');
      const field = types.fieldOf(name, schema, reader.flag(parameter, 'required'), parameter, parameter);
      return [shared === undefined ? field : { ...field, shared }];
    });
    const doubled = fields.find(({ name }, index) => fields.findIndex((other) => other.name === name) !== index);
    if (doubled) reader.fail(node, `parameter ${doubled.name} stands twice`, 'parameters');
    return fields;
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

function authOf(reader: Reader, node: JsonObject, securitySchemes: readonly string[]): OperationModel['auth'] {
  const [schemes = {}] = reader.objects(node, 'security');
  reader.known(schemes, securitySchemes.join(' '), 'security');
  return 'signature' in schemes ? 'signature' : 'apiKey' in schemes ? 'key' : 'none';
}

function quotaOf(reader: Reader, node: JsonObject): OperationModel['quota'] {
  return reader.objects(node, 'x-quota').map((quota) => {
    reader.known(quota, 'limit window description', 'a quota');
    return {
      limit: reader.number(quota, 'limit'),
      window: reader.word(quota, 'window', QUOTA_WINDOWS),
      ...present({ description: reader.optionalText(quota, 'description') }),
    };
  });
}
