// What changed in the package and what follows from it, in words and as JSON.
import { textOf } from '../verify/print.js';
import type { Change, ChangeKind } from './compare.js';
import type { Proposal } from './proposals.js';

const KINDS: { readonly [kind in ChangeKind]: string } = {
  added: 'new',
  removed: 'removed',
  type: 'other type',
  required: 'now required',
  optional: 'now optional',
  'values-added': 'new values',
  'values-removed': 'removed values',
};

/** One line for a change: `new: POST /fapi/v1/order params modifyId integer`. */
export function lineOf({ kind, call, part, path, before, after, values, isBreaking }: Change): string {
  const where = part === 'call' ? call : `${call} ${part} ${path}`.trimEnd();
  const types = kind === 'type' ? `${before} → ${after}` : kind === 'added' ? after : undefined;
  const what = values.length > 0 ? values.join(', ') : types;
  return `${KINDS[kind]}${isBreaking ? ' (breaking)' : ''}: ${where}${what === undefined ? '' : ` ${what}`}`;
}

/** For people, and for the text of a pull request. */
export function linesOf(proposals: readonly Proposal[]): string[] {
  const lines = (['certain', 'open', 'said'] as const).flatMap((verdict) => {
    const some = proposals.filter((proposal) => proposal.verdict === verdict);
    return some.length === 0 ? [] : ['', `${TITLES[verdict]} (${some.length})`, '', ...some.flatMap(proposalLines)];
  });
  return proposals.length === 0 ? ['nothing changed'] : lines.slice(1);
}

const TITLES = {
  certain: 'Follows for certain; --write makes these edits',
  open: 'To be judged by a person',
  said: 'The spec says so already',
};

function proposalLines({ change, verdict, edits, advice }: Proposal): string[] {
  const mark = verdict === 'certain' ? '' : 'perhaps ';
  return [
    `- ${lineOf(change)}`,
    ...edits.map((edit) => `  ${mark}${textOf(edit)}`),
    ...(advice === undefined ? [] : [`  → ${advice}`]),
  ];
}

/** For machines. */
export const factsOf = (proposals: readonly Proposal[]): object[] =>
  proposals.map(({ change, verdict, edits, advice }) => ({
    ...change,
    verdict,
    edits: edits.map((edit) => ({ ...edit, text: textOf(edit) })),
    advice,
  }));
