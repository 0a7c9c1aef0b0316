// Channels of an AsyncAPI document to streams of the model.
import { follow, type JsonObject } from '../load/json.js';
import { didYouMean } from '../load/nearest.js';
import { callRule, groupRule, parameterRule } from './allowed-names.js';
import type {
  ControlErrorModel,
  OrderBookModel,
  SchemaModel,
  StreamModel,
  StreamParamModel,
  StreamPatternModel,
} from './model.js';
import { messagesOf, payloadOf, type StreamSource } from './read-events.js';
import { correction } from './read-marks.js';
import { present, type Reader } from './reader.js';
import { isFormOf, nameForm } from './stream-names.js';

const CHANNEL_WORDS =
  'address title summary description servers parameters bindings messages x-route x-stream-patterns x-update-speed-ms x-silence-ms x-order-book x-sequence x-observed x-corrected';
const PARAMETER_WORDS = 'description enum default examples x-letter-case';

/** The streams of a document. */
export function streamsOf(source: StreamSource): StreamModel[] {
  const channels = source.reader.maps(source.root, 'channels');
  const streams = channels.filter(([, channel]) => channel['x-stream-patterns'] !== undefined);
  return source.reader.each(streams, ([id, channel]) => streamOf(source, id, channel));
}

function streamOf(source: StreamSource, id: string, channel: JsonObject): StreamModel {
  const { reader, root } = source;
  reader.known(channel, CHANNEL_WORDS, 'a channel');
  const operation = reader.object(reader.object(root, 'operations'), id);
  const [message = reader.fail(channel, 'a stream sends one kind of message')] = messagesOf(source, channel);
  const { event, list } = payloadOf(source, message);
  const address = reader.text(channel, 'address');
  const params = reader.maps(channel, 'parameters').map(([name, node]) => paramOf(reader, name, follow(root, node)));
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
    patterns: patternsOf(reader, channel, address, params),
    event: event.name,
    list,
    ...sequenceOf(reader, channel, event),
    ...(orderBook && { orderBook: orderBookOf(reader, orderBook, event) }),
    nameForm: nameForm(address, params),
    ...present({ observed: reader.optionalText(channel, 'x-observed') }),
    ...correction(reader, channel),
  };
}

function patternsOf(
  reader: Reader,
  channel: JsonObject,
  address: string,
  params: readonly StreamParamModel[],
): StreamPatternModel[] {
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
      reader.fail(
        channel,
        `${word} names ${unknown}, which is none of x-stream-patterns${didYouMean(unknown, patterns)}`,
        word,
      );
  }
  return patterns.map((pattern) => ({
    pattern,
    updateSpeedMs:
      speeds[pattern] ?? reader.fail(channel, `x-update-speed-ms of ${pattern} is missing`, 'x-update-speed-ms'),
    silenceMs: silences[pattern],
  }));
}

/** Keys of an event by which it follows the one before. */
function sequenceOf(reader: Reader, channel: JsonObject, { name, fields }: SchemaModel): Pick<StreamModel, 'sequence'> {
  const node = reader.optionalObject(channel, 'x-sequence');
  if (node === undefined) return {};
  reader.known(node, 'id previous', 'x-sequence');
  const wireKey = (word: string, key: string) => {
    const keys = fields?.map((field) => field.name) ?? [];
    if (keys.includes(key)) return key;
    return reader.fail(node, `${word} names ${key}, which is no key of ${name}${didYouMean(key, keys)}`, word);
  };
  const previous = reader.optionalText(node, 'previous');
  return {
    sequence: {
      id: wireKey('id', reader.text(node, 'id')),
      ...(previous !== undefined && { previous: wireKey('previous', previous) }),
    },
  };
}

function orderBookOf(reader: Reader, node: JsonObject, event: SchemaModel): OrderBookModel {
  reader.known(node, 'snapshot limit first last previous', 'x-order-book');
  const wireKey = (word: string) => {
    const key = reader.text(node, word);
    const keys = event.fields?.map(({ name }) => name) ?? [];
    if (keys.includes(key)) return key;
    return reader.fail(node, `${word} names ${key}, which is no key of ${event.name}${didYouMean(key, keys)}`, word);
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
function paramOf(reader: Reader, name: string, node: JsonObject): StreamParamModel {
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

/** `x-control-errors`. */
export function controlErrorsOf({ reader, root }: StreamSource): ControlErrorModel[] {
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
