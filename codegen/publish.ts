// `npm run publish:spec`: writes the specifications, what is made from them, and the documentation site to dist/spec/.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadDocuments } from './bundle.js';
import { SpecError } from './load.js';
import { siteFiles } from './publish/site.js';
import { manifestOf, specFiles, type Files } from './publish/spec-files.js';

/** Everything that is published, by path. */
export function publication(specFolder: string): Files {
  const documents = loadDocuments(specFolder);
  const files = specFiles(documents, specFolder);
  const downloads = [...files.keys()].filter((path) => !path.startsWith('schemas/'));
  for (const [path, content] of siteFiles(documents, specFolder, downloads)) files.set(`site/${path}`, content);
  files.set('manifest.json', manifestOf(files, documents));
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const files = publication('spec');
    writePublication('dist/spec', files);
    const size = [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
    console.log(`dist/spec: ${files.size} files, ${(size / 1e6).toFixed(1)} MB; open dist/spec/site/index.html`);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
