// Path items of an OpenAPI document to operations of the model.
import type { JsonObject } from './load.js';
import type {
  AnswerModel,
  FieldModel,
  OperationModel,
  RuleModel,
  SchemaModel,
  ServerModel,
  TypeModel,
  Weight,
} from './model.js';
import { answerFacts, type TypeReader } from './read-schemas.js';
import { lastStep, type Reader } from './reader.js';

const OPERATION_WORDS =
  'operationId tags summary description externalDocs deprecated servers security parameters responses x-security-type x-weight x-weight-pool x-quota x-order-weight x-retry x-verify-with x-retry-note x-pagination x-since x-deprecated-since x-param-rules x-request-example';
const PARAMETER_WORDS =
  'name in required description schema example x-since x-deprecated-since x-removed x-set-by-client deprecated';
const RULE_WORDS = 'when whenAccount scope require requireOneOf forbid doubtful note';
const PAGINATION_WORDS = 'by params field maxLimit maxSpanMs keepsMs order inclusive note';
const SECURITY_TYPES = ['NONE', 'MARKET_DATA', 'USER_STREAM', 'USER_DATA', 'TRADE'] as const;
const RETRY_CLASSES = ['safe', 'verify', 'never'] as const;

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
  return function operationOf(path: string, method: string, node: JsonObject): OperationModel {
    reader.known(node, OPERATION_WORDS, 'an operation');
    const params = paramsOf(node);
    const rules = (reader.list(node, 'x-param-rules') as JsonObject[]).map((rule) => ruleOf(rule, params));
    return {
      id: reader.text(node, 'operationId'),
      group: reader.word(node, 'tags', around.tags),
      method: method.toUpperCase(),
      path,
      host: serversOf(reader, node)[0]?.host ?? around.host,
      summary: reader.text(node, 'summary'),
      description: reader.optionalText(node, 'description'),
      link: reader.text(reader.object(node, 'externalDocs'), 'url'),
      deprecated: node['deprecated'] === true,
      since: reader.optionalText(node, 'x-since'),
      security: reader.word(node, 'x-security-type', SECURITY_TYPES),
      auth: authOf(node),
      weight: weightOf(node, params),
      weightPool:
        node['x-weight-pool'] === undefined ? undefined : reader.word(node, 'x-weight-pool', around.weightPools),
      quota: reader.list(node, 'x-quota') as unknown as OperationModel['quota'],
      orderWeight:
        node['x-order-weight'] === undefined ? undefined : orderWeightOf(reader.object(node, 'x-order-weight')),
      retry: reader.word(node, 'x-retry', RETRY_CLASSES),
      verifyWith: reader.texts(node, 'x-verify-with'),
      retryNote: reader.optionalText(node, 'x-retry-note'),
      pagination:
        node['x-pagination'] === undefined ? undefined : paginationOf(reader.object(node, 'x-pagination'), params),
      params,
      rules,
      answer: answerOf(node, params),
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

  function ruleOf(rule: JsonObject, params: readonly FieldModel[]): RuleModel {
    reader.known(rule, RULE_WORDS, 'a rule');
    const scope = reader.optionalText(rule, 'scope');
    const model: RuleModel = {
      when: (rule['when'] ?? {}) as RuleModel['when'],
      whenAccount: (rule['whenAccount'] ?? {}) as RuleModel['whenAccount'],
      scope,
      require: reader.texts(rule, 'require'),
      requireOneOf: reader.list(rule, 'requireOneOf') as string[][],
      forbid: reader.texts(rule, 'forbid'),
      doubtful: rule['doubtful'] === true,
      note: reader.optionalText(rule, 'note'),
    };
    const fields = scope === undefined ? params : elementFields(params.find(({ name }) => `${name}[]` === scope)?.type);
    const named = [Object.keys(model.when), model.require, model.requireOneOf.flat(), model.forbid].flat();
    const unknown = named
      .map((text) => text.split('=')[0])
      .find((name) => !fields.some((field) => field.name === name));
    if (unknown !== undefined) reader.fail(rule, `the rule names ${unknown}, which is no parameter here`);
    return model;
  }

  function elementFields(type: TypeModel | undefined): readonly FieldModel[] {
    const items = type?.kind === 'json' && type.content.kind === 'array' ? type.content.items : undefined;
    return (items?.kind === 'reference' && around.schemas.get(items.name)?.fields) || [];
  }

  function authOf(node: JsonObject): OperationModel['auth'] {
    const [schemes = {}] = reader.list(node, 'security') as JsonObject[];
    reader.known(schemes, around.securitySchemes.join(' '), 'security');
    return 'signature' in schemes ? 'signature' : 'apiKey' in schemes ? 'key' : 'none';
  }

  function weightOf(node: JsonObject, params: readonly FieldModel[]): Weight | undefined {
    const weight = node['x-weight'];
    if (weight === undefined || typeof weight === 'number') return weight;
    const facts = reader.object(node, 'x-weight');
    const parameter = facts['by'] === 'limit' ? 'limit' : reader.text(facts, 'parameter');
    if (!params.some(({ name }) => name === parameter)) reader.fail(facts, `there is no parameter ${parameter}`);
    reader.known(facts, facts['by'] === 'limit' ? 'by tiers' : 'parameter with without', 'a weight');
    return facts as unknown as Weight;
  }

  function orderWeightOf(node: JsonObject): { readonly [window: string]: number } {
    for (const [window, count] of Object.entries(node))
      if (typeof count !== 'number') reader.fail(node, `${window} must be a number`);
    return node as { [window: string]: number };
  }

  function paginationOf(node: JsonObject, params: readonly FieldModel[]): NonNullable<OperationModel['pagination']> {
    reader.known(node, PAGINATION_WORDS, 'paging');
    for (const name of Object.values(reader.object(node, 'params'))) {
      if (!params.some((param) => param.name === name)) reader.fail(node, `there is no parameter ${String(name)}`);
    }
    return node;
  }

  function answerOf(node: JsonObject, params: readonly FieldModel[]): AnswerModel {
    const responses = reader.object(node, 'responses');
    reader.known(responses, '200 default', 'responses');
    const success = reader.object(responses, '200');
    reader.known(success, 'description content', 'a response');
    const content = reader.object(reader.object(success, 'content'), 'application/json');
    reader.known(content, 'schema example examples', 'an answer');
    let type = types.typeOf(content['schema'], content);
    const target = type.kind === 'reference' ? around.schemas.get(type.name)?.type : type;
    let shape: AnswerModel['shape'] = target?.kind === 'array' ? 'array' : 'object';
    if (type.kind === 'union') {
      const one = pairedObject(type.options);
      if (!one || !params.some((param) => param.name === 'symbol')) {
        return reader.fail(
          content,
          'oneOf in an answer means an object with symbol and an array of the same objects without',
        );
      }
      type = one;
      shape = 'bySymbol';
    }
    const { ids, others, coerce } = answerFacts(type, around.schemas);
    const doubled = [...ids].find((key) => others.has(key));
    if (doubled !== undefined) reader.fail(content, `${doubled} is an opaque id in one object and a number in another`);
    return { shape, type, ids: [...ids], coerce: Object.fromEntries(coerce) };
  }

  /** The object of "an object, or an array of such objects". */
  function pairedObject([one, many, ...more]: readonly TypeModel[]): TypeModel | undefined {
    const isPair = one?.kind === 'reference' && many?.kind === 'array' && many.items.kind === 'reference';
    return isPair && many.items.name === one.name && more.length === 0 ? one : undefined;
  }
}
