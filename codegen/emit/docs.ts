// Doc comments of the generated code.
import type { CallModel, FieldModel, Model, OperationModel, RuleModel, Weight } from '../model/model.js';

const sentence = (text: string) => (/[.!?)]$/.test(text) ? text : `${text}.`);

/** Doc comment of a field: meaning, default, dates. */
export function fieldDoc(field: FieldModel): string | undefined {
  const lines = [
    field.description && sentence(field.description),
    field.default !== undefined && `Default ${String(field.default)}.`,
    field.since && `Since ${field.since}.`,
    field.removed && `@deprecated Not sent since ${field.removed}.`,
    !field.removed && field.deprecated && '@deprecated',
  ].filter((line) => typeof line === 'string');
  const [first = '', ...rest] = lines;
  const joined = rest.reduce((text, line) => text + (line.startsWith('@') ? `\n${line}` : ` ${line}`), first);
  return joined === '' ? undefined : joined;
}

/** Request weight in words. */
function weightText(weight: Weight | undefined): string {
  if (weight === undefined) return 'not documented';
  if (typeof weight === 'number') return String(weight);
  if ('by' in weight) return weight.tiers.map(([upTo, value]) => `${value} up to limit ${upTo}`).join(', ');
  return `${weight.with} with ${weight.parameter}, ${weight.without} without`;
}

const named = (values: readonly string[]) => values.join(values.length > 2 ? ', ' : ' or ');

/** A rule in words, e.g. "With type LIMIT: timeInForce is required." */
export function ruleText(rule: RuleModel): string {
  const conditions = [
    ...Object.entries(rule.when).map(([name, values]) => (values.includes('*') ? name : `${name} ${named(values)}`)),
    ...Object.entries(rule.whenAccount).map(([setting, values]) => `an account of ${setting} ${named(values)}`),
  ];
  const demands = [
    rule.require.length > 0 && `${rule.require.join(', ')} must be sent`,
    rule.requireOneOf.length > 0 &&
      `${rule.requireOneOf.map((names) => names.join(' and ')).join(' or ')} must be sent`,
    rule.forbid.length > 0 && `${rule.forbid.join(', ')} must not be sent`,
  ].filter((demand) => typeof demand === 'string');
  const start = conditions.length > 0 ? `With ${conditions.join(' and ')}: ` : '';
  const text = `${start}${demands.join('; ')}${rule.doubtful ? ' (not documented, so not checked)' : ''}.`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Doc comment of a client method. */
export function operationDoc(operation: CallModel & Partial<OperationModel>, model: Model): string {
  const counts = Object.entries(operation.orderWeight ?? {}).map(
    ([window, count]) => `${count} to the ${window} order limit`,
  );
  const pool = operation.weightPool ? model.weightPools[operation.weightPool] : undefined;
  const facts = [
    `Security: ${operation.security}.`,
    `Weight: ${weightText(operation.weight)}.`,
    counts.length > 0 && `Counts ${counts.join(' and ')}.`,
    pool &&
      `Shares ${pool.limit} calls in ${pool.windowSeconds} s with the other calls of pool ${operation.weightPool}.`,
    ...(operation.quota ?? []).map(({ limit, window }) => `At most ${limit} calls a ${window}.`),
    `Repeat: ${operation.retry}${operation.verifyWith.length > 0 ? ` (${operation.verifyWith.join(', ')} tells the outcome)` : ''}.`,
    operation.since && `Since ${operation.since}.`,
  ].filter((fact) => typeof fact === 'string');
  const parts = [
    operation.summary,
    operation.description,
    operation.rules.map((rule) => `- ${rule.scope ? `In ${rule.scope}: ` : ''}${ruleText(rule)}`).join('\n'),
    facts.join(' '),
    [
      ...(operation.deprecated ? ['@deprecated See above.'] : []),
      '@throws {ArgumentError} A parameter breaks a documented rule; nothing was sent.',
      '@throws {ExchangeError} The exchange refused the call.',
      '@throws {TransportError} No answer came.',
      `@see ${operation.link}`,
    ].join('\n'),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
