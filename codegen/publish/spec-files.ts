// Every published file but the site: specifications, schemas, errors, Postman collection and what lists them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { documentFiles } from '../bundle.js';
import { toJsonText, type JsonObject } from '../load/load.js';
import { errorCatalogue, errorsCsv } from './errors.js';
import { jsonSchemas } from './json-schemas.js';
import { toOpenApi30 } from './openapi-3.0.js';
import { postmanCollection } from './postman.js';

/** Content by path below the folder of the publication. */
export type Files = Map<string, string | Buffer>;

const json = (value: unknown): string => `${toJsonText(value as JsonObject, 2)}\n`;

/** The files that other programs read. */
export function specFiles(documents: ReadonlyMap<string, JsonObject>, specFolder: string): Files {
  const openapi = documents.get('openapi')!;
  const errors = errorCatalogue(documents, specFolder);
  const files: Files = new Map([...documents].flatMap(([name, root]) => documentFiles(name, root)));
  for (const [file, text] of documentFiles('openapi-3.0', toOpenApi30(openapi))) files.set(file, text);
  for (const [name, schema] of jsonSchemas(documents)) files.set(`schemas/${name}.json`, json(schema));
  files.set('errors.json', json(errors));
  files.set('errors.csv', errorsCsv(errors));
  files.set('binance-usdm.postman_collection.json', json(postmanCollection(openapi)));
  const changelog = `${specFolder}/CHANGELOG.md`;
  if (existsSync(changelog)) files.set('CHANGELOG.md', readFileSync(changelog, 'utf8'));
  return files;
}

/** Version, size and checksum of every file, in the order of their names. */
export function manifestOf(files: Files, documents: ReadonlyMap<string, JsonObject>): string {
  const { version } = documents.get('openapi')!['info'] as JsonObject;
  const listed = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => {
      const bytes = Buffer.from(content as string);
      return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    });
  return json({ name: 'binance-usdm', version, files: listed });
}
