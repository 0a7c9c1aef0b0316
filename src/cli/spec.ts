// `spec`: hands out the published documents that come with the package.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ArgumentError } from '../errors.js';
import { specFolder } from './documents.js';
import { readArguments, type Flags } from './options.js';
import { columns, didYouMean, note, print } from './terminal.js';

const MANIFEST = 'manifest.json';

const HELP = `binance-usdm spec [<file>…] [--out <folder>]

Hands out the specification in its published forms: OpenAPI 3.1 and 3.0, AsyncAPI 3.0, JSON Schemas, the error catalogue and a
Postman collection. Without arguments it lists them. Each file is compared with its checksum first.

  <file>                 files or folders of the list only; one file without --out goes to stdout
  --out <folder>         writes them there; files of the same name are replaced
  --list                 lists the files
  --json                 what was listed or written, as JSON

Examples:
  binance-usdm spec
  binance-usdm spec openapi.yaml > openapi.yaml
  binance-usdm spec schemas errors.json --out contract

Exit codes: 0 done; 1 a document is missing or damaged; 2 wrong usage.`;

/** Flags of the command. */
export const specFlags: Flags = { out: { type: 'string' }, list: { type: 'boolean' } };

interface Listed {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Runs the command. */
export function spec(args: readonly string[]): number {
  const given = readArguments(args, specFlags);
  if (given.has('help')) {
    print(HELP);
    return 0;
  }
  if (!existsSync(join(specFolder, MANIFEST)))
    throw new Error('the documents were not published: run `npm run publish:spec` in the repository');
  const manifestText = readFileSync(join(specFolder, MANIFEST), 'utf8');
  const { version, files } = JSON.parse(manifestText) as { version: string; files: readonly Listed[] };
  const chosen = choose(files, given.names);

  const out = given.text('out');
  const isOneFile = given.names.length === 1 && chosen[0]?.path === given.names[0];
  if (given.has('list') || (out === undefined && !isOneFile)) {
    if (given.has('json')) print(JSON.stringify({ version, files: chosen }));
    else for (const line of columns(chosen.map(({ path, size, sha256 }) => [sha256, String(size), path]))) print(line);
    return 0;
  }
  const contents = chosen.map((file) => [file.path, readChecked(file)] as const);
  if (out === undefined) {
    process.stdout.write(contents[0]![1]);
    return 0;
  }
  const isWhole = given.names.length === 0;
  for (const [path, content] of isWhole ? [...contents, [MANIFEST, manifestText] as const] : contents) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), content);
  }
  if (given.has('json')) print(JSON.stringify({ version, folder: out, files: chosen }));
  else note(`${chosen.length} files of version ${version} in ${out}, all with the right checksum`);
  return 0;
}

/** The files of these names, or in folders of these names. */
function choose(files: readonly Listed[], names: readonly string[]): readonly Listed[] {
  if (names.length === 0) return files;
  for (const name of names) {
    if (files.some(({ path }) => isIn(path, name))) continue;
    const known = files.map(({ path }) => path);
    throw new ArgumentError(name, `is none of the documents.${didYouMean(name, known)} See: spec --list`);
  }
  return files.filter(({ path }) => names.some((name) => isIn(path, name)));
}

const isIn = (path: string, name: string) => path === name || path.startsWith(`${name.replace(/\/$/, '')}/`);

function readChecked({ path, sha256 }: Listed): Buffer {
  const content = readFileSync(join(specFolder, path));
  if (createHash('sha256').update(content).digest('hex') !== sha256)
    throw new Error(`${path} is damaged: its checksum is not that of ${MANIFEST}`);
  return content;
}
