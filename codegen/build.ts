// Documents to model: the only file that knows the words of OpenAPI. What it does not know stops the run.
import type { JsonObject, SpecDocument } from './load.js';
import type {
  AnswerModel,
  ErrorModel,
  FieldModel,
  HttpErrorModel,
  Model,
  OperationModel,
  RuleModel,
  ServerModel,
  TypeModel,
  WeightPool,
} from './model.js';
import { answerFacts, typeReader } from './read-schemas.js';
import { lastStep, readerOf, type Reader } from './reader.js';

const METHODS = ['get', 'post', 'put', 'delete'];
const OPERATION_WORDS =
  'operationId tags summary description externalDocs deprecated servers security parameters responses x-security-type x-weight x-weight-pool x-quota x-order-weight x-retry x-verify-with x-retry-note x-pagination x-since x-deprecated-since x-param-rules x-request-example';
const PARAMETER_WORDS =
  'name in required description schema example x-since x-deprecated-since x-removed x-set-by-client deprecated';
const RULE_WORDS = 'when whenAccount scope require requireOneOf forbid doubtful note';

/** Reads the whole OpenAPI document. */
export function buildModel(document: SpecDocument): Model {
  const reader = readerOf(document);
  const { root } = document;
  const components = reader.object(root, 'components');
  const schemaNodes = reader.object(components, 'schemas');
  const parameterNodes = reader.object(components, 'parameters');
  const types = typeReader(reader, schemaNodes);
  const schemas = Object.entries(schemaNodes)
    .filter(([, node]) => types.isNamed(node as JsonObject))
    .map(([name, node]) => types.schemaOf(name, node as JsonObject));
  const byName = new Map(schemas.map((schema) => [schema.name, schema]));

  function serversOf(node: JsonObject): ServerModel[] {
    return (reader.list(node, 'servers') as JsonObject[])
      .filter((server) => server['x-environment'] !== undefined)
      .map((server) => ({
        host: reader.text(server, 'x-host'),
        environment: reader.text(server, 'x-environment'),
        url: reader.text(server, 'url'),
      }));
  }

  function rulesOf(node: JsonObject): RuleModel[] {
    return (reader.list(node, 'x-param-rules') as JsonObject[]).map((rule) => {
      reader.known(rule, RULE_WORDS, 'a rule');
      return {
        when: (rule['when'] ?? {}) as RuleModel['when'],
        whenAccount: (rule['whenAccount'] ?? {}) as RuleModel['whenAccount'],
        scope: reader.optionalText(rule, 'scope'),
        require: reader.texts(rule, 'require'),
        requireOneOf: reader.list(rule, 'requireOneOf') as string[][],
        forbid: reader.texts(rule, 'forbid'),
        doubtful: rule['doubtful'] === true,
        note: reader.optionalText(rule, 'note'),
      };
    });
  }

  function paramsOf(node: JsonObject): FieldModel[] {
    return (reader.list(node, 'parameters') as JsonObject[]).flatMap((entry) => {
      const reference = reader.optionalText(entry, '$ref');
      const shared = reference === undefined ? undefined : lastStep(reference);
      const parameter = shared === undefined ? entry : (parameterNodes[shared] as JsonObject);
      reader.known(parameter, PARAMETER_WORDS, 'a parameter');
      if (parameter['in'] !== 'query') reader.fail(parameter, 'every parameter travels in the query');
      if (parameter['x-set-by-client'] === true) return [];
      const schema = reader.object(parameter, 'schema');
      const field = types.fieldOf(
        reader.text(parameter, 'name'),
        schema,
        parameter['required'] === true,
        parameter,
        parameter,
      );
      return [shared === undefined ? field : { ...field, shared }];
    });
  }

  function answerOf(node: JsonObject, params: readonly FieldModel[]): AnswerModel {
    const success = reader.object(reader.object(node, 'responses'), '200');
    const content = reader.object(reader.object(success, 'content'), 'application/json');
    let type = types.typeOf(content['schema'], content);
    let shape: AnswerModel['shape'] =
      type.kind === 'array' || resolved(type)?.type?.kind === 'array' ? 'array' : 'object';
    if (type.kind === 'union') {
      const [one, many] = type.options;
      const paired =
        one?.kind === 'reference' &&
        many?.kind === 'array' &&
        many.items.kind === 'reference' &&
        many.items.name === one.name;
      if (!paired || !params.some((param) => param.name === 'symbol')) {
        reader.fail(content, 'oneOf in an answer means an object with symbol and an array of the same objects without');
      }
      type = one!;
      shape = 'bySymbol';
    }
    const { ids, others, coerce } = answerFacts(type, byName);
    const doubled = [...ids].find((key) => others.has(key));
    if (doubled !== undefined) reader.fail(content, `${doubled} is an opaque id in one object and a number in another`);
    return { shape, type, ids: [...ids], coerce: Object.fromEntries(coerce) };
  }
  const resolved = (type: TypeModel) => (type.kind === 'reference' ? byName.get(type.name) : undefined);

  const servers = serversOf(root);
  const defaultHost = servers[0]?.host ?? reader.fail(root, 'servers need x-environment and x-host');
  const operations: OperationModel[] = [];
  for (const [path, item] of Object.entries(reader.object(root, 'paths')) as [string, JsonObject][]) {
    reader.known(item, METHODS.join(' '), 'a path');
    for (const [method, value] of Object.entries(item)) {
      const node = value as JsonObject;
      reader.known(node, OPERATION_WORDS, 'an operation');
      const own = serversOf(node);
      for (const server of own) if (!servers.some((known) => known.url === server.url)) servers.push(server);
      const schemes = (reader.list(node, 'security')[0] ?? {}) as JsonObject;
      const params = paramsOf(node);
      const tag = reader.texts(node, 'tags')[0] ?? reader.fail(node, 'tags is missing');
      operations.push({
        id: reader.text(node, 'operationId'),
        group: tag,
        method: method.toUpperCase(),
        path,
        host: own[0]?.host ?? defaultHost,
        summary: reader.text(node, 'summary'),
        description: reader.optionalText(node, 'description'),
        link: reader.text(reader.object(node, 'externalDocs'), 'url'),
        deprecated: node['deprecated'] === true,
        since: reader.optionalText(node, 'x-since'),
        security: reader.text(node, 'x-security-type'),
        auth: 'signature' in schemes ? 'signature' : 'apiKey' in schemes ? 'key' : 'none',
        weight: node['x-weight'] as unknown as OperationModel['weight'],
        weightPool: reader.optionalText(node, 'x-weight-pool'),
        quota: reader.list(node, 'x-quota') as unknown as OperationModel['quota'],
        orderWeight: node['x-order-weight'] as unknown as OperationModel['orderWeight'],
        retry: reader.text(node, 'x-retry') as OperationModel['retry'],
        verifyWith: reader.texts(node, 'x-verify-with'),
        retryNote: reader.optionalText(node, 'x-retry-note'),
        pagination: node['x-pagination'] as unknown as OperationModel['pagination'],
        params,
        rules: rulesOf(node),
        answer: answerOf(node, params),
        requestExample: node['x-request-example'],
      });
    }
  }
  for (const { verifyWith, id } of operations) {
    for (const other of verifyWith) {
      if (!operations.some((operation) => operation.id === other))
        reader.fail(root, `${id}: x-verify-with names ${other}, which is no operation`);
    }
  }

  const scheme = reader.object(reader.object(components, 'securitySchemes'), 'apiKey');
  return {
    version: reader.text(reader.object(root, 'info'), 'version'),
    servers,
    apiKeyHeader: reader.text(scheme, 'name'),
    limitHeaders: reader.object(root, 'x-limit-headers') as unknown as Model['limitHeaders'],
    timing: reader.object(root, 'x-timing') as unknown as Model['timing'],
    weightPools: reader.object(root, 'x-weight-pools') as unknown as { [name: string]: WeightPool },
    groups: (reader.list(root, 'tags') as JsonObject[]).map((tag) => ({
      name: reader.text(tag, 'name'),
      description: reader.text(tag, 'description'),
    })),
    operations,
    schemas,
    errors: (reader.list(root, 'x-errors') as JsonObject[]).map((error) => errorOf(error, reader)),
    httpErrors: (reader.list(root, 'x-http-errors') as JsonObject[]).map((error) => httpErrorOf(error, reader)),
  };
}

