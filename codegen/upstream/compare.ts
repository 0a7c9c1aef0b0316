// What changed between two versions of the package.
import { SIDES, type CallFacts, type FieldFacts, type PackageFacts, type Side } from './facts.js';

/** What can change. */
export type ChangeKind = 'added' | 'removed' | 'type' | 'required' | 'optional' | 'values-added' | 'values-removed';

/** One change. */
export interface Change {
  readonly kind: ChangeKind;
  readonly side: Side;
  /** The call, stream or event: `POST /fapi/v1/order`. */
  readonly call: string;
  /** `call` if it came or went as a whole. */
  readonly part: 'call' | 'params' | 'answer';
  /** Path of the field; empty for a whole call, or for the answer itself. */
  readonly path: string;
  /** Types, without what tells whether the field may be absent. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Whether the new field may be absent. */
  readonly isOptional: boolean;
  /** Values that came or went. */
  readonly values: readonly string[];
  /** Whether programs that were written before have to be changed. */
  readonly isBreaking: boolean;
}

const NO_CALL: CallFacts = { params: {}, answer: {} };

/** All changes, in the order of sides, calls and fields. */
export function changesBetween(before: PackageFacts, after: PackageFacts): Change[] {
  return SIDES.flatMap((side) => {
    const calls = [...new Set([...Object.keys(before[side]), ...Object.keys(after[side])])].sort();
    return calls.flatMap((call) => callChanges(side, call, before[side][call], after[side][call]));
  });
}

function callChanges(side: Side, call: string, before: CallFacts | undefined, after: CallFacts | undefined): Change[] {
  const whole = {
    side,
    call,
    part: 'call',
    path: '',
    before: undefined,
    after: undefined,
    isOptional: false,
    values: [],
  } as const;
  if (!before) return [{ ...whole, kind: 'added', isBreaking: false }];
  if (!after) return [{ ...whole, kind: 'removed', isBreaking: true }];
  return (['params', 'answer'] as const).flatMap((part) =>
    fieldChanges((before ?? NO_CALL)[part], (after ?? NO_CALL)[part]).map((change) => ({
      ...change,
      side,
      call,
      part,
      isBreaking: isBreaking(part, change),
    })),
  );
}

type FieldChange = Omit<Change, 'side' | 'call' | 'part' | 'isBreaking'>;

function fieldChanges(before: FieldFacts, after: FieldFacts): FieldChange[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return paths.flatMap((path): FieldChange[] => {
    const [old, fresh] = [before[path], after[path]].map((text) => (text === undefined ? undefined : factsOf(text)));
    const facts = { path, before: old?.type, after: fresh?.type, isOptional: fresh?.isOptional ?? true, values: [] };
    // Of an object that came or went only the object is reported, not its fields.
    const parent = parentOf(path);
    if (!old || !fresh) {
      if (parent !== undefined && (before[parent] === undefined) !== (after[parent] === undefined)) return [];
      return [{ ...facts, kind: fresh ? 'added' : 'removed' }];
    }
    const moved: FieldChange[] =
      old.isOptional === fresh.isOptional ? [] : [{ ...facts, kind: fresh.isOptional ? 'optional' : 'required' }];
    return [...moved, ...typeChanges(facts, old.type, fresh.type)];
  });
}

function typeChanges(facts: Omit<FieldChange, 'kind'>, old: string, fresh: string): FieldChange[] {
  if (old === fresh) return [];
  const [values, others] = [old, fresh].map(valuesOf);
  if (!values || !others) return [{ ...facts, kind: 'type' }];
  const came = others.filter((value) => !values.includes(value));
  const went = values.filter((value) => !others.includes(value));
  return [
    ...(came.length > 0 ? [{ ...facts, kind: 'values-added' as const, values: came }] : []),
    ...(went.length > 0 ? [{ ...facts, kind: 'values-removed' as const, values: went }] : []),
  ];
}

function factsOf(text: string) {
  const isOptional = text.endsWith('?');
  return { isOptional, type: isOptional ? text.slice(0, -1) : text };
}

/** The values of a closed list; `undefined` if the type is none. */
function valuesOf(type: string): string[] | undefined {
  const values = type.split('|');
  return values.every((value) => /^'.*'$/.test(value)) ? values.map((value) => value.slice(1, -1)) : undefined;
}

/** Path of the object or list that a field is in; `undefined` for what is in none. */
export function parentOf(path: string): string | undefined {
  if (path === '') return undefined;
  const [, parent = ''] = /^(.*?)(?:\[\]|\{\}|\.?[^.[\]{}]+)$/.exec(path) ?? [];
  return parent;
}

/** Name of a field without that of what it is in. */
export const lastOf = (path: string): string => path.replace(/^.*[.\]}]/, '');

/** What callers send has to stay enough and allowed; what they read has to stay there, of the same type. */
function isBreaking(part: 'params' | 'answer', { kind, isOptional }: FieldChange): boolean {
  switch (kind) {
    case 'added':
      return part === 'params' && !isOptional;
    case 'required':
      return part === 'params';
    case 'optional':
      return part === 'answer';
    case 'values-added':
      return false;
    case 'values-removed':
      return part === 'params';
    default:
      return true;
  }
}
