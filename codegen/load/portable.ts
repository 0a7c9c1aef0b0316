// AsyncAPI documents in the form that is published.
import { loadAsyncApi, type SpecDocument } from './documents.js';
import { isObject, type Json, type JsonObject } from './json.js';

/**
 * An AsyncAPI document in the form that is published. The schemas of AsyncAPI ignore what stands beside `$ref`, so the
 * reference stands in an `allOf` there, which every reader honours and which keeps the name of what is referred to.
 */
export function portableAsyncApi(specFolder: string, name: string): SpecDocument {
  const document = loadAsyncApi(specFolder, name);
  moveReferences(document.root);
  return document;
}

/** The same of a document that was read before, which stays as it is. */
export function portableForm({ root }: SpecDocument): JsonObject {
  const copy = structuredClone(root);
  moveReferences(copy);
  return copy;
}

function moveReferences(node: Json | undefined): void {
  if (typeof node !== 'object' || node === null) return;
  for (const child of Object.values(node)) moveReferences(child);
  if (!isObject(node) || typeof node['$ref'] !== 'string' || Object.keys(node).length === 1) return;
  const { $ref } = node;
  delete node['$ref'];
  node['allOf'] = [{ $ref }];
}
