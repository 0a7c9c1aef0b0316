// Texts and examples as a reader needs them: nothing that only repeats its name, no sentence twice, the order of rows said, and
// all examples of one plausible day.
import { expect, test } from 'vitest';
import { loadSpec } from '../../codegen/load/documents.js';
import { isObject, lastStep, type Json, type JsonObject } from '../../codegen/load/json.js';
import { buildModel } from '../../codegen/model/build.js';
import type { FieldModel } from '../../codegen/model/model.js';

const documents = loadSpec('spec');
const model = buildModel(documents);

interface Place {
  readonly node: JsonObject;
  readonly path: readonly string[];
  readonly root: JsonObject;
}

/** Every object of all documents. */
function* places(node: Json, root: JsonObject, path: readonly string[] = []): Generator<Place> {
  if (isObject(node)) yield { node, path, root };
  const entries = isObject(node) || Array.isArray(node) ? Object.entries(node as JsonObject) : [];
  for (const [key, value] of entries) yield* places(value, root, [...path, key]);
}
const all = documents.flatMap(({ root }) => [...places(root, root)]);
const shown = ({ path }: Place) => path.slice(-4).join('/');

const sentencesOf = (text: Json | undefined) => (typeof text === 'string' ? text.trim().split(/(?<=[.!?])\s+/) : []);
const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z\d]/g, '');
/** What a parameter, a property or a schema is called. */
function nameOf({ node, path }: Place): string {
  if (typeof node['name'] === 'string') return node['name'];
  return ['properties', 'schemas', 'parameters'].includes(path.at(-2) ?? '') ? path.at(-1)! : '';
}

test('no description only repeats the name that it explains', () => {
  const repeated = all.filter((place) => {
    const [first = ''] = sentencesOf(place.node['description']);
    return first !== '' && plain(first.replace(/^(?:The|An?) /, '')) === plain(nameOf(place));
  });
  expect(repeated.map(shown)).toEqual([]);
});

/** Whether two sentences say the same in nearly the same words. */
function isAlike(one: string, other: string): boolean {
  const words = (text: string) =>
    new Set((text.toLowerCase().match(/[a-z\d]+/g) ?? []).filter((word) => !/^(?:the|an?|of|is|to)$/.test(word)));
  const [a, b] = [words(one), words(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared > 0 && shared / (a.size + b.size - shared) > 0.7;
}

test('no sentence stands both in a parameter and in the schema behind it', () => {
  const doubled = all.flatMap(({ node, root }) => {
    const { schema, description } = node;
    const reference = isObject(schema) && typeof schema['$ref'] === 'string' ? lastStep(schema['$ref']) : undefined;
    const schemas = (root['components'] as { schemas: { [name: string]: JsonObject } }).schemas;
    const behind = sentencesOf(reference === undefined ? undefined : schemas[reference]?.['description']);
    const same = sentencesOf(description).filter((sentence) => behind.some((other) => isAlike(sentence, other)));
    return same.map((sentence) => `${String(node['name'])}: ${sentence}`);
  });
  expect(doubled).toEqual([]);
});

test('every list in an answer says in which order its rows come, or that none is stated', () => {
  const silent = model.operations.filter(({ id, answer }) => {
    const node = all.find((place) => place.node['operationId'] === id)!.node;
    const text = (node as never)['responses']['200']['description'] as string;
    return answer.shape !== 'object' && !/first\b|order/.test(text);
  });
  expect(silent.map(({ id }) => id)).toEqual([]);
});

const NUMBERS = new Set(['decimal', 'number']);
/** Words by which a number without a unit says what it is. */
const UNITLESS =
  /Unit:|rate|ratio|share|factor|divided|number of|times|id\b|leverage|from 0 to|means nothing|always 0|^Weight|of no use|Digits|code|\bid |Place in|margin asset|multiplier|a fraction|measured as|of an automatic exchange|^Value (?:before|after)/i;

test('every decimal number has a unit, or says that it is a ratio', () => {
  const fields = [
    ...model.schemas.flatMap((schema) => (schema.fields ?? []).map((field) => [schema.name, field] as const)),
  ];
  const params = [...model.operations, ...model.methods].flatMap(({ id, params: list }) =>
    list.map((param) => [id, param] as const),
  );
  const isSilent = ({ type, description = '' }: FieldModel) => NUMBERS.has(type.kind) && !UNITLESS.test(description);
  const silent = [...fields, ...params].filter(([, field]) => isSilent(field));
  expect(silent.map(([owner, { name, description }]) => `${owner}.${name}: ${description}`)).toEqual([]);
});

test('a parameter says its range and default from data, not in prose', () => {
  const told = [...model.operations, ...model.methods].flatMap(({ id, params }) =>
    params
      .filter(({ description = '', default: value }) => value !== undefined && /\bdefault:? \d/i.test(description))
      .map(({ name }) => `${id}.${name}`),
  );
  expect(told).toEqual([]);
});

// Times of examples

const DAY_MS = 86_400_000;
const DAY = Date.UTC(2026, 10, 24);
/** Keys that speak of other days: listings, deliveries, the end of a link. */
const OTHER_DAYS = /^(?:deliveryDate|onboardDate|deliveryTime|expirationTimestamp|dt|ot)$/;

function timesIn(node: Json, key = ''): number[] {
  if (Array.isArray(node)) return node.flatMap((item) => timesIn(item, key));
  if (isObject(node)) return Object.entries(node).flatMap(([name, value]) => timesIn(value, name));
  const isTime = typeof node === 'number' && node > 1.3e12 && node < 2e12;
  return isTime && !OTHER_DAYS.test(key) ? [node] : [];
}

test('the times of all examples are of one week, and those of one example of two days', () => {
  const examples = all.flatMap((place) =>
    ['example', 'examples', 'x-request-example'].flatMap((word) => {
      const value = place.node[word];
      const list = word === 'examples' && value !== undefined ? Object.values(value as object) : [value];
      return list.map((one) => [`${shown(place)} ${word}`, timesIn((one ?? null) as Json)] as const);
    }),
  );
  expect(examples.flatMap(([, times]) => times).length).toBeGreaterThan(200);
  const strange = examples.filter(([, times]) => {
    const isOther = times.some((time) => Math.abs(time - DAY) > 4 * DAY_MS);
    return isOther || Math.max(...times) - Math.min(...times) > 2 * DAY_MS;
  });
  expect(strange.map(([place]) => place)).toEqual([]);
});
