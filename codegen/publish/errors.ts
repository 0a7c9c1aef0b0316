// The error catalogue as data: JSON with everything, CSV for spreadsheets.
import type { Json, JsonObject } from '../load/json.js';
import { mapAt, mapsInList } from '../load/nodes.js';
import { readSource } from '../load/read.js';
import type { CallModel, ControlErrorModel, ErrorModel } from '../model/model.js';
import { present } from '../model/reader.js';
import type { Source } from './entries.js';

/** Everything there is to know of errors. */
export interface ErrorCatalogue {
  readonly version: string;
  /** What the words under `retry` mean. */
  readonly retryWords: { readonly [word: string]: string };
  readonly codes: readonly ErrorEntry[];
  /** As the document says it. */
  readonly http: readonly JsonObject[];
  /** Errors of the control messages of stream connections. */
  readonly control: readonly ControlErrorModel[];
}

/** One code of the exchange, without what is not said of it. */
type ErrorEntry = ReturnType<typeof entryOf>;

const entryOf = (error: ErrorModel, calls: readonly CallModel[]) => {
  const { code, name, otherNames, kind, retry, executed, closes, messages, advice, since, doubtful } = error;
  return {
    code,
    name,
    ...present({ otherNames }),
    kind,
    retry,
    ...present({ executed, closes }),
    messages,
    ...present({ advice, since, doubtful }),
    /** Calls that are known to answer with it; none means that any may. */
    calls: [...new Set(calls.filter(({ errorCodes }) => errorCodes.includes(code)).map(({ id }) => id))],
  };
};

/** The catalogue; the meaning of the retry words stands in the spec folder only. */
export function errorCatalogue({ documents, model, folder }: Source): ErrorCatalogue {
  const file = `${folder}/components/errors.yaml`;
  const words = Object.entries(mapAt(readSource(file, file).value, 'retryWords'));
  return {
    version: model.version,
    retryWords: Object.fromEntries(words.map(([word, text]) => [word, String(text)])),
    codes: model.errors.map((error) => entryOf(error, [...model.operations, ...model.methods])),
    http: mapsInList(documents.get('openapi'), 'x-http-errors'),
    control: model.controlErrors,
  };
}

const COLUMNS = ['code', 'name', 'kind', 'retry', 'executed', 'closes', 'advice', 'messages'] as const;

/**
 * RFC 4180; several messages of a code stand in one field, joined by ` | `. A text that a spreadsheet would run, since it
 * begins with `=`, `+`, `-`, `@` or a tab, stands behind an apostrophe; the codes are plain negative numbers.
 */
export function errorsCsv({ codes }: Pick<ErrorCatalogue, 'codes'>): string {
  const rows = codes.map((error) => COLUMNS.map((column) => error[column] ?? ''));
  return [COLUMNS, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: Json | readonly string[]): string {
  const joined = Array.isArray(value) ? value.join(' | ') : String(value);
  const text = typeof value !== 'number' && /^[=+@\t\r-]/.test(joined) ? `'${joined}` : joined;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
