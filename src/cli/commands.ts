// The commands by name.
import { call, callFlags } from './call.js';
import { completions, completionsFlags } from './completions.js';
import { errors } from './errors.js';
import type { Flags } from './options.js';
import { record, recordFlags } from './record.js';
import { spec, specFlags } from './spec.js';
import { stream, streamFlags } from './stream.js';
import { watch, watchFlags } from './watch.js';

/** A command: arguments in, exit code out. */
export interface Command {
  readonly run: (args: readonly string[]) => number | Promise<number>;
  readonly flags: Flags;
}

/** In the order of the help. */
export const commands: { readonly [name: string]: Command } = {
  call: { run: call, flags: callFlags },
  stream: { run: stream, flags: streamFlags },
  watch: { run: watch, flags: watchFlags },
  record: { run: record, flags: recordFlags },
  errors: { run: errors, flags: {} },
  spec: { run: spec, flags: specFlags },
  completions: { run: completions, flags: completionsFlags },
};
