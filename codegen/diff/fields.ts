// Compares the fields of objects and the parameters of calls.
import type { FieldModel } from '../model/model.js';
import { marked, report, within, type Scope } from './findings.js';
import { compareTypes, describe, type Context } from './types.js';

type Pair = readonly [FieldModel, FieldModel];

/** Fields that belong together: the same key and readable name, else the same readable name, else the same key. */
function matched(before: readonly FieldModel[], after: readonly FieldModel[]) {
  const kept: Pair[] = [];
  let [removed, added] = [[...before], [...after]];
  const match = (belongs: (old: FieldModel, fresh: FieldModel) => boolean) => {
    for (const old of removed) {
      const fresh = added.find((field) => belongs(old, field));
      if (!fresh) continue;
      kept.push([old, fresh]);
      removed = removed.filter((field) => field !== old);
      added = added.filter((field) => field !== fresh);
    }
  };
  match((old, fresh) => old.name === fresh.name && old.label === fresh.label);
  match((old, fresh) => old.label !== undefined && old.label === fresh.label);
  match((old, fresh) => old.name === fresh.name);
  const order = (field: FieldModel) => after.indexOf(field);
  return { kept: kept.sort(([, a], [, b]) => order(a) - order(b)), removed, added };
}

/** Compares two lists of fields, whose order means nothing. `scopeOf` says where a field stands. */
export function compareFields(
  before: readonly FieldModel[],
  after: readonly FieldModel[],
  scopeOf: (field: FieldModel) => Scope,
  context: Context,
): void {
  const { kept, removed, added } = matched(before, after);
  const isRequest = context.way === 'request';
  for (const [old, fresh] of kept) {
    const here = marked(within(scopeOf(fresh), fresh.name, nameOf(fresh)), old, fresh);
    compareNames(old, fresh, here);
    if (isRequest) compareDuty(old, fresh, here);
    else comparePresence(old, fresh, here);
    compareTypes(old.type, fresh.type, here, context);
    compareWords(old, fresh, here, context);
  }
  for (const field of removed) {
    const kind = isRequest ? 'parameter-removed' : field.removed ? 'retired-field-removed' : 'field-removed';
    report(within(scopeOf(field), field.name, nameOf(field)), kind, describe(field.type), undefined);
  }
  for (const field of added) {
    const kind = !isRequest ? 'field-added' : field.required ? 'required-parameter-added' : 'parameter-added';
    const here = within(scopeOf(field), field.name, nameOf(field));
    report(marked(here, undefined, field), kind, undefined, describe(field.type));
  }
}

/** What callers of the client call it. */
const nameOf = ({ name, label }: FieldModel) => label ?? name;

function compareNames(old: FieldModel, fresh: FieldModel, scope: Scope): void {
  if (old.name !== fresh.name) report(scope, 'wire-key-renamed', old.name, fresh.name);
  if (old.label !== fresh.label) report(scope, 'readable-name-changed', nameOf(old), nameOf(fresh));
}

const duty = ({ required }: FieldModel) => (required ? 'required' : 'optional');

function compareDuty(old: FieldModel, fresh: FieldModel, scope: Scope): void {
  if (old.removed === undefined && fresh.removed !== undefined) {
    return report(scope, 'parameter-removed', describe(old.type), `gone since ${fresh.removed}`);
  }
  if (old.required !== fresh.required) {
    report(scope, fresh.required ? 'parameter-became-required' : 'parameter-became-optional', duty(old), duty(fresh));
  }
  if (old.default !== fresh.default) {
    const isKnown = old.default !== undefined && fresh.default !== undefined;
    report(scope, isKnown ? 'default-changed' : 'text-changed', old.default, fresh.default);
  }
}

function comparePresence(old: FieldModel, fresh: FieldModel, scope: Scope): void {
  if (old.removed === undefined && fresh.removed !== undefined) {
    const kind = old.required ? 'field-retired' : 'optional-field-retired';
    return report(scope, kind, duty(old), `gone since ${fresh.removed}`);
  }
  if (old.removed !== undefined && fresh.removed === undefined) {
    return report(scope, 'field-added', `gone since ${old.removed}`, duty(fresh));
  }
  if (old.required === fresh.required) return;
  const kind = fresh.required ? 'field-became-required' : 'field-became-optional';
  report(scope, kind, duty(old), duty(fresh));
}

function compareWords(old: FieldModel, fresh: FieldModel, scope: Scope, context: Context): void {
  if (old.deprecated !== fresh.deprecated) {
    report(scope, fresh.deprecated ? 'deprecated' : 'deprecation-lifted', undefined, undefined);
  }
  if (old.description !== fresh.description && !isInherited(old, context.before, fresh, context.after)) {
    report(scope, 'text-changed', old.description, fresh.description);
  }
  if (old.since !== fresh.since) report(within(scope, 'x-since'), 'text-changed', old.since, fresh.since);
}

/** A field without words of its own has those of its schema, which are compared once. */
function isInherited(old: FieldModel, before: Context['before'], fresh: FieldModel, after: Context['after']): boolean {
  const ofSchema = ({ type }: FieldModel, schemas: Context['before']) =>
    type.kind === 'reference' ? schemas.get(type.name)?.description : undefined;
  return old.description === ofSchema(old, before) && fresh.description === ofSchema(fresh, after);
}
