// What REST operations and WebSocket API methods say in the same words.
import type { JsonObject } from '../load/json.js';
import { didYouMean } from '../load/nearest.js';
import { answerFacts } from './answer-facts.js';
import type { AnswerModel, CallModel, FieldModel, SchemaModel, TypeModel, Weight } from './model.js';
import { readRule } from './read-rules.js';
import { clientNote, correction } from './read-marks.js';
import { present, type Reader } from './reader.js';

/** Words that both kinds of call know. */
export const CALL_WORDS =
  'summary description externalDocs deprecated x-security-type x-weight x-order-weight x-retry x-verify-with x-retry-note x-since x-deprecated-since x-corrected x-param-rules x-client-note x-error-codes x-refresh-ms';
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
      deprecated: reader.flag(node, 'deprecated'),
      since: reader.optionalText(node, 'x-since'),
      security: reader.word(node, 'x-security-type', SECURITY_TYPES),
      weight: weightOf(node, params),
      ...present({ refreshMs: reader.optionalNumber(node, 'x-refresh-ms') }),
      errorCodes: errorCodesOf(node),
      orderWeight: node['x-order-weight'] === undefined ? undefined : reader.numbersIn(node, 'x-order-weight'),
      retry: reader.word(node, 'x-retry', RETRY_CLASSES),
      verifyWith: reader.texts(node, 'x-verify-with'),
      retryNote: reader.optionalText(node, 'x-retry-note'),
      ...present({ deprecatedSince: reader.optionalText(node, 'x-deprecated-since') }),
      ...correction(reader, node),
      ...clientNote(reader, node),
      rules: reader.each(reader.objects(node, 'x-param-rules'), (rule) => readRule(reader, rule, params, schemas)),
    } satisfies Partial<CallModel>;
  }

  /** Codes in the order of the catalogue, each once. */
  function errorCodesOf(node: JsonObject): number[] {
    const codes = reader.list(node, 'x-error-codes').map((code) => Number(code));
    const isSorted = codes.every((code, index) => code < 0 && (index === 0 || code < codes[index - 1]!));
    return isSorted ? codes : reader.fail(node, 'x-error-codes must be numbers that fall from -1 on', 'x-error-codes');
  }

  function weightOf(node: JsonObject, params: readonly FieldModel[]): Weight | undefined {
    const weight = node['x-weight'];
    if (weight === undefined || typeof weight === 'number') return weight;
    const facts = reader.object(node, 'x-weight');
    const key = facts['by'] === undefined ? 'parameter' : 'by';
    const parameter = reader.text(facts, key);
    const names = params.map(({ name }) => name);
    if (!names.includes(parameter))
      reader.fail(facts, `there is no parameter ${parameter}${didYouMean(parameter, names)}`, key);
    if (key === 'by') {
      reader.known(facts, 'by tiers', 'a weight');
      return { by: parameter, tiers: tiersOf(reader, facts) };
    }
    reader.known(facts, 'parameter with without', 'a weight');
    return { parameter, with: reader.number(facts, 'with'), without: reader.number(facts, 'without') };
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

  return { factsOf, answerOf };
}

/** The object of "an object, or an array of such objects". */
function pairedObject([one, many, ...more]: readonly TypeModel[]): TypeModel | undefined {
  const isPair = one?.kind === 'reference' && many?.kind === 'array' && many.items.kind === 'reference';
  return isPair && many.items.name === one.name && more.length === 0 ? one : undefined;
}

/** Pairs of a bound and the weight up to it, the bounds growing. */
function tiersOf(reader: Reader, facts: JsonObject): [number, number][] {
  const tiers = reader.list(facts, 'tiers').map((tier): [number, number] => {
    const [upTo, weight, ...more] = Array.isArray(tier) ? tier : [];
    if (typeof upTo !== 'number' || typeof weight !== 'number' || more.length > 0)
      return reader.fail(facts, 'tiers must be pairs of numbers: a bound, and the weight up to it', 'tiers');
    return [upTo, weight];
  });
  const isSorted = tiers.every(([upTo], index) => index === 0 || upTo > tiers[index - 1]![0]);
  return tiers.length > 0 && isSorted ? tiers : reader.fail(facts, 'the bounds of tiers must grow', 'tiers');
}
