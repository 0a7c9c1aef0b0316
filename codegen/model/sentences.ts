// Facts of calls in words: doc comments, pages and the help of the command line say them alike.
import type { ErrorModel, FieldModel, RuleModel, TypeModel, Weight } from './model.js';

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

/** Stands in the catalogue for a name that the exchange has not published. */
const UNPUBLISHED = 'UNKNOWN_NAME';

/** Name of an error code, if it has one. */
export function errorName(code: number, errors: readonly ErrorModel[]): string | undefined {
  const name = errors.find((error) => error.code === code)?.name;
  return name === UNPUBLISHED ? undefined : name;
}

/** Where a fact comes from if not from the documents of the exchange, and why it may be wrong. */
export const provenanceText = ({ observed, doubtful }: { observed?: string; doubtful?: string }): string =>
  [observed && sentence(`In no document of the exchange: ${observed}`), doubtful && sentence(`Doubtful: ${doubtful}`)]
    .filter(Boolean)
    .join(' ');

/** Bounds of a number or a list, e.g. `From 1 to 1000.` */
function rangeText(type: TypeModel): string {
  if (type.kind === 'json') return rangeText(type.content);
  if (type.kind === 'array') return boundsText(type.minItems, type.maxItems, ' elements');
  if (type.kind !== 'integer' && type.kind !== 'decimal') return '';
  const { minimum, maximum } = type;
  return boundsText(minimum, maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum, '');
}

function boundsText(least: number | undefined, most: number | undefined, unit: string): string {
  if (least !== undefined && most !== undefined) return `From ${least} to ${most}${unit}.`;
  if (least !== undefined) return `At least ${least}${unit}.`;
  return most === undefined ? '' : `At most ${most}${unit}.`;
}

/** What a field means, its range and default, since when it is there or gone, and how sure that is. */
export const fieldMeaning = (field: FieldModel, range = rangeText(field.type)): string =>
  [
    field.description && sentence(field.description),
    range,
    field.default !== undefined && `Default ${String(field.default)}.`,
    field.since && `Since ${field.since}.`,
    field.replacement && removalText(field),
    provenanceText(field),
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');

/** Since when a parameter is refused, and what to do instead. */
const removalText = ({ removed, replacement }: Pick<FieldModel, 'removed' | 'replacement'>): string =>
  sentence(`Not accepted since ${removed}${replacement === undefined ? '' : `: ${replacement}`}`);
