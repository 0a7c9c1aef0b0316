// `npm run spec`: writes each specification as one self-contained file, JSON and YAML, to dist/spec/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { loadSpec, type SpecDocuments } from './load/documents.js';
import { toJsonText, type JsonObject } from './load/json.js';
import { portableForm } from './load/portable.js';
import { buildModel } from './model/build.js';
import { isStarted, runProgram } from './program.js';
import { withDescriptions } from './publish/described.js';

const FOLDER = 'dist/spec';

/** The documents of a spec by name, in the form that is published. */
export const publishedForms = (documents: SpecDocuments): Map<string, JsonObject> =>
  new Map(
    documents.map((document) => [document.name, document.kind === 'openApi' ? document.root : portableForm(document)]),
  );

/**
 * Both forms of a document by file name. The YAML means the same under YAML 1.1 and 1.2: text that one of them would read
 * as something else, such as `on`, `n` or a date, stands in quotes.
 */
export function documentFiles(name: string, root: JsonObject): [file: string, text: string][] {
  return [
    [`${name}.json`, `${toJsonText(root, 2)}\n`],
    [`${name}.yaml`, stringify(root, { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1' })],
  ];
}

const HELP = `npm run spec -- [--json]

Writes each specification as one self-contained file, JSON and YAML, to ${FOLDER}/. npm run publish:spec writes more.

Exit codes: 0 done; 2 wrong usage, or a fault in the spec, which is named with its place.`;

if (isStarted(import.meta.url)) {
  await runProgram(HELP, {}, ({ values: { json } }) => {
    mkdirSync(FOLDER, { recursive: true });
    const written: string[] = [];
    const spec = loadSpec('spec');
    const model = buildModel(spec);
    for (const [name, root] of publishedForms(spec)) {
      for (const [file, text] of documentFiles(name, withDescriptions(root, model))) {
        writeFileSync(`${FOLDER}/${file}`, text);
        written.push(`${FOLDER}/${file}`);
      }
      const what = 'paths' in root ? 'paths' : 'channels';
      if (!json) console.log(`${FOLDER}/${name}.json and .yaml: ${Object.keys(root[what] ?? {}).length} ${what}`);
    }
    if (json) console.log(JSON.stringify({ written }, null, 2));
    return 0;
  });
}
