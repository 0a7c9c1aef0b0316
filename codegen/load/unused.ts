// What stands in the folder of components but in none of the documents.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SpecDocuments } from './documents.js';
import { withAllFaults } from './faults.js';
import { createJoiner, sectionOf } from './join.js';
import { isObject, type JsonObject } from './json.js';

/** A component schema that nothing refers to. */
export interface UnusedSchema {
  readonly file: string;
  readonly name: string;
  readonly node: JsonObject;
}

/** The component schemas that nothing refers to. */
export function unusedSchemas(specFolder: string, documents: SpecDocuments): UnusedSchema[] {
  const used = new Set(
    documents.flatMap((document) => {
      const components = document.root['components'];
      const schemas = isObject(components) ? components['schemas'] : undefined;
      return isObject(schemas) ? Object.values(schemas).map((node) => document.origin(node)) : [];
    }),
  );
  const folder = resolve(specFolder, 'components');
  return withAllFaults((faults) => {
    const { joinedFile, shown } = createJoiner(specFolder, folder, faults);
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => sectionOf(path) === 'schemas')
      .flatMap((path) => {
        const file = shown(path);
        return Object.entries(joinedFile(path)).flatMap(([name, node]) =>
          isObject(node) && !used.has(`${file}#/${name}`) ? [{ file, name, node }] : [],
        );
      });
  });
}
