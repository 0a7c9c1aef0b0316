// What an answer says: data, or the exchange's error.
import type { AnswerRow, CallRow, HttpErrorRow, Operation } from './rows.js';
import { catalogueOf } from './error-catalogue.js';
import { DecodeError, ExchangeError, type Execution } from './errors.js';
import { idPattern, parseJson } from './json.js';
import { plainNumber } from './decimal.js';
import type { RestFacts } from './product.js';

/** What is known of refusals. */
export type ErrorFacts = Pick<RestFacts, 'errors' | 'httpErrors' | 'advice'>;

/** What the exchange answers when it refuses a call, or one element of a batch. */
interface ErrorBody {
  readonly code: number;
  readonly msg: string;
}

/**
 * Reads an answer. Opaque ids become strings, exact to the digit; decimals are strings already.
 *
 * @param facts Error codes and HTTP statuses of the product.
 * @param operation The row of the call.
 * @param text Body of the answer.
 * @param status HTTP status.
 * @param retryAfterMs How long the answer asks to wait. Unit: ms.
 * @returns The data. Missing and unknown fields are no error; refused elements of a batch stay data.
 * @throws {ExchangeError} The answer is an error.
 * @throws {DecodeError} The answer has a status of success, but its text is no answer.
 */
export function readResponse<Result>(
  facts: ErrorFacts,
  operation: Operation<any, Result>,
  text: string,
  status: number,
  retryAfterMs?: number,
): Result {
  if (status < 200 || status > 299) throw refusalOf(facts, operation.id, parsed(text), text, status, retryAfterMs);
  let data: unknown;
  try {
    data = parseJson(text, idsOf(operation.answer));
  } catch {
    throw new DecodeError(operation.id, `the answer is not JSON: ${excerpt(text)}`);
  }
  if (isErrorBody(data)) throw refusalOf(facts, operation.id, data, text, status, retryAfterMs);
  return dataOf(operation, data, text) as Result;
}

/**
 * What an answer holds, its outer shape checked and its values in the declared types.
 *
 * @throws {DecodeError} It is an object where an array is wanted, or the other way round.
 */
export function dataOf({ id, answer }: CallRow, data: unknown, text: string): unknown {
  const shape = Array.isArray(data) ? 'array' : typeof data === 'object' && data !== null ? 'object' : 'scalar';
  if (shape !== answer.shape && (shape === 'scalar' || answer.shape !== 'bySymbol')) {
    throw new DecodeError(id, `the answer should be ${article(answer.shape)}: ${excerpt(text)}`);
  }
  try {
    for (const path in answer.coerce) coerce(data, path.split('.'), 0, answer.coerce[path]!);
  } catch (error) {
    throw new DecodeError(id, 'the answer is nested too deeply', error);
  }
  return data;
}

/**
 * One object with symbol, an array without; the exchange is known to wrap the one object now and then.
 *
 * @throws {DecodeError} There is no object of that symbol.
 */
export function bySymbol(data: unknown, params: object | undefined, operation: string): unknown {
  const one = params !== undefined && 'symbol' in params && params.symbol !== undefined && params.symbol !== null;
  if (one && Array.isArray(data)) {
    if (data.length === 1) return data[0];
    throw new DecodeError(
      operation,
      `the answer holds ${data.length} objects where one is wanted${data.length === 0 ? ': the symbol may be delisted' : ''}`,
    );
  }
  if (one) return data;
  return Array.isArray(data) ? data : [data];
}

/** Whether an element of a batch answer is a refusal, as far as the element itself tells. */
export function isErrorBody(value: unknown): value is ErrorBody {
  return errorBodyOf(value) !== undefined;
}

const article = (shape: AnswerRow['shape']) =>
  ({ object: 'an object', array: 'an array', bySymbol: 'an object or an array' })[shape];
const excerpt = (text: string) => (text === '' ? '(empty)' : text.length > 200 ? `${text.slice(0, 200)}…` : text);

