// AsyncAPI documents in the form that is published.
import { loadAsyncApi, type SpecDocument } from './documents.js';
import { isObject, lastStep, type Json, type JsonObject } from './json.js';
import { mapAt } from './nodes.js';

/**
 * An AsyncAPI document in the form that is published. The schemas of AsyncAPI ignore what stands beside `$ref`, so it is
 * written in a form that every reader honours.
 */
export function portableAsyncApi(specFolder: string, name: string): SpecDocument {
  const document = loadAsyncApi(specFolder, name);
  mergeSiblings(document.root, mapAt(document.root, 'components', 'schemas'));
  return document;
}

/** The same of a document that was read before, which stays as it is. */
export function portableForm({ root }: SpecDocument): JsonObject {
  const copy = structuredClone(root);
  mergeSiblings(copy, mapAt(copy, 'components', 'schemas'));
  return copy;
}

function mergeSiblings(node: Json | undefined, schemas: JsonObject): void {
  if (typeof node !== 'object' || node === null) return;
  for (const child of Object.values(node)) mergeSiblings(child, schemas);
  if (!isObject(node) || typeof node['$ref'] !== 'string' || Object.keys(node).length === 1) return;
  const { $ref } = node;
  const target = schemas[lastStep($ref)];
  delete node['$ref'];
  if (isObject(target) && target['properties'] === undefined && target['allOf'] === undefined) {
    Object.assign(node, { ...target, ...node });
  } else {
    node['allOf'] = [{ $ref }];
  }
}
