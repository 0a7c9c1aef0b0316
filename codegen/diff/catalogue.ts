// Compares what is not a call or a stream: errors, base URLs, limits and the facts of connections.
import type { ConnectionModel, ErrorModel, HttpErrorModel, Model, ServerModel } from '../model/model.js';
import { compareFacts, paired, report, same, within, type Finding, type Scope } from './findings.js';
import type { Kind } from './kinds.js';

/** Compares the error catalogues, servers, limits and connections of two models. */
export function compareCatalogue(before: Model, after: Model, findings: Finding[]): void {
  const at = (place: string): Scope => ({ findings, place, path: '' });
  compareErrors(before.errors, after.errors, at);
  compareHttpErrors(before.httpErrors, after.httpErrors, at);
  compareControlErrors(before, after, at);
  compareServers(before.servers, after.servers, at);
  compareFacts(at('weightPools'), 'weight-changed', before.weightPools, after.weightPools);
  compareFacts(at('limitHeaders'), 'request-line-changed', before.limitHeaders, after.limitHeaders);
  compareFacts(at('timing'), 'fact-changed', before.timing, after.timing);
  const header = ({ apiKeyHeader }: Model) => ({ apiKeyHeader });
  compareFacts(at('security'), 'request-line-changed', header(before), header(after));
  for (const { removed, added, kept } of [
    paired(before.groups, after.groups, ({ name }) => name),
    paired(before.methodGroups, after.methodGroups, ({ name }) => name),
  ]) {
    for (const { name } of removed) report(at('tags'), 'fact-changed', name, undefined);
    for (const { name } of added) report(at('tags'), 'fact-changed', undefined, name);
    for (const [a, b] of kept) {
      if (a.description !== b.description) report(at(`tags.${b.name}`), 'text-changed', a.description, b.description);
    }
  }
  compareConnections(before, after, at);
  compareFacts(at('signing'), 'fact-changed', before.signing ?? {}, after.signing ?? {});
  compareFacts(at('oauth'), 'fact-changed', before.oauth ?? {}, after.oauth ?? {});
}

type At = (place: string) => Scope;

/** What an outcome leaves open, the surest first. */
const DOUBTS = ['no', 'no change needed', undefined, 'unknown'];

/** What an answer means for a repetition. */
function compareOutcome(
  old: Pick<ErrorModel, 'executed' | 'retry'> & { readonly closes?: ErrorModel['closes'] },
  fresh: Pick<ErrorModel, 'executed' | 'retry'> & { readonly closes?: ErrorModel['closes'] },
  scope: Scope,
): void {
  if (old.executed !== fresh.executed) {
    const isDoubtful = DOUBTS.indexOf(fresh.executed) > DOUBTS.indexOf(old.executed);
    const kind = isDoubtful ? 'error-outcome-uncertain' : 'error-outcome-known';
    report(within(scope, 'executed'), kind, old.executed ?? 'not said', fresh.executed ?? 'not said');
  }
  if (old.retry !== fresh.retry) report(within(scope, 'retry'), 'fact-changed', old.retry, fresh.retry);
  if (old.closes !== fresh.closes) report(within(scope, 'closes'), 'fact-changed', old.closes, fresh.closes);
}

function compareErrors(before: readonly ErrorModel[], after: readonly ErrorModel[], at: At): void {
  const { kept, removed, added } = paired(before, after, ({ code }) => code);
  const place = ({ code }: ErrorModel) => at(`errors.${code}`);
  for (const [old, fresh] of kept) {
    const scope = place(fresh);
    if (old.name !== fresh.name) report(within(scope, 'name'), 'error-renamed', old.name, fresh.name);
    compareOutcome(old, fresh, scope);
    if (old.kind !== fresh.kind) report(within(scope, 'kind'), 'fact-changed', old.kind, fresh.kind);
    if (!same(old.messages, fresh.messages)) {
      report(within(scope, 'messages'), 'text-changed', old.messages.join(' '), fresh.messages.join(' '));
    }
    if (old.advice !== fresh.advice) report(within(scope, 'advice'), 'text-changed', old.advice, fresh.advice);
  }
  for (const error of removed) report(place(error), 'error-removed', error.name, undefined);
  for (const error of added) report(place(error), 'error-added', undefined, error.name);
}

