// How a check or a handler says no.

/** Statuses of the codes that are not answered with 400. */
const STATUS: { readonly [code: number]: number } = { [-1003]: 429, [-2014]: 401, [-2015]: 401 };

/** Ends a call with an error of the catalogue. The text is looked up when the answer is written. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** What stands for the `%s` of the catalogue's text. */
  readonly values: readonly string[];

  constructor(
    readonly code: number,
    ...values: string[]
  ) {
    super(`${code} ${values.join(' ')}`);
    this.values = values;
  }

  get status(): number {
    return STATUS[this.code] ?? 400;
  }
}
