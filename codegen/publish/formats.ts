// What other readers would make of the published files: YAML 1.1, strict validators of JSON Schema, spreadsheets.
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { parse } from 'yaml';
import { isObject, pointerStep, toJsonText, type Json } from '../load/json.js';
import type { Files } from './spec-files.js';

/** What is wrong with the published files, one sentence a fault. */
export function formatFaults(files: Files): string[] {
  const vocabulary = files.get('extensions.json');
  const own = [...files].flatMap(([path, content]) => {
    const text = String(content);
    const faults = path.endsWith('.yaml')
      ? yamlFaults(text, String(files.get(path.replace(/yaml$/, 'json'))))
      : path.endsWith('.csv')
        ? csvFaults(text)
        : path.startsWith('schemas/')
          ? schemaFaults(text)
          : [];
    return faults.map((fault) => `${path}${fault}`);
  });
  return [...own, ...(vocabulary === undefined ? [] : extensionFaults(String(vocabulary), files))];
}

/** Extensions of the documents that the published vocabulary does not know. The 3.0 form has some of its own. */
function extensionFaults(vocabulary: string, files: Files): string[] {
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(JSON.parse(vocabulary) as AnySchemaObject);
  return [...files].flatMap(([path, content]) => {
    if (!path.endsWith('.json') || path === 'openapi-3.0.json') return [];
    const document = JSON.parse(String(content)) as object;
    if (!('openapi' in document || 'asyncapi' in document) || validate(document)) return [];
    return validate.errors!.map(
      ({ instancePath, message }) => `${path}#${instancePath}: ${message}, says extensions.json`,
    );
  });
}

/** Places where YAML 1.1 or 1.2 reads something else than the JSON says. */
export function yamlFaults(yaml: string, json: string): string[] {
  return (['1.1', '1.2'] as const).flatMap((version) => {
    try {
      const read = parse(yaml, { version, intAsBigInt: true, maxAliasCount: 0 }) as Json;
      if (`${toJsonText(read, 2)}\n` === json) return [];
      const places = differences(read, parse(json, { intAsBigInt: true }) as Json, '');
      return places.map((place) => `#${place}: YAML ${version} reads something else than the JSON`);
    } catch (error) {
      return [`: YAML ${version} cannot read it: ${(error as Error).message}`];
    }
  });
}

/** Pointers to the values that differ. */
function differences(read: Json | undefined, wanted: Json | undefined, pointer: string): string[] {
  const isList = Array.isArray(read) && Array.isArray(wanted);
  if (!isList && !(isObject(read) && isObject(wanted))) return Object.is(read, wanted) ? [] : [pointer];
  const entries = new Map(Object.entries(read));
  const others = new Map(Object.entries(wanted));
  return [...new Set([...entries.keys(), ...others.keys()])].flatMap((key) =>
    differences(entries.get(key), others.get(key), `${pointer}/${pointerStep(key)}`),
  );
}

/** What a strict validator that knows the standard formats says of a schema, and of its examples. */
export function schemaFaults(text: string): string[] {
  const ajv = new Ajv2020({ strict: true });
  ajvFormats.default(ajv);
  const schema = JSON.parse(text) as AnySchemaObject;
  try {
    const validate = ajv.compile(schema);
    const examples = (schema['examples'] ?? []) as unknown[];
    return examples.flatMap((example, index) =>
      validate(example) ? [] : [`#/examples/${index}: ${ajv.errorsText(validate.errors)}`],
    );
  } catch (error) {
    return [`: ${(error as Error).message}`];
  }
}

/** Cells that a spreadsheet would run; a number is none of them. */
export function csvFaults(text: string): string[] {
  const cells = [...text.matchAll(/(?<=^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|\r\n|$)/g)];
  return cells
    .map(([, quoted, plain]) => quoted ?? plain!)
    .filter((cell) => /^[=+@\t\r-]/.test(cell) && !/^-\d+$/.test(cell))
    .map((cell) => `: a spreadsheet takes ${JSON.stringify(cell)} for a formula`);
}
