// `npm run publish:spec`: writes the specifications, what is made from them, and the documentation site to dist/spec/.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publishedForms } from './bundle.js';
import { loadSpec } from './load/documents.js';
import { buildModel } from './model/build.js';
import { isStarted, runProgram, showProgress } from './program.js';
import { siteFiles } from './publish/site.js';
import { manifestOf, specFiles, type Files } from './publish/spec-files.js';

/** Everything that is published, by path. */
export function publication(specFolder: string): Files {
  const spec = loadSpec(specFolder);
  const source = { folder: specFolder, model: buildModel(spec), documents: publishedForms(spec) };
  const files = specFiles(source);
  const downloads = [...files.keys()].filter((path) => !path.includes('/'));
  // The site is for the repository; what the package hands out are the files of the manifest.
  files.set('manifest.json', manifestOf(files, source));
  for (const [path, content] of siteFiles(source, downloads)) files.set(`site/${path}`, content);
  return files;
}

/** Replaces the folder by these files. */
export function writePublication(folder: string, files: Files): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

const HELP = `npm run publish:spec -- [--json]

Writes to dist/spec/ what other teams and languages take: the documents, JSON Schemas, the error catalogue, a Postman
collection, a feed of changes, a manifest with their checksums, and the documentation site. The same spec gives the same bytes.

  --json  prints folder, files and size as JSON

Exit codes: 0 done; 2 wrong usage, or a fault in the spec, which is named with its place.`;
const FOLDER = 'dist/spec';

if (isStarted(import.meta.url)) {
  await runProgram(HELP, {}, ({ values: { json } }) => {
    showProgress('reading spec/ and making documents and pages …');
    const files = publication('spec');
    writePublication(FOLDER, files);
    showProgress('');
    const bytes = [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
    if (json) console.log(JSON.stringify({ folder: FOLDER, bytes, files: [...files.keys()] }, null, 2));
    else console.log(`${FOLDER}: ${files.size} files, ${(bytes / 1e6).toFixed(1)} MB; open ${FOLDER}/site/index.html`);
    return 0;
  });
}
