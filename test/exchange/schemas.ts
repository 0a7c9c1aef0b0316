// Answers held against the schemas of the specification.
import { createValidator, type Validate } from '../../codegen/lint/values.js';
import type { Json, JsonObject } from '../../codegen/load/json.js';

export { createValidator, type Validate };

const validators = new WeakMap<JsonObject, Validate>();

/** Validates answers of an operation (a node of the document `root`): the faults as texts. */
export function answerValidator(root: JsonObject, operation: JsonObject): (answer: Json) => string[] {
  let validate = validators.get(root);
  if (!validate) {
    const { schemas } = root['components'] as { [section: string]: { [name: string]: JsonObject } };
    validators.set(root, (validate = createValidator(schemas!)));
  }
  const schema = ['responses', '200', 'content', 'application/json', 'schema'].reduce<Json>(
    (node, key) => (node as JsonObject)[key]!,
    operation,
  ) as JsonObject;
  return (answer) => {
    const fault = validate(schema, answer);
    return fault ? [`${fault.instancePath} ${fault.message}`] : [];
  };
}
