// The OpenAPI document as its component shows it, and what its AsyncAPI sibling shares: facts and examples written into
// descriptions, extensions left out.
import { isObject, type Json, type JsonObject } from '../load/json.js';
import type { Model } from '../model/model.js';
import { restOperations, type Entry } from './entries.js';
import { curlExample, restTypeScript } from './examples.js';
import { callFacts, valueFacts } from './facts.js';

/** What descriptions may refer to. */
export interface References {
  readonly model: Model;
  readonly entries: readonly Entry[];
  /** Error codes of the catalogue. */
  readonly codes: ReadonlySet<number>;
}

/** Texts that are there, one paragraph each. */
export const paragraphs = (...texts: (Json | undefined)[]): string =>
  texts
    .filter(Boolean)
    .map((text) => String(text).trim())
    .join('\n\n');

/** A block of code in Markdown. */
export const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

const LONG_IDS = 'Long integers of the example stand in quotes, as browsers round them; they are sent without.';

/** The document for the component. */
export function displayOpenApi(root: JsonObject, { model, entries, codes }: References): JsonObject {
  const calls = entries.filter(({ kind }) => kind === 'operation');
  const shown = describedMap(root, codes);
  const sources = restOperations(root);
  restOperations(shown).forEach(({ node }, index) => {
    const operation = model.operations[index]!;
    const { id, summary, description } = operation;
    const note = hasBigInt(sources[index]!.node['responses']) && LONG_IDS;
    node['summary'] = id;
    node['description'] = linked(paragraphs(summary, description, callFacts(operation, model, calls), note), codes);
    node['x-codeSamples'] = [
      { lang: 'curl', label: 'curl', source: curlExample(model, operation) },
      { lang: 'typescript', label: 'TypeScript', source: restTypeScript(operation) },
    ];
  });
  return shown;
}

/** A copy with value facts and links to error codes in its descriptions, without extensions and big integers. */
export function describedMap(node: JsonObject, codes: ReadonlySet<number>): JsonObject {
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(node)) {
    if (key.startsWith('example')) copy[key] = withoutBigInts(value);
    // The names below `properties` are data: one may be called `description`.
    else if (key === 'properties' && isObject(value))
      copy[key] = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, described(one, codes)]));
    else if (!key.startsWith('x-')) copy[key] = described(value, codes);
  }
  const isCall = 'operationId' in node || 'action' in node || 'payload' in node;
  const texts = [copy['description'], !isCall && valueFacts(node)].filter(Boolean);
  if (texts.length > 0) copy['description'] = linked(texts.join(' '), codes);
  return copy;
}

function described(node: Json, codes: ReadonlySet<number>): Json {
  if (Array.isArray(node)) return node.map((item) => described(item, codes));
  if (isObject(node)) return describedMap(node, codes);
  return typeof node === 'bigint' ? String(node) : node;
}

function withoutBigInts(node: Json): Json {
  if (typeof node === 'bigint') return String(node);
  if (Array.isArray(node)) return node.map(withoutBigInts);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withoutBigInts(value)]));
}

const hasBigInt = (node: Json | undefined): boolean =>
  typeof node === 'bigint' || (typeof node === 'object' && node !== null && Object.values(node).some(hasBigInt));

/** Makes links of the error codes that a text names. */
function linked(text: string, codes: ReadonlySet<number>): string {
  const isCode = /(?<![\w[#-])-\d{4}\b/g;
  return text.replace(isCode, (code) => (codes.has(Number(code)) ? `[${code}](errors.html#${code})` : code));
}
