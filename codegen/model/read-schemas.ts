// Schemas of a document to schemas of the model: what has a name, and the fields of objects.
import { lastStep, type Json, type JsonObject } from '../load/json.js';
import { didYouMean } from '../load/nearest.js';
import { groupRule, keyRule, labelRule, schemaRule } from './allowed-names.js';
import type { FieldModel, SchemaModel } from './model.js';
import { correction, provenance } from './read-marks.js';
import { isNamed, readType, SCHEMA_WORDS, type SchemaSource } from './read-types.js';
import { present, type Reader } from './reader.js';

export type TypeReader = ReturnType<typeof typeReader>;

/** Reads the schemas of a document, whose component schemas are given. */
export function typeReader(reader: Reader, components: JsonObject) {
  const source: SchemaSource = { reader, components };
  return {
    isNamed,
    typeOf: (given: Json | undefined, parent: JsonObject) => readType(source, given, parent),
    schemaOf: (name: string, node: JsonObject) => readSchema(source, name, node),
    /** A field whose type is that of `node`; `holder` says the rest of it. */
    fieldOf: (name: string, node: JsonObject, required: boolean, parent: JsonObject, holder: JsonObject) =>
      readField(source, name, node, required, parent, holder),
  };
}

function readSchema(source: SchemaSource, name: string, node: JsonObject): SchemaModel {
  const { reader } = source;
  reader.allowed(node, name, schemaRule);
  const topic = reader.origin(node).replace(/^.*\/([^/]+)\.yaml#.*$/, '$1');
  // What is only compared comes from a bundle, which has no such files.
  if (!reader.isLenient) reader.allowed(node, topic, groupRule);
  const description = reader.optionalText(node, 'description');
  reader.known(node, SCHEMA_WORDS, 'a schema');
  const none = {
    extends: [],
    fields: undefined,
    type: undefined,
    ...provenance(reader, node),
    ...correction(reader, node),
  };
  if (node['allOf']) {
    const parts = reader.objects(node, 'allOf');
    const bases = parts.filter((part) => part['$ref']).map((part) => lastStep(reader.text(part, '$ref')));
    const fields = parts.filter((part) => !part['$ref']).flatMap((part) => fieldsOf(source, part));
    return { name, topic, description, ...none, extends: bases, fields };
  }
  if (node['type'] === 'object' && !node['additionalProperties'])
    return { name, topic, description, ...none, fields: fieldsOf(source, node) };
  return { name, topic, description, ...none, type: readType(source, node, node) };
}

function fieldsOf(source: SchemaSource, node: JsonObject): FieldModel[] {
  const { reader } = source;
  const required = reader.texts(node, 'required');
  const properties = reader.maps(node, 'properties');
  for (const name of required)
    if (!properties.some(([known]) => known === name)) {
      const meant = didYouMean(
        name,
        properties.map(([known]) => known),
      );
      reader.fail(node, `required names ${name}, which is not described${meant}`, 'required');
    }
  const fields = reader.each(properties, ([name, value]) => {
    reader.allowed(value, name, keyRule);
    return readField(source, name, value, required.includes(name), node, value);
  });
  const doubled = fields.find(
    ({ label }, index) => label !== undefined && fields.findIndex((other) => other.label === label) !== index,
  );
  if (doubled) reader.fail(node, `two keys have the x-name ${doubled.label}`);
  return fields;
}

function readField(
  source: SchemaSource,
  name: string,
  node: JsonObject,
  required: boolean,
  parent: JsonObject,
  holder: JsonObject,
): FieldModel {
  const { reader, components } = source;
  const reference = reader.optionalText(node, '$ref');
  const target = reference === undefined ? undefined : reader.object(components, lastStep(reference));
  const label = reader.optionalText(node, 'x-name');
  if (label !== undefined) reader.allowed(node, label, labelRule, 'x-name');
  return {
    name,
    ...(label !== undefined && { label }),
    ...(reader.flag(node, 'x-set-by-client') && { setByClient: true as const }),
    type: readType(source, node, parent),
    required,
    description: reader.optionalText(holder, 'description') ?? (target && reader.optionalText(target, 'description')),
    default: defaultOf(reader, node) ?? (target && defaultOf(reader, target)),
    since: reader.optionalText(holder, 'x-since'),
    deprecated: reader.flag(holder, 'deprecated'),
    removed: reader.optionalText(holder, 'x-removed'),
    ...present({ replacement: reader.optionalText(holder, 'x-replacement') }),
    ...provenance(reader, holder),
    ...correction(reader, holder),
  };
}

function defaultOf(reader: Reader, node: JsonObject): string | number | undefined {
  const value = node['default'];
  if (value === undefined || typeof value === 'string' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? String(value) : reader.fail(node, 'default must be a plain value', 'default');
}
