// Doc comments of the generated code.
import type { CallModel, EventModel, FieldModel, Model, OperationModel, StreamModel } from '../model/model.js';
import { errorName, fieldMeaning, provenanceText, ruleText, weightText } from '../model/sentences.js';
import { fieldsOf, objectIn, readablePath } from './types.js';

/** Doc comment of a field: meaning, default, dates. */
export function fieldDoc(field: FieldModel): string | undefined {
  const { removed, replacement, deprecated } = field;
  const tag =
    removed !== undefined && replacement === undefined
      ? `@deprecated Not sent since ${removed}.`
      : deprecated && '@deprecated';
  return filled([fieldMeaning(field), tag]).join('\n') || undefined;
}

/** What the client does by itself to meet the security of a call. */
const BY_CLIENT = { none: '', key: '; the client sends the API key', signature: '; the client signs and dates it' };

const filled = (parts: readonly (string | false | undefined)[]) =>
  parts.filter((part) => typeof part === 'string' && part !== '');

/** Doc comment of a client method, the same for each of its forms: a reader sees that of the form that is called. */
export function operationDoc(operation: CallModel & Partial<OperationModel>, model: Model): string {
  const counts = Object.entries(operation.orderWeight ?? {}).map(
    ([window, count]) => `${count} towards the ${window} order limit`,
  );
  const pool = operation.weightPool ? model.weightPools[operation.weightPool] : undefined;
  const facts = filled([
    `Security: ${operation.security}${BY_CLIENT[operation.auth]}.`,
    `Weight: ${weightText(operation.weight)}.`,
    counts.length > 0 && `Counts ${counts.join(' and ')}.`,
    pool &&
      `Shares ${pool.limit} calls in ${pool.windowSeconds} s with the other calls of pool ${operation.weightPool}.`,
    ...(operation.quota ?? []).map(({ limit, window }) => `At most ${limit} calls a ${window}.`),
    `Repeat: ${operation.retry}${operation.verifyWith.length > 0 ? ` (${operation.verifyWith.join(', ')} tells the outcome)` : ''}.`,
    operation.refreshMs !== undefined && refreshText(operation.refreshMs),
    operation.since && `Since ${operation.since}.`,
  ]);
  return filled([
    operation.summary,
    operation.description,
    operation.clientNote,
    operation.rules.map((rule) => `- ${ruleText(rule)}`).join('\n'),
    facts.join(' '),
    filled([
      operation.deprecated && '@deprecated See above.',
      '@throws {ArgumentError} A parameter breaks a documented rule; nothing was sent.',
      `@throws {ExchangeError} The exchange refused the call${codesText(operation.errorCodes, model)}.`,
      '@throws {TransportError} No answer came.',
      `@see ${operation.link}`,
    ]).join('\n'),
  ]).join('\n\n');
}

/** Codes that a call is known to be refused with, e.g. `; known codes: -1121 BAD_SYMBOL`. */
function codesText(codes: readonly number[], { errors }: Model): string {
  const names = codes.map((code) => [code, errorName(code, errors)].filter(Boolean).join(' '));
  return names.length === 0 ? '' : `; known codes: ${names.join(', ')}`;
}

const refreshText = (ms: number) => (ms === 0 ? 'The data is current.' : `The data is renewed every ${ms} ms.`);

/** Doc comment of one form of a method that subscribes: `form` says how it hands out events. */
export function streamDoc(stream: StreamModel, model: Model, form: string): string {
  const { summary, description, route, patterns, since, list, link } = stream;
  const speeds = patterns.map(({ pattern, updateSpeedMs }) =>
    updateSpeedMs === 0 ? `\`${pattern}\` at once` : `\`${pattern}\` every ${updateSpeedMs} ms`,
  );
  const facts = filled([
    `Route: ${route}. Sent: ${speeds.join(', ')}.`,
    list && 'A message holds a list; its events are handed out one by one.',
    since && `Since ${since}.`,
  ]);
  return filled([
    summary,
    form,
    description && readableKeys(description, stream.event, model),
    provenanceText(stream),
    facts.join(' '),
    [
      '@throws {ArgumentError} A parameter breaks a rule.',
      '@throws {ExchangeError} The exchange refused the subscription.',
      '@throws {TransportError} It was not accepted in time.',
      `@see ${link}`,
    ].join('\n'),
  ]).join('\n\n');
}

/** Doc comment of the handler of an event. */
export function eventDoc(event: EventModel, model: Model): string {
  const { schema, types, summary, description, clientNote, since, deprecatedSince, link } = event;
  return filled([
    summary,
    description && readableKeys(description, schema, model),
    clientNote,
    filled([`Type \`${types.join('`, `')}\`.`, since && `Since ${since}.`]).join(' '),
    filled([deprecatedSince && `@deprecated Since ${deprecatedSince}.`, link && `@see ${link}`]).join('\n'),
  ]).join('\n\n');
}

/**
 * A text that speaks of wire keys in back-ticks, with the names that a reader of the event has: `o.t` becomes
 * `order.tradeId`. A key is one of the event of the text, of the event that it is said to be `of`, or of one that the text
 * speaks of by its type; an inner key may stand without its path where no other object has it.
 */
export function readableKeys(text: string, schema: string, model: Model): string {
  const eventOf = (type: string | undefined) =>
    type === undefined ? [] : model.events.filter(({ types }) => types.includes(type)).map((event) => event.schema);
  const mentioned = [...text.matchAll(/`(\w+)`/g)].flatMap(([, type]) => eventOf(type));
  return text.replace(/`([\w.]+)`(?=(?: of `(\w+)`)?)/g, (whole, path: string, owner: string | undefined) => {
    for (const event of [...eventOf(owner), schema, ...mentioned]) {
      const readable = readablePath(event, path, model) ?? innerPath(event, path, model);
      if (readable !== undefined) return `\`${readable}\``;
    }
    return whole;
  });
}

/** Readable path of a key that just one object inside an event has. */
function innerPath(schema: string, path: string, model: Model): string | undefined {
  const found = fieldsOf(model, schema).flatMap(({ label, type }) => {
    const inner = objectIn(type, model);
    const rest = inner && (readablePath(inner, path, model) ?? innerPath(inner, path, model));
    return rest === undefined ? [] : [`${label}.${rest}`];
  });
  return found.length === 1 ? found[0] : undefined;
}
