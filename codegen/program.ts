// What the programs of the repository share: flags, help, progress, and what their exit codes say.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { SpecError } from './load/spec-error.js';

type Flags = NonNullable<ParseArgsConfig['options']>;

const COMMON = { help: { type: 'boolean' }, json: { type: 'boolean' } } as const;

/** Flags and what is no flag, as `parseArgs` gives them. */
type Given<Own extends Flags> = ReturnType<
  typeof parseArgs<{ options: Own & typeof COMMON; allowPositionals: true; args: string[] }>
>;

/** A mistake in the arguments: it is printed with the help. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Whether a module is the program that was started, by whatever path: a link leads to it too. */
export function isStarted(moduleUrl: string): boolean {
  const [, started] = process.argv;
  try {
    return started !== undefined && realpathSync(started) === realpathSync(fileURLToPath(moduleUrl));
  } catch {
    return false;
  }
}

/** Runs a program to its exit code. `--help` and `--json` are flags of all; faults of the spec and of usage end with 2. */
export async function runProgram<Own extends Flags>(
  help: string,
  flags: Own,
  main: (given: Given<Own>) => number | Promise<number>,
): Promise<void> {
  try {
    const given = read(flags);
    if ((given.values as { help?: boolean }).help) console.log(help);
    else process.exitCode = await main(given);
  } catch (error) {
    showProgress('');
    if (!(error instanceof SpecError || error instanceof UsageError)) throw error;
    console.error(error instanceof UsageError ? `${error.message}\n\n${help}` : error.message);
    process.exitCode = 2;
  }
}

function read<Own extends Flags>(flags: Own): Given<Own> {
  try {
    return parseArgs({ args: process.argv.slice(2), options: { ...COMMON, ...flags }, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/\. To specify .*$/, ''));
  }
}

/** Shows on a terminal what is going on, in place of what was shown before. */
export function showProgress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${what}`);
}