function compareHttpErrors(before: readonly HttpErrorModel[], after: readonly HttpErrorModel[], at: At): void {
  const flat = (errors: readonly HttpErrorModel[]) =>
    errors.flatMap((error) => [
      { ...error, words: error.meaning, told: error.status },
      ...error.variants.map((variant) => ({ ...variant, words: variant.message, told: variant.codes.join() })),
    ]);
  const { kept, removed, added } = paired(flat(before), flat(after), ({ id }) => id);
  for (const [old, fresh] of kept) {
    const scope = at(`httpErrors.${fresh.id}`);
    compareOutcome(old, fresh, scope);
    if (old.told !== fresh.told) report(within(scope, 'code'), 'fact-changed', old.told, fresh.told);
    if (old.words !== fresh.words) report(within(scope, 'meaning'), 'text-changed', old.words, fresh.words);
    if (old.advice !== fresh.advice) report(within(scope, 'advice'), 'text-changed', old.advice, fresh.advice);
  }
  for (const { id, words } of removed) report(at(`httpErrors.${id}`), 'error-removed', words, undefined);
  for (const { id, words } of added) report(at(`httpErrors.${id}`), 'error-added', undefined, words);
}

function compareControlErrors(before: Model, after: Model, at: At): void {
  const { kept, removed, added } = paired(
    before.controlErrors,
    after.controlErrors,
    ({ code, message }) => `${code} ${message}`,
  );
  const place = (code: number) => at(`controlErrors.${code}`);
  for (const [old, fresh] of kept) {
    for (const word of ['meaning', 'advice'] as const) {
      if (old[word] !== fresh[word]) report(within(place(fresh.code), word), 'text-changed', old[word], fresh[word]);
    }
  }
  for (const { code, message } of removed) report(place(code), 'fact-changed', message, undefined);
  for (const { code, message } of added) report(place(code), 'error-added', undefined, message);
}

function compareServers(before: readonly ServerModel[], after: readonly ServerModel[], at: At): void {
  const { kept, removed, added } = paired(before, after, ({ host, environment }) => `${environment}.${host}`);
  const place = ({ host, environment }: ServerModel) => at(`servers.${environment}.${host}`);
  const isEnvironment = (servers: readonly ServerModel[], name: string) =>
    servers.some(({ environment }) => environment === name);
  for (const [old, fresh] of kept) if (old.url !== fresh.url) report(place(fresh), 'server-moved', old.url, fresh.url);
  for (const server of removed) {
    const isGone = !isEnvironment(after, server.environment);
    const scope = { ...place(server), name: server.environment };
    report(scope, isGone ? 'environment-removed' : 'server-removed', server.url, undefined);
  }
  for (const server of added) report(place(server), 'server-added', undefined, server.url);
}

function compareConnections(before: Model, after: Model, at: At): void {
  const [oldConnections, freshConnections] = [before, after].map(
    ({ connections }) => new Map<string, ConnectionModel>(Object.entries(connections)),
  );
  for (const name of new Set([...oldConnections!.keys(), ...freshConnections!.keys()])) {
    const scope = at(`connections.${name}`);
    const { paths: old, ...oldRest } = oldConnections!.get(name) ?? {};
    const { paths: fresh, ...freshRest } = freshConnections!.get(name) ?? {};
    const [oldFacts, freshFacts]: { readonly [fact: string]: unknown }[] = [oldRest, freshRest];
    const kindOf = (fact: string): Kind => (fact === 'note' ? 'text-changed' : 'fact-changed');
    for (const fact of new Set([...Object.keys(oldFacts!), ...Object.keys(freshFacts!)])) {
      if (same(oldFacts![fact], freshFacts![fact])) continue;
      report(within(scope, fact), kindOf(fact), oldFacts![fact], freshFacts![fact]);
    }
    compareFacts(within(scope, 'paths'), 'connection-path-changed', old ?? {}, fresh ?? {});
  }
}
