// What REST operations and WebSocket API methods say in the same words.
import type { JsonObject } from '../load/load.js';
import type { AnswerModel, CallModel, FieldModel, RuleModel, SchemaModel, TypeModel, Weight } from './model.js';
import { answerFacts, correction } from './read-schemas.js';
import type { Reader } from './reader.js';

/** Words that both kinds of call know. */
export const CALL_WORDS =
  'summary description externalDocs deprecated x-security-type x-weight x-order-weight x-retry x-verify-with x-retry-note x-since x-deprecated-since x-corrected x-param-rules';
const RULE_WORDS = 'when whenAccount scope require requireOneOf forbid doubtful note';
const SECURITY_TYPES = ['NONE', 'MARKET_DATA', 'USER_STREAM', 'USER_DATA', 'TRADE', 'SIGNED'] as const;
const RETRY_CLASSES = ['safe', 'verify', 'never'] as const;

/** Reads the common part of calls. */
export function callReader(reader: Reader, schemas: ReadonlyMap<string, SchemaModel>) {
  /** All but name, group, authentication, parameters and answer. */
  function factsOf(node: JsonObject, params: readonly FieldModel[]) {
    return {
      summary: reader.text(node, 'summary'),
      description: reader.optionalText(node, 'description'),
      link: reader.text(reader.object(node, 'externalDocs'), 'url'),
      deprecated: node['deprecated'] === true,
      since: reader.optionalText(node, 'x-since'),
      security: reader.word(node, 'x-security-type', SECURITY_TYPES),
      weight: weightOf(node, params),
      orderWeight:
        node['x-order-weight'] === undefined ? undefined : orderWeightOf(reader.object(node, 'x-order-weight')),
      retry: reader.word(node, 'x-retry', RETRY_CLASSES),
      verifyWith: reader.texts(node, 'x-verify-with'),
      retryNote: reader.optionalText(node, 'x-retry-note'),
      ...correction(reader, node),
      rules: (reader.list(node, 'x-param-rules') as JsonObject[]).map((rule) => ruleOf(rule, params)),
    } satisfies Partial<CallModel>;
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
    return (items?.kind === 'reference' && schemas.get(items.name)?.fields) || [];
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

  /** What a call answers: `node` is where it stands, `given` its type. */
  function answerOf(given: TypeModel, node: JsonObject, params: readonly FieldModel[]): AnswerModel {
    const target = given.kind === 'reference' ? schemas.get(given.name)?.type : given;
    let type = given;
    let shape: AnswerModel['shape'] = target?.kind === 'array' ? 'array' : 'object';
    if (given.kind === 'union') {
      const one = pairedObject(given.options);
      if (!one || !params.some((param) => param.name === 'symbol')) {
        return reader.fail(
          node,
          'oneOf in an answer means an object with symbol and an array of the same objects without',
        );
      }
      type = one;
      shape = 'bySymbol';
    }
    const { ids, others, coerce } = answerFacts(type, schemas);
    const doubled = [...ids].find((key) => others.has(key));
    if (doubled !== undefined) reader.fail(node, `${doubled} is an opaque id in one object and a number in another`);
    return { shape, type, ids: [...ids], coerce: Object.fromEntries(coerce) };
  }

  /** The object of "an object, or an array of such objects". */
  function pairedObject([one, many, ...more]: readonly TypeModel[]): TypeModel | undefined {
    const isPair = one?.kind === 'reference' && many?.kind === 'array' && many.items.kind === 'reference';
    return isPair && many.items.name === one.name && more.length === 0 ? one : undefined;
  }

  return { factsOf, answerOf };
}
