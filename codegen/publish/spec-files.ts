// Every published file but the site: specifications, schemas, errors, Postman collection and what lists them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { documentFiles } from '../bundle.js';
import { toJsonText } from '../load/json.js';
import { readSource } from '../load/read.js';
import type { Source } from './entries.js';
import { errorCatalogue, errorsCsv } from './errors.js';
import { jsonSchemas } from './json-schemas.js';
import { toOpenApi30 } from './openapi-3.0.js';
import { postmanCollection } from './postman.js';

/** Content by path below the folder of the publication. */
export type Files = Map<string, string | Buffer>;

const json = (value: object): string => `${toJsonText(value, 2)}\n`;

/** The files that other programs read. */
export function specFiles(source: Source): Files {
  const { documents, model, folder } = source;
  const openapi = documents.get('openapi')!;
  const errors = errorCatalogue(source);
  const files: Files = new Map([...documents].flatMap(([name, root]) => documentFiles(name, root)));
  for (const [file, text] of documentFiles('openapi-3.0', toOpenApi30(openapi))) files.set(file, text);
  for (const [name, schema] of jsonSchemas(source)) files.set(`schemas/${name}.json`, json(schema));
  files.set('errors.json', json(errors));
  files.set('errors.csv', errorsCsv(errors));
  files.set('binance-usdm.postman_collection.json', json(postmanCollection(model, openapi)));
  const vocabulary = `${folder}/extensions.yaml`;
  if (existsSync(vocabulary)) files.set('extensions.json', json(readSource(vocabulary, vocabulary).value));
  const changelog = `${folder}/CHANGELOG.md`;
  if (existsSync(changelog)) files.set('CHANGELOG.md', readFileSync(changelog, 'utf8').replaceAll('\r\n', '\n'));
  return files;
}

/** Version, size and checksum of every file, in the order of their names. */
export function manifestOf(files: Files, version: string): string {
  const listed = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    });
  return json({ name: 'binance-usdm', version, files: listed });
}
