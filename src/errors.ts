// Every error class. Callers look at classes, codes and `execution`, never at messages.
import type { ErrorName } from '../generated/errors.js';
import type { RetryWord } from './rows.js';

/** Whether the exchange did what it was asked: surely not, or nobody knows. */
export type Execution = 'rejected' | 'unknown';

/** Base of all errors of this package. `instanceof` also recognizes errors of another copy of it. */
export class BinanceError extends Error {
  override readonly name: string = 'BinanceError';

  /** @internal */
  static readonly brand: string = 'binance-usdm.BinanceError';

  /** @internal */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // A class of the caller's own that extends one of these has no brand.
    if (!Object.hasOwn(this, 'brand')) return Function.prototype[Symbol.hasInstance].call(this, value);
    if (typeof value !== 'object') return false;
    for (let one: unknown = value; one !== null; one = Object.getPrototypeOf(one)) {
      const { constructor } = one as { readonly constructor?: { readonly brand?: unknown } };
      if (constructor?.brand === this.brand) return true;
    }
    return false;
  }
}

/** Whether a value is an error of this package, also of another copy of it. */
export function isBinanceError(value: unknown): value is BinanceError {
  return value instanceof BinanceError;
}

/** A parameter or an option breaks a rule. Thrown before anything is sent. */
export class ArgumentError extends BinanceError {
  override readonly name = 'ArgumentError';
  /** What is wrong: a parameter, an element of a list such as `batchOrders[1].price`, or an option. */
  readonly parameter: string;
  /** The rule that it breaks, e.g. `must be one of BUY, SELL`. */
  readonly rule: string;

  /** @internal */
  static override readonly brand = 'binance-usdm.ArgumentError';

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
  readonly retry: RetryWord | undefined;
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
  /** What the answer means for a repeat. */
  readonly retry: RetryWord | undefined;
  /** How long the exchange asks to wait. Unit: ms. */
  readonly retryAfterMs: number | undefined;
  /** What to do about it. */
  readonly advice: string | undefined;

  /** @internal */
  static override readonly brand = 'binance-usdm.ExchangeError';

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

/** No answer came: refused, timed out, cut, cancelled, or held back because the exchange asked to wait. `cause` says why. */
export class TransportError extends BinanceError {
  override readonly name = 'TransportError';
  /** Name of the call. */
  readonly operation: string;
  /** `rejected`: not a byte of the request was sent. `unknown`: the exchange may have received it. */
  readonly execution: Execution;
  /** What went wrong, e.g. `no answer within 10000 ms`. */
  readonly problem: string;
  /** How long the exchange has asked to wait, if that is why nothing was sent. Unit: ms. */
  readonly retryAfterMs: number | undefined;

  /** @internal */
  static override readonly brand = 'binance-usdm.TransportError';

  constructor(operation: string, problem: string, execution: Execution, cause?: unknown, retryAfterMs?: number) {
    const outcome = execution === 'unknown' ? ' The outcome is unknown.' : ' Nothing was sent.';
    super(`${operation}: ${problem}.${outcome}`, { cause });
    this.operation = operation;
    this.problem = problem;
    this.execution = execution;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The exchange answered with success, but the text is no answer at all: broken JSON or a wrong outer shape. */
export class DecodeError extends BinanceError {
  override readonly name = 'DecodeError';
  /** Name of the call. */
  readonly operation: string;
  /** The call was answered, yet what it did cannot be read. */
  readonly execution: Execution = 'unknown';

  /** @internal */
  static override readonly brand = 'binance-usdm.DecodeError';

  constructor(operation: string, problem: string, cause?: unknown) {
    super(`${operation}: ${problem}`, cause === undefined ? undefined : { cause });
    this.operation = operation;
  }
}

/** The same error, or one with the verdict `unknown`: an earlier attempt of the call may have been executed. */
export function withUnknownOutcome(error: unknown): unknown {
  if (error instanceof ExchangeError && error.execution === 'rejected')
    return new ExchangeError(error.exchangeMessage, { ...(error as ExchangeErrorFacts), execution: 'unknown' });
  if (error instanceof TransportError && error.execution === 'rejected')
    return new TransportError(error.operation, error.problem, 'unknown', error.cause, error.retryAfterMs);
  return error;
}

/** What codes of the network mean. */
const REASONS: { readonly [code: string]: string } = {
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host could not be looked up',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'the host does not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_SOCKET: 'the connection was cut',
};

/** Why something over the network failed, in words and with its code: DNS, a refusal, a certificate. */
export function describeFailure(error: unknown): string {
  const { code, message, cause } = (error ?? {}) as { code?: unknown; message?: string; cause?: unknown };
  if (typeof code !== 'string' && typeof cause === 'object' && cause !== null && 'code' in cause)
    return describeFailure(cause);
  if (typeof code !== 'string') return message ?? String(error);
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) return `the certificate is not trusted (${code})`;
  return `${REASONS[code] ?? 'the connection failed'} (${code})`;
}
