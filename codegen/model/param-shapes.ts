// Turns the rules about parameters into alternatives that a type can express, e.g. "price or priceMatch, never both".
import { demandsOf, type FieldModel, type RuleModel, type TypeModel } from './model.js';

/** What one alternative says of one parameter. `values` narrows it. */
export interface ShapeField {
  readonly name: string;
  readonly presence: 'required' | 'optional' | 'absent';
  readonly values: readonly string[] | undefined;
}
/** Alternatives, one of which holds. */
export type Choice = readonly (readonly ShapeField[])[];

/** For these values of the deciding parameter, all choices hold at once. */
interface Variant {
  readonly values: readonly string[];
  readonly choices: readonly Choice[];
}

export interface ParamShape {
  /** The parameter whose value decides which rules hold, e.g. `type`; without one there is one variant. */
  readonly decider: string | undefined;
  readonly variants: readonly Variant[];
}

/** The smallest statement of a rule: one of these alternatives holds. Conditions become negated alternatives. */
type Term = { readonly name: string; readonly sent: boolean; readonly values: readonly string[] | undefined };
type Clause = readonly (readonly Term[])[];

/** A value of a parameter as far as the rules tell values apart. */
const ABSENT = '(absent)';
const OTHER = '(other)';

const term = (text: string, sent = true): Term => {
  const [name = '', value] = text.split('=');
  return { name, sent, values: value === undefined ? undefined : [value] };
};
const condition = ([name, values]: [string, readonly string[]]): Term => ({
  name,
  sent: true,
  values: values.includes('*') ? undefined : values,
});
const not = (positive: Term): Term => ({ ...positive, sent: !positive.sent });

/** Rule to clauses: "when A: require B" says "not A, or B". */
function clausesOf(rule: RuleModel): Clause[] {
  const unless = Object.entries(rule.when).map((entry) => [not(condition(entry))]);
  return demandsOf(rule).map(({ oneOf, isForbidden }) => [
    ...unless,
    ...oneOf.map((names) => names.map((name) => term(name, !isForbidden))),
  ]);
}

const namesOf = (clause: Clause) => clause.flat().map(({ name }) => name);

/** Values that a type can take, if they can be listed. */
function listedValues(type: TypeModel | undefined): readonly string[] | undefined {
  if (type?.kind === 'flag') return ['true', 'false'];
  return type?.kind === 'enum' ? type.values.map(String) : undefined;
}

/** Works out the alternatives of a call's parameters, or of the elements of a batch. */
export function shapeOf(fields: readonly FieldModel[], rules: readonly RuleModel[]): ParamShape {
  const clauses = rules
    .filter((rule) => !rule.doubtful && Object.keys(rule.whenAccount).length === 0)
    .flatMap(clausesOf);
  const asked = new Set(rules.flatMap((rule) => Object.keys(rule.when)));
  const decider = fields.find(
    ({ name, required, type }) => required && asked.has(name) && (listedValues(type)?.length ?? 0) > 1,
  );
  const variants = new Map<string, { values: string[]; clauses: Clause[] }>();
  for (const value of listedValues(decider?.type) ?? ['']) {
    const left = clauses.map((clause) => settle(clause, decider?.name, value)).filter((clause) => clause !== undefined);
    const key = JSON.stringify(left);
    const known = variants.get(key);
    if (known) known.values.push(value);
    else variants.set(key, { values: [value], clauses: left });
  }
  return {
    decider: decider?.name,
    variants: [...variants.values()].map(({ values, clauses: left }) => ({
      values,
      choices: clusters(left).map((cluster) => choiceOf(cluster, fields)),
    })),
  };
}

/** A clause once the deciding parameter is known: gone if it holds, else without the terms that do not. */
function settle(clause: Clause, decider: string | undefined, value: string): Clause | undefined {
  const left: Term[][] = [];
  for (const alternative of clause) {
    const others = alternative.filter(({ name }) => name !== decider);
    const holds = alternative.every(
      ({ name, sent, values }) => name !== decider || (values?.includes(value) ?? true) === sent,
    );
    if (holds && others.length === 0) return undefined;
    if (holds) left.push(others);
  }
  return left;
}

