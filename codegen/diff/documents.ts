// Compares what the model does not hold of the documents: examples, titles and other words for people.
import { findDocument, type SpecDocuments } from '../load/documents.js';
import { isObject, type Json, type JsonObject } from '../load/json.js';
import { report, same, within, type Finding, type Scope } from './findings.js';
import type { Kind } from './kinds.js';

/** Words that no model holds, and what a change of them is. */
const WORDS: { readonly [word: string]: Kind } = {
  example: 'example-changed',
  examples: 'example-changed',
  'x-request-example': 'example-changed',
  title: 'text-changed',
  otherNames: 'text-changed',
  'x-order-book': 'other-changed',
  'x-sequence': 'other-changed',
  'x-deprecated-since': 'text-changed',
  'x-observed': 'text-changed',
  'x-doubtful': 'text-changed',
  'x-replacement': 'text-changed',
  securitySchemes: 'other-changed',
  bindings: 'other-changed',
};
/** Holds names of the exchange, not words of a format. */
const NAMED = ['properties', 'schemas', 'messages', 'channels', 'operations'];

/** Differences that the comparison of models cannot see, wherever both states hold the node around them. */
export function compareDocuments(before: SpecDocuments, after: SpecDocuments): Finding[] {
  const findings: Finding[] = [];
  for (const { kind, root: fresh } of after) {
    const old = findDocument(before, kind)?.root;
    if (!old) continue;
    const scope: Scope = { findings, place: `documents.${kind}`, path: '' };
    visit(old, fresh, scope, false);
    const texts = ({ info }: JsonObject) => ({ ...(isObject(info) && info), version: null });
    if (!same(texts(old), texts(fresh))) {
      report(within(scope, 'info'), 'text-changed', undefined, undefined);
    }
  }
  return findings;
}

function visit(old: Json | undefined, fresh: Json | undefined, scope: Scope, isNamed: boolean): void {
  if (Array.isArray(old) && Array.isArray(fresh)) {
    if (old.length === fresh.length) fresh.forEach((node, i) => visit(old[i], node, within(scope, `[${i}]`), false));
    return;
  }
  if (!isObject(old) || !isObject(fresh)) return;
  for (const key of new Set([...Object.keys(old), ...Object.keys(fresh)])) {
    const kind = isNamed || !Object.hasOwn(WORDS, key) ? undefined : WORDS[key];
    const here = within(scope, key);
    if (kind === undefined) visit(old[key], fresh[key], here, !isNamed && NAMED.includes(key));
    else if (!same(old[key], fresh[key])) report(here, kind, old[key], fresh[key]);
  }
}
