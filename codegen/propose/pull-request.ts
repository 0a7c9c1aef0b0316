// A branch and a pull request with what has changed in the working tree.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must, type Run } from './commands.js';

/** What is proposed. */
export interface Request {
  /** The same branch is used again until it is merged. */
  readonly branch: string;
  readonly title: string;
  /** Why: what was found, and what changed. Markdown. */
  readonly body: string;
  /** Files and folders that may have changed. */
  readonly paths: readonly string[];
}

/** GitHub takes no longer texts. */
const LONGEST_BODY = 60_000;
const AUTHOR = ['-c', 'user.name=github-actions[bot]', '-c', 'user.email=github-actions[bot]@users.noreply.github.com'];

/**
 * Commits what has changed to a branch, and opens a pull request or brings that of the branch up to date. What it did:
 * nothing if nothing has changed, or if the branch holds the same already.
 */
export function propose(run: Run, { branch, title, body, paths }: Request): 'nothing' | 'same' | 'opened' | 'updated' {
  if (must(run, 'git', 'status', '--porcelain', '--', ...paths) === '') return 'nothing';
  must(run, 'git', 'switch', '--force-create', branch);
  must(run, 'git', 'add', '--', ...paths);
  must(run, 'git', ...AUTHOR, 'commit', '--message', title);
  const isKnown = run('git', 'fetch', 'origin', `+${branch}:refs/remotes/origin/${branch}`).status === 0;
  if (isKnown && run('git', 'diff', '--quiet', `origin/${branch}`, 'HEAD').status === 0) return 'same';
  must(run, 'git', 'push', '--force', 'origin', `HEAD:refs/heads/${branch}`);
  return withFile(body.length > LONGEST_BODY ? `${body.slice(0, LONGEST_BODY)}\n…` : body, (file) => {
    const isOpen = must(run, 'gh', 'pr', 'list', '--head', branch, '--state', 'open', '--json', 'number').includes(
      'number',
    );
    if (isOpen) must(run, 'gh', 'pr', 'edit', branch, '--title', title, '--body-file', file);
    else must(run, 'gh', 'pr', 'create', '--head', branch, '--title', title, '--body-file', file);
    return isOpen ? 'updated' : 'opened';
  });
}

function withFile<Result>(text: string, use: (file: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'body-'));
  try {
    const file = join(folder, 'body.md');
    writeFileSync(file, text);
    return use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
