// What a verification found, in words and as JSON.
import type { Proposal } from './proposals.js';
import type { Counts, Difference } from './differences.js';
import { flowText, type YamlEdit } from './yaml-edits.js';

interface Verification {
  readonly counts: Counts;
  readonly proposals: readonly Proposal[];
}

const KINDS: { readonly [kind in Difference['kind']]: string } = {
  'unknown-event': 'unknown event',
  'unknown-field': 'unknown field',
  'unknown-enum-value': 'unknown value',
  'unknown-error': 'unknown error code',
  'missing-field': 'missing field',
  'always-there': 'never missing',
  type: 'wrong type',
  'wrong-route': 'wrong route',
  malformed: 'no JSON',
};
const PLACES = 4;

/** What was found and how much was looked at, for people. */
export function linesOf({ counts, proposals }: Verification): string[] {
  const what = `${counts.checked} events and answers checked, ${counts.control} requests and replies`;
  const nothing = counts.checked === 0 ? 'nothing could be checked' : 'nothing differs';
  return [
    ...proposals.flatMap((proposal) => [...proposalLines(proposal), '']),
    ...[...counts.other].map(([why, count]) => `not checked: ${count} × ${why}`),
    ...[...counts.outdated].map(
      ([place, count]) =>
        `stays required: ${place}, missing only in captures older than its schema is now (${count} ×)`,
    ),
    `${what}: ${proposals.length === 0 ? nothing : counted(proposals.length, 'difference')}`,
  ];
}

/** For people. `after` is what was found once `files` were changed. */
export function print(before: Verification, files: readonly string[], after: Verification | undefined) {
  for (const line of linesOf(before)) console.log(line);
  if (files.length > 0) console.log(`written: ${files.join(', ')}`);
  if (after)
    console.log(
      after.proposals.length === 0
        ? 'nothing differs any more'
        : `${counted(after.proposals.length, 'difference')} left`,
    );
  if (files.length > 0)
    console.log('next: name what is unnamed, describe it, then npm run generate && npm run diff -- HEAD');
}

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

function proposalLines({ difference, edits, advice, draft }: Proposal): string[] {
  const { kind, places, count, first, last, example, samples, detail } = difference;
  const more = places.size > PLACES ? ` and ${places.size - PLACES} more` : '';
  const value = detail === undefined ? '' : ` ${String(detail)}`;
  const time = first === undefined ? '' : first === last ? `, ${first}` : `, ${first} to ${last}`;
  return [
    `${KINDS[kind]}${value}: ${[...places].slice(0, PLACES).join(', ')}${more} (${count} ×${time})`,
    `  first in ${example}${samples.size > 0 ? `, e.g. ${[...samples].join(', ')}` : ''}`,
    ...edits.map((edit) => `  ${textOf(edit)}`),
    ...(advice === undefined ? [] : [`  → ${advice}`]),
    ...draft.map((edit) => `    draft: ${textOf(edit)}`),
  ];
}

/** An edit as YAML with its place. */
export function textOf({ file, at, key, value, do: how }: YamlEdit): string {
  const place = at.length === 0 ? file : `${file}, ${at.join('/')}`;
  switch (how) {
    case 'insert':
    case 'set':
      return `${place}: ${key}: ${flowText(value)}`;
    case 'append':
      return `${place}: ${key} gets ${flowText(value)}`;
    case 'drop':
      return `${place}: ${key} loses ${flowText(value)}`;
  }
}

/** For machines. */
export function factsOf(
  { counts, proposals }: Verification,
  files: readonly string[],
  after: Verification | undefined,
) {
  return {
    checked: counts.checked,
    control: counts.control,
    outdated: Object.fromEntries(counts.outdated),
    notChecked: Object.fromEntries(counts.other),
    differences: proposals.map(({ difference, edits, advice, draft }) => ({
      kind: difference.kind,
      places: [...difference.places],
      ...(difference.target && { schema: difference.target.schema, key: difference.target.key }),
      detail: typeof difference.detail === 'bigint' ? String(difference.detail) : difference.detail,
      count: difference.count,
      first: difference.first,
      last: difference.last,
      example: difference.example,
      samples: [...difference.samples],
      edits: edits.map((edit) => ({ ...edit, text: textOf(edit) })),
      draft: draft.map((edit) => ({ ...edit, text: textOf(edit) })),
      advice,
    })),
    written: files,
    left: after?.proposals.length,
  };
}
