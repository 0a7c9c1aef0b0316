// Whether the changelog of the spec names what breaks, and since which state it has to.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { SpecError } from '../load/load.js';
import { isBreaking, type Finding } from './findings.js';
import { placeOf } from './print.js';
import { readState, type State } from './states.js';

/** Where the changelog of the spec stands. */
export const CHANGELOG = 'spec/CHANGELOG.md';

/** The changelog of the working tree; empty if there is none. */
export const readChangelog = (): string => (existsSync(CHANGELOG) ? readFileSync(CHANGELOG, 'utf8') : '');

/** Version of the entry on top, and its text. */
function newestEntry(changelog: string): { readonly version: string | undefined; readonly text: string } {
  const [, text = ''] = changelog.split(/^## /m);
  return { version: /^\S+/.exec(text)?.[0], text };
}

/** What is wrong with the changelog: nothing, or the breaking findings that its newest entry leaves out. */
export interface Omission {
  /** Version of the newest entry. */
  readonly version: string | undefined;
  /** Places as an entry names them, e.g. `rest.newOrder parameters.price`. */
  readonly places: readonly string[];
}

/**
 * The breaking findings that the newest entry of a changelog does not name, in backticks under a heading that begins with
 * "Breaking". An entry of another version names nothing.
 */
export function omissionOf(findings: readonly Finding[], changelog: string, version: string): Omission {
  const entry = newestEntry(changelog);
  const sections = entry.text.split(/^### /m).filter((section) => section.startsWith('Breaking'));
  const bullets = sections.flatMap((section) => section.split(/^- /m));
  const named = new Set(
    bullets.flatMap((bullet) => [...bullet.replaceAll(/\s+/g, ' ').matchAll(/`([^`]+)`/g)].map(([, name]) => name!)),
  );
  const places = new Set(findings.filter(isBreaking).map(placeOf));
  return {
    version: entry.version,
    places: [...places].filter((place) => entry.version !== version || !named.has(place)),
  };
}

/** A state to compare with, and what has to be said of the choice. */
export interface Base {
  /** `undefined` if there is none. */
  readonly state: State | undefined;
  readonly notes: readonly string[];
}

/**
 * The state from which the newest entry of the changelog counts: the last commit that wrote the changelog for an earlier
 * version, or the one that began the changelog. Where that cannot be read, the oldest one since that can.
 */
export function baseOf(changelog: string): Base {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const commitsOf = (...args: string[]) =>
    git('log', '--topo-order', '--format=%h', ...args)
      .split('\n')
      .filter((commit) => commit !== '');
  const topOf = (commit: string) => newestEntry(git('show', `${commit}:./${CHANGELOG}`)).version;
  // Not in a commit that deleted it.
  const isThere = (commit: string) => git('ls-tree', commit, '--', CHANGELOG) !== '';

  let commits: string[];
  try {
    commits = commitsOf('--', CHANGELOG).filter(isThere);
  } catch {
    return { state: undefined, notes: ['there is no history of git here, so nothing is compared'] };
  }
  const { version } = newestEntry(changelog);
  const base = commits.find((commit) => topOf(commit) !== version) ?? commits.at(-1);
  if (base === undefined) return { state: undefined, notes: [`no commit holds ${CHANGELOG}, so nothing is compared`] };

  const isCut = git('rev-parse', '--is-shallow-repository') === 'true' && git('rev-list', '--count', base) === '1';
  const notes = isCut ? [`the history is cut off at ${base}: what broke before is not seen`] : [];
  for (const commit of [base, ...commitsOf('--reverse', `${base}..`, '--', 'spec')]) {
    try {
      return { state: readState(commit), notes };
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      notes.push(`${error.message}: a later state is compared with`);
    }
  }
  return { state: undefined, notes: [...notes, 'no state since can be read, so nothing is compared'] };
}
