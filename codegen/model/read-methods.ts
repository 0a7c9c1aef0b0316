// Operations of the WebSocket API's document to methods of the model.
import { lastStep, type JsonObject } from '../load/json.js';
import { callRule, parameterRule } from './allowed-names.js';
import type { FieldModel, MethodModel, SchemaModel } from './model.js';
import { CALL_WORDS, callReader } from './read-calls.js';
import type { Reader } from './reader.js';

const OPERATION_WORDS = `${CALL_WORDS} action channel tags messages reply`;

/** Reads the methods. `schemaOf` gives a component schema by its name. */
export function methodReader(
  reader: Reader,
  root: JsonObject,
  schemas: ReadonlyMap<string, SchemaModel>,
  schemaOf: (name: string) => SchemaModel,
) {
  const { factsOf, answerOf } = callReader(reader, schemas);
  const components = reader.object(root, 'components');
  const messages = reader.object(components, 'messages');
  const tags = reader.object(components, 'tags');

  /** Fields of an object with those of the objects it extends. */
  const fieldsOf = (name: string): FieldModel[] => {
    const { extends: bases, fields = [] } = schemaOf(name);
    return [...bases.flatMap(fieldsOf), ...fields];
  };

  /** The message that a reference into the channel means, and the fields of its payload. */
  function messageOf(reference: JsonObject): { message: JsonObject; fields: FieldModel[] } {
    const message = reader.object(messages, lastStep(reader.text(reference, '$ref')));
    return { message, fields: fieldsOf(lastStep(reader.text(reader.object(message, 'payload'), '$ref'))) };
  }

  return function methodOf(id: string, node: JsonObject): MethodModel {
    reader.known(node, OPERATION_WORDS, 'a method');
    const [request] = reader.objects(node, 'messages');
    const [response] = reader.objects(reader.object(node, 'reply'), 'messages');
    if (!request || !response) return reader.fail(node, 'a method has a request and a response');

    const { message, fields } = messageOf(request);
    const named = fields.find(({ name }) => name === 'method')?.type;
    const method = named?.kind === 'enum' && !named.open ? String(named.values[0]) : undefined;
    const type = fields.find(({ name }) => name === 'params')?.type;
    const all = type?.kind === 'reference' ? fieldsOf(type.name) : [];
    const params = all.filter(({ setByClient }) => !setByClient);
    for (const { name } of params) reader.allowed(node, name, parameterRule);
    const answer = messageOf(response);
    const result = answer.fields.find(({ name }) => name === 'result')?.type;
    const [example] = reader.objects(message, 'examples');
    const [tag] = reader.objects(node, 'tags');
    return {
      ...factsOf(node, params),
      id: reader.allowed(node, id, callRule),
      method: method ?? reader.fail(message, 'the payload does not fix its method'),
      group: reader.text(
        reader.object(tags, lastStep(reader.text(tag ?? reader.fail(node, 'tags are missing'), '$ref'))),
        'name',
      ),
      auth: all.some(({ name }) => name === 'signature')
        ? 'signature'
        : all.some(({ name }) => name === 'apiKey')
          ? 'key'
          : 'none',
      params,
      answer: answerOf(result ?? reader.fail(answer.message, 'the payload holds no result'), answer.message, params),
      requestExample: example && reader.optionalObject(reader.object(example, 'payload'), 'params'),
    };
  };
}
