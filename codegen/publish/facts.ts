// The facts that plain OpenAPI and AsyncAPI cannot say, from the x- extensions, as Markdown for people.
import type { JsonObject } from '../load/json.js';
import { listAt, textAt, textsAt } from '../load/nodes.js';
import type { MethodModel, Model, OperationModel, PaginationModel, StreamModel, WeightPool } from '../model/model.js';
import { errorName, provenanceText, ruleText, sentence, weightText } from '../model/sentences.js';
import { hrefOf, type Entry } from './entries.js';

const REPEAT = {
  safe: 'may be repeated freely',
  verify: 'find out first whether it was carried out',
  never: 'must not be repeated',
};
const KEYS = { none: 'no API key', key: 'API key', signature: 'API key and signature' };

type Facts = [what: string, text: string | undefined | false][];

/** Texts that are there, joined. */
const joined = (texts: readonly (string | undefined | false)[], mark: string): string =>
  texts.filter(Boolean).join(mark);

/** Facts and parameter rules of a REST operation or a WebSocket API method. `calls` are the entries it may refer to. */
export function callFacts(call: OperationModel | MethodModel, model: Model, calls: readonly Entry[]): string {
  const { security, weight, orderWeight, retry, retryNote, verifyWith, rules, since, deprecatedSince } = call;
  const limits = Object.entries(orderWeight ?? {}).map(([window, count]) => `counts ${count} in ${window}`);
  const asked = verifyWith.map((id) => linkTo(id, calls));
  const repeat = [
    `${code(retry)}, ${REPEAT[retry]}.`,
    retryNote && sentence(retryNote),
    asked.length > 0 && `Ask ${asked.join(', ')}.`,
  ];
  const facts: Facts = [
    // Methods leave it to their class which keys are sent.
    ['Security', `${code(security)}${'path' in call ? `, ${KEYS[call.auth]}` : ''}`],
    ['Request weight', weightText(weight, code)],
    ...('path' in call ? [weightPoolFact(call, model)] : []),
    ['Order limits', limits.join(', ')],
    ...('path' in call ? [quotaFact(call)] : []),
    ['Repeat', joined(repeat, ' ')],
    ...('path' in call ? [pagingFact(call.pagination)] : []),
    ['Refreshed', refreshed(call.refreshMs)],
    ['Known error codes', errorCodesFact(call, model)],
    ['Since', since],
    ['Deprecated since', deprecatedSince],
  ];
  const lines = rules.map((rule) => `- ${joined([ruleText(rule, code), rule.note], ' ')}`);
  return joined([list(facts), lines.length > 0 && `**Parameter rules**\n\n${lines.join('\n')}`], '\n\n');
}

type Fact = Facts[number];

const refreshed = (ms: number | undefined) =>
  ms === undefined ? undefined : ms === 0 ? 'at each change' : `every ${ms} ms`;

/** Codes with their names, e.g. `-1121` BAD_SYMBOL; those that have none stand alone. */
const errorCodesFact = ({ errorCodes }: OperationModel | MethodModel, { errors }: Model): string =>
  errorCodes.map((code) => [`\`${code}\``, errorName(code, errors)].filter(Boolean).join(' ')).join(', ');

const quotaFact = ({ quota }: OperationModel): Fact => [
  'Quota',
  quota.map(({ limit, window }) => `${limit} a ${window}`).join(', '),
];

function weightPoolFact({ weightPool: name }: OperationModel, { weightPools }: Model): Fact {
  const pool = name === undefined ? undefined : weightPools[name];
  return ['Weight pool', name && pool && `${code(name)}: ${poolText(pool)}`];
}

const poolText = ({ limit, windowSeconds, scope, description }: WeightPool): string =>
  `${limit} calls in ${windowSeconds} s by ${scope}. ${description}`;

function pagingFact(paging: PaginationModel | undefined): Fact {
  if (paging === undefined) return ['Long ranges', undefined];
  const { by, params, maxLimit } = paging;
  const most = maxLimit === undefined ? '' : `, ${maxLimit} rows a call at most`;
  return ['Long ranges', `walk by ${by} with ${Object.values(params).map(code).join(', ')}${most}`];
}

/** Facts of a stream: its names, how often it sends, and where. */
export function streamFacts(stream: StreamModel, calls: readonly Entry[]): string {
  const { patterns, route, orderBook, since } = stream;
  const names = patterns.map(({ pattern, updateSpeedMs, silenceMs }): Fact => {
    const often = updateSpeedMs === 0 ? 'at each change' : `at most every ${updateSpeedMs} ms`;
    const dead = silenceMs === undefined ? '' : `, dead after ${silenceMs} ms of silence`;
    return ['Name', `${code(pattern)}: ${often}${dead}`];
  });
  return list([
    ...names,
    ['Route', code(`/${route}`)],
    ['Local order book', orderBook && `starts from ${linkTo(orderBook.snapshot, calls)}, limit ${orderBook.limit}`],
    ['Source', provenanceText(stream)],
    ['Since', since],
  ]);
}

/** Facts of the message of an event. */
export const eventFacts = (message: JsonObject): string =>
  list([
    ['Type', code(String(message['name']))],
    ['Told from its repetition by', textsAt(message, 'x-dedupe').map(code).join(', ')],
    ...dates(message),
  ]);

/** Dates and value facts of a parameter or a property, as sentences to set behind its description. */
export function valueFacts(node: JsonObject): string {
  const name = textAt(node, 'x-name');
  const known = listAt(node, 'x-extensible-enum').map((value) => code(String(value)));
  const also = textsAt(node, 'x-also');
  const [least, most] = [textAt(node, 'x-minimum'), textAt(node, 'x-maximum')];
  const sentences = [
    name && `Called ${code(name)} by the client.`,
    known.length > 0 && `Known values: ${known.join(', ')}; others may come.`,
    also.length > 0 && `Also seen as ${also.join(', ')}.`,
    least !== undefined && `At least ${least}.`,
    most !== undefined && `At most ${most}.`,
    node['x-set-by-client'] && 'Set by the client.',
    ...dates(node).map(([what, date]) => date && `${what} ${date}.`),
    provenanceText({ observed: textAt(node, 'x-observed') ?? '', doubtful: textAt(node, 'x-doubtful') ?? '' }),
  ];
  return sentences.filter(Boolean).join(' ');
}

const dates = (node: JsonObject): Fact[] => [
  ['Since', textAt(node, 'x-since')],
  ['Deprecated since', textAt(node, 'x-deprecated-since')],
  textAt(node, 'x-replacement') === undefined
    ? ['Not sent since', textAt(node, 'x-removed')]
    : ['Not accepted since', `${textAt(node, 'x-removed')}: ${textAt(node, 'x-replacement')}`],
];

const list = (facts: Facts): string =>
  facts.flatMap(([what, text]) => (text ? [`- **${what}:** ${text}`] : [])).join('\n');

function linkTo(id: string, calls: readonly Entry[]): string {
  const entry = calls.find((call) => call.id === id);
  return entry ? `[${id}](${hrefOf(entry)})` : code(id);
}

/** A name as Markdown shows it. */
const code = (name: string): string => `\`${name}\``;
