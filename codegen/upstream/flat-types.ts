// Types of TypeScript to fields by their path.
import { Node, TypeFlags, type Symbol as Member, type Type } from 'ts-morph';

/** Objects inside each other at most; deeper ones refer to themselves. */
const DEEPEST = 8;

/** A type written out: its fields by path, `[]` for the items of a list, `{}` for the values of a map. */
export function flatType(type: Type, at: Node): { [path: string]: string } {
  const fields: { [path: string]: string } = {};
  add(fields, '', type, '', at, 0);
  return fields;
}

function add(
  fields: { [path: string]: string },
  path: string,
  given: Type,
  mark: string,
  at: Node,
  depth: number,
): void {
  const type = given.getNonNullableType();
  const options = type.isUnion() && !isScalar(type) ? type.getUnionTypes() : [type];
  for (const option of options) {
    const items = itemsOf(option);
    if (isScalar(option)) put(fields, path, scalarText(option), mark);
    else if (items) {
      put(fields, path, 'array', mark);
      if (depth < DEEPEST) add(fields, `${path}[]`, items, '', at, depth + 1);
    } else {
      put(fields, path, 'object', mark);
      const values = option.getStringIndexType();
      if (values && depth < DEEPEST) add(fields, `${path}{}`, values, '', at, depth + 1);
      for (const member of option.getProperties()) addMember(fields, path, member, at, depth);
    }
  }
}

function addMember(fields: { [path: string]: string }, path: string, member: Member, at: Node, depth: number): void {
  if (depth >= DEEPEST) return;
  const inner = path === '' ? member.getName() : `${path}.${member.getName()}`;
  add(fields, inner, member.getTypeAtLocation(at), member.isOptional() ? '?' : '', at, depth + 1);
}

/** Several types of one path stand beside each other. */
function put(fields: { [path: string]: string }, path: string, text: string, mark: string): void {
  const before = fields[path]?.replace(/\?$/, '').split(' or ') ?? [];
  fields[path] = [...new Set([...before, text])].sort().join(' or ') + mark;
}

const SCALAR =
  TypeFlags.StringLike |
  TypeFlags.NumberLike |
  TypeFlags.BooleanLike |
  TypeFlags.BigIntLike |
  TypeFlags.Any |
  TypeFlags.Unknown;

const isScalar = (type: Type): boolean =>
  type.isUnion() && !type.isBoolean() ? type.getUnionTypes().every(isScalar) : (type.getFlags() & SCALAR) !== 0;

function scalarText(type: Type): string {
  const parts = type.isUnion() && !type.isBoolean() ? type.getUnionTypes() : [type];
  const words = new Set(parts.flatMap(scalarWords));
  // Integers that may be long come as either; the generator of the package writes them so.
  if (words.delete('bigint')) {
    words.delete('number');
    words.add('integer');
  }
  return [...words].sort().join('|');
}

function scalarWords(type: Type): string[] {
  if (type.isUnion() && !type.isBoolean()) return type.getUnionTypes().flatMap(scalarWords);
  if (type.isStringLiteral()) return [`'${String(type.getLiteralValue())}'`];
  if (type.isNumberLiteral()) return [String(type.getLiteralValue())];
  if (type.isBoolean() || type.isBooleanLiteral()) return ['boolean'];
  if (type.isBigInt()) return ['bigint'];
  return [type.isString() ? 'string' : type.isNumber() ? 'number' : 'any'];
}

/** The items of a list: of `X[]`, or of an interface that extends a list. */
function itemsOf(type: Type): Type | undefined {
  if (type.isArray()) return type.getArrayElementType();
  if (type.isTuple()) return type.getTupleElements()[0];
  const base = type.isInterface() ? type.getBaseTypes().find((one) => one.isArray()) : undefined;
  return base?.getArrayElementType();
}
