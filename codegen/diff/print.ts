// Findings in words: for the terminal and for the changelog of the spec.
import { isBreaking, rank, type Finding } from './findings.js';

const LONGEST = 160;
const PLACES = 4;

/** Groups in the order of their importance. A finding belongs to the first that takes it. */
const GROUPS: readonly { readonly title: string; readonly takes: (finding: Finding) => boolean }[] = [
  { title: 'Breaking', takes: ({ client }) => client === 'major' },
  { title: 'Breaking for readers of the specification only', takes: ({ spec }) => spec === 'major' },
  { title: 'Corrections', takes: ({ corrected }) => corrected !== undefined },
  { title: 'Minor changes', takes: ({ spec, client }) => Math.max(rank(spec), rank(client)) === 2 },
  { title: 'Other changes', takes: () => true },
];

/** The same change at several places. */
interface Change {
  readonly finding: Finding;
  readonly places: readonly string[];
}
interface Group {
  readonly title: string;
  readonly changes: readonly Change[];
}

/** Findings by group; the same change of a shared schema is listed once, with all its places. */
function grouped(findings: readonly Finding[]): Group[] {
  const left = new Map<string, Map<string, { finding: Finding; places: string[] }>>();
  for (const finding of findings) {
    const { title } = GROUPS.find(({ takes }) => takes(finding))!;
    const { kind, old, new: fresh, action, corrected, path } = finding;
    const words = kind === 'text-changed' || kind === 'example-changed' ? [kind] : [kind, old, fresh, action];
    const key = JSON.stringify([...words, words.length > 1 && path.replace(/^.*\./, ''), corrected]);
    const changes = left.get(title) ?? new Map<string, { finding: Finding; places: string[] }>();
    left.set(title, changes);
    const known = changes.get(key);
    if (known) known.places.push(placeOf(finding));
    else changes.set(key, { finding, places: [placeOf(finding)] });
  }
  return GROUPS.flatMap(({ title }) => (left.has(title) ? [{ title, changes: [...left.get(title)!.values()] }] : []));
}

/** Where a finding stands, in one text. */
export const placeOf = ({ place, path }: Finding): string => (path === '' ? place : `${place} ${path}`);

/** `a, b and 3 more`. */
function listed(places: readonly string[], shown: (place: string) => string): string {
  const rest = places.length - PLACES;
  const first = places.slice(0, rest === 1 ? PLACES + 1 : PLACES).map(shown);
  return rest > 1 ? `${first.join(', ')} and ${rest} more` : first.join(', ');
}

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text);
const oneLine = (text: string) => cut(text.replaceAll(/\s+/g, ' '));

/** Old and new value, as far as they are few words. */
function values({ finding: { kind, old, new: fresh } }: Change): string {
  if (kind === 'text-changed' || kind === 'example-changed') return kind.replace('-', ' ');
  const what = kind.replaceAll('-', ' ');
  if (old === undefined && fresh === undefined) return what;
  if (old === undefined) return `${what}: ${oneLine(fresh!)}`;
  return `${what}: ${oneLine(old)} → ${fresh === undefined ? 'nothing' : oneLine(fresh)}`;
}

/** Lines for the terminal. */
export function linesOf(findings: readonly Finding[]): string[] {
  return grouped(findings).flatMap(({ title, changes }) => [
    '',
    title,
    ...changes.flatMap((change) => [
      `  ${listed(change.places, (place) => place)}`,
      `    ${values(change)} [spec ${change.finding.spec}, client ${change.finding.client}]`,
      `    ${oneLine(change.finding.action)}`,
    ]),
  ]);
}

/** An entry of the changelog, in Markdown. */
export function entryOf(version: string, date: string, findings: readonly Finding[]): string {
  const groups = grouped(findings).map(({ title, changes }) =>
    [`### ${title}`, '', ...changes.map((change) => `- ${bullet(change)}`)].join('\n'),
  );
  return [`## ${version} (${date})`, ...groups].join('\n\n');
}

function bullet(change: Change): string {
  const { finding, places } = change;
  const code = (place: string) => `\`${place}\``;
  // What breaks is named in full, so that whoever looks for a name finds it.
  const where = isBreaking(finding) ? places.map(code).join(', ') : listed(places, code);
  if (finding.kind === 'text-changed') return `Wording: ${where}.`;
  if (finding.kind === 'example-changed') return `Examples: ${where}.`;
  const why = finding.corrected === undefined ? '' : ` Corrected ${finding.corrected}; the exchange did not change.`;
  return `${where}: ${escaped(values(change))}. ${escaped(oneLine(finding.action))}${why}`;
}

/** Markdown takes these for marks; what stands in backticks is code already. */
const escaped = (text: string) =>
  text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[*_<>[\]|\\]/g, '\\$&')))
    .join('');
