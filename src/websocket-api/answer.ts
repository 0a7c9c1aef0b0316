// Answers of the WebSocket API as texts: whose they are, and what they say.
import type { Reply } from '../calls.js';
import { DecodeError } from '../errors.js';
import { parseJson } from '../json.js';
import type { LimitCounts } from '../limits.js';
import { dataOf, idsOf, refusalOf, type ErrorFacts } from '../response.js';
import type { CallRow } from '../rows.js';
import { createRedactor } from '../traffic.js';

/** State of one limit, as an answer gives it. */
export interface RateLimitState {
  readonly rateLimitType: string;
  readonly interval: string;
  readonly intervalNum: number;
  readonly limit: number;
  readonly count: number;
}

/** A text frame of the exchange, parsed. */
export interface Answer {
  /** Id of the request; `null` where the exchange could not read or does not say it. */
  readonly id: string | null;
  /** `undefined`: this is no answer. */
  readonly status: number | undefined;
  readonly body: { readonly [key: string]: unknown };
  readonly text: string;
}

const SUCCESS = 200;
/** The beginning of an answer whose id stands first and is digits without escapes, as this client sends them. */
const ID_FIRST = /^[ \t\r\n]*\{[ \t\r\n]*"id"[ \t\r\n]*:[ \t\r\n]*(?:"(\d{1,15})"|(0|[1-9]\d{0,14}))[ \t\r\n]*[,}]/;
/** As long as keys, listenKeys and signatures are, and longer than any word. */
const LONG_TOKEN = /[\w+/=-]{40,}/g;
const LONGEST_EXCERPT = 200;

/** The id of an answer, without parsing it; `undefined` where that takes a parser. */
export function peekId(text: string): string | undefined {
  const match = ID_FIRST.exec(text);
  return match?.[1] ?? match?.[2];
}

/**
 * Parses a frame once, with the opaque ids of the request that it answers kept exact. Only one whose id cannot be peeked at
 * is parsed a second time.
 *
 * @param rowOf The row of the request with that id.
 * @returns Nothing if the text is not the JSON of an object.
 */
export function readAnswer(text: string, rowOf: (id: string) => CallRow | undefined): Answer | undefined {
  const peeked = peekId(text);
  const answer = parseAnswer(text, peeked === undefined ? undefined : rowOf(peeked));
  // A broken text that begins as an answer is that answer: nothing better will come.
  if (!answer) return peeked === undefined ? undefined : { id: peeked, status: undefined, body: {}, text };
  if (answer.id === null || answer.id === peeked) return answer;
  const row = rowOf(answer.id);
  return row ? parseAnswer(text, row) : answer;
}

function parseAnswer(text: string, row: CallRow | undefined): Answer | undefined {
  let value: unknown;
  try {
    value = parseJson(text, row && idsOf(row.answer));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const body = value as Answer['body'];
  const id = typeof body.id === 'string' || typeof body.id === 'number' ? String(body.id) : null;
  return { id, status: typeof body.status === 'number' ? body.status : undefined, body, text };
}

/**
 * Reads an answer. Opaque ids become strings, exact to the digit; decimals are strings already.
 *
 * @param facts Error codes and HTTP statuses of the product.
 * @param now The exchange's time. Unit: ms since the Unix epoch.
 * @throws {ExchangeError} The answer is an error.
 * @throws {DecodeError} The text is no answer.
 */
export function decodeAnswer<Result>(
  facts: ErrorFacts,
  method: CallRow<any, Result>,
  text: string,
  now: number,
): Result {
  const answer = parseAnswer(text, method) ?? { id: null, status: undefined, body: {}, text };
  return readReply(facts, method, answer, now).data as Result;
}

/** {@link decodeAnswer} of a frame that was parsed already, with status and the state of the limits. */
export function readReply(facts: ErrorFacts, row: CallRow, answer: Answer, now: number): Reply<unknown> {
  const { status, body, text } = answer;
  if (status === undefined) throw new DecodeError(row.id, `the text is no answer: ${excerpt(text)}`);
  if (status !== SUCCESS || !('result' in body)) {
    if (body.error === undefined && status === SUCCESS)
      throw new DecodeError(row.id, `the answer holds no result: ${excerpt(text)}`);
    throw refusalOf(
      facts,
      row.id,
      withSafeMessage(body.error),
      withoutSecrets(text),
      status,
      pauseAskedFor(body.error, now),
    );
  }
  return { data: resultOf(row, body.result, text), status, headers: {}, ...readCounts(answer) };
}

function resultOf(row: CallRow, result: unknown, text: string): unknown {
  try {
    return dataOf(row, result, text);
  } catch {
    // Fails again, with a text that may stand in the error.
    return dataOf(row, result, withoutSecrets(text));
  }
}

function withSafeMessage(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('msg' in error) || typeof error.msg !== 'string') return error;
  return { ...error, msg: withoutSecrets(error.msg) };
}

/** How long a refusal asks to wait; it says until when, and mostly what time it is. Unit: ms. */
function pauseAskedFor(error: unknown, now: number): number | undefined {
  const { data } = (error ?? {}) as { data?: { retryAfter?: unknown; serverTime?: unknown } | null };
  const until = timeOf(data?.retryAfter);
  return until === undefined ? undefined : Math.max(0, until - (timeOf(data?.serverTime) ?? now));
}

function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof time === 'number' && Number.isFinite(time) ? time : undefined;
}

/** Used weight and order counts by window, in the words of REST: `{ '1m': 12 }`. What is no count is passed over. */
export function readCounts({ body }: Answer): LimitCounts {
  const usedWeight: { [window: string]: number } = {};
  const orderCounts: { [window: string]: number } = {};
  for (const state of Array.isArray(body.rateLimits) ? (body.rateLimits as unknown[]) : []) {
    const { rateLimitType, interval, intervalNum, count } = (state ?? {}) as {
      [name in keyof RateLimitState]?: unknown;
    };
    if (typeof interval !== 'string' || typeof intervalNum !== 'number') continue;
    if (typeof count !== 'number' || !(count >= 0)) continue;
    const window = `${intervalNum}${interval.charAt(0).toLowerCase()}`;
    if (rateLimitType === 'REQUEST_WEIGHT') usedWeight[window] = count;
    else if (rateLimitType === 'ORDERS') orderCounts[window] = count;
  }
  return { usedWeight, orderCounts };
}

/** The beginning of a text, for errors and notices: without key, signature and listenKey. */
export function excerpt(text: string, ...secrets: (string | undefined)[]): string {
  const safe = withoutSecrets(text, secrets);
  if (safe === '') return '(empty)';
  return safe.length > LONGEST_EXCERPT ? `${safe.slice(0, LONGEST_EXCERPT)}…` : safe;
}

function withoutSecrets(text: string, secrets: readonly (string | undefined)[] = []): string {
  return createRedactor(secrets).text(text).replace(LONG_TOKEN, '***');
}
