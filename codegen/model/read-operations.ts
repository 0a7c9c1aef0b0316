// Path items of an OpenAPI document to operations of the model.
import { lastStep, type JsonObject } from '../load/json.js';
import { callRule, parameterRule, sharedRule } from './allowed-names.js';
import type { FieldModel, OperationModel, PaginationModel, SchemaModel, TypeModel } from './model.js';
import { CALL_WORDS, callReader } from './read-calls.js';
import { serversIn } from './read-connections.js';
import type { TypeReader } from './read-schemas.js';
import { present, type Reader } from './reader.js';

const OPERATION_WORDS = `${CALL_WORDS} operationId tags servers security parameters responses x-weight-pool x-quota x-pagination x-request-example`;
const PARAMETER_WORDS =
  'name in required description schema example x-since x-deprecated-since x-removed x-replacement x-corrected x-observed x-doubtful x-set-by-client deprecated';
const PAGINATION_WORDS = 'by params field maxLimit maxSpanMs keepsMs order inclusive note';
const PAGINATION_PARAMS = ['id', 'from', 'to', 'limit', 'page'] as const;
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
      auth: authOf(node),
      weightPool:
        node['x-weight-pool'] === undefined ? undefined : reader.word(node, 'x-weight-pool', around.weightPools),
      quota: quotaOf(node),
    };
    const answer = answerAt(node, params);
    const paging = reader.optionalObject(node, 'x-pagination');
    return {
      ...facts,
      pagination: paging && paginationOf(paging, params, answer.type),
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

  function authOf(node: JsonObject): OperationModel['auth'] {
    const [schemes = {}] = reader.objects(node, 'security');
    reader.known(schemes, around.securitySchemes.join(' '), 'security');
    return 'signature' in schemes ? 'signature' : 'apiKey' in schemes ? 'key' : 'none';
  }

  function quotaOf(node: JsonObject): OperationModel['quota'] {
    return reader.objects(node, 'x-quota').map((quota) => {
      reader.known(quota, 'limit window description', 'a quota');
      return {
        limit: reader.number(quota, 'limit'),
        window: reader.word(quota, 'window', QUOTA_WINDOWS),
        ...present({ description: reader.optionalText(quota, 'description') }),
      };
    });
  }

  function paginationOf(node: JsonObject, params: readonly FieldModel[], answer: TypeModel): PaginationModel {
    reader.known(node, PAGINATION_WORDS, 'paging');
    const named = reader.object(node, 'params');
    reader.known(named, PAGINATION_PARAMS.join(' '), 'params of paging');
    for (const meaning of Object.keys(named)) {
      const name = reader.text(named, meaning);
      if (!params.some((param) => param.name === name && param.removed === undefined))
        reader.fail(named, `there is no parameter ${name}`, meaning);
    }
    const field = reader.optionalText(node, 'field');
    if (field !== undefined && !leadsToValue(field, answer))
      reader.fail(node, `field ${field} leads to nothing in the answer`, 'field');
    return {
      by: reader.word(node, 'by', ['id', 'limit', 'page', 'time']),
      params: present(Object.fromEntries(Object.keys(named).map((meaning) => [meaning, reader.text(named, meaning)]))),
      ...present({
        field,
        maxLimit: reader.optionalNumber(node, 'maxLimit'),
        maxSpanMs: reader.optionalNumber(node, 'maxSpanMs'),
        keepsMs: reader.optionalNumber(node, 'keepsMs'),
        order: node['order'] === undefined ? undefined : reader.word(node, 'order', ['ascending', 'descending']),
        inclusive: node['inclusive'] === undefined ? undefined : reader.flag(node, 'inclusive'),
        note: reader.optionalText(node, 'note'),
      }),
    };
  }

  /** Whether a path such as `[].id`, `[][0]` or `rows[].time` leads to a value of an answer. */
  function leadsToValue(path: string, answer: TypeModel): boolean {
    let type: TypeModel | undefined = answer;
    for (const step of path.match(/\[\d*\]|[^.[\]]+/g) ?? []) {
      const [here, fields] = resolved(type);
      if (step === '[]') type = here?.kind === 'array' ? here.items : undefined;
      else if (step.startsWith('['))
        type =
          here?.kind === 'tuple'
            ? here.items[Number(step.slice(1, -1))]?.type
            : here?.kind === 'array'
              ? here.items
              : undefined;
      else type = fields.find(({ name }) => name === step)?.type;
      if (type === undefined) return false;
    }
    return true;
  }

  /** What a reference stands for: a type, or the fields of an object with those of its bases. */
  function resolved(type: TypeModel | undefined): [type: TypeModel | undefined, fields: readonly FieldModel[]] {
    if (type?.kind !== 'reference') return [type, []];
    const schema = around.schemas.get(type.name);
    if (schema?.type) return resolved(schema.type);
    const inherited = (schema?.extends ?? []).flatMap((name) => resolved({ kind: 'reference', name })[1]);
    return [undefined, [...inherited, ...(schema?.fields ?? [])]];
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