function errorOf(node: JsonObject, reader: Reader): ErrorModel {
  reader.known(node, 'code name otherNames kind retry executed messages advice', 'an error');
  return {
    code: node['code'] as number,
    name: reader.text(node, 'name'),
    kind: reader.text(node, 'kind'),
    retry: reader.text(node, 'retry'),
    executed: reader.optionalText(node, 'executed') as ErrorModel['executed'],
    messages: reader.texts(node, 'messages'),
    advice: reader.optionalText(node, 'advice'),
  };
}

function httpErrorOf(node: JsonObject, reader: Reader): HttpErrorModel {
  reader.known(node, 'id status meaning retry executed advice variants', 'an HTTP error');
  return {
    id: reader.text(node, 'id'),
    status: String(node['status']),
    meaning: reader.text(node, 'meaning'),
    retry: reader.text(node, 'retry'),
    executed: reader.optionalText(node, 'executed') as HttpErrorModel['executed'],
    advice: reader.optionalText(node, 'advice'),
    variants: (reader.list(node, 'variants') as JsonObject[]).map((variant) => ({
      id: reader.text(variant, 'id'),
      message: reader.text(variant, 'message'),
      codes: [variant['code'] ?? [], variant['sameAs'] ?? []].flat() as number[],
      executed: reader.text(variant, 'executed') as 'no' | 'unknown',
      retry: reader.text(variant, 'retry'),
      advice: reader.optionalText(variant, 'advice'),
    })),
  };
}
