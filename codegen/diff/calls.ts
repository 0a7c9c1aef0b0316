// Compares REST operations and WebSocket API methods.
import type { CallModel, MethodModel, OperationModel, SchemaModel } from '../model/model.js';
import { compareFields } from './fields.js';
import { marked, paired, report, same, within, type Finding, type Scope } from './findings.js';
import type { Kind } from './kinds.js';
import { compareRules } from './rules.js';
import { compareTypes, describe } from './types.js';

const RETRY_RISKS = ['safe', 'verify', 'never'];
const AUTHENTICATIONS = ['none', 'key', 'signature'];
/** What an API key must be allowed to do, the least first; those in one list need the same. */
const PERMISSIONS = [['NONE'], ['MARKET_DATA', 'USER_STREAM'], ['USER_DATA', 'SIGNED'], ['TRADE']];

type Call = OperationModel | MethodModel;
type Schemas = ReadonlyMap<string, SchemaModel>;

/** What identifies a call on the wire, e.g. `POST /fapi/v1/order`. */
const lineOf = (call: Call) => ('path' in call ? `${call.method} ${call.path}` : call.method);

/** Compares the calls of one API, `rest` or `websocketApi`. */
export function compareCalls(
  api: string,
  before: readonly Call[],
  after: readonly Call[],
  schemas: readonly [Schemas, Schemas],
  findings: Finding[],
): void {
  const at = (id: string): Scope => ({ findings, place: `${api}.${id}`, path: '' });
  const { kept, removed, added } = paired(before, after, ({ id }) => id);
  const renamed = paired(removed, added, lineOf);
  for (const [old, fresh] of renamed.kept) report(marked(at(fresh.id), old, fresh), 'call-renamed', old.id, fresh.id);
  for (const [old, fresh] of [...kept, ...renamed.kept]) compareCall(old, fresh, at(fresh.id), schemas);
  for (const call of renamed.removed) report(at(call.id), 'call-removed', lineOf(call), undefined);
  for (const call of renamed.added) report(marked(at(call.id), undefined, call), 'call-added', undefined, lineOf(call));
}

function compareCall(old: Call, fresh: Call, place: Scope, [before, after]: readonly [Schemas, Schemas]): void {
  const scope = marked(place, old, fresh);
  const fact = (name: string, kind: Kind, was: unknown, is: unknown) => {
    if (!same(was, is)) report(within(scope, name), kind, was, is);
  };
  fact('request', 'request-line-changed', lineOf(old), lineOf(fresh));
  if ('path' in old && 'path' in fresh) {
    fact('host', 'request-line-changed', old.host, fresh.host);
    fact('x-weight-pool', 'weight-changed', old.weightPool, fresh.weightPool);
    fact('x-quota', 'fact-changed', old.quota, fresh.quota);
    fact('x-pagination', 'fact-changed', old.pagination, fresh.pagination);
  }
  compareSecurity(old, fresh, scope);
  compareFields(old.params, fresh.params, () => within(scope, 'parameters'), { way: 'request', before, after });
  compareRules(old, fresh, [before, after], scope);
  const answer = within(scope, 'answer');
  if (old.answer.shape === fresh.answer.shape) {
    compareTypes(old.answer.type, fresh.answer.type, answer, { way: 'answer', before, after });
  } else {
    report(answer, 'shape-changed', shapeOf(old), shapeOf(fresh));
  }
  fact('x-weight', 'weight-changed', old.weight, fresh.weight);
  fact('x-error-codes', 'fact-changed', old.errorCodes, fresh.errorCodes);
  fact('x-refresh-ms', 'fact-changed', old.refreshMs, fresh.refreshMs);
  fact('x-order-weight', 'order-weight-changed', old.orderWeight, fresh.orderWeight);
  const isRiskier = RETRY_RISKS.indexOf(fresh.retry) > RETRY_RISKS.indexOf(old.retry);
  fact('x-retry', isRiskier ? 'retry-riskier' : 'retry-safer', old.retry, fresh.retry);
  fact('x-verify-with', 'fact-changed', old.verifyWith, fresh.verifyWith);
  fact('tags', 'fact-changed', old.group, fresh.group);
  if (old.deprecated !== fresh.deprecated) {
    report(scope, fresh.deprecated ? 'deprecated' : 'deprecation-lifted', undefined, undefined);
  }
  for (const word of ['summary', 'description', 'link', 'since', 'retryNote'] as const) {
    fact(word, 'text-changed', old[word], fresh[word]);
  }
}

const shapeOf = ({ answer: { shape, type } }: CallModel) =>
  shape === 'bySymbol' ? `${describe(type)} with \`symbol\`, a list of them without` : describe(type);

function compareSecurity(old: CallModel, fresh: CallModel, scope: Scope): void {
  if (old.auth === fresh.auth && old.security === fresh.security) return;
  const here = within(scope, 'security');
  const words = ({ security, auth }: CallModel) => `${security}, sent: ${auth}`;
  const demands = ({ security, auth }: CallModel) => [
    AUTHENTICATIONS.indexOf(auth),
    PERMISSIONS.findIndex((types) => types.includes(security)),
  ];
  const steps = demands(fresh).map((demand, index) => demand - demands(old)[index]!);
  const kind = steps.some((step) => step > 0)
    ? 'authentication-raised'
    : steps.some((step) => step < 0)
      ? 'authentication-lowered'
      : 'fact-changed';
  report(here, kind, words(old), words(fresh));
}
