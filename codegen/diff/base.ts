// The state since which the changelog of the spec has to name what breaks.
import { execFileSync } from 'node:child_process';
import { SpecError } from '../load/spec-error.js';
import { CHANGELOG, newestEntry } from './changelog.js';
import { readState, type State } from './states.js';

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
