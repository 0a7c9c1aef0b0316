// Types of what a call takes: one interface, or alternatives where the rules allow only some combinations.
import { StructureKind, type StatementStructures } from 'ts-morph';
import { elementName, variantName } from '../model/names.js';
import type { FieldModel, Model, CallModel, RuleModel } from '../model/model.js';
import { shapeOf, type Choice, type ShapeField } from '../model/param-shapes.js';
import { ruleText } from '../model/sentences.js';
import { propertyOf } from './schemas.js';
import { docText, literal, propertyName } from './source.js';
import { elementSchemaOf, fieldsOf, resolvedType, typeText } from './types.js';

/** Types of the elements that a batch call takes. */
export function elementsOf(operation: CallModel, model: Model): StatementStructures[] {
  return operation.params.flatMap((param) => {
    const schema = elementSchemaOf(param.type);
    if (schema === undefined) return [];
    const rules = operation.rules.filter((rule) => rule.scope === `${param.name}[]`);
    return paramsOf(
      elementName(schema),
      fieldsOf(model, schema),
      rules,
      operation,
      model,
      `One element of ${param.name}.`,
    );
  });
}

/** The parameters as a type: one interface, or an interface narrowed by what the rules allow together. */
export function paramsOf(
  name: string,
  fields: readonly FieldModel[],
  rules: readonly RuleModel[],
  operation: CallModel,
  model: Model,
  purpose = `Parameters of {@link ${operation.id}}.`,
): StatementStructures[] {
  const resolved = fields.map((field) => ({ ...field, type: resolvedType(model, field.type) }));
  const shape = shapeOf(resolved, rules);
  const whole = (of: string, doc: string): StatementStructures => ({
    kind: StructureKind.Interface,
    name: of,
    isExported: true,
    docs: [docText(doc)],
    properties: fields.map((field) => propertyOf(field, 'request')),
  });
  if (fields.length === 0) {
    return [
      {
        kind: StructureKind.TypeAlias,
        name,
        isExported: true,
        docs: [purpose],
        type: '{ readonly [name: string]: never }',
      },
    ];
  }
  if (shape.variants.every((variant) => variant.choices.length === 0)) return [whole(name, purpose)];

  const base = name.replace(/Params$/, 'BaseParams');
  const narrowed = (choices: readonly Choice[], first: string[]) => {
    const texts = (option: readonly ShapeField[]) => option.filter(isNarrower).map((field) => fieldText(field, fields));
    const fixed = [...first, ...choices.filter((choice) => choice.length === 1).flatMap((choice) => texts(choice[0]!))];
    const open = choices.filter((choice) => choice.length > 1);
    return [
      base,
      ...(fixed.length > 0 ? [`{ ${fixed.join('; ')} }`] : []),
      ...open.map((choice) => `(${choice.map((option) => `{ ${texts(option).join('; ')} }`).join(' | ')})`),
    ].join(' & ');
  };
  // The type itself is the place of its rules.
  const text = rules.map((rule) => `- ${ruleText({ ...rule, scope: undefined })}`).join('\n');
  const parts: StatementStructures[] = [whole(base, `What all forms of {@link ${name}} share.`)];
  const [only] = shape.variants;
  if (shape.variants.length === 1 && only) {
    return [
      ...parts,
      {
        kind: StructureKind.TypeAlias,
        name,
        isExported: true,
        docs: [docText(`${purpose}\n\n${text}`)],
        type: narrowed(only.choices, []),
      },
    ];
  }
  const variants = shape.variants.map((variant): StatementStructures => {
    const decided = `${propertyName(shape.decider!)}: ${variant.values.map(literal).join(' | ')}`;
    return {
      kind: StructureKind.TypeAlias,
      name: variantName(name, variant.values),
      isExported: true,
      docs: [docText(`{@link ${name}} with ${shape.decider} ${variant.values.join(' or ')}.`)],
      type: narrowed(variant.choices, [decided]),
    };
  });
  return [
    ...parts,
    ...variants,
    {
      kind: StructureKind.TypeAlias,
      name,
      isExported: true,
      docs: [docText(`${purpose}\n\n${text}`)],
      type: shape.variants.map((variant) => variantName(name, variant.values)).join(' | '),
    },
  ];
}

/** Whether an alternative says more of a parameter than the shared interface does. */
const isNarrower = ({ presence, values }: ShapeField) => presence !== 'optional' || values !== undefined;

function fieldText(shape: ShapeField, fields: readonly FieldModel[]): string {
  const field = fields.find(({ name }) => name === shape.name)!;
  const name = propertyName(shape.name);
  if (shape.presence === 'absent') return `${name}?: never`;
  const flag = field.type.kind === 'flag';
  const type = shape.values
    ? shape.values.map((value) => (flag ? value : literal(value))).join(' | ')
    : typeText(field.type, 'request');
  return `${name}${shape.presence === 'optional' ? '?' : ''}: ${type}`;
}
