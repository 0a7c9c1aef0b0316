// generated/errors.ts: the error catalogue by code. generated/protocol.ts: hosts, headers, limits and HTTP statuses.
import { StructureKind, VariableDeclarationKind, type StatementStructures } from 'ts-morph';
import type { Model } from '../model/model.js';
import { literal, type GeneratedFile } from './source.js';

const constant = (name: string, doc: string, value: unknown, type?: string): StatementStructures => ({
  kind: StructureKind.VariableStatement,
  isExported: true,
  declarationKind: VariableDeclarationKind.Const,
  docs: [doc],
  declarations: [{ name, ...(type ? { type } : {}), initializer: `${literal(value)}${type ? '' : ' as const'}` }],
});

/** Notes are for people: they stand in the published documents. */
function withoutNotes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'note')
      .map(([key, inner]) => [key, withoutNotes(inner)]),
  );
}

/** Emits the error catalogue. */
export function emitErrors(model: Model): GeneratedFile {
  const rows = Object.fromEntries(
    model.errors.map(({ code, name, executed, retry, advice }) => [
      String(code),
      {
        name,
        executed: executed === 'no change needed' ? undefined : executed,
        retry: retry === 'no' ? undefined : retry,
        advice,
      },
    ]),
  );
  return {
    path: 'errors.ts',
    statements: [
      {
        kind: StructureKind.ImportDeclaration,
        isTypeOnly: true,
        moduleSpecifier: '../src/rows.js',
        namedImports: ['ErrorRow'],
      },
      constant('errors', 'Every documented error code.', rows, '{ readonly [code: string]: ErrorRow }'),
      {
        kind: StructureKind.TypeAlias,
        name: 'ErrorName',
        isExported: true,
        docs: ['Name of an error code. Newer codes may have other names.'],
        type: [...model.errors.map(({ name }) => `'${name}'`), '(string & {})'].join(' | '),
      },
    ],
  };
}

/** Emits what all calls have in common. */
export function emitProtocol(model: Model): GeneratedFile {
  const environments = new Map<string, { [host: string]: string }>();
  for (const { environment, host, url } of model.servers) {
    environments.set(environment, { ...environments.get(environment), [host]: url });
  }
  return {
    path: 'protocol.ts',
    statements: [
      {
        kind: StructureKind.ImportDeclaration,
        isTypeOnly: true,
        moduleSpecifier: '../src/rows.js',
        namedImports: ['HttpErrorRow'],
      },
      constant('environments', 'Base URLs by environment and host.', Object.fromEntries(environments)),
      constant('apiKeyHeader', 'Header that carries the API key.', model.apiKeyHeader),
      constant(
        'limitHeaders',
        'Headers, or their beginnings, that tell how much of the limits is used.',
        model.limitHeaders,
      ),
      constant('timing', 'How the exchange judges the timestamp of a signed call. Unit: ms.', model.timing),
      constant(
        'connections',
        'How the exchange treats WebSocket connections, what opens a user data stream, and what a session implies.',
        withoutNotes(model.connections),
      ),
      constant('controlErrors', 'Refusals of control messages.', model.controlErrors),
      constant('weightPools', 'Separate limits that several calls share.', model.weightPools),
      constant(
        'httpErrors',
        'What an HTTP status means for the call, the narrower entries first.',
        model.httpErrors
          .map(({ status, executed, retry, advice, variants }) => ({
            status,
            executed,
            retry,
            advice,
            variants: variants.length > 0 ? variants.map((variant) => ({ ...variant, id: undefined })) : undefined,
          }))
          .sort((a, b) => Number(/X/.test(a.status)) - Number(/X/.test(b.status))),
        'readonly HttpErrorRow[]',
      ),
    ],
  };
}
