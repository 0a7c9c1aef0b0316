// The facts that plain OpenAPI and AsyncAPI cannot say, from the x- extensions, as Markdown for people.
import { ruleText } from '../emit/docs.js';
import type { Json, JsonObject } from '../load/load.js';
import type { RuleModel, Weight } from '../model/model.js';
import { hrefOf, type Entry } from './entries.js';

const REPEAT: { readonly [retry: string]: string } = {
  safe: 'may be repeated freely',
  verify: 'find out first whether it was carried out',
  never: 'must not be repeated',
};
const KEYS: { readonly [key: string]: string } = {
  none: 'no API key',
  apiKey: 'API key',
  signature: 'API key and signature',
};

/** Facts and parameter rules of a REST operation or a WebSocket API method. `calls` are the entries it may refer to. */
export function callFacts(node: JsonObject, root: JsonObject, calls: readonly Entry[]): string {
  const pool = node['x-weight-pool'] as string | undefined;
  const pools = (root['x-weight-pools'] ?? {}) as { [name: string]: JsonObject };
  const limits = Object.entries((node['x-order-weight'] ?? {}) as JsonObject);
  const quotas = (node['x-quota'] ?? []) as JsonObject[];
  const asked = ((node['x-verify-with'] ?? []) as string[]).map((id) => linkTo(id, calls));
  const retry = String(node['x-retry']);
  const note = node['x-retry-note'] as string | undefined;
  const paging = node['x-pagination'] as JsonObject | undefined;
  const facts: [what: string, text: string | undefined | false][] = [
    ['Security', `\`${String(node['x-security-type'])}\`${keysOf(node)}`],
    ['Request weight', weightText(node['x-weight'] as Weight | undefined)],
    ['Weight pool', pool && `\`${pool}\`: ${poolText(pools[pool]!)}`],
    [
      'Order limits',
      limits.length > 0 && limits.map(([window, count]) => `counts ${String(count)} in ${window}`).join(', '),
    ],
    ['Quota', quotas.map((quota) => `${String(quota['limit'])} a ${String(quota['window'])}`).join(', ')],
    [
      'Repeat',
      [
        `\`${retry}\`, ${REPEAT[retry]}.`,
        note && (/[.!?]$/.test(note) ? note : `${note}.`),
        asked.length > 0 && `Ask ${asked.join(', ')}.`,
      ]
        .filter(Boolean)
        .join(' '),
    ],
    ['Long ranges', paging && pagingText(paging)],
    ...dates(node),
  ];
  const rules = ((node['x-param-rules'] ?? []) as JsonObject[]).map((rule) => `- ${ruleLine(rule)}`);
  return [list(facts), rules.length > 0 && `**Parameter rules**\n\n${rules.join('\n')}`].filter(Boolean).join('\n\n');
}

/** Facts of a stream: its names, how often it sends, and where. */
export function streamFacts(channel: JsonObject, operation: JsonObject, calls: readonly Entry[]): string {
  const speeds = (channel['x-update-speed-ms'] ?? {}) as { [pattern: string]: number };
  const silences = (channel['x-silence-ms'] ?? {}) as { [pattern: string]: number };
  const book = channel['x-order-book'] as JsonObject | undefined;
  const names = ((channel['x-stream-patterns'] ?? []) as string[]).map((pattern) => {
    const speed = speeds[pattern];
    const often = speed === undefined ? '' : speed === 0 ? ': at each change' : `: at most every ${speed} ms`;
    const dead = silences[pattern] === undefined ? '' : `, dead after ${silences[pattern]} ms of silence`;
    return [`Name`, `\`${pattern}\`${often}${dead}`] as [string, string];
  });
  return list([
    ...names,
    ['Route', channel['x-route'] && `\`/${String(channel['x-route'])}\``],
    [
      'Local order book',
      book && `starts from ${linkTo(String(book['snapshot']), calls)}, limit ${String(book['limit'])}`,
    ],
    ...dates(operation),
  ]);
}

/** Facts of an event. */
export function eventFacts(message: JsonObject): string {
  const keys = message['x-dedupe'] as string[] | undefined;
  return list([
    ['Type', `\`${String(message['name'])}\``],
    ['Told from its repetition by', keys?.map((key) => `\`${key}\``).join(', ')],
    ...dates(message),
  ]);
}

/** Dates and value facts of a parameter or a property, as sentences to set behind its description. */
export function valueFacts(node: JsonObject): string {
  const known = node['x-extensible-enum'] as Json[] | undefined;
  const also = node['x-also'] as string[] | undefined;
  const name = node['x-name'] as string | undefined;
  return [
    name && `Called \`${name}\` by the client.`,
    known && `Known values: ${known.map((value) => `\`${String(value)}\``).join(', ')}; others may come.`,
    also && `Also seen as ${also.join(', ')}.`,
    node['x-minimum'] !== undefined && `At least ${String(node['x-minimum'])}.`,
    node['x-maximum'] !== undefined && `At most ${String(node['x-maximum'])}.`,
    node['x-set-by-client'] && 'Set by the client.',
    ...dates(node).map(([what, date]) => date && `${what} ${date}.`),
  ]
    .filter(Boolean)
    .join(' ');
}

type Facts = [what: string, text: Json | undefined | false][];

function dates(node: JsonObject): [string, string | undefined][] {
  return [
    ['Since', node['x-since'] as string | undefined],
    ['Deprecated since', node['x-deprecated-since'] as string | undefined],
    ['Not sent since', node['x-removed'] as string | undefined],
  ];
}

const list = (facts: Facts): string =>
  facts
    .filter(([, text]) => text)
    .map(([what, text]) => `- **${what}:** ${String(text)}`)
    .join('\n');

function linkTo(id: string, calls: readonly Entry[]): string {
  const entry = calls.find((call) => call.id === id);
  return entry ? `[${id}](${hrefOf(entry)})` : `\`${id}\``;
}

/** REST says by `security` what is sent; methods leave it to their class. */
function keysOf(node: JsonObject): string {
  if (node['security'] === undefined && node['action'] !== undefined) return '';
  const [schemes = {}] = (node['security'] ?? []) as JsonObject[];
  return `, ${KEYS['signature' in schemes ? 'signature' : 'apiKey' in schemes ? 'apiKey' : 'none']}`;
}

function weightText(weight: Weight | undefined): string {
  if (weight === undefined) return 'not documented';
  if (typeof weight === 'number') return String(weight);
  if ('by' in weight) return weight.tiers.map(([upTo, value]) => `${value} up to \`limit\` ${upTo}`).join(', ');
  return `${weight.with} with \`${weight.parameter}\`, ${weight.without} without`;
}

const poolText = (pool: JsonObject): string =>
  `${String(pool['limit'])} calls in ${String(pool['windowSeconds'])} s by ${String(pool['scope'])}. ${String(pool['description'])}`;

function pagingText(paging: JsonObject): string {
  const params = Object.values(paging['params'] as JsonObject).map((name) => `\`${String(name)}\``);
  const most = paging['maxLimit'] === undefined ? '' : `, ${String(paging['maxLimit'])} rows a call at most`;
  return `walk by ${String(paging['by'])} with ${params.join(', ')}${most}`;
}

function ruleLine(rule: JsonObject): string {
  const none = { when: {}, whenAccount: {}, require: [], requireOneOf: [], forbid: [], doubtful: false };
  const model = { scope: undefined, note: undefined, ...none, ...rule } as unknown as RuleModel;
  return [model.scope && `In \`${model.scope}\`:`, ruleText(model), model.note].filter(Boolean).join(' ');
}
