// One message of a capture, and the values in it.
import { parse, stringify } from 'lossless-json';

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

/** An object of JSON. */
export interface Fields {
  readonly [key: string]: unknown;
}

/** What is said of a message that comes without its origin. */
export const NOWHERE = {
  time: undefined,
  source: undefined,
  direction: 'received',
  method: undefined,
  status: undefined,
} as const;

/** Words of captures for what went out. */
export const SENT: ReadonlySet<string> = new Set(['sent', 'send', 'out', 'outgoing', 'request']);

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

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const optionalText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** ISO 8601 of a text or of a number, which may be in s, ms or µs since the Unix epoch. */
export function timeOf(value: unknown): string | undefined {
  const number = Number(value);
  const ms = number < 1e11 ? number * 1e3 : number < 1e14 ? number : number / 1e3;
  const date = new Date(typeof value === 'string' && Number.isNaN(number) ? value : ms);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
