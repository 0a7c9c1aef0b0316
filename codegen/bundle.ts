// `npm run spec`: writes each specification as one self-contained file, JSON and YAML, to dist/spec/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { asyncApiNames, loadOpenApi, portableAsyncApi, SpecError, toJsonText, type JsonObject } from './load.js';

const FOLDER = 'dist/spec';

/** The joined documents of a spec folder by name. */
export function loadDocuments(specFolder: string): Map<string, JsonObject> {
  const documents = new Map([['openapi', loadOpenApi(specFolder).root]]);
  for (const name of asyncApiNames(specFolder)) documents.set(name, portableAsyncApi(specFolder, name).root);
  return documents;
}

/** Both forms of a document by file name. */
export function documentFiles(name: string, root: JsonObject): [file: string, text: string][] {
  return [
    [`${name}.json`, `${toJsonText(root, 2)}\n`],
    [`${name}.yaml`, stringify(root, { lineWidth: 120, aliasDuplicateObjects: false })],
  ];
}

function main(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, root] of loadDocuments('spec')) {
    for (const [file, text] of documentFiles(name, root)) writeFileSync(`${FOLDER}/${file}`, text);
    const what = 'paths' in root ? 'paths' : 'channels';
    console.log(`${FOLDER}/${name}.json and .yaml: ${Object.keys(root[what] ?? {}).length} ${what}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
