// The published documents that come with the package: texts for help, and what `spec` hands out.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The package finds itself by its name, from source as well as installed. */
const packageFile = createRequire(import.meta.url).resolve('binance-usdm/package.json');

/** Folder of the published documents. It exists if they were published. */
export const specFolder = join(dirname(packageFile), 'dist', 'spec');

/** Version of the package. */
export const version = (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;

/** What a document says of a call. */
export interface CallDoc {
  readonly group: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly url: string | undefined;
  /** Parameters of an example. */
  readonly example: { readonly [name: string]: unknown } | undefined;
  /** Meaning of each parameter, with its default. */
  readonly params: { readonly [name: string]: string };
}

/** What the catalogue says of errors beyond the rows. */
export interface ErrorDocs {
  readonly retryWords: { readonly [word: string]: string };
  readonly codes: readonly { readonly code: number; readonly messages: readonly string[] }[];
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly description?: string;
  readonly schema?: { readonly default?: unknown };
}
interface OpenApi {
  readonly paths: { readonly [path: string]: { readonly [method: string]: OpenApiOperation } };
  readonly components: { readonly parameters: { readonly [name: string]: Parameter } };
}
interface OpenApiOperation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly externalDocs?: { readonly url: string };
  readonly parameters?: readonly Parameter[];
  readonly 'x-request-example'?: { readonly [name: string]: unknown };
}

/** What the OpenAPI document says of all calls, by name; empty where it was not published. */
export function readCallDocs(): { readonly [id: string]: CallDoc | undefined } {
  const document = readJson('openapi.json') as OpenApi | undefined;
  if (!document) return {};
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  return Object.fromEntries(
    operations.map((operation) => {
      const { operationId = '', tags, summary = '', description, externalDocs, parameters = [] } = operation;
      const params = parameters.map((given): [string, string] => {
        const {
          name,
          description: text = '',
          schema,
        } = given.$ref ? document.components.parameters[given.$ref.split('/').at(-1)!]! : given;
        const line = text.replaceAll(/\s+/g, ' ').trim();
        return [name, schema?.default === undefined ? line : `${line} Default ${String(schema.default)}.`];
      });
      const doc: CallDoc = {
        group: tags?.[0] ?? '',
        summary,
        description: description?.trim(),
        url: externalDocs?.url,
        example: operation['x-request-example'],
        params: Object.fromEntries(params),
      };
      return [operationId, doc];
    }),
  );
}

/** What the catalogue says of errors; empty where it was not published. */
export function readErrorDocs(): ErrorDocs {
  return (readJson('errors.json') as ErrorDocs | undefined) ?? { retryWords: {}, codes: [] };
}

function readJson(file: string): unknown {
  const path = join(specFolder, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
