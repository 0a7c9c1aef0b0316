// `npm run spec`: writes each specification as one self-contained file, JSON and YAML, to dist/spec/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { asyncApiNames, loadOpenApi, portableAsyncApi, SpecError, toJsonText, type SpecDocument } from './load.js';

const FOLDER = 'dist/spec';

function write(name: string, { root }: SpecDocument): void {
  writeFileSync(`${FOLDER}/${name}.json`, `${toJsonText(root, 2)}\n`);
  writeFileSync(`${FOLDER}/${name}.yaml`, stringify(root, { lineWidth: 120, aliasDuplicateObjects: false }));
  const what = 'paths' in root ? 'paths' : 'channels';
  console.log(`${FOLDER}/${name}.json and .yaml: ${Object.keys(root[what] ?? {}).length} ${what}`);
}

try {
  mkdirSync(FOLDER, { recursive: true });
  write('openapi', loadOpenApi('spec'));
  for (const name of asyncApiNames('spec')) write(name, portableAsyncApi('spec', name));
} catch (error) {
  if (!(error instanceof SpecError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
