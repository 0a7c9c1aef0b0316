// Compares market streams and the events of all streams.
import type { EventModel, Model, SchemaModel, StreamModel, StreamParamModel } from '../model/model.js';
import { marked, paired, report, same, within, type Finding, type Scope } from './findings.js';
import type { Kind } from './kinds.js';
import { compareTypes } from './types.js';

type Schemas = ReadonlyMap<string, SchemaModel>;

/** Compares streams and events of two models. */
export function compareStreams(
  before: Model,
  after: Model,
  schemas: readonly [Schemas, Schemas],
  findings: Finding[],
): void {
  const renamedEvents = compareEvents(before.events, after.events, schemas, findings);
  const at = (id: string): Scope => ({ findings, place: `streams.${id}`, path: '' });
  const { kept, removed, added } = paired(before.streams, after.streams, ({ id }) => id);
  const renamed = paired(removed, added, ({ address }) => address);
  for (const [old, fresh] of renamed.kept) report(marked(at(fresh.id), old, fresh), 'call-renamed', old.id, fresh.id);
  for (const [old, fresh] of [...kept, ...renamed.kept]) {
    compareStream(old, fresh, marked(at(fresh.id), old, fresh), renamedEvents.get(old.event) ?? old.event);
  }
  for (const { id, address } of renamed.removed) report(at(id), 'stream-removed', address, undefined);
  for (const stream of renamed.added) {
    report(marked(at(stream.id), undefined, stream), 'stream-added', undefined, stream.address);
  }
}

function compareStream(old: StreamModel, fresh: StreamModel, scope: Scope, event: string): void {
  const fact = (name: string, kind: Kind, was: unknown, is: unknown) => {
    if (!same(was, is)) report(within(scope, name), kind, was, is);
  };
  fact('x-route', 'stream-moved', old.route, fresh.route);
  fact('address', 'stream-moved', old.address, fresh.address);
  comparePatterns(old, fresh, scope);
  const params = within(scope, 'parameters');
  const { kept, removed, added } = paired(old.params, fresh.params, ({ name }) => name);
  for (const [a, b] of kept) compareParam(a, b, within(params, b.name));
  for (const { name } of removed) report(within(params, name), 'parameter-removed', name, undefined);
  for (const { name, required } of added) {
    report(within(params, name), required ? 'required-parameter-added' : 'parameter-added', undefined, name);
  }
  fact('messages', 'stream-event-changed', event, fresh.event);
  const amount = ({ list }: StreamModel) => (list ? 'a list of events' : 'one event');
  fact('messages', 'stream-list-changed', amount(old), amount(fresh));
  for (const word of ['summary', 'description', 'link', 'since'] as const) {
    fact(word, 'text-changed', old[word], fresh[word]);
  }
}

function comparePatterns(old: StreamModel, fresh: StreamModel, scope: Scope): void {
  const here = within(scope, 'x-stream-patterns');
  const { kept, removed, added } = paired(old.patterns, fresh.patterns, ({ pattern }) => pattern);
  for (const [a, b] of kept) {
    for (const [name, fact] of [
      ['x-update-speed-ms', 'updateSpeedMs'],
      ['x-silence-ms', 'silenceMs'],
    ] as const) {
      if (a[fact] !== b[fact]) report(within(scope, name), 'update-speed-changed', a[fact], b[fact]);
    }
  }
  if (old.address !== fresh.address) return; // It has been said already.
  for (const { pattern } of removed)
    report(here, 'stream-moved', pattern, fresh.patterns.map((one) => one.pattern).join(', '));
  for (const { pattern } of added) report(here, 'stream-form-added', undefined, pattern);
}

function compareParam(old: StreamParamModel, fresh: StreamParamModel, scope: Scope): void {
  if (old.required !== fresh.required) {
    const kind = fresh.required ? 'parameter-became-required' : 'parameter-became-optional';
    report(scope, kind, old.required ? 'required' : 'optional', fresh.required ? 'required' : 'optional');
  }
  if ((old.values === undefined) !== (fresh.values === undefined)) {
    report(
      scope,
      fresh.values ? 'parameter-narrowed' : 'parameter-widened',
      old.values ?? 'any',
      fresh.values ?? 'any',
    );
  } else {
    const { removed, added } = paired(old.values ?? [], fresh.values ?? [], (value) => value);
    for (const value of removed) report(scope, 'parameter-value-removed', value, undefined);
    for (const value of added) report(scope, 'parameter-value-added', undefined, value);
  }
  const written = ({ prefix, lowerCase }: StreamParamModel) => `${prefix}value${lowerCase ? ' in lower case' : ''}`;
  if (written(old) !== written(fresh)) report(scope, 'parameter-form-changed', written(old), written(fresh));
  if (old.description !== fresh.description) report(scope, 'text-changed', old.description, fresh.description);
}

/** Compares events; says which ones have another name now. */
function compareEvents(
  before: readonly EventModel[],
  after: readonly EventModel[],
  [old, fresh]: readonly [Schemas, Schemas],
  findings: Finding[],
): ReadonlyMap<string, string> {
  const at = ({ schema }: EventModel): Scope => ({ findings, place: `events.${schema}`, path: '' });
  const byName = paired(before, after, ({ schema }) => schema);
  const byType = paired(byName.removed, byName.added, ({ source, types }) => `${source} ${types.join()}`);
  for (const [a, b] of byType.kept) report(marked(at(b), a, b), 'event-renamed', a.schema, b.schema);
  for (const [a, b] of [...byName.kept, ...byType.kept]) {
    const scope = marked(at(b), a, b);
    // The event's own name has been compared: what is left is what it holds.
    const context = {
      way: 'event',
      before: old,
      after: new Map([...fresh, [a.schema, fresh.get(b.schema)!]]),
    } as const;
    compareTypes({ kind: 'reference', name: a.schema }, { kind: 'reference', name: a.schema }, scope, context);
    compareEventFacts(a, b, scope);
  }
  for (const event of byType.removed) report(at(event), 'event-removed', event.types.join(), undefined);
  for (const event of byType.added) {
    report(marked(at(event), undefined, event), 'event-added', undefined, event.types.join());
  }
  return new Map(byType.kept.map(([a, b]) => [a.schema, b.schema]));
}

function compareEventFacts(old: EventModel, fresh: EventModel, scope: Scope): void {
  if (!same(old.dedupe, fresh.dedupe)) report(within(scope, 'x-dedupe'), 'fact-changed', old.dedupe, fresh.dedupe);
  if ((old.deprecatedSince === undefined) !== (fresh.deprecatedSince === undefined)) {
    const kind = fresh.deprecatedSince === undefined ? 'deprecation-lifted' : 'deprecated';
    report(scope, kind, old.deprecatedSince, fresh.deprecatedSince);
  }
  for (const word of ['summary', 'description', 'link', 'since'] as const) {
    if (old[word] !== fresh[word]) report(within(scope, word), 'text-changed', old[word], fresh[word]);
  }
}
