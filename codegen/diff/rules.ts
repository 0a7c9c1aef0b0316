// Compares the rules about parameters: whether they ask for more or for less than before.
import { demandsOf, type FieldModel, type RuleModel, type SchemaModel } from '../model/model.js';
import { report, same, within, type Scope } from './findings.js';

type Schemas = ReadonlyMap<string, SchemaModel>;

/** "When all of these hold, all terms of one of those lists hold." A term is `price`, `!price` or `type=LIMIT`. */
interface Clause {
  readonly scope: string;
  readonly when: readonly string[];
  readonly oneOf: readonly (readonly string[])[];
}

/** Every combination of one value a condition. */
function combinations(conditions: readonly (readonly [string, readonly string[]])[]): string[][] {
  return conditions.reduce<string[][]>(
    (rows, [name, values]) =>
      rows.flatMap((row) => values.map((value) => [...row, value === '*' ? name : `${name}=${value}`])),
    [[]],
  );
}

/** Rules in their smallest parts, so that it does not matter how they were put together. */
function clausesIn(rules: readonly RuleModel[]): Clause[] {
  return rules
    .filter(({ doubtful }) => !doubtful)
    .flatMap((rule) => {
      const account = Object.entries(rule.whenAccount).map(([name, values]) => [`account ${name}`, values] as const);
      const parts = demandsOf(rule).map(({ oneOf, isForbidden }) =>
        isForbidden ? oneOf.map((names) => names.map((name) => `!${name}`)) : oneOf,
      );
      return combinations([...Object.entries(rule.when), ...account]).flatMap((when) =>
        parts.map((oneOf) => ({ scope: rule.scope ?? '', when, oneOf })),
      );
    });
}

/** `type=LIMIT` says `type`, and `!price` says `!price=1`. */
const says = (term: string, other: string) =>
  term === other || (other.startsWith('!') ? other.startsWith(`${term}=`) : term.startsWith(`${other}=`));
const saysAll = (terms: readonly string[], others: readonly string[]) =>
  others.every((other) => terms.some((term) => says(term, other)));

/** What a clause asks of calls that send only parameters of both states; the others came or went, which is said of them. */
function among(clause: Clause, names: ReadonlySet<string>): Clause {
  const isSent = (term: string) => term.startsWith('!') || names.has(term.split('=')[0]!);
  return clause.scope === '' ? { ...clause, oneOf: clause.oneOf.filter((terms) => terms.every(isSent)) } : clause;
}

/** Whether whoever meets one clause meets the other. */
const implies = (clause: Clause, other: Clause) =>
  clause.scope === other.scope &&
  saysAll(other.when, clause.when) &&
  clause.oneOf.every((terms) => other.oneOf.some((weaker) => saysAll(terms, weaker)));

/** Whether the condition can hold, and something is asked for, in calls that only know these parameters. */
function concerns(clause: Clause, fields: readonly FieldModel[], schemas: Schemas): boolean {
  if (clause.scope !== '') return true;
  const known = (term: string) => {
    if (term.startsWith('account ')) return true;
    const [name, value] = term.replace('!', '').split('=');
    const field = fields.find((one) => one.name === name);
    if (field === undefined) return false;
    const { type } = field.type.kind === 'reference' ? schemas.get(field.type.name)! : field;
    return value === undefined || type?.kind !== 'enum' || type.open || type.values.includes(value);
  };
  const isMet = clause.oneOf.some((terms) => terms.every((term) => term.startsWith('!') && !known(term)));
  return clause.when.every(known) && !isMet;
}

const inWords = ({ scope, when, oneOf }: Clause) => {
  const demand = oneOf
    .map((terms) => terms.map((term) => (term.startsWith('!') ? `no ${term.slice(1)}` : term)).join(' and '))
    .join(' or ');
  return `${scope && `${scope}: `}${when.length > 0 ? `with ${when.join(' and ')}: ` : ''}${demand}`;
};

/** A call, as far as its rules are concerned. */
interface Ruled {
  readonly params: readonly FieldModel[];
  readonly rules: readonly RuleModel[];
}

/** Reports rules that came and went, unless what remains says the same or the parameters themselves came or went. */
export function compareRules(
  before: Ruled,
  after: Ruled,
  [oldSchemas, freshSchemas]: readonly [Schemas, Schemas],
  scope: Scope,
): void {
  if (same(before.rules, after.rules)) return;
  const here = within(scope, 'rules');
  const demands = ({ params }: Ruled): Clause[] =>
    params.filter(({ required }) => required).map(({ name }) => ({ scope: '', when: [], oneOf: [[name]] }));
  const [old, fresh] = [clausesIn(before.rules), clausesIn(after.rules)];
  const [oldDemands, freshDemands] = [
    [...old, ...demands(before)],
    [...fresh, ...demands(after)],
  ];
  const names = new Set(
    before.params.map(({ name }) => name).filter((name) => after.params.some((one) => one.name === name)),
  );
  const isMetBy = (one: Clause, others: readonly Clause[]) =>
    others.some((other) => implies(among(other, names), among(one, names)));
  const added = fresh.filter((one) => concerns(one, before.params, oldSchemas) && !isMetBy(one, oldDemands));
  const removed = old.filter((one) => concerns(one, after.params, freshSchemas) && !isMetBy(one, freshDemands));
  for (const clause of added) report(here, 'rule-added', undefined, inWords(clause));
  for (const clause of removed) report(here, 'rule-removed', inWords(clause), undefined);

  const doubts = ({ rules }: Ruled) =>
    rules.filter(({ doubtful }) => doubtful).map((rule) => ({ ...rule, note: undefined }));
  if (!same(doubts(before), doubts(after))) report(here, 'warning-changed', doubts(before), doubts(after));
  const notes = ({ rules }: Ruled) => rules.flatMap(({ note }) => note ?? []);
  if (!same(notes(before), notes(after))) report(here, 'text-changed', notes(before).join(' '), notes(after).join(' '));
}
