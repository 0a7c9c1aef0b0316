// Part of `npm run check`: the files in dist/spec/ mean the same to every reader of their formats.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStarted, runProgram } from './program.js';
import { formatFaults } from './publish/formats.js';

const FOLDER = 'dist/spec';
const HELP = `tsx codegen/check-formats.ts

Reads what npm run publish:spec has written: YAML must mean the same under 1.1 and 1.2 and the same as its JSON, JSON
Schemas must compile strictly and take their examples, and no cell of a CSV file may be a formula.

Exit codes: 0 fine; 1 faults, which are printed; 2 wrong usage.`;

if (isStarted(import.meta.url)) {
  await runProgram(HELP, {}, ({ values: { json } }) => {
    const paths = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /^[^/]+\.(yaml|json|csv)$|^schemas\//.test(path),
    );
    const faults = formatFaults(new Map(paths.sort().map((path) => [path, readFileSync(join(FOLDER, path), 'utf8')])));
    if (json) console.log(JSON.stringify({ files: paths.length, faults }, null, 2));
    else for (const fault of faults) console.log(fault);
    return faults.length === 0 ? 0 : 1;
  });
}