/** Clauses that share a parameter must be looked at together; the others make choices of their own. */
function clusters(clauses: readonly Clause[]): Clause[][] {
  const found: Clause[][] = [];
  for (const clause of clauses) {
    const names = new Set(namesOf(clause));
    const touching = found.filter((cluster) => cluster.some((other) => namesOf(other).some((name) => names.has(name))));
    for (const cluster of touching) found.splice(found.indexOf(cluster), 1);
    found.push([...touching.flat(), clause]);
  }
  return found;
}

type Assignment = readonly string[];

/** Tries every combination of the cluster's parameters and covers the good ones with as few alternatives as possible. */
function choiceOf(cluster: readonly Clause[], fields: readonly FieldModel[]): Choice {
  const names = fields
    .map(({ name }) => name)
    .filter((name) => cluster.some((clause) => namesOf(clause).includes(name)));
  const states = names.map((name) => statesOf(name, cluster, fields));
  const all = states.reduce<Assignment[]>(
    (rows, column) => rows.flatMap((row) => column.map((state) => [...row, state])),
    [[]],
  );
  const holds = (assignment: Assignment) =>
    cluster.every((clause) =>
      clause.some((alternative) =>
        alternative.every(({ name, sent, values }) => {
          const state = assignment[names.indexOf(name)] ?? ABSENT;
          return sent === (values === undefined ? state !== ABSENT : values.includes(state));
        }),
      ),
    );
  const good = all.filter(holds);
  return cover(good, states).map((box) =>
    box.map((allowed, index) =>
      shapeField(
        fields.find(({ name }) => name === names[index])!,
        allowed,
        states[index]!,
      ),
    ),
  );
}

function statesOf(name: string, cluster: readonly Clause[], fields: readonly FieldModel[]): string[] {
  const field = fields.find((candidate) => candidate.name === name);
  const mentioned = new Set(cluster.flat(2).flatMap((one) => (one.name === name ? (one.values ?? []) : [])));
  const rest = (listedValues(field?.type) ?? [OTHER]).some((value) => !mentioned.has(value));
  return [...(rest ? [OTHER] : []), ...mentioned, ...(field?.required ? [] : [ABSENT])];
}

/** Boxes (a set of states for each parameter) that hold only good assignments and together hold all of them. */
function cover(good: readonly Assignment[], states: readonly (readonly string[])[]): string[][][] {
  const known = new Set(good.map((assignment) => assignment.join()));
  const inside = (box: readonly (readonly string[])[]) =>
    box.reduce<string[][]>((rows, column) => rows.flatMap((row) => column.map((state) => [...row, state])), [[]]);
  const boxes = good.map((assignment) => {
    let box = assignment.map((state) => [state]);
    states.forEach((column, index) => {
      for (const state of column) {
        if (box[index]!.includes(state)) continue;
        const wider = box.map((allowed, at) => (at === index ? [...allowed, state] : allowed));
        if (inside(wider).every((one) => known.has(one.join()))) box = wider;
      }
    });
    return box.map((allowed, index) => states[index]!.filter((state) => allowed.includes(state)));
  });
  const chosen: string[][][] = [];
  const left = new Set(known);
  while (left.size > 0) {
    const gain = (box: string[][]) => inside(box).filter((one) => left.has(one.join())).length;
    const best = boxes.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    chosen.push(best);
    for (const one of inside(best)) left.delete(one.join());
  }
  return chosen;
}

function shapeField(field: FieldModel, allowed: readonly string[], states: readonly string[]): ShapeField {
  const sent = allowed.filter((state) => state !== ABSENT);
  const presence = sent.length === 0 ? 'absent' : sent.length < allowed.length ? 'optional' : 'required';
  const listed = listedValues(field.type);
  const values = listed?.filter((value) => sent.includes(states.includes(value) ? value : OTHER));
  return {
    name: field.name,
    presence,
    values: presence === 'absent' || values?.length === listed?.length ? undefined : values,
  };
}
