// Checks the extensions of a spec against their description, spec/extensions.yaml, a JSON Schema of whole documents.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { SpecDocument, SpecDocuments } from '../load/documents.js';
import { isObject, stepsOf, type Json, type JsonObject } from '../load/json.js';
import { didYouMean } from '../load/nearest.js';
import { mapAt } from '../load/nodes.js';
import { readSource } from '../load/read.js';
import { SpecError } from '../load/spec-error.js';
import { faultInside } from './places.js';

/** Address under which the validator knows the description. */
const HOME = 'https://localhost/extensions';

const isExtension = (key: string) => key.startsWith('x-');
/** Keys whose values are data, which may hold any name. */
const DATA = ['example', 'examples', 'default', 'x-request-example'];

/** Every fault of the extensions of a spec, and of what describes them. */
export function vocabularyFaults(specFolder: string, documents: SpecDocuments): SpecError[] {
  const shown = `${specFolder.slice(specFolder.lastIndexOf('/') + 1)}/extensions.yaml`;
  const source = readSource(`${specFolder}/extensions.yaml`, shown);
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true });
  const described = Object.keys(mapAt(source.value, '$defs')).filter(isExtension);
  const used = new Set(documents.flatMap(({ root }) => extensionsIn(root)));
  const faultAt = (name: string, problem: string) =>
    new SpecError(`${shown}#/$defs/${name}: ${problem}`, source.positionOf('/$defs', name));
  const check = ajv.addSchema(source.value, HOME).getSchema(HOME)!;
  return [
    ...documents.flatMap((document) => faultsOf(document, check, described)),
    ...described.filter((name) => !used.has(name)).map((name) => faultAt(name, 'no document uses it')),
    ...described.flatMap((name) =>
      descriptionProblems(ajv, mapAt(source.value, '$defs', name), name).map((problem) => faultAt(name, problem)),
    ),
  ];
}

/** Names of the extensions that stand somewhere in a document. */
function extensionsIn(node: Json): string[] {
  if (Array.isArray(node)) return node.flatMap(extensionsIn);
  if (!isObject(node)) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    ...(isExtension(key) ? [key] : []),
    ...(DATA.includes(key) ? [] : extensionsIn(value)),
  ]);
}

/** An extension is described in words, and by examples that are what it says. */
function descriptionProblems(ajv: Ajv2020, { description, examples }: JsonObject, name: string): string[] {
  const check = ajv.getSchema(`${HOME}#/$defs/${name}`)!;
  const list = Array.isArray(examples) ? examples : [];
  const wrong = list.findIndex((example) => !check(example));
  return [
    ...(typeof description === 'string' ? [] : ['a description is missing']),
    ...(list.length > 0 ? [] : ['an example is missing']),
    ...(wrong === -1 ? [] : [`example ${wrong + 1} is not as described`]),
  ];
}

/** The faults of one document: one for each extension, and each that stands where it does not belong. */
function faultsOf(document: SpecDocument, check: ValidateFunction, described: readonly string[]): SpecError[] {
  if (check(document.root)) return [];
  const found = new Map<string, ErrorObject>();
  for (const error of (check.errors ?? []).filter((one) => !isConsequence(one, check.errors ?? [], described))) {
    const known = found.get(placeOf(error));
    // The deepest error of an extension says most.
    if (!known || known.instancePath.length < error.instancePath.length) found.set(placeOf(error), error);
  }
  return [...found.values()].map((error) => {
    const key = refusedKeyOf(error) ?? missingOf(error);
    return faultInside(document, document.root, stepsOf(error.instancePath), problemOf(error, described), key);
  });
}

/** The key that an error refuses, if it refuses one. */
const refusedKeyOf = ({ params }: ErrorObject): string | undefined =>
  (params['additionalProperty'] ?? params['unevaluatedProperty']) as string | undefined;
const missingOf = ({ params }: ErrorObject) => params['missingProperty'] as string | undefined;

/** Pointer of the extension that an error is about. */
function placeOf(error: ErrorObject): string {
  const steps = error.instancePath.split('/');
  const index = steps.findIndex(isExtension);
  if (index !== -1) return steps.slice(0, index + 1).join('/');
  return `${error.instancePath}/${refusedKeyOf(error) ?? missingOf(error) ?? ''}`;
}

/** Whether an error only follows from others: the `if` above them, or a key that counts as unknown because its value is refused. */
function isConsequence(error: ErrorObject, all: readonly ErrorObject[], described: readonly string[]): boolean {
  if (error.keyword === 'if') return true;
  if (error.keyword !== 'unevaluatedProperties') return false;
  const key = refusedKeyOf(error) ?? '';
  if (!isExtension(key)) return true;
  const isBelow = ({ instancePath, keyword }: ErrorObject) =>
    keyword !== 'unevaluatedProperties' && keyword !== 'if' && `${instancePath}/`.startsWith(`${error.instancePath}/`);
  return described.includes(key) && all.some(isBelow);
}

/** What an error says, in words. */
function problemOf(error: ErrorObject, described: readonly string[]): string {
  const steps = error.instancePath.split('/');
  const index = steps.findIndex(isExtension);
  const refusedKey = refusedKeyOf(error);
  if (index === -1 && refusedKey !== undefined)
    return described.includes(refusedKey)
      ? `${refusedKey} may not stand here`
      : `${refusedKey} is not described in extensions.yaml${didYouMean(refusedKey, described)}`;
  if (index === -1) return `${missingOf(error) ?? 'an extension'} is missing`;
  const path = steps.slice(index).join('/').replaceAll('~1', '/').replaceAll('~0', '~');
  if (refusedKey !== undefined) {
    const words = Object.keys(mapAt(error.parentSchema, 'properties'));
    return `unknown word "${refusedKey}" in ${path}${didYouMean(refusedKey, words)}`;
  }
  const allowed = error.params['allowedValues'] as Json[] | undefined;
  if (allowed)
    return `${path} must be one of ${allowed.join(', ')}${didYouMean(String(error.data), allowed.map(String))}`;
  return `${path} ${error.message}`;
}
