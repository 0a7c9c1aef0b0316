// Messages of an AsyncAPI document to events of the model.
import { follow, lastStep, type JsonObject } from '../load/json.js';
import type { EventModel, SchemaModel } from './model.js';
import { clientNote, correction } from './read-marks.js';
import type { Reader } from './reader.js';

const MESSAGE_WORDS =
  'name title summary description externalDocs correlationId payload examples deprecated x-dedupe x-since x-deprecated-since x-corrected x-client-note';

/** A document of streams as it is read. */
export interface StreamSource {
  readonly reader: Reader;
  readonly root: JsonObject;
  /** Gives a component schema by its name. */
  readonly schema: (name: string) => SchemaModel;
}

/** The messages of a channel. */
export const messagesOf = ({ reader, root }: StreamSource, channel: JsonObject): JsonObject[] =>
  reader.maps(channel, 'messages').map(([, message]) => follow(root, message));

/** The event of a message, and whether the message holds a list of such. */
export function payloadOf(
  { reader, schema }: StreamSource,
  message: JsonObject,
): { event: SchemaModel; list: boolean } {
  const given = schema(lastStep(reader.text(reader.object(message, 'payload'), '$ref')));
  const items = given.type?.kind === 'array' ? given.type.items : undefined;
  if (items === undefined) return { event: given, list: false };
  const name = items.kind === 'reference' ? items.name : reader.fail(message, 'a list of what?');
  return { event: schema(name), list: true };
}

/** What the streams of a document send. */
export function eventsOf(source: StreamSource, sentBy: EventModel['source']): EventModel[] {
  const { reader, root } = source;
  const found = new Map<string, EventModel>();
  const channels = reader.maps(root, 'channels').map(([, channel]) => channel);
  for (const channel of channels.filter((one) => one['x-stream-patterns'] !== undefined)) {
    reader.each(messagesOf(source, channel), (message) => {
      reader.known(message, MESSAGE_WORDS, 'a message');
      const { event, list } = payloadOf(source, message);
      const dedupe = reader.texts(message, 'x-dedupe').map((path) => path.replace(/^\[\]\./, ''));
      const strange = dedupe.find((path) => !hasPath(source, event, path));
      if (strange !== undefined && !reader.isLenient)
        reader.fail(message, `x-dedupe names ${strange}, which is no key of ${event.name}`, 'x-dedupe');
      const known = found.get(event.name);
      if (known && known.dedupe.join() !== dedupe.join())
        reader.fail(message, `x-dedupe differs from other messages of ${event.name}`);
      if (!known || !list) found.set(event.name, eventOf(reader, message, event, sentBy, dedupe));
    });
  }
  return [...found.values()];
}

/** Whether a path of keys such as `o.t` leads to a value of an object. */
function hasPath(source: StreamSource, { extends: bases, fields = [] }: SchemaModel, path: string): boolean {
  const [key, ...rest] = path.split('.');
  const type = fields.find(({ name }) => name === key)?.type;
  if (type === undefined) return bases.some((base) => hasPath(source, source.schema(base), path));
  return rest.length === 0 || (type.kind === 'reference' && hasPath(source, source.schema(type.name), rest.join('.')));
}

function eventOf(
  reader: Reader,
  message: JsonObject,
  event: SchemaModel,
  source: EventModel['source'],
  dedupe: readonly string[],
): EventModel {
  const docs = reader.optionalObject(message, 'externalDocs');
  return {
    schema: event.name,
    source,
    types: typesOf(reader, event, message),
    summary: reader.text(message, 'summary'),
    description: reader.optionalText(message, 'description'),
    link: docs && reader.text(docs, 'url'),
    since: reader.optionalText(message, 'x-since'),
    deprecatedSince: reader.optionalText(message, 'x-deprecated-since'),
    dedupe,
    ...correction(reader, message),
    ...clientNote(reader, message),
  };
}

/** What the type key of an event may say. */
function typesOf(reader: Reader, event: SchemaModel, message: JsonObject): string[] {
  const first = event.fields?.find(({ required }) => required);
  const type = event.fields?.find(({ label }) => label === 'eventType')?.type;
  if (type?.kind !== 'enum') return reader.fail(message, `${event.name} has no key that says its eventType`);
  if (type.values.length === 1 && first?.label !== 'eventType')
    reader.fail(message, `the first required key of ${event.name} must be its eventType`);
  return type.values.map(String);
}
