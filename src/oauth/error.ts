// The error of a refused authorization.
import { BinanceError } from '../errors.js';

/** Facts of an {@link OAuthError}. */
export interface OAuthErrorFacts {
  readonly operation: string;
  readonly status: number | undefined;
  readonly error: string | undefined;
  readonly description: string | undefined;
}

/**
 * The user or the authorization server refused. Holds no code, token or secret: safe to log.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export class OAuthError extends BinanceError {
  override readonly name = 'OAuthError';
  /** What was asked for: `authorize`, `exchange` or `refresh`. */
  readonly operation: string;
  /** HTTP status of the answer; absent where the refusal came with the redirect, or nothing was asked. */
  readonly status: number | undefined;
  /**
   * Word of OAuth 2.0, e.g. `access_denied`: the user has said no; `invalid_grant`: the code or refresh token does not hold any
   * more, ask the user again; `invalid_client`: the client id or secret is wrong. Absent where the answer has none.
   */
  readonly error: string | undefined;
  /** The server's own text. */
  readonly description: string | undefined;

  /** @internal */
  static override readonly brand = 'binance-usdm.OAuthError';

  constructor({ operation, status, error, description }: OAuthErrorFacts) {
    const what = error ?? (status === undefined ? 'refused' : `HTTP ${status}`);
    super(`${operation}: ${what}${description === undefined ? '' : `: ${description}`}`);
    this.operation = operation;
    this.status = status;
    this.error = error;
    this.description = description;
  }
}

/** Longest text of the server's that is shown. */
const LONGEST_TEXT = 300;

/** A text of the server's without secrets, and without what RFC 6749 allows in no error text, such as control characters. */
export function shownText(
  text: string | null | undefined,
  secrets: readonly (string | undefined)[],
): string | undefined {
  let shown = text?.replaceAll(/[^\x20-\x7e]/g, '');
  if (!shown) return undefined;
  for (const secret of secrets) if (secret) shown = shown.replaceAll(secret, '***');
  return shown.slice(0, LONGEST_TEXT);
}