const patterns = new WeakMap<AnswerRow, { keys: readonly string[]; pattern: RegExp }>();

/** Keys of opaque ids of an answer with the pattern that finds them. */
export function idsOf(answer: AnswerRow): { keys: readonly string[]; pattern: RegExp } | undefined {
  if (!answer.ids) return undefined;
  let known = patterns.get(answer);
  if (!known) patterns.set(answer, (known = { keys: answer.ids, pattern: idPattern(answer.ids) }));
  return known;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Errors have a code below 0; confirmations such as `{ "code": 200 }` are data. */
function errorBodyOf(value: unknown): ErrorBody | undefined {
  if (typeof value !== 'object' || value === null || !('code' in value)) return undefined;
  const code = Number(value.code);
  const msg = 'msg' in value && typeof value.msg === 'string' ? value.msg : '';
  return Number.isInteger(code) && code < 0 ? { code, msg } : undefined;
}

/** What a firewall, or a proxy, sends to people. */
const PAGE = /^\s*<(?:!doctype|html)\b/i;

/** The error that an answer means; `given` is what was read of its text. */
export function refusalOf(
  { errors, httpErrors, advice }: ErrorFacts,
  operation: string,
  given: unknown,
  text: string,
  status: number,
  retryAfterMs: number | undefined,
): ExchangeError {
  const body = errorBodyOf(given);
  const known = body && catalogueOf(errors)[body.code];
  const http = httpErrors.find((row) => row.status === String(status) || row.status === `${String(status)[0]}XX`);
  const variant = variantOf(http, body, text);
  return new ExchangeError(body ? body.msg : PAGE.test(text) ? 'a page of HTML instead of an answer' : excerpt(text), {
    operation,
    status,
    code: body?.code,
    codeName: known?.name,
    execution: executionOf(variant?.executed ?? known?.executed, http, status),
    retry: variant?.retry ?? (known ? (known.retry ?? 'no') : http?.retry),
    retryAfterMs,
    advice: adviceOn([body?.code, variant?.id, http?.id], advice),
  });
}

/** The sentence of the first of these keys that has one. */
function adviceOn(keys: readonly (string | number | undefined)[], advice: ErrorFacts['advice']): string | undefined {
  const key = keys.find((one) => one !== undefined && advice?.[one] !== undefined);
  return key === undefined ? undefined : advice?.[key];
}

function variantOf(http: HttpErrorRow | undefined, body: ErrorBody | undefined, text: string) {
  return http?.variants?.find(
    ({ codes, message }) => (body && codes.includes(body.code)) || (body?.msg ?? text).includes(message),
  );
}

/** The narrowest fact decides. Without one, a client-side fault was refused and anything else may have been done. */
function executionOf(
  executed: 'no' | 'unknown' | undefined,
  http: HttpErrorRow | undefined,
  status: number,
): Execution {
  const fact = executed ?? http?.executed ?? (status < 300 || (status >= 400 && status < 500) ? 'no' : 'unknown');
  return fact === 'no' ? 'rejected' : 'unknown';
}

/** Turns values that came in another JSON type into the declared one; arrays are walked through. */
function coerce(node: unknown, path: readonly string[], depth: number, type: 'string' | 'number' | 'boolean'): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const item of node) coerce(item, path, depth, type);
    return;
  }
  const holder = node as { [key: string]: unknown };
  const step = path[depth]!;
  for (const key of step === '*' ? Object.keys(holder) : [step]) {
    const value = holder[key];
    if (depth < path.length - 1) coerce(value, path, depth + 1, type);
    else if (value !== null && value !== undefined && typeof value !== type) holder[key] = converted(value, type);
  }
}

function converted(value: unknown, type: 'string' | 'number' | 'boolean'): unknown {
  if (type === 'string') return typeof value === 'number' ? plainNumber(value) : value;
  if (typeof value !== 'string') return value;
  if (type === 'boolean') return value === 'true' || (value === 'false' ? false : value);
  return value !== '' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
