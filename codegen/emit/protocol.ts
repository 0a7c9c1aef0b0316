// generated/protocol.ts: hosts, headers, limits and HTTP statuses.
import type { Model } from '../model/model.js';
import { provenanceText } from '../model/sentences.js';
import { constant, createImports, type GeneratedFile } from './source.js';

/** A constant whose type is its value. */
const exact = (name: string, doc: string, value: unknown) => constant(name, value, { doc, isExact: true });

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function environmentsDoc({ servers }: Model): string {
  const remarks = servers.flatMap(({ environment, observed }) =>
    observed === undefined ? [] : [`\`${environment}\` is ${lowerFirst(provenanceText({ observed }))}`],
  );
  return ['Base URLs by environment and host.', ...new Set(remarks)].join(' ');
}

/** Emits what all calls have in common. */
export function emitProtocol(model: Model): GeneratedFile {
  const environments = new Map<string, { [host: string]: string }>();
  for (const { environment, host, url } of model.servers) {
    environments.set(environment, { ...environments.get(environment), [host]: url });
  }
  const imports = createImports();
  imports.type('../src/rows.js', 'HttpErrorRow');
  return {
    path: 'protocol.ts',
    statements: [
      ...imports.statements(),
      exact('environments', environmentsDoc(model), Object.fromEntries(environments)),
      exact('apiKeyHeader', 'Header that carries the API key.', model.apiKeyHeader),
      exact(
        'limitHeaders',
        'Headers, or their beginnings, that tell how much of the limits is used.',
        model.limitHeaders,
      ),
      exact('timing', 'How the exchange judges the timestamp of a signed call. Unit: ms.', model.timing),
      exact(
        'controlErrors',
        'Refusals of control messages.',
        model.controlErrors.map(({ code, message, advice }) => ({ code, message, advice })),
      ),
      exact('weightPools', 'Separate limits that several calls share.', model.weightPools),
      constant(
        'httpErrors',
        model.httpErrors
          .map(({ id, status, executed, retry, closes, variants }) => ({
            id,
            status,
            executed,
            retry,
            closes,
            variants: variants.length > 0 ? variants.map((variant) => ({ ...variant, advice: undefined })) : undefined,
          }))
          .sort((a, b) => Number(/X/.test(a.status)) - Number(/X/.test(b.status))),
        {
          doc: 'What an HTTP status means for the call, the narrower entries first.',
          type: 'readonly HttpErrorRow[]',
        },
      ),
    ],
  };
}
