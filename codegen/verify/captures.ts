// Reads captured traffic: NDJSON of `binance-usdm record`, plain JSON lines, and HAR files of browsers and proxies.
import { SpecError } from '../load/spec-error.js';
import {
  isFields,
  NOWHERE,
  optionalText,
  parseExactly,
  SENT,
  textOf,
  timeOf,
  type Captured,
  type Fields,
} from './captured.js';
import { harEntries, isHar } from './har.js';
import { linesOf } from './text.js';

/** Everything in a file, in its order. A line that is no JSON comes as a message of this text. */
export async function* readCapture(file: string): AsyncGenerator<Captured> {
  try {
    yield* capturedIn(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new SpecError(`${file}: cannot be read (${String(error.code)})`);
  }
}

async function* capturedIn(file: string): AsyncGenerator<Captured> {
  const lines = linesOf(file);
  const first = await lines.next();
  if (first.done) return;
  if (parsed(first.value) !== undefined) {
    yield* capturedOfLine(file, first.value, 1);
    let number = 1;
    for await (const line of lines) yield* capturedOfLine(file, line, ++number);
    return;
  }
  // Perhaps a document that is written over several lines.
  const all = [first.value];
  for await (const line of lines) all.push(line);
  const value = parsed(all.join('\n'));
  if (value !== undefined) yield* capturedOfDocument(file, value, all.join('\n'));
  else for (const [index, line] of all.entries()) yield* capturedOfLine(file, line, index + 1);
}

function parsed(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}

function* capturedOfLine(file: string, text: string, line: number): Generator<Captured> {
  if (text.trim() === '') return;
  const value = parsed(text);
  if (isHar(value)) yield* harEntries(file, value);
  else yield capturedOf(`${file}:${line}`, value, text);
}

/** What one JSON document holds: a HAR file, a list of records, or a message. */
function* capturedOfDocument(file: string, value: unknown, text: string): Generator<Captured> {
  if (isHar(value)) yield* harEntries(file, value);
  else if (Array.isArray(value) && value.every(isRecord)) {
    for (const [index, item] of value.entries()) yield capturedOf(`${file}#${index}`, item, '');
  } else yield capturedOf(file, value, text);
}

const TEXT_KEYS = ['text', 'body', 'message', 'payload', 'raw', 'frame', 'response', 'data'];

/** Whether a line says where a message comes from, rather than being the message. */
function isRecord(value: unknown): value is Fields {
  if (!isFields(value)) return false;
  const hasOrigin = ['source', 'url', 'direction'].some((key) => typeof value[key] === 'string');
  return hasOrigin && TEXT_KEYS.some((key) => value[key] !== undefined);
}

function capturedOf(place: string, value: unknown, text: string): Captured {
  if (!isRecord(value)) return { ...NOWHERE, place, text };
  const body = TEXT_KEYS.map((key) => value[key]).find((one) => one !== undefined);
  return {
    place,
    time: timeOf(value['time'] ?? value['timestamp'] ?? value['ts']),
    source: optionalText(value['source'] ?? value['url']),
    direction: SENT.has(String(value['direction'])) ? 'sent' : 'received',
    method: optionalText(value['method']),
    status: typeof value['status'] === 'number' ? value['status'] : undefined,
    text: typeof body === 'string' ? body : textOf(body),
  };
}
