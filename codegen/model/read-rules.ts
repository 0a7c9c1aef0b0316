// Rules about parameters. Each name and each value of a rule must be one that its parameter has.
import type { JsonObject } from '../load/json.js';
import { didYouMean } from '../load/nearest.js';
import type { FieldModel, RuleModel, SchemaModel, TypeModel } from './model.js';
import type { Reader } from './reader.js';

const RULE_WORDS = 'when whenAccount scope require requireOneOf forbid doubtful note';
/** Stands for any value in a condition. */
const ANY = '*';

type Schemas = ReadonlyMap<string, SchemaModel>;

/** Reads one rule of a call with these parameters. */
export function readRule(reader: Reader, rule: JsonObject, params: readonly FieldModel[], schemas: Schemas): RuleModel {
  reader.known(rule, RULE_WORDS, 'a rule');
  const scope = reader.optionalText(rule, 'scope');
  const fields = scope === undefined ? params : elementFields(params, scope, schemas);
  if (fields === undefined)
    return reader.fail(rule, `scope ${scope} is no list of objects among the parameters`, 'scope');
  const model: RuleModel = {
    when: conditionsOf(reader, rule, 'when'),
    whenAccount: conditionsOf(reader, rule, 'whenAccount'),
    scope,
    require: reader.texts(rule, 'require'),
    requireOneOf: alternativesOf(reader, rule),
    forbid: reader.texts(rule, 'forbid'),
    doubtful: reader.flag(rule, 'doubtful'),
    note: reader.optionalText(rule, 'note'),
  };
  // What is doubtful may be that the parameter has a value which other lists have.
  const isDoubted = (value: string) =>
    model.doubtful && [...schemas.values()].some(({ type }) => type?.kind === 'enum' && canBe(type, value, schemas));
  const check = (name: string, value: string | undefined, key: string) => {
    const field = fields.find((one) => one.name === name);
    const names = fields.map((one) => one.name);
    if (!field) reader.fail(rule, `the rule names ${name}, which is no parameter here${didYouMean(name, names)}`, key);
    else if (value !== undefined && !reader.isLenient && !canBe(field.type, value, schemas) && !isDoubted(value)) {
      const meant = didYouMean(value, valuesOf(field.type, schemas));
      reader.fail(rule, `the rule names ${name} ${value}, a value that the parameter does not have${meant}`, key);
    }
  };
  for (const [name, values] of Object.entries(model.when)) {
    for (const value of values) check(name, value === ANY ? undefined : value, 'when');
  }
  for (const key of ['require', 'requireOneOf', 'forbid'] as const) {
    for (const term of model[key].flat()) {
      const [name = '', value] = term.split('=');
      check(name, value, key);
    }
  }
  if ([...model.require, ...model.requireOneOf, ...model.forbid].length === 0)
    reader.fail(rule, 'the rule asks for nothing: it needs require, requireOneOf or forbid');
  return model;
}

function conditionsOf(reader: Reader, rule: JsonObject, key: 'when' | 'whenAccount'): { [name: string]: string[] } {
  const node = reader.optionalObject(rule, key) ?? {};
  return Object.fromEntries(
    Object.keys(node).map((name) => {
      const values = reader.texts(node, name);
      return [name, values.length > 0 ? values : reader.fail(node, `${name} needs a value`, name)];
    }),
  );
}

function alternativesOf(reader: Reader, rule: JsonObject): string[][] {
  return reader.list(rule, 'requireOneOf').map((names) => {
    const list = Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
    const isWhole = Array.isArray(names) && list.length === names.length && list.length > 0;
    return isWhole ? list : reader.fail(rule, 'requireOneOf must be a list of lists of names', 'requireOneOf');
  });
}

/** Fields of the objects in a list, which `scope` names as `batchOrders[]`. */
function elementFields(
  params: readonly FieldModel[],
  scope: string,
  schemas: Schemas,
): readonly FieldModel[] | undefined {
  const type = params.find(({ name }) => `${name}[]` === scope)?.type;
  const items = type?.kind === 'json' && type.content.kind === 'array' ? type.content.items : undefined;
  return items?.kind === 'reference' ? schemas.get(items.name)?.fields : undefined;
}

/** The values of a type that lists them. */
function valuesOf(type: TypeModel, schemas: Schemas): string[] {
  const target = type.kind === 'reference' ? schemas.get(type.name)?.type : type;
  return target?.kind === 'enum' ? target.values.map(String) : target?.kind === 'flag' ? ['true', 'false'] : [];
}

/** Whether a parameter of this type can have a value, which stands as text in rules. */
function canBe(type: TypeModel, value: string, schemas: Schemas): boolean {
  switch (type.kind) {
    case 'reference': {
      const target = schemas.get(type.name)?.type;
      return target !== undefined && canBe(target, value, schemas);
    }
    case 'enum':
      return type.values.map(String).includes(value);
    case 'flag':
    case 'boolean':
      return value === 'true' || value === 'false';
    case 'integer':
    case 'id':
      return /^-?\d+$/.test(value);
    case 'decimal':
    case 'number':
      return /^-?\d+(?:\.\d+)?$/.test(value);
    default:
      return type.kind === 'string';
  }
}
