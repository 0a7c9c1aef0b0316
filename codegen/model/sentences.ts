// Facts of calls in words: doc comments, pages and the help of the command line say them alike.
import type { FieldModel, RuleModel, Weight } from './model.js';

/** How a name stands in a sentence, e.g. in backticks. */
type Mark = (name: string) => string;
const asItIs: Mark = (name) => name;

/** A text that ends as sentences do. */
export const sentence = (text: string): string => (/[.!?)]$/.test(text) ? text : `${text}.`);

/** Request weight, e.g. `2 up to limit 100, 5 up to limit 500`. */
export function weightText(weight: Weight | undefined, mark: Mark = asItIs): string {
  if (weight === undefined) return 'not documented';
  if (typeof weight === 'number') return String(weight);
  if ('by' in weight)
    return weight.tiers.map(([upTo, value]) => `${value} up to ${mark(weight.by)} ${upTo}`).join(', ');
  return `${weight.with} with ${mark(weight.parameter)}, ${weight.without} without`;
}

const listed = (values: readonly string[]) => values.join(values.length > 2 ? ', ' : ' or ');

/** A rule, e.g. `With type LIMIT: timeInForce must be sent.` */
export function ruleText(rule: RuleModel, mark: Mark = asItIs): string {
  const conditions = [
    ...Object.entries(rule.when).map(([name, values]) => (values.includes('*') ? name : `${name} ${listed(values)}`)),
    ...Object.entries(rule.whenAccount).map(([setting, values]) => `an account of ${setting} ${listed(values)}`),
  ];
  const demands = [
    rule.require.length > 0 && `${rule.require.join(', ')} must be sent`,
    rule.requireOneOf.length > 0 &&
      `${rule.requireOneOf.map((names) => names.join(' and ')).join(' or ')} must be sent`,
    rule.forbid.length > 0 && `${rule.forbid.join(', ')} must not be sent`,
  ].filter((demand) => typeof demand === 'string');
  const place = rule.scope === undefined ? '' : `In ${mark(rule.scope)}: `;
  const start = conditions.length > 0 ? `With ${conditions.join(' and ')}: ` : '';
  return `${place}${start}${demands.join('; ')}${rule.doubtful ? ' (not documented, so not checked)' : ''}.`;
}

/** What a field means, its default, and since when it is there. */
export const fieldMeaning = ({ description, default: value, since }: FieldModel): string =>
  [description && sentence(description), value !== undefined && `Default ${String(value)}.`, since && `Since ${since}.`]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
