// Names of market streams: made from parameters, and read to find the route that serves them.
import type { Stream, StreamParameterRow } from '../rows.js';
import type { StreamReference } from '../subscriptions.js';
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
  return { name, route: stream.route, stream, decoder: stream.event, silenceMs };
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

/** Builds references of one stream; what it is built from may be left out where nothing is required. */
type ReferenceBuilder<Row> =
  Row extends Stream<infer Params, infer Event>
    ? {} extends Params
      ? (params?: Params) => StreamReference<Event>
      : (params: Params) => StreamReference<Event>
    : never;

/** Builds references of streams by the names of their rows. */
export type StreamReferences<Rows> = { readonly [Name in keyof Rows]: ReferenceBuilder<Rows[Name]> };

/** Binds rows to the function that builds references. */
export function bindStreams<Rows extends { readonly [name: string]: Stream<any, any> }>(
  rows: Rows,
): StreamReferences<Rows> {
  const bound = Object.entries(rows).map(([name, row]) => [name, (params?: object) => buildStream(row, params)]);
  return Object.fromEntries(bound) as StreamReferences<Rows>;
}

/** A stream that was found by its name, and its parameters. */
export interface FoundStream {
  readonly stream: Stream<any>;
  readonly params: { readonly [name: string]: string };
}

/** Makes the function that finds the stream of a name among rows. It throws an {@link ArgumentError} if there is none. */
export function createStreamFinder(rows: { readonly [name: string]: Stream<any, any> }): (name: string) => FoundStream {
  return (name) => {
    for (const stream of Object.values(rows)) {
      const match = stream.nameForm.exec(name);
      if (match) return { stream, params: { ...match.groups } };
    }
    throw new ArgumentError('name', `must be the name of a documented stream, which ${name} is not`);
  };
}
