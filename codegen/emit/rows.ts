// The row of a call: what the runtime has to know of it, as a literal.
import { parameterName, valuesName } from '../model/names.js';
import type { CallModel, FieldModel, MethodModel, Model, OperationModel, TypeModel } from '../model/model.js';
import { Code } from './source.js';
import { elementSchemaOf, fieldsOf, resolvedType } from './types.js';

/** Constants of other generated files that a file refers to. */
export interface Constants {
  readonly values: Set<string>;
  readonly shared: Set<string>;
}

/** What the runtime has to know of a call. */
export function rowOf(operation: CallModel, model: Model, constants: Constants) {
  const { answer } = operation;
  const rules = operation.rules.filter((rule) => !rule.doubtful && Object.keys(rule.whenAccount).length === 0);
  return {
    id: operation.id,
    ...placeOf(operation as OperationModel | MethodModel),
    security: operation.security,
    auth: operation.auth,
    weight: operation.weight,
    orderWeight: operation.orderWeight,
    retry: operation.retry,
    verifyWith: filled(operation.verifyWith),
    params: tableOf(operation.params, model, constants),
    rules: filled(
      rules.map((rule) => ({
        in: rule.scope?.replace('[]', ''),
        when: Object.keys(rule.when).length > 0 ? rule.when : undefined,
        require: filled(rule.require),
        requireOneOf: filled(rule.requireOneOf),
        forbid: filled(rule.forbid),
      })),
    ),
    answer: {
      shape: answer.shape,
      ids: filled(answer.ids),
      coerce: Object.keys(answer.coerce).length > 0 ? answer.coerce : undefined,
    },
  };
}

/** Where a call goes. */
function placeOf(call: OperationModel | MethodModel) {
  if (!('path' in call)) return { method: call.method };
  return { method: call.method, path: call.path, host: call.host, weightPool: call.weightPool };
}

const filled = <Item>(list: readonly Item[]): readonly Item[] | undefined => (list.length > 0 ? list : undefined);

function tableOf(fields: readonly FieldModel[], model: Model, constants: Constants) {
  const entries = fields.map((field): [string, unknown] => {
    if (field.shared === undefined) return [field.name, rowOfField(field, model, constants)];
    constants.shared.add(parameterName(field.shared));
    return [field.name, new Code(parameterName(field.shared))];
  });
  return Object.fromEntries(entries);
}

/** What a check before sending has to know of a parameter. */
export function rowOfField(field: FieldModel, model: Model, constants: Constants) {
  const { removed, replacement } = field;
  return {
    ...parameterOf(field.type, model, constants),
    ...(field.required && { required: true }),
    ...(removed !== undefined && { removed, replacement }),
  };
}

function parameterOf(type: TypeModel, model: Model, constants: Constants): { [key: string]: unknown } {
  switch (type.kind) {
    case 'reference': {
      const values = resolvedType(model, type);
      if (values.kind !== 'enum') throw new Error(`a parameter cannot hold ${type.name}`);
      constants.values.add(valuesName(type.name));
      return { type: 'string', enum: new Code(valuesName(type.name)) };
    }
    case 'enum':
      return { type: typeof type.values[0] === 'number' ? 'integer' : 'string', enum: type.values };
    case 'string':
      return { type: 'string', pattern: type.pattern && new RegExp(type.pattern) };
    case 'decimal':
    case 'integer':
      return {
        type: type.kind,
        minimum: type.minimum,
        maximum: type.maximum === Number.MAX_SAFE_INTEGER ? undefined : type.maximum,
      };
    case 'id':
    case 'flag':
    case 'boolean':
      return { type: type.kind };
    case 'json': {
      if (type.content.kind !== 'array') throw new Error('JSON in a parameter must be a list');
      const element = elementSchemaOf(type);
      return {
        type: 'list',
        maxItems: type.content.maxItems,
        ...(element
          ? { element: tableOf(fieldsOf(model, element), model, constants) }
          : { items: parameterOf(type.content.items, model, constants) }),
      };
    }
    default:
      throw new Error(`a parameter cannot be a ${type.kind}`);
  }
}
