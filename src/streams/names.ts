// Names of market streams: made from parameters, and read to find the route that serves them.
import { streamBuilders, type StreamBuilders } from '../../generated/streams/builders.js';
import { marketStreams } from '../../generated/streams/rows.js';
import type { Stream, StreamParameterRow, StreamReference } from '../rows.js';
import { ArgumentError } from '../errors.js';

/** Marks of the syntax of names, and blanks: no symbol holds them. */
const NO_PART_OF_SYMBOLS = /[@!/?&#\s]/;

/**
 * Builds the reference of a stream.
 *
 * @throws {ArgumentError} A parameter is missing, unknown, or has a value that the stream does not know.
 */
export function buildStream<Params extends object, Event>(
  stream: Stream<Params, Event>,
  params?: Params,
): StreamReference<Event> {
  const given = (params ?? {}) as { readonly [name: string]: unknown };
  for (const name of Object.keys(given)) {
    if (given[name] !== undefined && !Object.hasOwn(stream.params, name)) {
      throw new ArgumentError(name, 'is no parameter of this stream', stream.id);
    }
  }
  let name = stream.address;
  let pattern = stream.address;
  for (const [parameter, row] of Object.entries(stream.params)) {
    const text = valueText(given[parameter], parameter, row, stream.id);
    name = name.replace(`{${parameter}}`, () => text);
    if (row.prefix !== undefined) pattern = pattern.replace(`{${parameter}}`, text);
  }
  const silenceMs = stream.patterns.find((one) => one.pattern === pattern)?.silenceMs;
  return { name, route: stream.route, decoder: stream.event, silenceMs };
}

function valueText(value: unknown, parameter: string, row: StreamParameterRow, stream: string): string {
  const fail = (rule: string): never => {
    throw new ArgumentError(parameter, rule, stream);
  };
  if (value === undefined || value === null) return row.required ? fail('is required') : '';
  const given = typeof value === 'number' || typeof value === 'string' ? String(value) : fail('must be a string');
  const text = row.lowerCase ? given.toLowerCase() : given;
  if (row.values && !row.values.includes(text)) fail(`must be one of ${row.values.join(', ')}`);
  if (text === '' || NO_PART_OF_SYMBOLS.test(text)) fail('must be a symbol: not empty, without blanks and @ ! / ? & #');
  return `${row.prefix ?? ''}${text}`;
}

/** References of all market streams by parameters: `streams.aggTrade({ symbol: 'BTCUSDT' })`. */
export const streams: StreamBuilders = streamBuilders(buildStream);

let known: { readonly pattern: RegExp; readonly stream: Stream }[] | undefined;

function patternOf({ address, params }: Stream): RegExp {
  const literals = address.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  const source = literals.replace(/\{(\w+)\}/g, (_, name: string) => {
    const { values, prefix = '', required } = params[name]!;
    const one = `(?<${name}>${values ? values.join('|') : '[^@!/\\s]+'})`;
    return required ? `${prefix}${one}` : `(?:${prefix}${one})?`;
  });
  return new RegExp(`^${source}$`, 'u');
}

/**
 * The route that serves a stream: `routeOf('btcusdt@aggTrade')` is `'market'`.
 *
 * @param name Full name of a market stream, its symbol in lower case.
 * @throws {ArgumentError} No documented stream has a name of that form.
 */
export function routeOf(name: string): string {
  return streamOf(name).stream.route;
}

/**
 * The stream that has this name, and its parameters: `streamOf('btcusdt@aggTrade')` is `aggTrade` of `btcusdt`.
 *
 * @throws {ArgumentError} No documented stream has a name of that form.
 */
export function streamOf(name: string): { stream: Stream<any>; params: { readonly [name: string]: string } } {
  known ??= (Object.values(marketStreams) as Stream[]).map((stream) => ({ pattern: patternOf(stream), stream }));
  for (const { pattern, stream } of known) {
    const match = pattern.exec(name);
    if (match) return { stream, params: { ...match.groups } };
  }
  throw new ArgumentError('name', `must be the name of a documented stream, which ${name} is not`);
}
