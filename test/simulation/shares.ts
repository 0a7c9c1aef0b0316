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

/** Runs one share in a process of its own. `failed` returns false if that is enough. */
export function runShare(
  file: string,
  { from, step, end }: Seeds,
  failed: (failure: Failure) => boolean,
): Promise<void> {
  const child = fork(file, [from, step, end].map(String), { execArgv: NODE_OPTIONS });
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
