// A finding of the comparison, where it stands, and how findings are collected.
import { kinds, type Kind, type Level } from './kinds.js';

/** One difference between two states of the spec. */
export interface Finding {
  readonly kind: Kind;
  /** What it asks for from readers of the spec. */
  readonly spec: Level;
  /** What it asks for from callers of the generated client. */
  readonly client: Level;
  /** Operation, method, stream, event or error, e.g. `rest.newOrder`. */
  readonly place: string;
  /** Where in it, e.g. `answer.filters[].tickSize`; empty for the whole. */
  readonly path: string;
  readonly old: string | undefined;
  readonly new: string | undefined;
  /** What a caller must do. */
  readonly action: string;
  /** Set where the spec says that it was wrong and the exchange did not change. */
  readonly corrected?: string;
}

/** Where the comparison is and where it puts what it finds. */
export interface Scope {
  readonly findings: Finding[];
  readonly place: string;
  readonly path: string;
  /** What a caller calls it: the readable name of a wire key. */
  readonly name?: string;
  readonly corrected?: string | undefined;
}

/** What may carry `x-corrected`. */
interface Markable {
  readonly corrected?: string;
}

/** One step down. `[]` and `<Option>` belong to what they follow, and to its name. */
export function within(scope: Scope, step: string, name = step): Scope {
  if (/^[[<]/.test(step)) return { ...scope, path: scope.path + step };
  return { ...scope, path: scope.path === '' ? step : `${scope.path}.${step}`, name };
}

/** The same place, excused if the newer state bears a mark that the older one did not. */
export function marked(scope: Scope, before: Markable | undefined, after: Markable | undefined): Scope {
  const isNew = after?.corrected !== undefined && after.corrected !== before?.corrected;
  return isNew ? { ...scope, corrected: after.corrected } : scope;
}

/** Adds a finding. A correction of the spec asks for a patch at most. */
export function report(scope: Scope, kind: Kind, before: unknown, after: unknown): void {
  const { spec, client, action } = kinds[kind];
  const name = scope.name ?? scope.place.replace(/^.*?\./, '');
  const words = { old: shown(before), new: shown(after), name };
  const excused = (level: Level): Level => (scope.corrected !== undefined && rank(level) > 1 ? 'patch' : level);
  scope.findings.push({
    kind,
    spec: excused(spec),
    client: excused(client),
    place: scope.place,
    path: scope.path,
    old: words.old,
    new: words.new,
    action: action.replace(/\{(old|new|name)\}/g, (_, word: 'old' | 'new' | 'name') => words[word] ?? 'nothing'),
    ...(scope.corrected !== undefined && { corrected: scope.corrected }),
  });
}

/** Reports plain facts that differ, each at a path of its own. */
export function compareFacts(scope: Scope, kind: Kind, before: object, after: object): void {
  const [old, fresh] = [before, after] as { readonly [fact: string]: unknown }[];
  for (const fact of new Set([...Object.keys(old!), ...Object.keys(fresh!)])) {
    if (!same(old![fact], fresh![fact])) report(within(scope, fact), kind, old![fact], fresh![fact]);
  }
}

/** Entries of two lists by their keys: those that stayed, went and came. */
export function paired<Item>(before: readonly Item[], after: readonly Item[], keyOf: (item: Item) => unknown) {
  const [old, fresh] = [before, after].map((items) => new Map(items.map((item) => [keyOf(item), item])));
  return {
    kept: before.flatMap((item) => (fresh!.has(keyOf(item)) ? [[item, fresh!.get(keyOf(item))!] as const] : [])),
    removed: before.filter((item) => !fresh!.has(keyOf(item))),
    added: after.filter((item) => !old!.has(keyOf(item))),
  };
}

const LEVELS: readonly Level[] = ['none', 'patch', 'minor', 'major'];

/** `none` is 0, `major` 3. */
export const rank = (level: Level): number => LEVELS.indexOf(level);

/** The highest of some levels. */
export const worst = (levels: readonly Level[]): Level => LEVELS[Math.max(0, ...levels.map(rank))]!;

/** Whether it asks for a major version of the specification or of the client. */
export const isBreaking = ({ spec, client }: Finding): boolean => spec === 'major' || client === 'major';

/** Text of a value, digits of big integers kept. */
export function shown(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}` : inner));
}

/** Whether two plain values say the same. */
export const same = (a: unknown, b: unknown): boolean => shown(a) === shown(b);
