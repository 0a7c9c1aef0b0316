// Channels of an AsyncAPI document to streams and events of the model.
import type { JsonObject } from '../load/load.js';
import type { ControlErrorModel, EventModel, SchemaModel, StreamModel, StreamParamModel } from './model.js';
import { correction } from './read-schemas.js';
import { lastStep, type Reader } from './reader.js';

const CHANNEL_WORDS =
  'address title summary description servers parameters bindings messages x-route x-stream-patterns x-update-speed-ms x-silence-ms x-order-book x-corrected';
const PARAMETER_WORDS = 'description enum default examples x-letter-case';
const MESSAGE_WORDS =
  'name title summary description externalDocs correlationId payload examples deprecated x-dedupe x-since x-deprecated-since x-corrected';

/** Reads streams and what they send. `schema` gives a component schema by its name. */
export function streamReader(reader: Reader, root: JsonObject, schema: (name: string) => SchemaModel) {
  const channels = Object.entries(reader.object(root, 'channels')) as [string, JsonObject][];

  /** What a reference inside the document points to. */
  function follow(node: JsonObject): JsonObject {
    const reference = reader.optionalText(node, '$ref');
    if (reference === undefined) return node;
    return reference
      .split('/')
      .slice(1)
      .reduce((parent, step) => reader.object(parent, step.replaceAll('~1', '/')), root);
  }

  const payloadOf = (message: JsonObject) => {
    const given = schema(lastStep(reader.text(reader.object(message, 'payload'), '$ref')));
    const items = given.type?.kind === 'array' ? given.type.items : undefined;
    if (items === undefined) return { event: given, list: false };
    return {
      event: schema(items.kind === 'reference' ? items.name : reader.fail(message, 'a list of what?')),
      list: true,
    };
  };
  const messagesOf = (channel: JsonObject) =>
    (Object.values(reader.object(channel, 'messages')) as JsonObject[]).map(follow);

  function streams(): StreamModel[] {
    const operations = reader.object(root, 'operations');
    return channels
      .filter(([, channel]) => channel['x-stream-patterns'] !== undefined)
      .map(([id, channel]) => {
        reader.known(channel, CHANNEL_WORDS, 'a channel');
        const operation = reader.object(operations, id);
        const [message = reader.fail(channel, 'a stream sends one kind of message')] = messagesOf(channel);
        const { event, list } = payloadOf(message);
        const speeds = reader.object(channel, 'x-update-speed-ms');
        const silences = (channel['x-silence-ms'] ?? {}) as { [pattern: string]: number };
        const params = Object.entries((channel['parameters'] ?? {}) as { [name: string]: JsonObject });
        return {
          id,
          route: reader.text(channel, 'x-route'),
          summary: reader.text(operation, 'summary'),
          description: reader.optionalText(operation, 'description'),
          link: reader.text(reader.object(operation, 'externalDocs'), 'url'),
          since: reader.optionalText(operation, 'x-since'),
          address: reader.text(channel, 'address'),
          params: params.map(([name, node]) => paramOf(name, follow(node))),
          patterns: reader.texts(channel, 'x-stream-patterns').map((pattern) => ({
            pattern,
            updateSpeedMs: numberOf(speeds, pattern),
            silenceMs: silences[pattern],
          })),
          event: event.name,
          list,
          ...correction(reader, channel),
        };
      });
  }

  function numberOf(node: JsonObject, key: string): number {
    const value = node[key];
    return typeof value === 'number' ? value : reader.fail(node, `${key} must be a number`);
  }

  /** Where a parameter may be left out, its other values share the mark that sets them apart from what is before. */
  function paramOf(name: string, node: JsonObject): StreamParamModel {
    reader.known(node, PARAMETER_WORDS, 'a parameter of a stream');
    const values = node['enum'] === undefined ? undefined : reader.texts(node, 'enum');
    const given = values?.filter((value) => value !== '');
    const prefix = given?.every((value) => value.startsWith('@')) ? '@' : '';
    return {
      name,
      description: reader.text(node, 'description'),
      values: given?.map((value) => value.slice(prefix.length)),
      prefix,
      required: given?.length === values?.length,
      lowerCase: node['x-letter-case'] === 'lower',
    };
  }

  /** What the streams send. */
  function events(source: EventModel['source']): EventModel[] {
    const found = new Map<string, EventModel>();
    for (const [, channel] of channels) {
      if (channel['x-stream-patterns'] === undefined) continue;
      for (const message of messagesOf(channel)) {
        reader.known(message, MESSAGE_WORDS, 'a message');
        const { event, list } = payloadOf(message);
        const dedupe = reader.texts(message, 'x-dedupe').map((path) => path.replace(/^\[\]\./, ''));
        const known = found.get(event.name);
        if (known && known.dedupe.join() !== dedupe.join())
          reader.fail(message, `x-dedupe differs from other messages of ${event.name}`);
        if (known && list) continue;
        const docs = message['externalDocs'] as JsonObject | undefined;
        found.set(event.name, {
          schema: event.name,
          source,
          types: typesOf(event, message),
          summary: reader.text(message, 'summary'),
          description: reader.optionalText(message, 'description'),
          link: docs && reader.text(docs, 'url'),
          since: reader.optionalText(message, 'x-since'),
          deprecatedSince: reader.optionalText(message, 'x-deprecated-since'),
          dedupe,
          ...correction(reader, message),
        });
      }
    }
    return [...found.values()];
  }

  /** What the type key of an event may say. */
  function typesOf(event: SchemaModel, message: JsonObject): string[] {
    const type = event.fields?.find(({ label }) => label === 'eventType')?.type;
    if (type?.kind !== 'enum') return reader.fail(message, `${event.name} has no key that says its eventType`);
    return type.values.map(String);
  }

  function controlErrors(): ControlErrorModel[] {
    return (reader.list(root, 'x-control-errors') as JsonObject[]).map((node) => {
      reader.known(node, 'code message meaning advice', 'a control error');
      return {
        code: node['code'] as number,
        message: reader.text(node, 'message'),
        meaning: reader.text(node, 'meaning'),
        advice: reader.text(node, 'advice'),
      };
    });
  }
  return { streams, events, controlErrors };
}
