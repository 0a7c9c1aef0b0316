// Every published file but the site: specifications, schemas, errors, Postman collection and what lists them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { documentFiles } from '../bundle.js';
import { toJsonText } from '../load/json.js';
import { readSource } from '../load/read.js';
import { changesOf } from './changes.js';
import { withDescriptions } from './described.js';
import { entriesOf, type Source } from './entries.js';
import { errorCatalogue, errorsCsv } from './errors.js';
import { changelogEntries, changeFeed, type ChangelogEntry } from './feed.js';
import { jsonSchemas, quicktypeSchemas } from './json-schemas.js';
import { toOpenApi30 } from './openapi-3.0.js';
import { postmanCollection, postmanEnvironments } from './postman.js';

/** Content by path below the folder of the publication. */
export type Files = Map<string, string | Buffer>;

const json = (value: object): string => `${toJsonText(value, 2)}\n`;

/** The files that other programs read. */
export function specFiles(source: Source): Files {
  const { documents, model, folder } = source;
  const described = new Map([...documents].map(([name, root]) => [name, withDescriptions(root, model)]));
  const openapi = described.get('openapi')!;
  const errors = errorCatalogue(source);
  const files: Files = new Map([...described].flatMap(([name, root]) => documentFiles(name, root)));
  for (const [file, text] of documentFiles('openapi-3.0', toOpenApi30(openapi))) files.set(file, text);
  for (const [name, schema] of jsonSchemas(source)) files.set(`schemas/${name}.json`, json(schema));
  for (const [name, schema] of quicktypeSchemas(source)) files.set(`quicktype/${name}.json`, json(schema));
  files.set('errors.json', json(errors));
  files.set('errors.csv', errorsCsv(errors));
  files.set('binance-usdm.postman_collection.json', json(postmanCollection(model, openapi)));
  for (const [name, environment] of postmanEnvironments(model))
    files.set(`binance-usdm.${name}.postman_environment.json`, json(environment));
  const extensions = `${folder}/extensions.yaml`;
  if (existsSync(extensions)) files.set('extensions.json', json(readSource(extensions, extensions).value));
  const changelog = changelogOf(source);
  if (changelog !== undefined) files.set('CHANGELOG.md', changelog);
  const changes = changesOf(documents, entriesOf(source));
  files.set('changes.json', json(changeFeed(changes, datedEntries(source))));
  return files;
}

/** The changelog of the specification, if it has one. */
export function changelogOf({ folder }: Source): string | undefined {
  const file = `${folder}/CHANGELOG.md`;
  return existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : undefined;
}

const datedEntries = (source: Source): ChangelogEntry[] => changelogEntries(changelogOf(source) ?? '');

/**
 * Version of the specification, date of its facts (that of its newest entry in the changelog), and size and checksum of every
 * file, in the order of their names.
 */
export function manifestOf(files: Files, source: Source): string {
  const listed = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    });
  const [newest] = datedEntries(source);
  return json({
    name: 'binance-usdm',
    version: source.model.version,
    ...(newest && { factsDate: newest.date }),
    files: listed,
  });
}
