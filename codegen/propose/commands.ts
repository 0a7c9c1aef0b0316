// Other programs, run one after the other.
import { spawnSync } from 'node:child_process';

/** How a program ended. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export type Run = (command: string, ...args: string[]) => Ended;

/** Runs programs in a folder. */
export const runIn =
  (cwd: string): Run =>
  (command, ...args) => {
    const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
    return { status: status ?? 1, stdout: stdout ?? '', stderr: error?.message ?? stderr };
  };

/** Something did not work out; the message is all that has to be known. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The output of a program that has to succeed. */
export function must(run: Run, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = run(command, ...args);
  if (status !== 0) throw new Refusal(`${[command, ...args].join(' ')} ended with ${status}:\n${stderr || stdout}`);
  return stdout;
}
