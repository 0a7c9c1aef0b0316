// Schemas: types, fields of objects, and what has a name.

export type TypeModel = {
  readonly nullable?: boolean;
  /** Other forms seen on the wire, turned into this type. */
  readonly also?: readonly string[];
} & (
  | { readonly kind: 'string'; readonly pattern?: string }
  | { readonly kind: 'enum'; readonly values: readonly (string | number)[]; readonly open: boolean }
  | { readonly kind: 'flag' }
  | { readonly kind: 'decimal'; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'id' }
  | { readonly kind: 'integer'; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'array'; readonly items: TypeModel; readonly minItems?: number; readonly maxItems?: number }
  | {
      readonly kind: 'tuple';
      readonly items: readonly {
        readonly name: string;
        readonly type: TypeModel;
        readonly description: string | undefined;
      }[];
    }
  | { readonly kind: 'map'; readonly values: TypeModel }
  | { readonly kind: 'union'; readonly options: readonly TypeModel[] }
  | { readonly kind: 'reference'; readonly name: string }
  /** JSON text in one parameter. */
  | { readonly kind: 'json'; readonly content: TypeModel }
);

export interface SchemaModel {
  readonly name: string;
  /** File under spec/components that it stands in, without its ending. */
  readonly topic: string;
  readonly description: string | undefined;
  /** Names of the schemas that it extends; only where it is an object. */
  readonly extends: readonly string[];
  readonly fields: readonly FieldModel[] | undefined;
  /** What it stands for where it is no object. */
  readonly type: TypeModel | undefined;
  readonly observed?: string;
  readonly doubtful?: string;
  readonly corrected?: string;
}

export interface FieldModel {
  readonly name: string;
  /** Readable name of a short wire key. */
  readonly label?: string;
  /** Whether the client sets it, so that no caller does. */
  readonly setByClient?: true;
  /** Name of the shared parameter that it is, if it is one. */
  readonly shared?: string;
  readonly type: TypeModel;
  readonly required: boolean;
  readonly description: string | undefined;
  readonly default: string | number | undefined;
  readonly since: string | undefined;
  readonly deprecated: boolean;
  readonly removed: string | undefined;
  /** What to do instead of what was removed, in words that follow a colon. */
  readonly replacement?: string;
  /** Where it was seen, if it stands in no document of the exchange. */
  readonly observed?: string;
  /** Why it may be wrong. */
  readonly doubtful?: string;
  readonly corrected?: string;
}

export type CoercedType = 'string' | 'number' | 'boolean';

/** Names of the schemas that a type refers to. */
export function referencesOf(type: TypeModel): string[] {
  switch (type.kind) {
    case 'reference':
      return [type.name];
    case 'array':
      return referencesOf(type.items);
    case 'map':
      return referencesOf(type.values);
    case 'union':
      return type.options.flatMap(referencesOf);
    case 'tuple':
      return type.items.flatMap((item) => referencesOf(item.type));
    default:
      return [];
  }
}
