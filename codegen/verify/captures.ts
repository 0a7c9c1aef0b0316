// Reads captured traffic: NDJSON of `binance-usdm record`, plain JSON lines, and HAR files of browsers and proxies.
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse, stringify } from 'lossless-json';
import { SpecError } from '../load/spec-error.js';

/** One message, request or answer of a capture. */
export interface Captured {
  /** File and line, or entry, where it stands. */
  readonly place: string;
  /** When it was recorded, ISO 8601, if the capture says so. */
  readonly time: string | undefined;
  /** URL that it came from or went to, if the capture says so. */
  readonly source: string | undefined;
  readonly direction: 'sent' | 'received';
  /** HTTP method and status, if it is a REST call. */
  readonly method: string | undefined;
  readonly status: number | undefined;
  readonly text: string;
}

interface Fields {
  readonly [key: string]: unknown;
}

/** An integer of 16 or more digits where a value may stand: possibly beyond 2^53 − 1. */
const LONG_INTEGER = /(?:^|[:[,])\s*-?\d{16}/;

/** JSON to values; integers that a double cannot hold exactly become bigints, so they stay apart from strings. */
export function parseExactly(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  return parse(text, undefined, (digits) => {
    const number = Number(digits);
    return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
  });
}

/** JSON text of a value that {@link parseExactly} has read. */
export const textOf = (value: unknown): string => stringify(value) ?? '';

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Everything in a file, in its order. A line that is no JSON comes as a message of this text. */
export async function* readCapture(file: string): AsyncGenerator<Captured> {
  let lines = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
      lines++;
      const text = lines === 1 ? withoutMark(line) : line;
      if (text.trim() === '') continue;
      const value = parsed(text);
      // A document that is written over several lines.
      if (value === undefined && lines === 1 && (yield* readDocument(file))) return;
      if (isHar(value)) yield* harEntries(file, value);
      else yield capturedOf(`${file}:${lines}`, value, text);
    }
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
    throw new SpecError(`${file}: cannot be read (${code})`);
  }
}

/** Editors and tools of Windows begin a text with a byte order mark. */
const withoutMark = (text: string) => (text.startsWith('\uFEFF') ? text.slice(1) : text);

function parsed(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}

/** Reads the file as one JSON document: a HAR file or a message. False if it is not one. */
function* readDocument(file: string): Generator<Captured, boolean> {
  const text = withoutMark(readFileSync(file, 'utf8'));
  const value = parsed(text);
  if (value === undefined) return false;
  if (isHar(value)) yield* harEntries(file, value);
  else if (Array.isArray(value) && value.every(isRecord)) {
    for (const [index, item] of value.entries()) yield capturedOf(`${file}#${index}`, item, '');
  } else yield capturedOf(file, value, text);
  return true;
}

const SENT = new Set(['sent', 'send', 'out', 'outgoing', 'request']);
const TEXT_KEYS = ['text', 'body', 'message', 'payload', 'raw', 'frame', 'response', 'data'];

/** Whether a line says where a message comes from, rather than being the message. */
function isRecord(value: unknown): value is Fields {
  if (!isObject(value)) return false;
  const hasOrigin = ['source', 'url', 'direction'].some((key) => typeof value[key] === 'string');
  return hasOrigin && TEXT_KEYS.some((key) => value[key] !== undefined);
}

function capturedOf(place: string, value: unknown, text: string): Captured {
  if (!isRecord(value)) return { ...NOWHERE, place, text };
  const body = value[TEXT_KEYS.find((key) => value[key] !== undefined)!];
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

const NOWHERE = {
  time: undefined,
  source: undefined,
  direction: 'received',
  method: undefined,
  status: undefined,
} as const;

const optionalText = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** ISO 8601 of a text or of a number, which may be in s, ms or µs since the Unix epoch. */
function timeOf(value: unknown): string | undefined {
  const number = Number(value);
  const ms = number < 1e11 ? number * 1e3 : number < 1e14 ? number : number / 1e3;
  const date = new Date(typeof value === 'string' && Number.isNaN(number) ? value : ms);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

interface Har {
  readonly log: { readonly entries: readonly Fields[] };
}

const isHar = (value: unknown): value is Har =>
  isObject(value) && isObject(value['log']) && Array.isArray(value['log']['entries']);

/** Requests, answers and WebSocket frames of a HAR file. */
function* harEntries(file: string, { log }: Har): Generator<Captured> {
  for (const [index, entry] of log.entries.entries()) {
    const place = `${file}#log.entries[${index}]`;
    const request = objectOf(entry['request']);
    const response = objectOf(entry['response']);
    const source = optionalText(request['url']);
    const time = timeOf(entry['startedDateTime']);
    const frames = entry['_webSocketMessages'];
    if (Array.isArray(frames)) {
      for (const [number, frame] of frames.filter(isObject).entries()) {
        yield {
          ...NOWHERE,
          place: `${place}._webSocketMessages[${number}]`,
          time: timeOf(frame['time']),
          source,
          direction: SENT.has(String(frame['type'])) ? 'sent' : 'received',
          text: String(frame['data']),
        };
      }
      continue;
    }
    const content = objectOf(response['content']);
    const text = optionalText(content['text']) ?? '';
    yield {
      place,
      time,
      source,
      direction: 'received',
      method: optionalText(request['method']),
      status: typeof response['status'] === 'number' ? response['status'] : undefined,
      text: content['encoding'] === 'base64' ? Buffer.from(text, 'base64').toString() : text,
    };
  }
}

const objectOf = (value: unknown): Fields => (isObject(value) ? value : {});
