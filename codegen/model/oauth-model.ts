// OAuth, as far as the exchange offers it.

/** The authorization code flow of OAuth 2.0. */
export interface OAuthModel {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly refreshUrl: string;
  /** Descriptions by name. */
  readonly scopes: { readonly [scope: string]: string };
  readonly pkce: 'S256';
  readonly scopeSeparator: string;
  readonly tokenParametersIn: 'query';
  /** Names of the parameters of each step. */
  readonly parameters: {
    readonly authorize: readonly string[];
    readonly exchange: readonly string[];
    readonly refresh: readonly string[];
  };
  /** Names of the fields of a token answer. */
  readonly answer: readonly string[];
  readonly note?: string;
}
