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

/** What the catalogue says of errors beyond the rows. */
export interface ErrorDocs {
  readonly retryWords: { readonly [word: string]: string };
  readonly codes: readonly { readonly code: number; readonly messages: readonly string[] }[];
}

/** What the catalogue says of errors; empty where it was not published. */
export function readErrorDocs(): ErrorDocs {
  return (readJson('errors.json') as ErrorDocs | undefined) ?? { retryWords: {}, codes: [] };
}

function readJson(file: string): unknown {
  const path = join(specFolder, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
