// The error catalogue as data: JSON with everything, CSV for spreadsheets.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Json, JsonObject } from '../load/load.js';

/** Everything there is to know of errors. */
export interface ErrorCatalogue {
  readonly version: string;
  /** What the words under `retry` mean. */
  readonly retryWords: { readonly [word: string]: string };
  readonly codes: readonly ErrorEntry[];
  readonly http: readonly JsonObject[];
  /** Errors of the control messages of stream connections. */
  readonly control: readonly JsonObject[];
}

/** One code of the exchange. */
interface ErrorEntry {
  readonly code: number;
  readonly name: string;
  /** Names that it was seen under too. */
  readonly otherNames?: readonly string[];
  readonly kind: string;
  readonly retry: string;
  readonly executed?: string;
  readonly messages: readonly string[];
  readonly advice?: string;
}

/** The catalogue as the documents say it; the meaning of the retry words stands in the spec folder only. */
export function errorCatalogue(documents: ReadonlyMap<string, JsonObject>, specFolder: string): ErrorCatalogue {
  const root = documents.get('openapi')!;
  const { retryWords } = parse(readFileSync(`${specFolder}/components/errors.yaml`, 'utf8')) as ErrorCatalogue;
  return {
    version: String((root['info'] as JsonObject)['version']),
    retryWords,
    codes: root['x-errors'] as unknown as ErrorEntry[],
    http: root['x-http-errors'] as JsonObject[],
    control: (documents.get('market-streams')?.['x-control-errors'] ?? []) as JsonObject[],
  };
}

const COLUMNS = ['code', 'name', 'kind', 'retry', 'executed', 'advice', 'messages'] as const;

/** RFC 4180; several messages of a code stand in one field, joined by ` | `. */
export function errorsCsv({ codes }: ErrorCatalogue): string {
  const rows = codes.map((error) => COLUMNS.map((column) => error[column] ?? ''));
  return [COLUMNS, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: Json | readonly string[]): string {
  const text = Array.isArray(value) ? value.join(' | ') : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
