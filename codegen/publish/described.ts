// Every operation of a published document has a description: where the specification gives none, its facts stand in place of it.
import type { JsonObject } from '../load/json.js';
import type { Model } from '../model/model.js';
import { asyncOperations, restOperations } from './entries.js';
import { callFacts, streamFacts } from './facts.js';

/** A copy of a document whose operations all have a description. */
export function withDescriptions(root: JsonObject, model: Model): JsonObject {
  const copy = structuredClone(root);
  if ('paths' in copy) {
    for (const { node } of restOperations(copy)) {
      const operation = model.operations.find(({ id }) => id === node['operationId'])!;
      node['description'] ??= callFacts(operation, model, []);
    }
  } else {
    for (const operation of asyncOperations(copy)) operation.node['description'] ??= asyncFacts(operation, model);
  }
  return copy;
}

/** Facts of a method or a stream; of an operation that is neither, its messages. */
function asyncFacts({ id, node, channel, messages }: ReturnType<typeof asyncOperations>[number], model: Model): string {
  const method = node['x-security-type'] === undefined ? undefined : model.methods.find((one) => one.id === id);
  if (method) return callFacts(method, model, []);
  const stream = channel['x-stream-patterns'] === undefined ? undefined : model.streams.find((one) => one.id === id);
  if (stream) return streamFacts(stream, []);
  return messages.map(({ message }) => `- \`${String(message['name'])}\`: ${String(message['summary'])}`).join('\n');
}
