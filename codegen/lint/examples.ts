// Examples of a spec: each is there, and is what its schema says.
import type { SpecDocument, SpecDocuments } from '../load/documents.js';
import { follow, stepsOf, type Json, type JsonObject } from '../load/json.js';
import { mapAt, mapsAt, mapsInList } from '../load/nodes.js';
import type { SpecError } from '../load/spec-error.js';
import { faultInside } from './places.js';
import { createValidator } from './values.js';

/** One example: the object that holds it, the steps to it, and its schema. */
interface Example {
  readonly holder: JsonObject;
  readonly steps: readonly string[];
  readonly value: Json;
  readonly schema: JsonObject;
}

/** Every example that is missing or breaks its schema. */
export const exampleFaults = (documents: SpecDocuments): SpecError[] =>
  documents.flatMap((document) => (document.kind === 'openApi' ? restFaults(document) : messageFaults(document)));

function restFaults(document: SpecDocument): SpecError[] {
  const check = checkOf(document);
  return Object.values(mapsAt(document.root, 'paths'))
    .flatMap((item) => Object.values(mapsAt({ item }, 'item')))
    .flatMap((operation) => [
      ...answerFaults(document, operation, check),
      ...requestFaults(document, operation, check),
    ]);
}

type Check = (example: Example) => SpecError[];

/** What holds examples of a document against their schemas. */
function checkOf(document: SpecDocument): Check {
  const validate = createValidator(mapsAt(document.root, 'components', 'schemas'));
  return ({ holder, steps, value, schema }) => {
    const fault = validate(schema, value);
    if (!fault) return [];
    const inside = stepsOf(fault.instancePath);
    const problem = `the example breaks its schema: ${[...inside, fault.message].join(' ')}`;
    return [faultInside(document, holder, [...steps, ...inside], problem)];
  };
}

function answerFaults(document: SpecDocument, operation: JsonObject, check: Check): SpecError[] {
  const holder = mapAt(operation, 'responses', '200', 'content', 'application/json');
  const schema = mapAt(holder, 'schema');
  const one = holder['example'];
  const examples: Example[] = [
    ...(one === undefined ? [] : [{ holder, steps: ['example'], value: one, schema }]),
    ...Object.entries(mapsAt(holder, 'examples')).map(([name, { value = null }]) => {
      return { holder, steps: ['examples', name, 'value'], value, schema };
    }),
  ];
  if (examples.length === 0) return [document.fault(holder, 'an example of the answer is missing')];
  return examples.flatMap(check);
}

/** Faults of the example of a request: each value is one of a parameter, and what must be sent is there. */
function requestFaults(document: SpecDocument, operation: JsonObject, check: Check): SpecError[] {
  const key = 'x-request-example';
  const holder = mapAt(operation, key);
  const params = mapsInList(operation, 'parameters').map((param) => follow(document.root, param));
  const known = new Map(params.map((param) => [String(param['name']), param]));
  const missing = params
    .filter((param) => param['required'] === true && param['x-set-by-client'] !== true)
    .map((param) => String(param['name']))
    .filter((name) => !(name in holder));
  return [
    ...missing.map((name) => document.fault(operation, `${key} lacks ${name}, which must be sent`, key)),
    ...Object.entries(holder).flatMap(([name, value]) => {
      const schema = mapAt(known.get(name), 'schema');
      if (!known.has(name)) return [document.fault(holder, `${name} is no parameter here`, name)];
      // Lists and objects are written as they are meant; on the way they are text.
      const meant = 'contentSchema' in schema ? mapAt(schema, 'contentSchema') : schema;
      return check({ holder, steps: [name], value: typeof value === 'boolean' ? String(value) : value, schema: meant });
    }),
  ];
}

function messageFaults(document: SpecDocument): SpecError[] {
  const check = checkOf(document);
  return Object.values(mapsAt(document.root, 'components', 'messages')).flatMap((message) => {
    const examples = mapsInList(message, 'examples');
    const schema = mapAt(message, 'payload');
    if (examples.length === 0) return [document.fault(message, 'an example of the message is missing')];
    return examples.flatMap((holder) =>
      check({ holder, steps: ['payload'], value: holder['payload'] ?? null, schema }),
    );
  });
}
