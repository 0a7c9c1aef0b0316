// What reading an answer has to care for, wherever in the answer it stands.
import type { CoercedType, SchemaModel, TypeModel } from './model.js';

const COERCED: { [type in TypeModel['kind']]?: CoercedType } = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
};

/** Collects what reading an answer has to care for: opaque ids and values that come in more than one JSON type. */
export function answerFacts(
  type: TypeModel,
  schemas: ReadonlyMap<string, SchemaModel>,
): { ids: Set<string>; others: Set<string>; coerce: Map<string, CoercedType> } {
  const ids = new Set<string>();
  const others = new Set<string>();
  const coerce = new Map<string, CoercedType>();
  function visit(here: TypeModel, path: string): void {
    const key = path.slice(path.lastIndexOf('.') + 1);
    if (here.kind === 'id') ids.add(key);
    else if (here.kind === 'integer' || here.kind === 'number') others.add(key);
    const foreign = (here.also ?? []).filter((form) => form !== 'empty');
    if (foreign.length > 0 && here.kind !== 'id') coerce.set(path, COERCED[here.kind] ?? 'string');
    if (here.kind === 'array') visit(here.items, path);
    else if (here.kind === 'map') visit(here.values, path === '' ? '*' : `${path}.*`);
    else if (here.kind === 'union') for (const option of here.options) visit(option, path);
    else if (here.kind === 'reference') visitSchema(here.name, path);
  }
  function visitSchema(name: string, path: string): void {
    const schema = schemas.get(name);
    if (schema?.type) visit(schema.type, path);
    for (const base of schema?.extends ?? []) visitSchema(base, path);
    for (const field of schema?.fields ?? []) visit(field.type, path === '' ? field.name : `${path}.${field.name}`);
  }
  visit(type, '');
  return { ids, others, coerce };
}
