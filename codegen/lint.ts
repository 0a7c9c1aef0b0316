// `npm run lint:spec`: checks the spec alone, without generating anything.
import { exampleFaults } from './lint/examples.js';
import { vocabularyFaults } from './lint/vocabulary.js';
import { loadSpec } from './load/documents.js';
import { withAllFaults } from './load/faults.js';
import { buildModel } from './model/build.js';
import { isStarted, runProgram, UsageError } from './program.js';

/** Ends with every fault of a spec: of its references, facts, extensions and examples. */
export function lintSpec(specFolder: string): void {
  const documents = loadSpec(specFolder);
  withAllFaults((faults) => {
    faults.attempt(() => buildModel(documents));
    for (const fault of [...vocabularyFaults(specFolder, documents), ...exampleFaults(documents)]) faults.note(fault);
  });
}

const HELP = `npm run lint:spec -- [<folder>]

Tells every fault of a spec, spec/ if left out, each with its place: references to nothing, facts that cannot be read, rules that
name what there is not, extensions that spec/extensions.yaml does not describe or describes otherwise, examples that are missing
or break their schema.

Exit codes: 0 nothing was found; 2 wrong usage, or faults.`;

if (isStarted(import.meta.url)) {
  await runProgram(HELP, {}, ({ positionals: [folder = 'spec', ...more] }) => {
    if (more.length > 0) throw new UsageError(`${more.join(' ')} is too much: one folder is looked at`);
    lintSpec(folder);
    return 0;
  });
}
