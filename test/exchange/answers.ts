// Answers as the document describes them: its examples, and views of our own records.
import type { Json, JsonObject } from '../../codegen/load/json.js';
import type { Operation, SpecDocument } from './document.js';

/** How references are followed in the document of an operation. */
type Resolver = Pick<SpecDocument, 'resolve'>;

/** The documented answer; of the two forms of one, the object if `symbol` was sent. */
export function documentedAnswer(
  { answer, examples, route }: Operation,
  withSymbol: boolean,
  { resolve }: Resolver,
): Json {
  const [first] = examples;
  if (first === undefined) throw new Error(`${route} has no example of an answer`);
  if (!resolve(answer)['oneOf']) return first;
  const fitting = examples.find((example) => Array.isArray(example) !== withSymbol);
  if (fitting !== undefined) return fitting;
  return withSymbol ? (first as Json[])[0]! : [first];
}

/** What the answer of an operation shows of a record, in the order of the document; fields that we do not keep come from its example. */
export function viewOf(operation: Operation, record: JsonObject, document: Resolver): JsonObject {
  const example = operation.examples.flat().find((value) => isObject(value));
  const view: JsonObject = {};
  for (const { name, required, removed } of fieldsOf(operation.answer, document)) {
    if (record[name] !== undefined && !removed) view[name] = record[name];
    else if (required && example?.[name] !== undefined) view[name] = example[name];
  }
  return view;
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields of an answer, or of its elements; where there is a choice, of the first. */
function fieldsOf(schema: JsonObject, document: Resolver): { name: string; required: boolean; removed: boolean }[] {
  const node = document.resolve(schema);
  const choice = node['oneOf'] as JsonObject[] | undefined;
  if (choice) return fieldsOf(choice[0]!, document);
  if (node['items']) return fieldsOf(node['items'] as JsonObject, document);
  if (node['allOf']) return (node['allOf'] as JsonObject[]).flatMap((part) => fieldsOf(part, document));
  const required = (node['required'] ?? []) as string[];
  return Object.entries((node['properties'] ?? {}) as { [name: string]: JsonObject }).map(([name, property]) => ({
    name,
    required: required.includes(name),
    removed: property['x-removed'] !== undefined,
  }));
}
