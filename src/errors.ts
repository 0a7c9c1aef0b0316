// Every error class. Callers look at classes, codes and `execution`, never at messages.
import type { ErrorName } from '../generated/errors.js';

const BRAND = Symbol.for('binance-usdm.error');

/** Whether the exchange did what it was asked: surely not, or nobody knows. */
export type Execution = 'rejected' | 'unknown';

/** Base of all errors of this package. */
export class BinanceError extends Error {
  override readonly name: string = 'BinanceError';
  /** @internal */
  readonly [BRAND] = true;
}

/** Whether a value is an error of this package, also of another copy of it. */
export function isBinanceError(value: unknown): value is BinanceError {
  return value instanceof Error && (value as { [BRAND]?: boolean })[BRAND] === true;
}

/** A parameter or an option breaks a rule. Thrown before anything is sent. */
export class ArgumentError extends BinanceError {
  override readonly name = 'ArgumentError';
  /** What is wrong: a parameter, an element of a list such as `batchOrders[1].price`, or an option. */
  readonly parameter: string;
  /** The rule that it breaks, e.g. `must be one of BUY, SELL`. */
  readonly rule: string;

  constructor(parameter: string, rule: string, operation?: string) {
    super(`${operation === undefined ? '' : `${operation}: `}${parameter} ${rule}`);
    this.parameter = parameter;
    this.rule = rule;
  }
}

/** Facts of an {@link ExchangeError}. */
export interface ExchangeErrorFacts {
  readonly operation: string;
  readonly status: number;
  readonly code: number | undefined;
  readonly codeName: ErrorName | undefined;
  readonly execution: Execution;
  readonly retry: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly advice: string | undefined;
}

/**
 * The exchange answered, but not with a result. Holds no key, query or signature: safe to log.
 *
 * @see https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code
 */
export class ExchangeError extends BinanceError {
  override readonly name = 'ExchangeError';
  /** Name of the call. */
  readonly operation: string;
  /** HTTP status. 429: slow down. 418: the IP is banned. */
  readonly status: number;
  /** Code of the body, e.g. -2019. Absent where the body holds none, e.g. a page of a firewall. */
  readonly code: number | undefined;
  /** Its name in the catalogue, e.g. `MARGIN_NOT_SUFFICIEN` (sic). */
  readonly codeName: ErrorName | undefined;
  /** The exchange's own text. */
  readonly exchangeMessage: string;
  /** `unknown`: an order may stand; look it up before sending it again. */
  readonly execution: Execution;
  /** What the answer means for a repeat, in the words of the catalogue. */
  readonly retry: string | undefined;
  /** How long the exchange asks to wait. Unit: ms. */
  readonly retryAfterMs: number | undefined;
  /** What to do about it. */
  readonly advice: string | undefined;

  constructor(exchangeMessage: string, facts: ExchangeErrorFacts) {
    const what = [facts.code ?? `HTTP ${facts.status}`, facts.codeName].filter((part) => part !== undefined).join(' ');
    const advice = facts.advice === undefined ? '' : ` ${facts.advice}`;
    const outcome = facts.execution === 'unknown' ? ' The outcome is unknown.' : '';
    super(`${facts.operation}: ${what}: ${exchangeMessage}${outcome}${advice}`);
    this.operation = facts.operation;
    this.status = facts.status;
    this.code = facts.code;
    this.codeName = facts.codeName;
    this.exchangeMessage = exchangeMessage;
    this.execution = facts.execution;
    this.retry = facts.retry;
    this.retryAfterMs = facts.retryAfterMs;
    this.advice = facts.advice;
  }
}

/** No answer came: refused, timed out, cut or cancelled. `cause` says why. */
export class TransportError extends BinanceError {
  override readonly name = 'TransportError';
  /** Name of the call. */
  readonly operation: string;
  /** `rejected`: not a byte of the request was sent. `unknown`: the exchange may have received it. */
  readonly execution: Execution;

  constructor(operation: string, problem: string, execution: Execution, cause?: unknown) {
    const outcome = execution === 'unknown' ? ' The outcome is unknown.' : ' Nothing was sent.';
    super(`${operation}: ${problem}.${outcome}`, { cause });
    this.operation = operation;
    this.execution = execution;
  }
}

/** The exchange answered with success, but the text is no answer at all: broken JSON or a wrong outer shape. */
export class DecodeError extends BinanceError {
  override readonly name = 'DecodeError';
  /** Name of the call. */
  readonly operation: string;
  /** The call was answered, yet what it did cannot be read. */
  readonly execution: Execution = 'unknown';

  constructor(operation: string, problem: string) {
    super(`${operation}: ${problem}`);
    this.operation = operation;
  }
}
