// Spreads schedules over processes.
import { fork } from 'node:child_process';
import type { Failure } from './share.js';

/** Short-lived objects are all that a run makes: a larger nursery saves a tenth of the time. */
const NODE_OPTIONS = ['--max-semi-space-size=32'];

/** Schedules by their seeds: from one up to, but without, another, each so many. */
interface Seeds {
  readonly from: number;
  readonly step: number;
  readonly end: number;
}

/** A client that is broken on purpose may never come to an end. Unit: ms. */
const LONGEST_BROKEN_MS = 600_000;

/**
 * Runs one share in a process of its own.
 *
 * @param failed Returns false if that is enough.
 * @param rule Only failures by this rule count; the first one is made small, and ends the share.
 */
export function runShare(
  file: string,
  { from, step, end }: Seeds,
  failed: (failure: Failure) => boolean,
  rule?: RegExp,
): Promise<void> {
  const options = { execArgv: NODE_OPTIONS, ...(rule && { timeout: LONGEST_BROKEN_MS }) };
  const child = fork(file, [...[from, step, end].map(String), ...(rule ? [rule.source] : [])], options);
  let isEnough = false;
  child.on('message', (failure) => {
    if (isEnough || failed(failure as Failure)) return;
    isEnough = true;
    child.kill();
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      if (code === 0 || isEnough) resolve();
      else reject(new Error(`a process ended early with code ${code}`));
    });
  });
}
