// Schemas of texts, numbers and booleans, inferred from their samples alone.
import type { JsonObject } from '../load/json.js';
import type { Shape } from './shape.js';
import type { Form } from './values.js';

/** Words of `x-also` for forms that a text or number can be made of. */
export const ALSO: { readonly [form in Form]?: string } = {
  string: 'string',
  decimal: 'string',
  empty: 'empty',
  integer: 'integer',
  long: 'integer',
  number: 'number',
  boolean: 'boolean',
};

/** An integer that comes as near to 2^53 as this may soon be beyond it. */
const NEAR_LIMIT = Number.MAX_SAFE_INTEGER / 10;

/** A schema that takes all samples. `referenceTo` tells how the file refers to a component of the scalars. */
export function plainSchema(key: string, shape: Shape, referenceTo: (name: string) => string): JsonObject {
  const forms = [...shape.forms].filter((form) => form !== 'null');
  const isNullable = forms.length < shape.forms.size;
  const are = (...allowed: Form[]) => forms.length > 0 && forms.every((form) => allowed.includes(form));
  const scalar = (type: string, more: JsonObject = {}): JsonObject => ({
    type: isNullable ? [type, 'null'] : type,
    ...more,
  });
  const named = (name: string, type: string): JsonObject => ({
    $ref: referenceTo(name),
    ...(isNullable && { type: [type, 'null'] }),
  });
  if (are('boolean')) return scalar('boolean');
  if (are('integer', 'long')) return named(integerName(key, shape), 'integer');
  if (are('integer', 'number', 'long')) return scalar('number');
  if (are('decimal', 'empty') && shape.hasPoint) {
    return { ...named('Decimal', 'string'), ...(forms.includes('empty') && { 'x-also': ['empty'] }) };
  }
  // Text holds whatever comes in several JSON types.
  const also = new Set(forms.flatMap((form) => ALSO[form] ?? []));
  const words = [...also].filter((word) => word !== 'string' && word !== 'empty');
  return scalar('string', words.length > 0 ? { 'x-also': words } : {});
}

/** Which of the integers of the spec a value is: an opaque id, a time, or a number that stays small. */
function integerName(key: string, { forms, isTime, values }: Shape): string {
  if (forms.has('long') || key.endsWith('Id')) return 'Id';
  if (isTime) return 'Timestamp';
  const isNear = [...values].some((value) => typeof value === 'number' && Math.abs(value) >= NEAR_LIMIT);
  return isNear ? 'Id' : 'SafeInteger';
}
