// The error catalogue: read from its compact form when the first error asks for it.
import type { ErrorCatalogue, ErrorList, ErrorRow } from './rows.js';

const known = new WeakMap<ErrorList, ErrorCatalogue>();

/** What each code means, without advice. */
export function catalogueOf(list: ErrorList): ErrorCatalogue {
  let catalogue = known.get(list);
  if (!catalogue) known.set(list, (catalogue = Object.fromEntries(entriesOf(list))));
  return catalogue;
}

/** The catalogue with what to do about each code. */
export function catalogueWithAdvice(
  list: ErrorList,
  advice: { readonly [code: string]: string } | undefined,
): ErrorCatalogue {
  return Object.fromEntries(
    entriesOf(list).map(([code, row]) => {
      const sentence = advice?.[code];
      return [code, sentence === undefined ? row : { ...row, advice: sentence }];
    }),
  );
}

function entriesOf({ names, facts }: ErrorList): [code: string, row: ErrorRow][] {
  return Object.entries(names).flatMap(([first, row]) =>
    row.split(' ').map((word, index): [string, ErrorRow] => {
      const code = String(Number(first) - index);
      const name = word === word.toLowerCase() ? word.toUpperCase() : word;
      return [code, { name, ...facts[code] }];
    }),
  );
}
