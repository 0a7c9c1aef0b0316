// Whether a type of the model is what the package says, and samples of what it says.
import type { TypeModel } from '../model/model.js';
import { emptyShape, observe, type Shape } from '../verify/shape.js';
import type { FieldFacts } from './facts.js';

/** Kinds of the model for the words of the package. Numbers that callers send may be decimals. */
const KINDS: { readonly [word: string]: readonly TypeModel['kind'][] } = {
  string: ['string', 'enum', 'decimal', 'flag', 'json'],
  integer: ['integer', 'id', 'number', 'enum'],
  number: ['integer', 'id', 'number', 'decimal', 'enum'],
  boolean: ['boolean', 'flag'],
  array: ['array', 'tuple', 'json'],
  object: ['reference', 'map', 'union'],
};

/** Literals of a type of the package; `undefined` if it is none of literals. */
export function literalsOf(text: string): string[] | undefined {
  const values = text.split('|');
  return values.every((value) => /^'.*'$/.test(value)) ? values.map((value) => value.slice(1, -1)) : undefined;
}

/** Whether a type takes what the package says; `schemaType` gives that of a named one that is no object. */
export function agrees(type: TypeModel, text: string, schemaType: (name: string) => TypeModel | undefined): boolean {
  const named = type.kind === 'reference' ? schemaType(type.name) : undefined;
  if (named) return agrees({ ...named, also: [...(named.also ?? []), ...(type.also ?? [])] }, text, schemaType);
  const literals = literalsOf(text);
  if (literals) {
    const isBoolean = literals.every((value) => value === 'true' || value === 'false');
    if (isBoolean && (type.kind === 'flag' || type.kind === 'boolean')) return true;
    if (type.kind === 'enum')
      return type.open || literals.every((value) => type.values.some((one) => String(one) === value));
    return type.kind === 'string';
  }
  const words = text.split(/ or |\|/);
  return words.every((word) => KINDS[word]?.includes(type.kind) || type.also?.includes(word) || word === 'any');
}

const SAMPLES: { readonly [word: string]: unknown } = {
  string: '1.5',
  integer: 12,
  number: 1.5,
  boolean: true,
  any: 'any',
};

/** What values under a path look like, with all that is inside them. */
export function shapeOf(fields: FieldFacts, path: string): Shape {
  const shape = emptyShape();
  for (const sample of samplesAt(fields, path)) observe(shape, sample);
  return shape;
}

function samplesAt(fields: FieldFacts, path: string): unknown[] {
  const text = fields[path]?.replace(/\?$/, '') ?? 'any';
  const literals = literalsOf(text);
  if (literals) return literals;
  return text.split(/ or |\|/).map((word) => {
    if (word === 'array') return samplesAt(fields, `${path}[]`);
    if (word !== 'object') return SAMPLES[word];
    const keys = Object.keys(fields).flatMap((one) => {
      const inner = one.startsWith(`${path}.`) ? one.slice(path.length + 1) : '';
      return /^[^.[\]{}]+$/.test(inner) ? [inner] : [];
    });
    return Object.fromEntries(keys.map((key) => [key, samplesAt(fields, `${path}.${key}`)[0]]));
  });
}
