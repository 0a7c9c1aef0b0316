// Channels of an AsyncAPI document to streams and events of the model.
import { follow, lastStep, type JsonObject } from '../load/json.js';
import { callRule, groupRule, parameterRule } from './allowed-names.js';
import type {
  ControlErrorModel,
  EventModel,
  OrderBookModel,
  SchemaModel,
  StreamModel,
  StreamParamModel,
  StreamPatternModel,
} from './model.js';
import { clientNote, correction } from './read-schemas.js';
import { present, type Reader } from './reader.js';
import { isFormOf, nameForm } from './stream-names.js';

const CHANNEL_WORDS =
  'address title summary description servers parameters bindings messages x-route x-stream-patterns x-update-speed-ms x-silence-ms x-order-book x-sequence x-observed x-corrected';
const PARAMETER_WORDS = 'description enum default examples x-letter-case';
const MESSAGE_WORDS =
  'name title summary description externalDocs correlationId payload examples deprecated x-dedupe x-since x-deprecated-since x-corrected x-client-note';

/** Reads streams and what they send. `schema` gives a component schema by its name. */
export function streamReader(reader: Reader, root: JsonObject, schema: (name: string) => SchemaModel) {
  const channels = reader.maps(root, 'channels');
  const target = (node: JsonObject) => follow(root, node);

  const payloadOf = (message: JsonObject) => {
    const given = schema(lastStep(reader.text(reader.object(message, 'payload'), '$ref')));
    const items = given.type?.kind === 'array' ? given.type.items : undefined;
    if (items === undefined) return { event: given, list: false };
    return {
      event: schema(items.kind === 'reference' ? items.name : reader.fail(message, 'a list of what?')),
      list: true,
    };
  };
  const messagesOf = (channel: JsonObject) => reader.maps(channel, 'messages').map(([, message]) => target(message));

  function streams(): StreamModel[] {
    return channels
      .filter(([, channel]) => channel['x-stream-patterns'] !== undefined)
      .map(([id, channel]) => streamOf(id, channel));
  }

  function streamOf(id: string, channel: JsonObject): StreamModel {
    reader.known(channel, CHANNEL_WORDS, 'a channel');
    const operation = reader.object(reader.object(root, 'operations'), id);
    const [message = reader.fail(channel, 'a stream sends one kind of message')] = messagesOf(channel);
    const { event, list } = payloadOf(message);
    const address = reader.text(channel, 'address');
    const params = reader.maps(channel, 'parameters').map(([name, node]) => paramOf(name, target(node)));
    const places = [...address.matchAll(/\{(\w*)\}/g)].map(([, name]) => name!);
    if (places.length !== params.length || params.some(({ name }) => !places.includes(name)))
      reader.fail(channel, 'the address must hold each of the parameters once', 'address');
    const orderBook = reader.optionalObject(channel, 'x-order-book');
    return {
      id: reader.allowed(channel, id, callRule),
      route: reader.allowed(channel, reader.text(channel, 'x-route'), groupRule, 'x-route'),
      summary: reader.text(operation, 'summary'),
      description: reader.optionalText(operation, 'description'),
      link: reader.text(reader.object(operation, 'externalDocs'), 'url'),
      since: reader.optionalText(operation, 'x-since'),
      address,
      params,
      patterns: patternsOf(channel, address, params),
      event: event.name,
      list,
      ...sequenceOf(channel, event),
      ...(orderBook && { orderBook: orderBookOf(orderBook, event) }),
      nameForm: nameForm(address, params),
      ...present({ observed: reader.optionalText(channel, 'x-observed') }),
      ...correction(reader, channel),
    };
  }

  function patternsOf(channel: JsonObject, address: string, params: readonly StreamParamModel[]): StreamPatternModel[] {
    const patterns = reader.texts(channel, 'x-stream-patterns');
    const strange = patterns.find((pattern) => !isFormOf(pattern, address, params));
    if (strange !== undefined)
      reader.fail(channel, `${strange} is no form of the address ${address}`, 'x-stream-patterns');
    const silences = reader.numbersIn(channel, 'x-silence-ms');
    reader.object(channel, 'x-update-speed-ms');
    const speeds = reader.numbersIn(channel, 'x-update-speed-ms');
    for (const [word, facts] of [
      ['x-silence-ms', silences],
      ['x-update-speed-ms', speeds],
    ] as const) {
      const unknown = Object.keys(facts).find((pattern) => !patterns.includes(pattern));
      if (unknown !== undefined)
        reader.fail(channel, `${word} names ${unknown}, which is none of x-stream-patterns`, word);
    }
    return patterns.map((pattern) => ({
      pattern,
      updateSpeedMs:
        speeds[pattern] ?? reader.fail(channel, `x-update-speed-ms of ${pattern} is missing`, 'x-update-speed-ms'),
      silenceMs: silences[pattern],
    }));
  }

  /** Keys of an event by which it follows the one before. */
  function sequenceOf(channel: JsonObject, { name, fields }: SchemaModel): Pick<StreamModel, 'sequence'> {
    const node = reader.optionalObject(channel, 'x-sequence');
    if (node === undefined) return {};
    reader.known(node, 'id previous', 'x-sequence');
    const wireKey = (word: string, key: string) => {
      const isThere = fields?.some((field) => field.name === key);
      return isThere ? key : reader.fail(node, `${word} names ${key}, which is no key of ${name}`, word);
    };
    const previous = reader.optionalText(node, 'previous');
    return {
      sequence: {
        id: wireKey('id', reader.text(node, 'id')),
        ...(previous !== undefined && { previous: wireKey('previous', previous) }),
      },
    };
  }

  function orderBookOf(node: JsonObject, event: SchemaModel): OrderBookModel {
    reader.known(node, 'snapshot limit first last previous', 'x-order-book');
    const wireKey = (word: string) => {
      const key = reader.text(node, word);
      const isThere = event.fields?.some(({ name }) => name === key);
      return isThere ? key : reader.fail(node, `${word} names ${key}, which is no key of ${event.name}`, word);
    };
    return {
      snapshot: reader.allowed(node, reader.text(node, 'snapshot'), callRule, 'snapshot'),
      limit: reader.number(node, 'limit'),
      first: wireKey('first'),
      last: wireKey('last'),
      previous: wireKey('previous'),
    };
  }

  /** Where a parameter may be left out, its other values share the mark that sets them apart from what is before. */
  function paramOf(name: string, node: JsonObject): StreamParamModel {
    reader.known(node, PARAMETER_WORDS, 'a parameter of a stream');
    reader.allowed(node, name, parameterRule);
    const values = node['enum'] === undefined ? undefined : reader.texts(node, 'enum');
    const strange = values?.find((value) => !/^@?[\w-]*$/.test(value));
    if (strange !== undefined) reader.fail(node, 'values must be made of letters, digits, _ and -', 'enum');
    if (node['x-letter-case'] !== undefined) reader.word(node, 'x-letter-case', ['lower']);
    const given = values?.filter((value) => value !== '');
    const prefix = given?.every((value) => value.startsWith('@')) ? '@' : '';
    return {
      name,
      description: reader.text(node, 'description'),
      values: given?.map((value) => value.slice(prefix.length)),
      prefix,
      required: given?.length === values?.length,
      lowerCase: node['x-letter-case'] === 'lower',
      example: reader.texts(node, 'examples')[0] ?? given?.[0],
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
        const docs = reader.optionalObject(message, 'externalDocs');
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
          ...clientNote(reader, message),
        });
      }
    }
    return [...found.values()];
  }

  /** What the type key of an event may say. */
  function typesOf(event: SchemaModel, message: JsonObject): string[] {
    const first = event.fields?.find(({ required }) => required);
    const type = event.fields?.find(({ label }) => label === 'eventType')?.type;
    if (type?.kind !== 'enum') return reader.fail(message, `${event.name} has no key that says its eventType`);
    if (type.values.length === 1 && first?.label !== 'eventType')
      reader.fail(message, `the first required key of ${event.name} must be its eventType`);
    return type.values.map(String);
  }

  function controlErrors(): ControlErrorModel[] {
    return reader.objects(root, 'x-control-errors').map((node) => {
      reader.known(node, 'code message meaning advice', 'a control error');
      return {
        code: reader.number(node, 'code'),
        message: reader.text(node, 'message'),
        meaning: reader.text(node, 'meaning'),
        advice: reader.text(node, 'advice'),
      };
    });
  }
  return { streams, events, controlErrors };
}
